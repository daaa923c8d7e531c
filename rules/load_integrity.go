package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// hashLengths are the hex digits of the hashes that winnow can compare.
var hashLengths = map[string]int{"md5": 32, "sha1": 40, "sha256": 64, "sha512": 128}

var reHash = regexp.MustCompile(`^(?:([A-Za-z][A-Za-z0-9-]*):)?(\S+)$`)

// integrity reads the size and hash by which a package says which bytes it means.
func (l *loader) integrity(m *mapping, r *Resource) {
	size, hasSize := m.get("bytes")
	hash, hasHash := m.get("hash")
	hasSize, hasHash = hasSize && !size.isNull(), hasHash && !hash.isNull()
	if len(r.Paths) > 1 && (hasSize || hasHash) {
		l.note(fmt.Sprintf("%s:%d: \"bytes\" and \"hash\" of a resource of several files are not compared", m.src.file, m.node.Line))
		return
	}
	if hasSize {
		if n, ok := size.integer(0, 1<<53); ok {
			r.Bytes, r.Sized = int64(n), true
		}
	}
	if hasHash {
		if text, ok := hash.filled(); ok {
			l.hash(hash, text, r)
		}
	}
}

// hash reads algorithm:digits. Without an algorithm it is the one whose hashes
// are so long, else MD5, as the standard has it.
func (l *loader) hash(v value, text string, r *Resource) {
	parts := reHash.FindStringSubmatch(strings.TrimSpace(text))
	if parts == nil {
		l.note(fmt.Sprintf("%s:%d: %q is no hash, and is not compared", v.src.file, v.node.Line, text))
		return
	}
	algorithm, digits := strings.ToLower(strings.ReplaceAll(parts[1], "-", "")), strings.ToLower(parts[2])
	if algorithm == "" {
		algorithm = "md5"
		for _, name := range sortedKeys(hashLengths) {
			if len(digits) == hashLengths[name] {
				algorithm = name
			}
		}
	}
	known := sortedKeys(hashLengths)
	if !slices.Contains(known, algorithm) {
		l.note(fmt.Sprintf("%s:%d: the hash is a %s, and only %s are compared", v.src.file, v.node.Line, parts[1], strings.Join(known, ", ")))
		return
	}
	r.Hash = algorithm + ":" + digits
}
