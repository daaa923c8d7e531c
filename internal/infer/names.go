package infer

import (
	"strconv"
	"strings"
	"unicode"
)

// reserved are words that expressions use for themselves.
var reserved = map[string]bool{"as": true, "break": true, "const": true, "continue": true, "else": true, "false": true, "for": true,
	"function": true, "if": true, "import": true, "in": true, "let": true, "loop": true, "namespace": true, "null": true,
	"package": true, "return": true, "true": true, "var": true, "void": true, "while": true, "as_at": true}

// longestName is how many letters of a title go into a name.
const longestName = 40

// identifier makes a title into a name of small letters, digits and _ that isn't
// taken yet.
func identifier(title string, taken map[string]bool) string {
	var b strings.Builder
	for _, r := range strings.ToLower(title) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case r == '%':
			b.WriteString("_percent_")
		case r == '£':
			b.WriteString("_gbp_")
		case r == '\'' || r == '’':
		case unicode.IsLetter(r):
			b.WriteRune('x')
		default:
			b.WriteByte('_')
		}
	}
	name := strings.Join(strings.FieldsFunc(b.String(), func(r rune) bool { return r == '_' }), "_")
	if len(name) > longestName {
		name = strings.TrimRight(name[:longestName], "_")
	}
	if name == "" || name[0] >= '0' && name[0] <= '9' || reserved[name] {
		name = strings.TrimRight("column_"+name, "_")
	}
	base := name
	for n := 2; taken[name]; n++ {
		name = base + "_" + strconv.Itoa(n)
	}
	return name
}
