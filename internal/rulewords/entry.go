package rulewords

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/period"
	"winnow/rules"
)

// Entry is what a cell of a field takes, as far as a spreadsheet program can see to
// it while somebody types.
type Entry struct {
	Kind EntryKind
	Low  string // the least: a plain number, an ISO date, a number of characters; "" for no bound
	High string
	Hint string // in plain words: A date from 1 April to 30 June 2021. Required.

	over, under bool // the bound itself is too little, or too much
}

// EntryKind is the kind of a cell.
type EntryKind int

// The kinds.
const (
	EntryText   EntryKind = iota // Low and High count characters
	EntryWhole                   // a whole number
	EntryNumber                  // a number
	EntryDate
	EntryAny // what it takes a program can't see to: texts beside numbers, say
)

// EntryOf says what a cell of a field takes in a return of a period.
func EntryOf(f *rules.Field, p period.Period) Entry {
	e := Entry{Kind: entryKind(f)}
	var required bool
	for _, c := range f.Constraints {
		if c.Trial {
			continue
		}
		required = required || c.Kind == rules.Required
		e.bound(f, c)
	}
	if f.Within && !p.IsZero() && e.Kind == EntryDate {
		e.Low, e.High = later(e.Low, p.Start().String()), earlier(e.High, p.End().String())
	}
	e.Hint = e.words(f)
	if texts := otherTexts(f, required); len(texts) > 0 {
		e.Hint, e.Kind, e.Low, e.High = e.Hint+" Or: "+strings.Join(texts, ", ")+".", EntryAny, "", ""
	}
	if required {
		e.Hint += " Required."
	}
	e.Hint = strings.TrimSpace(e.Hint)
	return e
}

func entryKind(f *rules.Field) EntryKind {
	switch f.Type {
	case rules.TypeInteger:
		return EntryWhole
	case rules.TypeNumber:
		return EntryNumber
	case rules.TypeDate:
		return EntryDate
	case rules.TypeString:
		return EntryText
	}
	return EntryAny
}

// otherTexts lists the texts that may stand for no value, other than an empty cell: of
// a required field those with a label.
func otherTexts(f *rules.Field, required bool) []string {
	var texts []string
	for _, m := range f.Missing {
		if v := strings.TrimSpace(m.Value); v != "" && (!required || m.Label != "") && !slices.Contains(texts, v) {
			texts = append(texts, v)
		}
	}
	return texts
}

func (e *Entry) bound(f *rules.Field, c *rules.Constraint) {
	switch {
	case c.Kind == rules.MinLength:
		e.Low = strconv.Itoa(c.Length)
	case c.Kind == rules.MaxLength:
		e.High = strconv.Itoa(c.Length)
	case e.Kind == EntryText || f.Percent != "" || !c.Bound.Known(): // a percentage is stored in several ways
	case c.Kind == rules.Minimum || c.Kind == rules.ExclusiveMinimum:
		e.Low, e.over = boundText(e.Kind, c), c.Kind == rules.ExclusiveMinimum
	case c.Kind == rules.Maximum || c.Kind == rules.ExclusiveMaximum:
		e.High, e.under = boundText(e.Kind, c), c.Kind == rules.ExclusiveMaximum
	}
}

// boundText is a bound as Entry has it.
func boundText(kind EntryKind, c *rules.Constraint) string {
	switch kind {
	case EntryDate:
		return c.Bound.Date.String()
	case EntryWhole, EntryNumber:
		return c.Bound.Num.String()
	}
	return ""
}

func later(a, b string) string { return max(a, b) }

func earlier(a, b string) string {
	if a == "" {
		return b
	}
	return min(a, b)
}

// words says what may be typed.
func (e *Entry) words(f *rules.Field) string {
	if allowed := Allowed(f); allowed != "" {
		return "One of the values on the list."
	}
	if slices.ContainsFunc(f.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Enum && !c.Trial }) {
		return "One of the values on the list."
	}
	name := typeNames[f.Type]
	if name == "" {
		return e.textWords(f)
	}
	name = strings.ToUpper(name[:1]) + name[1:]
	if f.Percent != "" {
		name = "A percentage, such as 95%"
	}
	return name + e.span() + "."
}

// textWords says how long a text may be, or what its author says of it.
func (e *Entry) textWords(f *rules.Field) string {
	for _, c := range f.Constraints {
		if (c.Kind == rules.Pattern || c.Kind == rules.Check) && c.Message == "" && c.Fix != "" && !strings.Contains(c.Fix, "{") {
			return c.Fix
		}
	}
	switch {
	case e.Kind != EntryText || e.Low == "" && e.High == "":
		return ""
	case e.Low == e.High:
		return fmt.Sprintf("%s characters.", e.Low)
	}
	return fmt.Sprintf("Text of %s characters.", strings.TrimSpace(strings.TrimPrefix(e.span(), " from")))
}

// span says what the bounds are: " from 1 April 2021 to 30 June 2021".
func (e *Entry) span() string {
	low, high := e.boundWords(e.Low), e.boundWords(e.High)
	if low != "" && high != "" && !e.over && !e.under {
		return " from " + low + " to " + high
	}
	most, least := " or less", " or more"
	if e.Kind == EntryDate {
		most, least = " or earlier", " or later"
	}
	var parts []string
	if low != "" {
		parts = append(parts, bounded(low, least, e.over, map[bool]string{false: "more than ", true: "after "}[e.Kind == EntryDate]))
	}
	if high != "" {
		parts = append(parts, bounded(high, most, e.under, map[bool]string{false: "less than ", true: "before "}[e.Kind == EntryDate]))
	}
	if len(parts) == 0 {
		return ""
	}
	return ", " + strings.Join(parts, " and ")
}

// bounded is a bound in words: 5 or more; more than 5 where it is itself left out.
func bounded(value, or string, exclusive bool, than string) string {
	if exclusive {
		return than + value
	}
	return value + or
}

func (e *Entry) boundWords(s string) string {
	if d, ok := period.ParseDate(s); ok && e.Kind == EntryDate {
		return d.Long()
	}
	return s
}
