package validate

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tidy returns s without white space at its ends, with no-break spaces, line
// breaks and runs of white space as one space, and without zero-width
// characters. It allocates only where something changes inside.
func tidy(s string) string {
	if clean(s) {
		return s
	}
	var b strings.Builder
	space := false
	for _, r := range s {
		switch {
		case invisible(r):
		case unicode.IsSpace(r):
			space = b.Len() > 0
		default:
			if space {
				b.WriteByte(' ')
				space = false
			}
			b.WriteRune(r)
		}
	}
	return b.String()
}

// clean says whether tidy has nothing to do, looking at bytes only.
func clean(s string) bool {
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c == ' ' && last == ' ' || c < ' ' || c >= 0xC2 && !printable(s[i:]) {
			return false
		}
		last = c
	}
	return len(s) == 0 || last != ' '
}

// printable says whether the rune that s begins with is neither white space nor
// invisible. Bytes that are no UTF-8 are left alone.
func printable(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return !unicode.IsSpace(r) && !invisible(r)
}

func invisible(r rune) bool {
	switch r {
	case '\u200b', '\u200c', '\u200d', '\u2060', '\ufeff', '\u00ad':
		return true
	}
	return false
}

// quoteLength is how much of a value a message shows; the whole of it stands in
// the exception's Value.
const quoteLength = 60

// quoted returns a value for a message.
func quoted(s string) string {
	if utf8.RuneCountInString(s) > quoteLength {
		s = string([]rune(s)[:quoteLength]) + "…"
	}
	return "“" + s + "”"
}

// orList joins words for a message: a, b or c.
func orList(words []string) string {
	switch len(words) {
	case 0:
		return ""
	case 1:
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}

// plural returns the word for n of a thing: 1 row, 2 rows.
func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return group(n) + " " + many
}
