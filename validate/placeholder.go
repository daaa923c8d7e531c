package validate

import (
	"regexp"

	"winnow/internal/period"
	"winnow/internal/report"
)

var reDue = regexp.MustCompile(`(?i)\b(?:q|qtr|quarter)\s*([1-4])\b`)

// checkDue finds a placeholder whose time has come: "Due in Q3" in the return of
// the third quarter, or of a later one of the year.
func (f *field) checkDue(e *entry) {
	p := f.checker.ctx.Period
	m := reDue.FindStringSubmatch(e.text)
	if m == nil || p.IsZero() {
		return
	}
	due := period.Of(p.End(), period.Year)
	due.Kind, due.Number = period.Quarter, atoi(m[1])
	if due.End() > p.End() {
		return
	}
	severity := report.Error
	if due.End() == p.End() {
		severity = report.Query
	}
	f.fail(e, &fault{rule: f.Name + ".past-due", kind: report.KindConstraint, severity: severity, expected: f.wanted(),
		message: f.subject(e) + " was due in " + due.String() + ", and this is the return for " + p.String() + ".",
		fix:     "Enter the " + f.noun() + ", or say when it will be there."})
}
