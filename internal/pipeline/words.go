package pipeline

import (
	"cmp"
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/workbook"
	"winnow/rules"
)

// ruleInfos lists the author's rules, then the constraints of each field, in
// plain words with how often each was broken.
// Rules on trial are not among them. final says that final severities apply.
func ruleInfos(ret *rules.Return, ended statuses, final bool) []workbook.RuleInfo {
	var infos []workbook.RuleInfo
	add := func(id, words string, severity, atEnd report.Severity) {
		if final {
			severity = cmp.Or(atEnd, severity)
		}
		s := ended[[2]string{ret.Name, id}]
		infos = append(infos, workbook.RuleInfo{ID: id, Words: words, Severity: severity, Count: s.Count, State: s.Status, Reason: deref(s.Reason)})
	}
	for _, rule := range ret.Rules {
		if !rule.Trial {
			add(rule.ID, ruleWords(ret, rule), rule.Severity, rule.Final)
		}
	}
	for _, field := range ret.Fields {
		if words := typeWords(field); words != "" {
			add(field.Name+".type", words, report.Error, report.Error)
		}
		for _, c := range field.Constraints {
			if !c.Trial {
				add(c.ID, constraintWords(field, c), c.Severity, c.Final)
			}
		}
	}
	if len(ret.PrimaryKey) > 0 && !ret.KeyCheck.Trial {
		titles := make([]string, len(ret.PrimaryKey))
		for i, f := range ret.PrimaryKey {
			titles[i] = ret.Fields[f].Title
		}
		add("primaryKey", "Each record is there once: no two rows share "+strings.Join(titles, " and ")+".", ret.KeyCheck.Severity, ret.KeyCheck.Final)
	}
	return infos
}

// ruleWords says what a rule expects, or where it doesn't, what it finds wrong.
func ruleWords(ret *rules.Return, rule *rules.Rule) string {
	if rule.Expected == "" {
		return withTitles(ret, rule.Message)
	}
	return "Expected: " + withTitles(ret, rule.Expected) + "."
}

// reAside is a value in brackets within a message.
var reAside = regexp.MustCompile(` \([^()]*\{[^{}]*\}[^()]*\)`)

// withTitles puts the columns' titles where a message has a value: on a page of
// rules there is no row to take a value from. A value in brackets is left out,
// as the words before it say what it is.
func withTitles(ret *rules.Return, message string) string {
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

// typeWords says what a field's type asks for; "" for text, which asks nothing.
func typeWords(f *rules.Field) string {
	if name := typeNames[f.Type]; name != "" {
		return fmt.Sprintf("%s is %s.", f.Title, name)
	}
	return ""
}

// constraintWords says what a constraint asks for.
func constraintWords(f *rules.Field, c *rules.Constraint) string {
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
		return fmt.Sprintf("%s is %s.", f.Title, allowed(f))
	case rules.Within:
		return f.Title + " lies in the period of the return."
	case rules.Pattern, rules.Check:
		return f.Title + " is written as the template asks."
	}
	return f.Title + " is as the template asks."
}

// allowed says in words what a field takes, where a short list says it.
func allowed(field *rules.Field) string {
	for _, c := range field.Constraints {
		if c.Kind != rules.Enum || c.List != nil {
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

// allowedValues yields what a field with a list may hold in a period; nil for a
// field without one.
func allowedValues(field *rules.Field, p period.Period) iter.Seq[workbook.AllowedValue] {
	i := slices.IndexFunc(field.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Enum })
	if i < 0 {
		return nil
	}
	return func(yield func(workbook.AllowedValue) bool) {
		for _, a := range field.Allowed(field.Constraints[i], p) {
			if !yield(workbook.AllowedValue{Write: a.Write, Meaning: a.Meaning, When: validity(a.Rows)}) {
				return
			}
		}
	}
}

// validity says when a code may be used; "" for always.
func validity(rows []rules.ListRow) string {
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

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
