package template

import (
	"slices"
	"strings"
	"unicode/utf16"

	"winnow/internal/rulewords"
	"winnow/rules"
)

// list is what the cells of a field may hold.
type list struct {
	column column // the first that holds the field
	values []allowed
	strict bool // nothing else is accepted
}

// allowed is one value of a list.
type allowed struct{ write, meaning, when string }

// addLists collects the lists of the fields that have one.
func (p *plan) addLists() {
	seen := map[*rules.Field]bool{}
	for _, c := range p.columns {
		if c.total || seen[c.field] {
			continue
		}
		seen[c.field] = true
		if l := (list{column: c}); p.fillList(&l, c.field) {
			p.lists = append(p.lists, l)
		}
	}
}

// fillList takes over what a field allows; false where it isn't a list.
func (p *plan) fillList(l *list, f *rules.Field) bool {
	enum := enumOf(f)
	switch {
	case enum != nil:
		for _, a := range f.Allowed(enum, p.options.Period) {
			l.values = append(l.values, allowed{a.Write, a.Meaning, rulewords.Validity(a.Rows)})
		}
		l.strict = must(enum)
	case f.Type == rules.TypeBoolean && len(f.TrueValues) > 0 && len(f.FalseValues) > 0:
		l.values = []allowed{{write: f.TrueValues[0]}, {write: f.FalseValues[0]}}
		l.strict = true
	default:
		return false
	}
	for _, m := range f.Missing {
		if m.Label != "" && m.Value != "" {
			l.values = append(l.values, allowed{write: m.Value, meaning: strings.ReplaceAll(m.Label, "_", " ")})
		}
	}
	return len(l.values) > 0
}

// enumOf returns the list that a field's values must be on; nil where there is none
// or it is on trial.
func enumOf(f *rules.Field) *rules.Constraint {
	i := slices.IndexFunc(f.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Enum && !c.Trial })
	if i < 0 {
		return nil
	}
	return f.Constraints[i]
}

// listOf returns the list of a column; nil for none.
func (p *plan) listOf(c column) *list {
	i := slices.IndexFunc(p.lists, func(l list) bool { return !c.total && l.column.field == c.field })
	if i < 0 {
		return nil
	}
	return &p.lists[i]
}

// maxInline is how long a drop-down may be, in UTF-16 units, that stands in the
// cell's own rule; Excel takes no more.
const maxInline = 255

// inline returns the values of a short list; nil where it must stand on a sheet, as
// it is too long or a value has a sign that parts values.
func (l *list) inline() []string {
	texts := make([]string, len(l.values))
	for i, v := range l.values {
		if texts[i] = v.write; strings.ContainsAny(v.write, ",;\"\n") || strings.TrimSpace(v.write) != v.write || strings.HasPrefix(v.write, "=") {
			return nil
		}
	}
	if units(strings.Join(texts, ",")) > maxInline {
		return nil
	}
	return texts
}

// units counts UTF-16 units, as Excel does.
func units(s string) int { return len(utf16.Encode([]rune(s))) }
