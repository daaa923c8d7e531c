package validate

import (
	"winnow/internal/expr"
	"winnow/internal/period"
	"winnow/rules"
)

// withinCheck is within: period. Without a period it can't run.
func withinCheck(f *field, k *rules.Constraint) *check {
	p := f.checker.ctx.span()
	if p.IsZero() {
		return nil
	}
	return newCheck(f, k, func(e *entry) bool {
		d, ok := dateOf(e.value)
		return !ok || p.Contains(d)
	}, func(e *entry) (string, string, string) {
		span := p.Start().Long() + " to " + p.End().Long()
		return f.subject(e) + " is outside the period of this return.", "a date from " + span,
			"Correct the date, or move the row to the return of the period it belongs to."
	})
}

// dateOf returns the day of a date or date-time.
func dateOf(v expr.Value) (period.Date, bool) {
	switch v.Type {
	case expr.Date:
		return v.Date, true
	case expr.DateTime:
		d := v.Nanos / nanosPerDay
		if v.Nanos%nanosPerDay < 0 {
			d--
		}
		return period.Date(d), true
	}
	return 0, false
}
