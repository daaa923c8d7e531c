package rules

import (
	"strings"
	"unicode"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// FoldText returns s as the texts of a map are compared: case doesn't count,
// nor does white space at the ends or how much of it stands between words; a
// no-break space or a line break is white space, a zero-width one is nothing,
// and typographic quotes and dashes are their plain forms.
func FoldText(s string) string {
	var b strings.Builder
	space := false
	for _, r := range fold(s) {
		switch {
		case unicode.IsSpace(r):
			space = b.Len() > 0
			continue
		case invisible(r):
			continue
		case space:
			b.WriteByte(' ')
			space = false
		}
		b.WriteRune(plain(r))
	}
	return b.String()
}

// FoldTitle returns s as the titles of columns are compared when a table is
// found: neither case, white space, punctuation nor currency signs count. The
// signs that tell titles apart (%, +, <, >) do, and & is "and". A title of
// nothing else folds to its FoldText.
func FoldTitle(s string) string {
	var b strings.Builder
	for _, r := range fold(s) {
		switch {
		case unicode.IsLetter(r), unicode.IsNumber(r), r == '%', r == '+', r == '<', r == '>':
			b.WriteRune(r)
		case r == '&':
			b.WriteString("and")
		}
	}
	if b.Len() == 0 {
		return FoldText(s)
	}
	return b.String()
}

// Fold is FoldText, under the name that Field.Map speaks of.
func Fold(s string) string { return FoldText(s) }

// fold brings s to NFKC without case, quickly where it is plain ASCII.
func fold(s string) string {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return norm.NFKC.String(cases.Fold().String(norm.NFKC.String(s)))
		}
	}
	return strings.ToLower(s)
}

func invisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return false
}

func plain(r rune) rune {
	switch r {
	case '‘', '’', '‛', 'ʼ':
		return '\''
	case '“', '”', '‟':
		return '"'
	case '‐', '‑', '‒', '–', '—', '−':
		return '-'
	}
	return r
}
