package rulediff

import (
	"fmt"
	"strings"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

func (r *version) measures() []thing {
	var out []thing
	for _, m := range r.ret.Measures {
		if m.Hidden {
			continue
		}
		how := r.how(m)
		out = append(out, thing{name: m.Name, short: how, come: None, gone: None, aspects: []aspect{
			{name: "the title", value: m.Title, show: quote(m.Title), harmless: true},
			{name: "the figure", value: r.plain(how), show: how, harmless: true},
			{name: "the window", value: window(m.Window), harmless: true},
			{name: "the groups", value: r.names(m.By), harmless: true},
			{name: "the kind of value", value: m.ValueKind, harmless: true},
			{name: "the unit", value: m.Unit, harmless: true},
			{name: "the target", value: m.Target, harmless: true},
			{name: "the bands", value: m.Bands, harmless: true},
		}})
	}
	return out
}

// how says how a measure is worked out.
func (r *version) how(m *rules.Measure) string {
	switch {
	case m.Constant != nil:
		return "always " + m.Constant.String()
	case m.Value != nil:
		return m.ValueText
	}
	words := string(m.Aggregate)
	switch {
	case m.Of != nil:
		words += " of " + m.Of.String()
	case m.Field >= 0:
		words += " of " + r.field(m.Field)
	}
	if m.Where != nil {
		return words + " where " + m.Where.String()
	}
	if m.Aggregate == rules.Count {
		return "count of all rows"
	}
	return words
}

func window(w *rules.Window) string {
	if w == nil {
		return ""
	}
	if w.To == nil {
		return "from " + w.From.Long()
	}
	return w.From.Long() + " to " + w.To.Long()
}

func (r *version) tableRules() []thing {
	var out []thing
	for _, x := range r.ret.TableRules {
		t := thing{name: x.ID, short: asked(x.Severity, x.Trial) + ": " + quote(x.Message), come: Tighter, gone: Looser}
		if x.Severity == report.Note || x.Trial {
			t.come, t.gone = None, None
		}
		condition := r.kind(x.Kind)
		if x.Kind == nil {
			condition = x.Text
		}
		t.aspects = append([]aspect{
			{name: "what must hold", value: r.plain(condition), show: quote(condition), open: true},
			{name: "the groups", value: r.names(x.Per), open: true},
			{name: "the rows listed", value: r.code(x.Rows), harmless: true},
			{name: "what blanks do", value: x.Blanks, open: true},
			{name: "holding the table back", value: yes(x.Holds), words: come("now holds the whole table back", "no longer holds the whole table back")},
			{name: "the cells marked", value: r.names(x.Cells), harmless: true},
		}, r.checkAspects("", x.Severity, x.Final, x.Trial, x.Message, x.Fix, x.Expected, x.Source)...)
		out = append(out, t)
	}
	return out
}

// kind words a check of a table that is no expression.
func (r *version) kind(k rules.Kind) string {
	if k == nil {
		return ""
	}
	var words string
	switch k := k.(type) {
	case *rules.Complete:
		words = fmt.Sprintf("a record every %s over %s", k.Every, r.field(k.Over))
		if k.From != nil {
			words += " from " + k.From.String()
		}
		if k.To != nil {
			words += " to " + k.To.String()
		}
		if k.Among != "" {
			words += " among " + k.Among
		}
	case *rules.NoOverlap:
		words = fmt.Sprintf("no overlap from %s for %d days", r.field(k.From), k.Days)
		if k.To >= 0 {
			words = fmt.Sprintf("no overlap from %s to %s", r.field(k.From), r.field(k.To))
		}
	case *rules.Repeats:
		words = fmt.Sprintf("%s the same in at most %d records in a row", r.field(k.Of), k.MoreThan)
		if k.Order >= 0 {
			words += " by " + r.field(k.Order)
		}
	case *rules.Outlier:
		words = fmt.Sprintf("%s at most %s times the median", r.field(k.Of), k.Times)
		if k.AtLeast != nil {
			words += fmt.Sprintf(" where it is at least %s", k.AtLeast)
		}
	default:
		words = k.Name()
	}
	s := k.Records()
	if len(s.Each) > 0 {
		words += ", for each " + r.names(s.Each)
	}
	if s.Where != nil {
		words += ", where " + s.Where.String()
	}
	return words
}

func (r *version) lookups() []thing {
	var out []thing
	for _, l := range r.ret.Lookups {
		out = append(out, thing{name: l.Name, short: "rows of " + source(l), come: None, gone: None, aspects: []aspect{
			{name: "the rows", value: source(l), open: true},
			{name: "the services", value: l.Service, open: true},
			{name: "the key", value: r.pairs(l), open: true},
			{name: "the condition", value: r.code(l.Where), show: quote(l.WhereText), open: true},
			{name: "the order", value: order(l), open: true},
		}})
	}
	return out
}

// source says which rows a lookup looks into.
func source(l *rules.Lookup) string {
	switch {
	case l == nil:
		return "another table"
	case l.List != nil:
		return l.List.File
	case l.When == "":
		return l.Return
	}
	return l.Return + ", " + strings.ReplaceAll(l.When, "_", " ")
}

func (r *version) pairs(l *rules.Lookup) string {
	var all []string
	for _, p := range l.On {
		theirs := ""
		if p.Theirs >= 0 && p.Theirs < len(l.Theirs) {
			theirs = l.Theirs[p.Theirs].Name
		}
		if own := r.field(p.Own); own != theirs {
			theirs += " = " + own
		}
		all = append(all, theirs)
	}
	return strings.Join(all, ", ")
}

func order(l *rules.Lookup) string {
	if l.Order < 0 || l.Order >= len(l.Theirs) {
		return ""
	}
	by := l.Take + " by " + l.Theirs[l.Order].Name
	if l.Until >= 0 {
		by += " until " + l.Theirs[l.Until].Name
	}
	return by
}

// periodKind words a period kind.
func periodKind(k period.Kind) string {
	return map[period.Kind]string{period.Month: "month", period.Quarter: "quarter", period.Year: "year"}[k]
}
