package ingest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold makes titles equal that mean the same: case, white space, line breaks,
// punctuation, quotes of any shape and currency signs do not count. The signs
// that tell titles apart (%, +, <, >) do, and & is "and".
func fold(title string) string {
	if !isASCII(title) {
		title = norm.NFKC.String(title)
	}
	var b strings.Builder
	b.Grow(len(title))
	for _, r := range title {
		switch {
		case unicode.IsLetter(r):
			b.WriteRune(unicode.ToLower(r))
		case unicode.IsNumber(r), r == '%', r == '+', r == '<', r == '>':
			b.WriteRune(r)
		case r == '&':
			b.WriteString("and")
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// likelyFolds is a cheap look before folding: false means that raw, folded,
// cannot be the folded title.
func likelyFolds(raw []byte, folded string) bool {
	for _, b := range raw {
		switch {
		case b >= utf8.RuneSelf:
			return true
		case b >= 'A' && b <= 'Z':
			return folded != "" && folded[0] == b|0x20
		case b >= 'a' && b <= 'z', b >= '0' && b <= '9', b == '%', b == '+', b == '<', b == '>':
			return folded != "" && folded[0] == b
		case b == '&':
			return true
		}
	}
	return folded == ""
}
