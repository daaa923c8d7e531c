package validate

import (
	"cmp"
	"strings"

	"winnow/internal/report"
)

// endings is how the rules over records went beside what they found, by id.
type endings struct {
	failures map[string]string // why a rule could not be evaluated on a record
	skipped  map[string]int    // on how many records blanks left it unevaluated
	remarks  map[string]string // what else is worth knowing of a rule
}

// fail notes that a rule could not be evaluated; the first reason is kept.
func (e *endings) fail(id, why string) {
	if e.failures == nil {
		e.failures = map[string]string{}
	}
	e.failures[id] = cmp.Or(e.failures[id], why)
}

// skip notes a record on which blanks left a rule unevaluated.
func (e *endings) skip(id string) { e.add(id, 1) }

func (e *endings) add(id string, n int) {
	if e.skipped == nil {
		e.skipped = map[string]int{}
	}
	e.skipped[id] += n
}

// remark notes what is worth knowing of a rule though all is well.
func (e *endings) remark(id, what string) {
	if e.remarks == nil {
		e.remarks = map[string]string{}
	}
	e.remarks[id] = what
}

// merge adds those of a later batch.
func (e *endings) merge(later endings) {
	for id, why := range later.failures {
		e.fail(id, why)
	}
	for id, n := range later.skipped {
		e.add(id, n)
	}
	for id, what := range later.remarks {
		e.remark(id, what)
	}
}

// status says how a rule ended that ran and found so many exceptions. remarks
// are worth knowing even where all is well.
func (e *endings) status(ret, id string, count int, remarks ...string) report.RuleStatus {
	s := status(ret, id, count)
	if why := e.failures[id]; why != "" {
		s.Status, s.Reason = report.RuleFailed, &why
		return s
	}
	if n := e.skipped[id]; n > 0 {
		remarks = append(remarks, "not evaluated on "+plural(n, "row", "rows")+" with blanks")
	}
	if what := e.remarks[id]; what != "" {
		remarks = append(remarks, what)
	}
	if why := strings.Join(remarks, "; "); why != "" {
		s.Reason = &why
	}
	return s
}
