package rules

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"winnow/internal/expr"
)

// compile reads an expression and compiles it for a result of the wanted type.
// Each issue is a fault where it stands in the file.
func (d *draft) compile(env *expr.Env, v value, want expr.Type) (*expr.Program, bool) {
	s, ok := v.filled()
	if !ok {
		return nil, false
	}
	p, issues := env.Compile(s, want)
	if len(issues) == 0 {
		return p, d.mayRead(env, v, p)
	}
	places, lines := v.locate(), strings.Split(s, "\n")
	for _, i := range issues {
		if d.follows(i.Message) {
			continue
		}
		at := places[offset(lines, i, len(places)-1)]
		v.src.faultAt(at.line, at.column, "%s: %s", v.what, d.withoutReturn(i.Message))
	}
	return nil, false
}

// offset is how many characters of the text stand before an issue.
func offset(lines []string, i expr.Issue, last int) int {
	n := i.Column - 1
	for _, l := range lines[:min(max(i.Line-1, 0), len(lines))] {
		n += len([]rune(l)) + 1
	}
	return min(max(n, 0), last)
}

// outsideQuotes blanks out what stands in quotes, keeping every character's
// place.
func outsideQuotes(s string) string {
	out, quote, escaped := []rune(s), rune(0), false
	for i, r := range out {
		switch {
		case quote == 0:
			if r == '"' || r == '\'' {
				quote = r
			}
			continue
		case escaped:
			escaped = false
		case r == '\\':
			escaped = true
		case r == quote:
			quote = 0
			continue
		}
		out[i] = ' '
	}
	return string(out)
}

var rePlaceholder = regexp.MustCompile(`\{[^{}]*\}`)

// checkPlaceholders sees to it that {…} in message, fix and expected names a field
// or a date that the run knows.
func (d *draft) checkPlaceholders(m *mapping) {
	d.placeholders(m, "a field", slices.Concat(d.fieldNames(), RowVars[:], d.lookupNames()))
	d.shown(m)
}

func (d *draft) placeholders(m *mapping, what string, names []string) {
	for _, key := range []string{"message", "fix", "expected"} {
		v, ok := m.get(key)
		if !ok || !v.isScalar() {
			continue
		}
		for _, loc := range rePlaceholder.FindAllStringIndex(v.node.Value, -1) {
			name := v.node.Value[loc[0]+1 : loc[1]-1]
			if slices.Contains(names, name) || d.doubts(name) {
				continue
			}
			at := v.locate()[len([]rune(v.node.Value[:loc[0]]))]
			v.src.faultAt(at.line, at.column, "%s has {%s} in it, which is not %s%s", v.what, name, what, d.src.near(name, names))
		}
	}
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
