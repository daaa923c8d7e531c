package validate

import (
	"cmp"
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
	stage      stage
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
		k.stage = max(k.stage, p.stage)
	}
	c.show(r.Message, r.Fix, r.Expected)
	slices.Sort(k.reads)
	k.reads = slices.Compact(k.reads)
	if m := c.missingColumn(k.reads); m != "" {
		k.skipped = m
	}
	return k
}

// checkRows runs the row rules, and amid them the foreign keys to other returns.
func (c *Checker) checkRows(r *Result) {
	keyed := false
	for _, k := range c.rules {
		if k.stage > otherKeys && !keyed {
			c.checkForeignKeys(r, otherKeys)
			keyed = true
		}
		if k.skipped == "" {
			c.checkRule(r, k)
		}
	}
	if !keyed {
		c.checkForeignKeys(r, otherKeys)
	}
}

func (c *Checker) checkRule(r *Result, k *rowRule) {
	when, then := c.newMemo(k.when, r), c.newMemo(k.then, r)
	doubt := c.faulty(r, k.reads)
	for i := range r.rows {
		answer := when.on(i)
		if answer == yes {
			answer = then.on(i)
		} else if answer != failing {
			continue
		}
		if answer == yes || r.misshapen(i) || doubt && slices.ContainsFunc(k.reads, func(f int) bool { return r.failedBefore(f, i, k.severity, k.stage) }) {
			continue
		}
		switch {
		case answer == failing:
			r.ended.fail(k.ID, cmp.Or(when.why, then.why))
		case answer == unknown && k.skips():
			r.ended.skip(k.ID)
		case answer == no || k.Blanks != "pass": // unknown fails unless the rule says otherwise
			if r.find(i, c.rowException(r, i, k)) {
				c.markRow(r, i, k)
			}
		}
	}
}

// skips says whether an unknown answer leaves a record unjudged.
func (k *rowRule) skips() bool { return k.Blanks == "skip" || k.Blanks == "" && k.Expect }

// faulty says whether any cell of the fields failed in the batch.
func (c *Checker) faulty(r *Result, fields []int) bool {
	return r.bad != nil || r.ruled != nil || slices.ContainsFunc(fields, func(f int) bool {
		return slices.ContainsFunc(r.cols[f].entries, func(e entry) bool { return e.failed() > 1 })
	})
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
	x.Rule, x.Kind, x.Severity = k.ID, k.stage.kind(), k.severity
	x.Message, x.Fix, x.Expected = c.fill(k.Message, r, i), c.fill(k.Fix, r, i), c.fill(k.Expected, r, i)
	if !c.tells(k.Expected, r, i) {
		x.Expected = ""
	}
	return x
}
