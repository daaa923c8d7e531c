package rules

import (
	"winnow/internal/expr"
	"winnow/internal/report"
)

// Rule is a check on each row.
type Rule struct {
	ID                   string
	Severity             report.Severity
	Final                report.Severity // severity in the final run of a year; the same as Severity where not given
	When                 *expr.Program   // nil: always
	Then                 *expr.Program   // the condition, also of an expect rule
	WhenText, ThenText   string
	Expect               bool   // an expect rule: an unknown result counts as not evaluated
	Blanks               string // "", fail, pass or skip
	Cells                []int  // fields to mark, the first one named by the exception
	Reads                []int  // fields that When or Then reads: a rule doesn't run on a cell that already failed
	Message, Fix, Source string
	Expected             string // what was expected instead; as for Message, {…} stands for a value. "" where not known
	Trial                bool   // run and counted, never sent
	File                 string // in which it stands: the return's, or one that it extends
	Line                 int    // in the rule file
}
