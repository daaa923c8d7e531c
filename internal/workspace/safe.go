package workspace

import (
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The longest file or folder name that SafeName gives. In characters, so that with
// folders around it Windows's 260 are not exceeded; in bytes, so that with an ending
// such as " - waits for a decision.txt" Linux's 255 are not: a name that the disk
// doesn't take would keep a commit from ever being put in place.
const (
	maxName      = 100
	maxNameBytes = 180
	maxExtension = 10 // what is longer is no extension, and is cut like the rest
)

// reservedNames are the devices of Windows, which no file there may be called,
// whatever its extension.
var reservedNames = map[string]bool{"con": true, "prn": true, "aux": true, "nul": true}

// SafeName turns a name that came from outside into one that is a single path
// element on Linux and Windows alike: no separators, no reserved characters or
// names, no trailing dots or spaces, not hidden, not too long.
func SafeName(name string) string {
	clean := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`<>:"/\|?*`, r) || unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r) {
			return '_'
		}
		return r
	}, name)
	clean = shortened(clean)
	clean = strings.TrimRight(strings.TrimLeft(clean, ". ~"), ". ")
	if clean == "" {
		return "_"
	}
	stem, _, _ := strings.Cut(strings.ToLower(clean), ".")
	stem = strings.TrimSpace(stem)
	port := len(stem) == 4 && (strings.HasPrefix(stem, "com") || strings.HasPrefix(stem, "lpt")) && stem[3] >= '0' && stem[3] <= '9'
	if reservedNames[stem] || port {
		return "_" + clean
	}
	return clean
}

// shortened cuts a name that is too long before its extension.
func shortened(name string) string {
	if utf8.RuneCountInString(name) <= maxName && len(name) <= maxNameBytes {
		return name
	}
	extension := path.Ext(name)
	if len(extension) > maxExtension {
		extension = ""
	}
	stem := strings.TrimSuffix(name, extension)
	characters := 0
	for i, r := range stem {
		if characters == maxName-len(extension) || i+utf8.RuneLen(r) > maxNameBytes-len(extension) {
			return stem[:i] + extension
		}
		characters++
	}
	return name
}
