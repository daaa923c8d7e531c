package workspace

import (
	"strings"
	"unicode"
)

// maxName is the longest file or folder name, in characters, that SafeName
// gives: with folders around it Windows's 260 are not exceeded.
const maxName = 100

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
	if runes := []rune(clean); len(runes) > maxName {
		clean = string(runes[:maxName])
	}
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
