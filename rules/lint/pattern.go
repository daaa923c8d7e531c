package lint

import (
	"regexp"
	"strings"

	"winnow/rules"
)

// patterns complains of braces in patterns that look like a number of times and
// are none, so that they ask for the very characters.
func (r *returnLint) patterns() {
	for _, f := range r.ret.Fields {
		for _, c := range f.Constraints {
			item := c
			if c.Kind == rules.ItemConstraint {
				item = c.Item
			}
			if item.Kind != rules.Pattern {
				continue
			}
			if brace, meant := looseBrace(item.Text); brace != "" {
				at := r.at(f, c.Kind)
				if c != item {
					at = r.src.at("fields", f.Name, "arrayItem", "constraints", "pattern")
				}
				r.warn(at, "pattern-brace", "%q in the pattern of the field %q asks for these very characters, as it is no number of times: did you mean %s? If it is meant so, write \\%s", brace, f.Name, meant, brace)
			}
		}
	}
}

var (
	reClass = regexp.MustCompile(`^\[\^?\]?`)
	reTimes = regexp.MustCompile(`^\{\d+(,\d*)?\}`)
	reLoose = regexp.MustCompile(`^\{\s*(\d*)\s*([,;.-]?)\s*(\d*)\s*[\])}]?`)
)

// looseBrace finds a brace with digits behind it that doesn't count how many
// times, and says what it may have been meant to be; "" where there is none.
func looseBrace(pattern string) (brace, meant string) {
	class := false
	for i := 0; i < len(pattern); i++ {
		rest := pattern[i:]
		switch {
		case strings.HasPrefix(rest, `\Q`):
			end := strings.Index(rest, `\E`)
			if end < 0 {
				return "", ""
			}
			i += end + 1
		case strings.HasPrefix(rest, `\p{`), strings.HasPrefix(rest, `\P{`), strings.HasPrefix(rest, `\x{`):
			i += 2
		case rest[0] == '\\':
			i++
		case class:
			class = rest[0] != ']'
		case rest[0] == '[':
			class = true
			i += len(reClass.FindString(rest)) - 1 // a ] that comes first is one of the class
		case rest[0] == '{' && !reTimes.MatchString(rest):
			if m := reLoose.FindStringSubmatch(rest); m[1] != "" || m[3] != "" {
				return m[0], times(m[1], m[2], m[3])
			}
		}
	}
	return "", ""
}

// times writes how many times as a pattern does.
func times(low, between, high string) string {
	switch {
	case between == "":
		return "{" + low + high + "}"
	case low == "":
		low = "0"
	}
	return "{" + low + "," + high + "}"
}
