package validate

import (
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/internal/table"
)

// addSum makes room for the total of a field's column: of the field that takes
// the cells of a wide table, for each of their columns and that of their totals.
func (c *Checker) addSum(field int) {
	w := c.cols.Wide
	if w == nil || field != w.Value {
		c.sums, c.sumCols = append(c.sums, field), append(c.sumCols, c.fields[field].col)
		return
	}
	for _, col := range w.Columns {
		c.sums, c.sumCols = append(c.sums, field), append(c.sumCols, col)
	}
	if w.Total >= 0 {
		c.sums, c.sumCols = append(c.sums, field), append(c.sumCols, w.Total)
	}
}

// gatherWide sums the number columns of a batch of a wide table: each column of
// cells by itself, their total, and the others once for each sheet row.
func (c *Checker) gatherWide(r *Result) {
	for i, row := range r.rows {
		if i == 0 || row != r.rows[i-1] && row != r.rows[i-1]+1 {
			r.spans = append(r.spans, span{start: i, sums: make([]number.Num, len(c.sums))})
		}
	}
	for s, f := range c.sums {
		at := -1
		for i := range r.rows {
			if at+1 < len(r.spans) && r.spans[at+1].start == i {
				at++
			}
			if !c.countsIn(r, i, f, c.sumCols[s]) {
				continue
			}
			switch e := r.col(f).at(i); e.state {
			case valued:
				r.spans[at].sums[s] = r.spans[at].sums[s].Add(e.value.Num)
			case broken:
				r.untold[s] = true
			case label:
				r.untold[s] = r.untold[s] || c.fields[f].suppressed(e)
			}
		}
		r.untold[s] = r.untold[s] || r.shaped != nil
	}
}

// countsIn says whether a record's value is part of a column's sum.
func (c *Checker) countsIn(r *Result, record, field, col int) bool {
	if field == c.cols.Wide.Value {
		return col == c.cols.Wide.Total || int(r.wide.columns[record]) == col
	}
	return record == 0 || r.wide.rows[record] != r.wide.rows[record-1]
}

// checkRowTotals compares the printed total of each sheet row with its cells.
func (c *Checker) checkRowTotals(r *Result) {
	if r.wide == nil || r.wide.totals == nil || !c.ret.Find.CheckTotals || len(r.rows) == 0 {
		return
	}
	sums := make([]number.Num, len(r.wide.numbers))
	untold := make([]bool, len(sums))
	first := make([]int, len(sums))
	for i := range r.rows {
		row := r.wide.rows[i]
		if i == 0 || r.wide.rows[i-1] != row {
			first[row] = i
		}
		switch e := r.col(c.cols.Wide.Value).at(i); {
		case r.misshapen(i) || e.state == broken:
			untold[row] = true
		case e.state == valued:
			sums[row] = sums[row].Add(e.value.Num)
		case e.state == label:
			untold[row] = untold[row] || c.fields[c.cols.Wide.Value].suppressed(e)
		}
	}
	for row, cell := range r.wide.totals {
		if untold[row] || cell.Empty() {
			continue
		}
		if printed, ok := c.printedIn(cell, c.cols.Wide.Value, r.date1904); ok && printed.Cmp(sums[row]) != 0 {
			// It holds no record back: which cell is wrong isn't known.
			r.finds = append(r.finds, finding{record: first[row], Exception: c.rowTotalException(r, row, cell, printed, sums[row])})
		}
	}
}

func (c *Checker) rowTotalException(r *Result, row int, cell table.Cell, printed, sum number.Num) report.Exception {
	f := c.fields[c.cols.Wide.Value]
	x := report.Exception{Rule: report.KindTotal, Kind: report.KindTotal, Severity: report.Error, Row: r.wide.numbers[row], Field: f.Name, Masked: f.masked}
	c.pointAt(&x, c.cols.Wide.Total)
	x.Cells = []report.CellRef{{Column: c.cols.Wide.Total, Field: f.Name}}
	x.Value, x.HasValue = cell.Raw, true
	x.Expected = grouped(sum)
	x.Message = "The total in " + x.Cell + " is " + grouped(printed) + " but the cells of its " + c.row() + " add up to " + grouped(sum) + ": a difference of " + grouped(printed.Sub(sum).Abs()) + "."
	if f.masked {
		x.Expected, x.Message = "", "The total in "+x.Cell+" is not what the cells of its "+c.row()+" add up to."
	}
	x.Fix = "Correct the cells of this " + c.row() + ", or the total."
	return x
}
