package validate

import (
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/rules"
)

// rangeCheck is minimum, maximum and their exclusive forms: on numbers, dates,
// date-times, and on texts that sort as what they stand for (times, months).
func rangeCheck(f *field, k *rules.Constraint) *check {
	if f.Type == rules.TypeDuration {
		return durationCheck(f, k)
	}
	sign, strict := 1, k.Kind == rules.ExclusiveMinimum || k.Kind == rules.ExclusiveMaximum
	if k.Kind == rules.Maximum || k.Kind == rules.ExclusiveMaximum {
		sign = -1
	}
	holds := func(e *entry) bool {
		c := sign * compare(e.value, k.Bound)
		return c > 0 || c == 0 && !strict
	}
	return newCheck(f, k, holds, func(e *entry) (string, string, string) { return rangeWords(f, k, e) })
}

func rangeWords(f *field, k *rules.Constraint, e *entry) (message, expected, fix string) {
	bound := f.boundText(k)
	isDate := f.Type == rules.TypeDate || f.Type == rules.TypeDateTime
	var why string
	switch k.Kind {
	case rules.Minimum:
		why, expected = "is less than "+bound, "at least "+bound
		if isDate {
			why, expected = "is before "+bound, bound+" or later"
		}
	case rules.Maximum:
		why, expected = "is more than "+bound, "at most "+bound
		if isDate {
			why, expected = "is after "+bound, bound+" or earlier"
		}
	case rules.ExclusiveMinimum:
		why, expected = "is not more than "+bound, "more than "+bound
		if isDate {
			why, expected = "is not after "+bound, "after "+bound
		}
	case rules.ExclusiveMaximum:
		why, expected = "is not less than "+bound, "less than "+bound
		if isDate {
			why, expected = "is not before "+bound, "before "+bound
		}
	}
	if f.Type == rules.TypeDuration {
		why, expected = inTime.Replace(why), inTime.Replace(expected)
	}
	return f.subject(e) + " " + why + ".", expected, "Check the " + f.noun() + " and correct it."
}

// inTime words bounds of lengths of time.
var inTime = strings.NewReplacer("less than", "shorter than", "more than", "longer than")

func (f *field) boundText(k *rules.Constraint) string {
	switch k.Bound.Type {
	case expr.Number:
		return grouped(k.Bound.Num)
	case expr.Date:
		return k.Bound.Date.Long()
	}
	return k.Text
}

// compare orders two values of one type; texts by their bytes.
func compare(a, b expr.Value) int {
	switch {
	case a.Type == expr.Number && b.Type == expr.Number:
		return a.Num.Cmp(b.Num)
	case a.Type == expr.Date && b.Type == expr.Date:
		return int(a.Date) - int(b.Date)
	case a.Type == expr.DateTime && b.Type == expr.DateTime:
		return order(a.Nanos, b.Nanos)
	case a.Type == expr.DateTime && b.Type == expr.Date:
		return order(a.Nanos, int64(b.Date)*nanosPerDay)
	}
	return strings.Compare(a.Str, b.Str)
}

func order(a, b int64) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// grouped writes a number for people, with commas in threes: 10,986,769.05.
func grouped(n number.Num) string {
	s := n.String()
	sign, rest := "", s
	if strings.HasPrefix(s, "-") {
		sign, rest = "-", s[1:]
	}
	whole, fraction, _ := strings.Cut(rest, ".")
	if fraction != "" {
		fraction = "." + fraction
	}
	return sign + commas(whole) + fraction
}

func commas(digits string) string {
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// group writes a count for people.
func group(n int) string { return grouped(number.FromInt(int64(n))) }
