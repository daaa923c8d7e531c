package validate

import (
	"slices"

	"winnow/internal/number"
	"winnow/internal/report"
)

// Table is what a whole table came to.
type Table struct {
	Exceptions []report.Exception // on the table: totals, percentages, too many errors, too few rows
	Trials     []report.Exception // what rules on trial found in the table as a whole
	Waived     []report.Waived    // what waivers let pass, of its records too
	Partial    *Partial           // for Reduce
	Rules      []report.RuleStatus
	Refuse     string // not empty: the table is sent back, for this reason
	RefuseKind string // of the refusal; "" for a table rule's
	RefuseFix  string // what to do then; "" for correcting what is listed
	Within     bool   // the reason stands for every exception of a within: period
}

// Finish closes the table after the last Join: totals are compared and the
// limits of the rule file applied. records is how many the reader gave.
func (c *Checker) Finish(totals []Total, records int) *Table {
	t := c.finish(totals, records)
	c.screen(t)
	for i := range t.Exceptions {
		askFor(&t.Exceptions[i])
	}
	return t
}

func (c *Checker) finish(totals []Total, records int) *Table {
	t := &Table{Partial: c.joined.part}
	defer func() {
		t.Rules = c.statuses()
		t.Partial.forget(c.ret)
	}()
	c.joined.part.state(c)
	t.Partial.Records, t.Partial.Held = c.joined.records, c.joined.held
	if reason, fix := c.wrongPeriod(); reason != "" {
		t.refuse(report.KindWrongPeriod, reason, fix)
		t.RefuseKind, t.RefuseFix, t.Within = report.KindWrongPeriod, fix, true
		return t
	}
	t.Exceptions = slices.Concat(c.checkTotals(totals), c.checkScales(), c.allZero(), c.commaNotes())
	c.tablePlaces(t.Exceptions)
	c.tableRulings(t)
	if reason := c.tooManyErrors(); reason != "" {
		t.refuse(report.KindFormula, reason, "Look for the sheet or file that the formulas speak of and no longer find, correct them and save again.")
	}
	if least := c.ret.Find.MinRows; records < least {
		t.refuse("min_rows", "it has "+plural(records, "row", "rows")+" of data, where at least "+group(least)+" must be there",
			"Check that the right sheet was sent and that it is filled in.")
	}
	if limit := c.ret.RefuseAbove; limit != nil && records > 0 {
		share, _ := number.FromInt(int64(c.joined.held)).Quo(number.FromInt(int64(records)))
		if share.Cmp(*limit) > 0 {
			t.refuse("refuse_above", group(c.joined.held)+" of "+plural(records, "row", "rows")+" have errors, more than "+limit.Mul(hundred).String()+"% of them",
				"Look first for one mistake that all these rows share, such as a shifted column.")
		}
	}
	return t
}

// refuse sends the table back.
func (t *Table) refuse(rule, reason, fix string) {
	t.Refuse = reason
	t.Exceptions = append(t.Exceptions, report.Exception{Rule: rule, Kind: report.KindTableRule, Severity: report.Error,
		Message: "The table was sent back: " + reason + ".", Fix: fix})
}
