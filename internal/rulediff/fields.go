package rulediff

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

func (r *version) fields() []thing {
	var out []thing
	for _, f := range r.ret.Fields {
		t := thing{name: f.Name, short: fieldShort(f), come: None, gone: Looser}
		switch {
		case r.ret.MustHave(f.Index):
			t.come = Tighter
		case f.Type != rules.TypeString && f.Type != rules.TypeAny || len(f.Constraints) > 0:
			t.come = Either
		}
		if r.ret.Find.Extra == rules.PolicyRefuse {
			t.gone = Either
		}
		t.aspects = r.fieldAspects(f)
		out = append(out, t)
	}
	return out
}

func fieldShort(f *rules.Field) string {
	need := "may be blank"
	if slices.ContainsFunc(f.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Required }) {
		need = "must be filled in"
	}
	return fmt.Sprintf("%s, a %s that %s", quote(f.Title), typeWord(f.Type), need)
}

func typeWord(t rules.Type) string {
	words := map[rules.Type]string{rules.TypeString: "text", rules.TypeInteger: "whole number", rules.TypeAny: "value of any type",
		rules.TypeBoolean: "yes or no", rules.TypeDateTime: "date and time", rules.TypeYearMonth: "year and month"}
	if w := words[t]; w != "" {
		return w
	}
	return string(t)
}

func (r *version) fieldAspects(f *rules.Field) []aspect {
	headings := append([]string{f.Title}, f.Aliases...)
	out := []aspect{
		{name: "the title", value: f.Title, show: quote(f.Title), harmless: true},
		{name: "the headings", set: headings, adds: "is also found under the heading", drops: "is no longer found under the heading"},
		{name: "the type", value: string(f.Type), show: typeWord(f.Type), open: true},
		{name: "the format", value: f.Format, open: true},
		{name: "the texts for no value", set: missingTexts(f), adds: "also takes as no value", drops: "no longer takes as no value"},
		{name: "the texts for yes", set: f.TrueValues, adds: "also takes for yes", drops: "no longer takes for yes"},
		{name: "the texts for no", set: f.FalseValues, adds: "also takes for no", drops: "no longer takes for no"},
		{name: "the sign for decimals", value: f.DecimalChar, open: true},
		{name: "the sign between thousands", value: f.GroupChar, reverse: true},
		{name: "text around a number", value: map[bool]string{false: "is taken off"}[f.BareNumber], reverse: true},
		{name: "the type of the items", value: string(itemType(f)), open: true},
		{name: "the sign between items", value: f.Delimiter, open: true},
		{name: "the spellings", set: spellings(f), adds: "also takes the spelling", drops: "no longer takes the spelling"},
		{name: "the currency", value: f.Currency, open: true},
		{name: "the scale of percentages", value: f.Percent, open: true},
		{name: "being echoed with every exception on the row", value: yes(f.Key), harmless: true,
			words: come("is now echoed with every exception on its row", "is no longer echoed with every exception on its row")},
		{name: "what reaches the published data", value: f.Privacy, harmless: true},
		{name: "filling down", value: yes(f.FillDown), reverse: true, words: come("a blank cell now takes the value above it", "a blank cell no longer takes the value above it")},
	}
	if f.HasDecimals {
		out = append(out, numbered("the number of decimal places", f.Decimals, -1))
	}
	for _, c := range f.Constraints {
		out = append(out, r.constraint(f, c)...)
	}
	return out
}

// itemType returns the type of a list's or array's items, "" where it is left open.
func itemType(f *rules.Field) rules.Type {
	if f.ArrayItem != nil {
		return f.ArrayItem.Type
	}
	return f.ItemType
}

// itemConstraint describes a constraint on each item of an array.
func (r *version) itemConstraint(f *rules.Field, c *rules.Constraint) []aspect {
	out := r.constraint(f.ArrayItem, c.Item)
	of := out[0].name
	for i := range out {
		out[i].name = strings.ReplaceAll(out[i].name, of, of+" of each item")
		if out[i].of != "" {
			out[i].of = of + " of each item"
		}
	}
	return out
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return ""
}

