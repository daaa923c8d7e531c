package ruledocs

import (
	"slices"
	"strings"

	"winnow/internal/ruletest"
	"winnow/internal/rulewords"
	"winnow/rules"
)

// Example is a row with what is said of it.
type Example struct {
	Name  string
	Cells []Cell
	Told  []string // what the sender is told; nil for a row that is right
}

// Cell is one cell of an example.
type Cell struct{ Title, Value string }

// examples takes over the tests of a single row that come out as they say: a page
// must not show a row as right that isn't.
func (p *Page) examples(set *rules.Set, ret *rules.Return) {
	for _, t := range ret.Tests {
		if len(t.Rows) != 1 || len(t.Given)+len(t.Figures) > 0 || t.Final {
			continue
		}
		if r := ruletest.Run(set, ret, t); !r.Passed() {
			continue
		}
		e := Example{Name: t.Name}
		for _, f := range ret.Fields {
			if v := t.Rows[0][f.Name]; v != "" && f.Privacy != "drop" {
				e.Cells = append(e.Cells, Cell{f.Title, v})
			}
		}
		for _, id := range t.Fails {
			e.Told = append(e.Told, told(ret, id, t.Rows[0]))
		}
		e.Told = slices.DeleteFunc(e.Told, func(s string) bool { return s == "" })
		switch {
		case t.Passes && len(e.Cells) < 2: // that a value is one of its list is said with the column
		case t.Passes:
			p.Good = append(p.Good, e)
		case len(e.Told) > 0:
			p.Bad = append(p.Bad, e)
		}
	}
}

// told is what the sender of a row is told where a check fails; "" for one that is
// on trial.
func told(ret *rules.Return, id string, row map[string]string) string {
	for _, r := range ret.Rules {
		if r.ID == id && !r.Trial {
			return rulewords.WithFigures(ret, withValues(ret, r.Message, row))
		}
	}
	for _, f := range ret.Fields {
		for _, c := range f.Constraints {
			switch {
			case c.ID != id || c.Trial:
			case c.Message != "":
				return c.Message
			default:
				return "Expected: " + rulewords.Constraint(f, c)
			}
		}
	}
	return ""
}

// withValues puts the row's values into a message, as the checker does: what isn't
// filled in is blank, and a £ or % that the message has itself isn't said twice.
func withValues(ret *rules.Return, message string, row map[string]string) string {
	for _, f := range ret.Fields {
		if f.Privacy == "drop" {
			continue
		}
		v, name := row[f.Name], "{"+f.Name+"}"
		if v == "" {
			v = "blank"
		}
		if bare, ok := strings.CutPrefix(v, "£"); ok {
			message = strings.ReplaceAll(message, "£"+name, "£"+bare)
		}
		if bare, ok := strings.CutSuffix(v, "%"); ok {
			message = strings.ReplaceAll(message, name+"%", bare+"%")
		}
		message = strings.ReplaceAll(message, name, v)
	}
	return message
}
