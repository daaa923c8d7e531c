// Package rulewords says in plain words what a rule file asks for, for the people
// who fill a return in: the workbook's sheet of rules and the pages of
// `winnow rules docs` have their words from here.
//
// Start reading at Rule and Constraint. It knows rules and nothing of data: what
// is wrong with a value is said where the value is checked.
package rulewords

import (
	"fmt"
	"regexp"
	"strings"

	"winnow/rules"
)

// Rule says what a rule expects, or where it doesn't, what it finds wrong.
func Rule(ret *rules.Return, rule *rules.Rule) string {
	if rule.Expected == "" {
		return WithTitles(ret, rule.Message)
	}
	return "Expected: " + WithTitles(ret, rule.Expected) + "."
}

// reAside is a value in brackets within a message.
var reAside = regexp.MustCompile(` \([^()]*\{[^{}]*\}[^()]*\)`)

// WithTitles puts the columns' titles where a message has a value: on a page of
// rules there is no row to take a value from. A value in brackets is left out,
// as the words before it say what it is.
func WithTitles(ret *rules.Return, message string) string {
	message = reAside.ReplaceAllString(message, "")
	put := func(name, words string) { message = strings.ReplaceAll(message, "{"+name+"}", words) }
	for _, f := range ret.Fields {
		put(f.Name, "["+f.Title+"]")
	}
	put(rules.RowVars[rules.VarAsAt], "the date of the return")
	put(rules.RowVars[rules.VarPeriodStart], "the first day of the period")
	put(rules.RowVars[rules.VarPeriodEnd], "the last day of the period")
	return message
}

var typeNames = map[rules.Type]string{
	rules.TypeNumber: "a number", rules.TypeInteger: "a whole number", rules.TypeDate: "a date", rules.TypeBoolean: "yes or no",
	rules.TypeTime: "a time of day", rules.TypeDateTime: "a date and time", rules.TypeYear: "a year", rules.TypeYearMonth: "a year and month",
}

// Type says what a field's type asks for; "" for text, which asks nothing.
func Type(f *rules.Field) string {
	if name := typeNames[f.Type]; name != "" {
		return fmt.Sprintf("%s is %s.", f.Title, name)
	}
	return ""
}

// Constraint says what a constraint asks for.
func Constraint(f *rules.Field, c *rules.Constraint) string {
	if c.Message != "" && (c.Kind == rules.Pattern || c.Kind == rules.Check) {
		return c.Message // only the author knows what a pattern means
	}
	switch c.Kind {
	case rules.Required:
		return f.Title + " is filled in."
	case rules.Unique:
		return f.Title + " is different in every row."
	case rules.Minimum:
		return fmt.Sprintf("%s is %s or more.", f.Title, c.Text)
	case rules.Maximum:
		return fmt.Sprintf("%s is %s or less.", f.Title, c.Text)
	case rules.ExclusiveMinimum:
		return fmt.Sprintf("%s is more than %s.", f.Title, c.Text)
	case rules.ExclusiveMaximum:
		return fmt.Sprintf("%s is less than %s.", f.Title, c.Text)
	case rules.MinLength:
		return fmt.Sprintf("%s has at least %d characters.", f.Title, c.Length)
	case rules.MaxLength:
		return fmt.Sprintf("%s has at most %d characters.", f.Title, c.Length)
	case rules.Enum:
		if c.List != nil {
			return fmt.Sprintf("%s is one of the values on its list.", f.Title)
		}
		return fmt.Sprintf("%s is %s.", f.Title, Allowed(f))
	case rules.ItemConstraint:
		item := *f.ArrayItem
		item.Title = "Each item of " + f.Title
		return Constraint(&item, c.Item)
	case rules.Within:
		return f.Title + " lies in the period of the return."
	case rules.Pattern, rules.Check:
		return f.Title + " is written as the template asks."
	}
	return f.Title + " is as the template asks."
}

// Allowed says in words what a field takes, where a short list says it.
func Allowed(field *rules.Field) string {
	for _, c := range field.Constraints {
		if c.Kind != rules.Enum || c.List != nil || c.Trial {
			continue
		}
		texts := make([]string, len(c.Codes))
		for i, code := range c.Codes {
			if texts[i] = code; field.Labels[code] != "" {
				texts[i] = field.Labels[code]
			}
		}
		return "one of: " + strings.Join(texts, ", ")
	}
	return ""
}

// Key says what a key asks for.
func Key(ret *rules.Return, fields []int) string {
	titles := make([]string, len(fields))
	for i, f := range fields {
		titles[i] = ret.Fields[f].Title
	}
	return "Each record is there once: no two rows share " + strings.Join(titles, " and ") + "."
}

// Validity says when a code may be used; "" for always.
func Validity(rows []rules.ListRow) string {
	var spans []string
	for _, r := range rows {
		switch {
		case r.From != nil && r.To != nil:
			spans = append(spans, r.From.Long()+" to "+r.To.Long())
		case r.From != nil:
			spans = append(spans, "from "+r.From.Long())
		case r.To != nil:
			spans = append(spans, "up to "+r.To.Long())
		default:
			return ""
		}
	}
	return strings.Join(spans, "; ")
}
