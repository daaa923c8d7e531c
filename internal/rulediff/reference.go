package rulediff

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/rules"
)

// bands compares the councils' keys.
func (d *differ) bands(before, after *rules.Set) {
	d.things("bands", bandThings(before), bandThings(after))
}

func bandThings(s *rules.Set) []thing {
	var out []thing
	for _, name := range sorted(s.Bands) {
		b := s.Bands[name]
		var lines []string
		for _, line := range b.Scale {
			lines = append(lines, bandLine(line))
		}
		zero := "no band"
		if b.ZeroTarget != nil {
			zero = b.ZeroTarget.Met + " where it is met, " + b.ZeroTarget.Missed + " where it is missed"
		}
		out = append(out, thing{name: name, short: strings.Join(lines, "; "), come: None, gone: None, aspects: []aspect{
			{name: "the basis", value: b.Basis, harmless: true},
			{name: "the scale", value: strings.Join(lines, "; "), show: quote(strings.Join(lines, "; ")), harmless: true},
			{name: "the band without a value", value: b.NoData, harmless: true},
			{name: "the band of a target of zero", value: zero, harmless: true},
		}})
	}
	return out
}

func bandLine(l rules.BandRule) string {
	words := []string{l.Band}
	if l.Where != nil {
		words = append(words, "where "+l.Where.String())
	}
	words = append(words, edge("better", l.BetterBy)...)
	words = append(words, edge("worse", l.WorseBy)...)
	if len(l.SinceLastYear) > 0 {
		words = append(words, strings.Join(l.SinceLastYear, " or ")+" than last year")
	}
	return strings.Join(words, " ")
}

func edge(word string, e *rules.Edge) []string {
	if e == nil {
		return nil
	}
	if e.Tolerance {
		return []string{fmt.Sprintf("%s by %s the target's tolerance", word, e.Op)}
	}
	sign := ""
	if e.Percent {
		sign = "%"
	}
	return []string{fmt.Sprintf("%s by %s %s%s", word, e.Op, e.By, sign)}
}

func sorted[V any](m map[string]V) []string {
	var names []string
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// references compares the CSV files beside the rules.
func (d *differ) references(before, after *rules.Set) {
	d.things("target", targets(before), targets(after))
	d.things("history", history(before), history(after))
	for _, name := range sorted(after.Lists) {
		if was := before.Lists[name]; was != nil {
			d.list(was, after.Lists[name])
		} else if l := after.Lists[name]; l != nil {
			d.add("list", name, Added, "added: "+counted(len(l.Rows), "row"), None)
		}
	}
	for _, name := range sorted(before.Lists) {
		if after.Lists[name] == nil && before.Lists[name] != nil {
			d.add("list", name, Removed, "removed", None)
		}
	}
	d.things("service", services(before), services(after))
	d.things("due", due(before), due(after))
	d.things("waiver", waivers(before), waivers(after))
}

func targets(s *rules.Set) []thing {
	var out []thing
	for _, t := range s.Targets {
		value := t.Label
		if t.Value != nil {
			value = t.Value.String()
		}
		out = append(out, thing{name: t.Measure + " " + t.Period.String(), short: value, come: None, gone: None, aspects: []aspect{
			{name: "target", value: value, harmless: true, words: instead},
			{name: "the unit", value: t.Unit, harmless: true}, {name: "the better direction", value: t.Direction, harmless: true},
			{name: "the basis", value: t.Basis, harmless: true}, {name: "the source", value: t.Source, show: quote(t.Source), harmless: true},
		}})
	}
	return unnamed(out)
}

// instead words a value that the thing is, not one of several it has.
func instead(old, new aspect) string {
	blank := func(a aspect) string {
		if a.value == "" {
			return "blank"
		}
		return a.text()
	}
	return blank(new) + " instead of " + blank(old)
}

// unnamed keeps rows of data from being taken for renamed: that two rows have the
// same figures makes them no one thing.
func unnamed(all []thing) []thing {
	for i := range all {
		all[i].aspects = append(all[i].aspects, aspect{name: "row", value: all[i].name, words: func(_, _ aspect) string { return "" }})
	}
	return all
}

func history(s *rules.Set) []thing {
	var out []thing
	for _, h := range s.History {
		name := h.Measure + " " + h.Period.String()
		if h.ValueKind != "" && h.ValueKind != "actual" {
			name += " " + h.ValueKind
		}
		out = append(out, thing{name: name, short: h.Value.String(), come: None, gone: None, aspects: []aspect{
			{name: "value", value: h.Value.String(), harmless: true, words: instead},
			{name: "the source", value: h.Source, show: quote(h.Source), harmless: true},
		}})
	}
	return unnamed(out)
}

func services(s *rules.Set) []thing {
	var out []thing
	for _, x := range s.Services {
		out = append(out, thing{name: x.Service, short: x.Name, come: None, gone: None, aspects: []aspect{
			{name: "the name", value: x.Name, show: quote(x.Name), harmless: true}, {name: "the contact", value: x.Contact, show: quote(x.Contact), harmless: true},
			{name: "the email address", value: x.Email, harmless: true},
		}})
	}
	return unnamed(out)
}

func waivers(s *rules.Set) []thing {
	var out []thing
	for _, w := range s.Waivers {
		name := strings.Join(strings.Fields(strings.Join([]string{w.Return, w.Service, w.Rule, w.Key}, " ")), " ")
		n := number.FromInt(dayNumber(w.Until))
		out = append(out, thing{name: name, short: "until " + w.Until.Long(), come: Looser, gone: Tighter, aspects: []aspect{
			{name: "the last day", value: w.Until.String(), show: w.Until.Long(), order: &n, sense: -1},
			{name: "the reason", value: w.Reason, show: quote(w.Reason), harmless: true},
			{name: "who agreed", value: w.AgreedBy, harmless: true},
		}})
	}
	return unnamed(out)
}

// list compares two versions of a code list, row by row: by the first column, and
// where a code has several rows, by the first day too.
func (d *differ) list(before, after *rules.List) {
	old, new := listRows(before), listRows(after)
	d.things("list "+after.File, old, new)
	if !slices.Equal(before.Columns, after.Columns) {
		d.aspects("list", after.File, []aspect{{name: "the columns", set: before.Columns, adds: "also has the column", drops: "no longer has the column", harmless: true}},
			[]aspect{{name: "the columns", set: after.Columns, adds: "also has the column", drops: "no longer has the column", harmless: true}})
	}
}

func listRows(l *rules.List) []thing {
	var out []thing
	seen := map[string]int{}
	for _, row := range l.Rows {
		name := row.Cells[0]
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		t := thing{name: name, come: Looser, gone: Tighter}
		for i, column := range l.Columns {
			a := aspect{name: column, value: row.Cells[i], harmless: column != "valid_from" && column != "valid_to"}
			switch {
			case column == "valid_from" && row.From != nil:
				n := number.FromInt(dayNumber(*row.From))
				a = aspect{name: column, value: row.From.String(), show: row.From.Long(), order: &n, sense: 1}
			case column == "valid_to" && row.To != nil:
				n := number.FromInt(dayNumber(*row.To))
				a = aspect{name: column, value: row.To.String(), show: row.To.Long(), order: &n, sense: -1}
			}
			if a.words = func(old, new aspect) string { return column + " is " + instead(old, new) }; i > 0 {
				t.aspects = append(t.aspects, a)
			}
		}
		out = append(out, t)
	}
	return unnamed(out)
}
