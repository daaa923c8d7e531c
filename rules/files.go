package rules

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// ruleFile is a rule file that parsed: which kind it is isn't judged yet.
type ruleFile struct {
	name string
	hash string // hex SHA-256
	src  *source
	top  value
}

// ruleFiles reads the rule files: those of the folder, or the one asked for
// with the folder's bands. Bands files come first, as measures name them.
func (l *loader) ruleFiles() ([]*ruleFile, error) {
	names, err := l.ruleNames()
	if err != nil {
		return nil, err
	}
	if l.single && !l.mentionsBands() {
		names = []string{l.only}
	}
	var bands, others []*ruleFile
	for _, name := range names {
		f, err := l.ruleFile(name)
		switch {
		case err != nil:
			return nil, err
		case f == nil:
		case f.has("bands"):
			bands = append(bands, f)
		default:
			others = append(others, f)
		}
	}
	return append(bands, others...), nil
}

// mentionsBands says whether the single file asked for may need bands: only then
// are its neighbours looked at.
func (l *loader) mentionsBands() bool {
	data, err := l.open(l.only, maxRuleFile)
	return err == nil && strings.Contains(string(data), "bands")
}

// ruleNames lists the rule files of the folder by name.
func (l *loader) ruleNames() ([]string, error) {
	entries, err := fs.ReadDir(l.fsys, ".")
	if err != nil && !l.single {
		return nil, fmt.Errorf("reading rules: %w", err)
	}
	var names []string
	for _, e := range entries {
		hidden := strings.HasPrefix(e.Name(), ".") || strings.HasPrefix(e.Name(), "~$")
		if !hidden && !e.IsDir() && isRuleFile(e.Name()) {
			names = append(names, e.Name())
		}
	}
	if l.single && !slices.Contains(names, l.only) {
		names = append(names, l.only)
	}
	if len(names) > maxRuleFiles {
		l.faults.add(&Error{File: l.set.Name, Message: fmt.Sprintf("holds %d rule files; at most %d are read", len(names), maxRuleFiles)})
		return nil, nil
	}
	return names, nil
}

func isRuleFile(name string) bool {
	switch strings.ToLower(path.Ext(name)) {
	case ".yaml", ".yml", ".json":
		return true
	}
	return false
}

// ruleFile reads one file. Beside a single file that was asked for, only bands
// files count, and what isn't one is passed over in silence: it is not the
// user's question.
func (l *loader) ruleFile(name string) (*ruleFile, error) {
	data, err := l.open(name, maxRuleFile)
	wanted := !l.single || name == l.only
	if !wanted && (err != nil || !strings.Contains(string(data), "bands")) {
		delete(l.files, name)
		return nil, nil //nolint:nilerr // another file of the folder is not the user's question
	}
	switch {
	case errors.Is(err, errTooLarge):
		l.unread = true
		l.faults.add(&Error{File: l.path(name), Message: fmt.Sprintf("is larger than %d KiB, the most a rule file may be", maxRuleFile>>10)})
		return nil, nil
	case err != nil:
		return nil, fmt.Errorf("reading rules: %s: %w", l.path(name), err)
	}
	sum := sha256.Sum256(data)
	f := &ruleFile{name: name, hash: hex.EncodeToString(sum[:])}
	if strings.EqualFold(path.Ext(name), ".json") {
		data = joinSurrogates(data)
	}
	into := &l.faults
	if !wanted {
		into = &faults{}
	}
	f.src = newSource(l.path(name), data, into, l.note)
	top, ok := f.src.parse(data)
	if f.top = top; wanted {
		if !ok {
			l.unread = true
			return nil, nil
		}
		return f, nil
	}
	if !ok || !f.has("bands") || f.has("return") {
		delete(l.files, name)
		return nil, nil
	}
	return f, nil
}

// has says whether the file has a key at its top.
func (f *ruleFile) has(key string) bool {
	content := f.top.node.Content
	for i := 0; i+1 < len(content); i += 2 {
		if content[i].Value == key {
			return true
		}
	}
	return false
}

// read compiles one file as what its top key says it is.
func (l *loader) read(f *ruleFile) {
	ret, bands, winnow := f.has("return"), f.has("bands"), f.has("winnow")
	switch {
	case ret && bands:
		f.top.fault(`has both "return" and "bands" at its top: make it two files`)
	case bands:
		l.readBands(f)
	case !ret && !winnow && f.has("fields"):
		l.readSchema(f)
	case ret:
		l.readReturn(f)
	default:
		f.src.faultAt(f.top.node.Line, 0, `is not a rule file: expected "return", "bands", or the "fields" of a Table Schema at its top`)
	}
}

// readVersion checks the version of the language.
func (l *loader) readVersion(m *mapping) {
	v, ok := m.get("winnow")
	if !ok {
		m.src.faultAt(1, 0, `has no version of the language: begin with "winnow: v1"`)
		return
	}
	if s, ok := v.text(); ok && s != "v1" {
		v.fault(`"winnow" is %q; this winnow knows version "v1" of the language`, s)
	}
}
