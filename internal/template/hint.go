package template

import (
	"fmt"
	"strings"
	"unicode/utf16"

	"winnow/internal/period"
	"winnow/internal/rulewords"
	"winnow/rules"
)

// How long Excel lets hints be, in UTF-16 units. It calls a workbook with longer
// ones damaged.
const (
	maxHintTitle = 32
	maxHint      = 255
	maxError     = 225
)

// hint says in a few sentences what a cell takes.
func (b *book) hint(c column) string {
	var words []string
	if c.required {
		words = append(words, "Required.")
	}
	words = append(words, b.what(c))
	return sentences(append(words, b.asked(c)...), maxError)
}

// what says what stands in a column.
func (b *book) what(c column) string {
	switch {
	case c.total:
		return "The total of the row. It may be left blank; where it is filled in, it is compared with the row."
	case b.listOf(c) != nil:
		return "Choose from the list."
	}
	return capital(b.page.Columns[c.field.Index].What) + "."
}

// asked says what else a column's values must be.
func (b *book) asked(c column) []string {
	var words []string
	for _, x := range c.field.Constraints {
		switch {
		case x.Trial || c.total || x.Kind == rules.Required || x.Kind == rules.Enum:
		case x.Kind == rules.Within && !b.options.Period.IsZero():
			words = append(words, fmt.Sprintf("From %s to %s.", b.options.Period.Start().Long(), b.options.Period.End().Long()))
		case x.Kind == rules.Within:
			words = append(words, "It lies in the period of the return.")
		default:
			words = append(words, rulewords.Constraint(c.field, x))
		}
	}
	if l := b.page.Columns[c.field.Index].Labels; len(l) > 0 && b.listOf(c) == nil && !c.total {
		var texts []string
		for _, p := range l {
			texts = append(texts, "“"+p.Write+"”")
		}
		words = append(words, "In place of a value there may stand "+strings.Join(texts, " or ")+".")
	}
	return words
}

// sentences joins as many as there is room for, in UTF-16 units. None is cut, so that
// none says half of what it means.
func sentences(all []string, room int) string {
	out := ""
	for _, s := range all {
		joined := strings.TrimSpace(out + " " + s)
		if units(joined) > room {
			if out == "" {
				return cut(s, room)
			}
			break
		}
		out = joined
	}
	return out
}

// cut shortens a text to so many UTF-16 units, at a space where there is one.
func cut(s string, room int) string {
	if units(s) <= room {
		return s
	}
	room--
	for i, r := range s {
		if room -= utf16.RuneLen(r); room < 0 {
			if at := strings.LastIndexByte(s[:i], ' '); at > i/2 {
				i = at
			}
			return s[:i] + "…"
		}
	}
	return s
}

func capital(s string) string {
	if s == "" {
		return s
	}
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// factWords says what stands beside a label.
func factWords(f rules.Fact) string {
	switch f.Name {
	case "period":
		return "The period that the return is for, such as 2021-22-Q1."
	case "as_at":
		return "The date of the figures, such as 30/06/2021. Left blank, it is the last day of the period."
	case "service":
		return "The service that fills this in."
	}
	switch f.Type {
	case rules.TypeDate:
		return "A date, such as 16/04/2021."
	case rules.TypeNumber, rules.TypeInteger:
		return "A number."
	}
	return "Fill this in."
}

// periodWords returns "Quarter 1 of 2021-22 (1 April 2021 to 30 June 2021)".
func periodWords(p period.Period) string {
	if p.Kind == period.Month {
		return p.Start().Time().Format("January 2006")
	}
	words := p.String()
	if p.Kind == period.Quarter {
		words = fmt.Sprintf("Quarter %d of %s", p.Number, period.Period{Kind: period.Year, Year: p.Year})
	}
	return fmt.Sprintf("%s (%s to %s)", words, p.Start().Long(), p.End().Long())
}
