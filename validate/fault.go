package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// fault is what is wrong with a cell, in the words of its exception.
type fault struct {
	rule     string
	kind     string
	severity report.Severity
	expected string
	message  string
	fix      string
	template bool // message and fix are an author's, with {field} to fill in
}

// breakFormula marks a cell that a formula left without a value.
func (f *field) breakFormula(e *entry, message, fix string) {
	e.state = broken
	f.fail(e, &fault{rule: f.Name + ".type", kind: report.KindFormula, severity: report.Error,
		expected: f.wanted(), message: message, fix: fix})
}

// breakType marks a cell that isn't of the field's type. why goes on from the
// value: "is not a date"; fix says what to do.
func (f *field) breakType(e *entry, why, fix string) {
	e.state, e.value = broken, entry{}.value
	f.fail(e, &fault{rule: f.Name + ".type", kind: report.KindType, severity: report.Error,
		expected: f.wanted(), message: f.subject(e) + " " + why + ".", fix: fix})
}

// subject begins a message about an entry's value: the value and its column, or
// the column alone where the value must not be shown.
func (f *field) subject(e *entry) string {
	if f.masked {
		return "The value in " + f.title
	}
	return quoted(e.text) + " in " + f.title
}

// own returns a constraint's fault: the author's message and fix where given,
// else winnow's.
func (f *field) own(k *rules.Constraint, kind, message, expected, fix string) *fault {
	x := &fault{rule: k.ID, kind: kind, severity: f.checker.severity(k.Severity, k.Final), expected: expected, message: message, fix: fix}
	if k.Message != "" {
		x.message, x.template = k.Message, true
		x.fix = ""
	}
	if k.Fix != "" {
		x.fix, x.template = k.Fix, true
	}
	return x
}

// wanted says what the field takes, for Exception.Expected.
func (f *field) wanted() string {
	switch f.Type {
	case rules.TypeNumber:
		switch {
		case f.percent != "" && f.Percent != "":
			return "a percentage, such as 54.5%"
		case f.Currency != "":
			return "an amount of money, such as 1234.50"
		}
		return "a number"
	case rules.TypeInteger:
		return "a whole number"
	case rules.TypeBoolean:
		return orList(f.booleanWords())
	case rules.TypeDate:
		return "a date, such as " + f.sampleDate()
	case rules.TypeDateTime:
		return "a date and time, such as 2021-04-16 09:30"
	case rules.TypeTime:
		return "a time of day, such as 09:30"
	case rules.TypeYear:
		return "a year, such as 2021"
	case rules.TypeYearMonth:
		return "a month, such as 2021-04"
	}
	if words := f.kindWords(); words != "" {
		return words
	}
	return "text"
}

// expectation is the word for what to type, used in fixes: "Enter the date".
func (f *field) noun() string {
	switch f.Type {
	case rules.TypeDate:
		return "date"
	case rules.TypeTime:
		return "time"
	case rules.TypeNumber, rules.TypeInteger:
		if f.Currency != "" {
			return "amount"
		}
		return "number"
	case rules.TypeYear:
		return "year"
	case rules.TypeYearMonth:
		return "month"
	}
	return "value"
}
