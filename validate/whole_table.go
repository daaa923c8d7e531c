package validate

import (
	"winnow/internal/number"
	"winnow/internal/report"
)

// A table is judged as a whole only where there is enough of it; of a smaller
// one each cell is named.
const (
	enoughDates  = 3
	enoughErrors = 10
	enoughZeros  = 20
)

// wrongPeriod says why a table of which no date lies in its period is sent back,
// "" where one does.
func (c *Checker) wrongPeriod() (reason, fix string) {
	var all dateTally
	for i := range c.joined.dates {
		all.add(&c.joined.dates[i])
	}
	if all.dated < enoughDates || all.inside > 0 {
		return "", ""
	}
	span := c.ctx.span()
	if all.shifted == all.dated {
		return "every date lies four years and a day away from " + span.String() + ", as happens when dates are copied between workbooks that count them from 1900 and from 1904",
			"Copy the dates again from the original workbook, or type them."
	}
	wanted := span.String() + " is being collected"
	if !c.ctx.Span.IsZero() {
		wanted = "the sheet is for " + span.String()
	}
	fix = "Send the return for " + span.String() + ", or have this one taken in for the period that it is for."
	if len(all.periods) == 1 {
		for p := range all.periods {
			return "its dates are all in " + p.String() + ", and " + wanted, fix
		}
	}
	return "its dates run from " + all.first.Long() + " to " + all.last.Long() + ", and " + wanted, fix
}

var twentieth = number.FromScaled(5, 2)

// tooManyErrors says why a table is sent back in which more than one cell in
// twenty shows an error, "" for any other.
func (c *Checker) tooManyErrors() string {
	cells := 0
	for _, f := range c.fields {
		if f.present() {
			cells += c.joined.records
		}
	}
	n := c.joined.broken
	if n < enoughErrors || number.FromInt(int64(n)).Cmp(number.FromInt(int64(cells)).Mul(twentieth)) <= 0 {
		return ""
	}
	return plural(n, "cell shows", "cells show") + " an error such as #REF! in place of a value, more than one in twenty"
}

// allZero notes the columns in which every figure is zero: it may stand for a
// figure that nobody has.
func (c *Checker) allZero() []report.Exception {
	var out []report.Exception
	for i, f := range c.fields {
		z := c.joined.zeros[i]
		if z.figures < enoughZeros || z.zeros < z.figures {
			continue
		}
		x := report.Exception{Rule: f.Name + ".all-zero", Kind: report.KindType, Severity: report.Note, Field: f.Name, Masked: f.masked}
		c.point(&x, f.col)
		x.Message = f.title + ": all " + group(z.figures) + " figures are 0."
		x.Fix = "If a figure is not known, leave the cell blank: 0 says that there were none."
		out = append(out, x)
	}
	return out
}