func missingTexts(f *rules.Field) []string {
	var out []string
	for _, m := range f.Missing {
		text := m.Value
		if m.Label != "" {
			text += " (" + m.Label + ")"
		}
		if m.Low != nil && m.High != nil {
			text += fmt.Sprintf(" (%s to %s)", m.Low, m.High)
		}
		out = append(out, text)
	}
	return out
}

// spellings are the texts that a map takes, each with its code.
func spellings(f *rules.Field) []string {
	var out []string
	for text, code := range f.Map {
		if !strings.EqualFold(text, code) {
			out = append(out, text+"” for “"+code)
		}
	}
	slices.Sort(out)
	return out
}

// constraint describes one constraint with its severity and words.
func (r *version) constraint(f *rules.Field, c *rules.Constraint) []aspect {
	name := constraintNames[c.Kind]
	if name == "" {
		name = "the " + string(c.Kind)
	}
	main := aspect{name: name, value: c.Text}
	switch c.Kind {
	case rules.ItemConstraint:
		return r.itemConstraint(f, c)
	case rules.Required:
		main = aspect{name: name, value: "yes", words: come("must now be filled in", "may now be blank")}
	case rules.Unique:
		main = aspect{name: name, value: "yes", words: come("must now be different in every row", "may now be the same in several rows")}
	case rules.Within:
		main = aspect{name: name, value: "yes", words: come("must now lie in the period", "may now lie outside the period")}
	case rules.MinLength:
		main = numbered(name, c.Length, 1)
	case rules.MaxLength:
		main = numbered(name, c.Length, -1)
	case rules.Minimum, rules.ExclusiveMinimum:
		main.order, main.sense = ordered(c.Bound), 1
	case rules.Maximum, rules.ExclusiveMaximum:
		main.order, main.sense = ordered(c.Bound), -1
	case rules.Enum:
		main = r.enum(f, c, name)
	}
	about := name
	words := r.checkAspects("the check of "+about, c.Severity, c.Final, c.Trial, c.Message, c.Fix, "", c.Source)
	for i := range words {
		words[i].of = main.name
	}
	return append([]aspect{main}, words...)
}

var constraintNames = map[rules.ConstraintKind]string{
	rules.Required: "being filled in", rules.Unique: "being different in every row", rules.Minimum: "the minimum", rules.Maximum: "the maximum",
	rules.ExclusiveMinimum: "the lower limit", rules.ExclusiveMaximum: "the upper limit", rules.MinLength: "the shortest length",
	rules.MaxLength: "the longest length", rules.Pattern: "the pattern", rules.Enum: "the allowed values",
	rules.JSONSchema: "the JSON Schema", rules.Within: "lying in the period", rules.Check: "the format", rules.ItemConstraint: "what each item must be",
}

// enum describes allowed values: codes, or the list they come from, whose own
// rows are compared with the reference data.
func (r *version) enum(f *rules.Field, c *rules.Constraint, name string) aspect {
	if c.List == nil {
		var codes []string
		for _, code := range c.Codes {
			if label := f.Labels[code]; label != "" && label != code {
				code += " (" + label + ")"
			}
			codes = append(codes, code)
		}
		if len(f.Labels) > 0 {
			codes = c.Codes
		}
		return aspect{name: "the allowed codes", set: codes, adds: "also allows", drops: "no longer allows"}
	}
	text := fmt.Sprintf("those of %s, column %s", c.List.File, c.List.Columns[c.Column])
	if c.On >= 0 {
		text += ", valid on the day in " + r.field(c.On)
	}
	return aspect{name: name, value: text}
}

// ordered is a bound as a number that can be compared; nil where it has no order.
func ordered(v expr.Value) *number.Num {
	switch v.Type {
	case expr.Number:
		return &v.Num
	case expr.Date:
		days := number.FromInt(dayNumber(v.Date))
		return &days
	}
	return nil
}

func dayNumber(d period.Date) int64 { return d.Time().Unix() / 86_400 }
