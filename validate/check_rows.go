package validate

import (
	"slices"

	"winnow/internal/report"
	"winnow/rules"
)

// rowRule is a rule of the return compiled for a table.
type rowRule struct {
	*rules.Rule
	severity   report.Severity
	when, then *condition
	reads      []int
	skipped    string // why it can't run on this table
}

func newRowRule(c *Checker, r *rules.Rule) *rowRule {
	k := &rowRule{Rule: r, severity: c.severity(r.Severity, r.Final), when: newCondition(c, r.When), then: newCondition(c, r.Then)}
	for _, p := range []*condition{k.when, k.then} {
		if p == nil {
			continue
		}
		if p.missing != "" {
			k.skipped = p.missing
		}
		k.reads = append(k.reads, p.fields...)
	}
	slices.Sort(k.reads)
	k.reads = slices.Compact(k.reads)
	if m := c.missingColumn(k.reads); m != "" {
		k.skipped = m
	}
	return k
}

// checkRows runs the row rules.
func (c *Checker) checkRows(r *Result) {
	for _, k := range c.rules {
		if k.skipped == "" {
			c.checkRule(r, k)
		}
	}
}

func (c *Checker) checkRule(r *Result, k *rowRule) {
	when, then := c.newMemo(k.when, r), c.newMemo(k.then, r)
	doubt := c.faulty(r, k.reads)
	for i := range r.rows {
		if when.on(i) != yes || k.passes(then.on(i)) || r.misshapen(i) {
			continue
		}
		if doubt && slices.ContainsFunc(k.reads, func(f int) bool { return r.failed(f, i) }) {
			continue
		}
		r.find(i, c.rowException(r, i, k))
	}
}

// faulty says whether any cell of the fields failed in the batch.
func (c *Checker) faulty(r *Result, fields []int) bool {
	return r.bad != nil || slices.ContainsFunc(fields, func(f int) bool {
		return slices.ContainsFunc(r.cols[f].entries, func(e entry) bool { return e.failed })
	})
}

// passes says whether an answer raises no exception: unknown fails a when/then
// rule and leaves an expect rule not evaluated, unless blanks says otherwise.
func (k *rowRule) passes(t truth) bool {
	if t != unknown {
		return t == yes
	}
	switch k.Blanks {
	case "fail":
		return false
	case "pass", "skip":
		return true
	}
	return k.Expect
}

func (c *Checker) rowException(r *Result, i int, k *rowRule) report.Exception {
	cells := k.Cells
	if len(cells) == 0 {
		cells = k.reads
	}
	var x report.Exception
	if len(cells) > 0 {
		x = c.at(r, i, cells[0])
		x.Cells = c.cells(cells)
	} else {
		x = report.Exception{Row: r.rows[i], Key: c.keyText(r, i)}
	}
	x.Rule, x.Kind, x.Severity = k.ID, report.KindRow, k.severity
	x.Message, x.Fix = c.fill(k.Message, r, i), c.fill(k.Fix, r, i)
	return x
}
