package validate

import (
	"slices"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/internal/table"
)

// Total is a total row that the sheet prints.
type Total struct {
	Row      int    // as a person sees it
	Label    string // "Total", or ""
	Cells    map[int]table.Cell
	Records  int  // how many records stand before it
	Sub      bool // of a part of the rows
	Earlier  bool // rows were corrected since, apart from it: where it disagrees, that is said and no more
	Date1904 bool
}

// span is the sums of the columns over records from start to the next gap in
// the rows: a total row leaves such a gap.
type span struct {
	start int
	sums  []number.Num
}

// mark is the sums of the columns over the first records of the table.
type mark struct {
	records int
	sums    []number.Num
}

// manyMarks bounds the marks kept: rows with gaps between each of them. A total
// after more of them than that is said not to have been compared.
const manyMarks = 100_000

// gatherTotals sums the number columns of a batch, held-back records included.
func (c *Checker) gatherTotals(r *Result) {
	r.spans, r.untold = nil, make([]bool, len(c.sums))
	if len(c.sums) == 0 || !c.ret.Find.CheckTotals {
		return
	}
	if r.wide != nil {
		c.gatherWide(r)
		return
	}
	for i, row := range r.rows {
		if i == 0 || row != r.rows[i-1]+1 {
			r.spans = append(r.spans, span{start: i, sums: make([]number.Num, len(c.sums))})
		}
	}
	for s, f := range c.sums {
		if d := r.cols[f].direct; d != nil {
			d.addTo(r.spans, s)
			r.untold[s] = r.shaped != nil
			continue
		}
		col := &r.cols[f]
		if len(r.spans) == 1 && 4*len(col.entries) < len(col.codes) {
			r.untold[s] = c.addCounted(r, s) || r.shaped != nil
			continue
		}
		at := -1
		for i, code := range col.codes {
			if at+1 < len(r.spans) && r.spans[at+1].start == i {
				at++
			}
			switch e := &col.entries[code]; e.state {
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

// addCounted adds a column of few kinds of cells up, each times how often it
// stands, and says whether some cell has no certain number.
func (c *Checker) addCounted(r *Result, s int) (untold bool) {
	col, sum := &r.cols[c.sums[s]], number.Num{}
	for e, n := range col.counts() {
		switch e := &col.entries[e]; {
		case n == 0:
		case e.state == valued:
			sum = sum.Add(e.value.Num.Mul(number.FromInt(int64(n))))
		case e.state == broken:
			untold = true
		case e.state == label:
			untold = untold || c.fields[c.sums[s]].suppressed(e)
		}
	}
	r.spans[0].sums[s] = sum
	return untold
}

// suppressed says whether a labelled missing value hides a number that a total
// would contain.
func (f *field) suppressed(e *entry) bool {
	m := f.Missing[e.miss]
	return m.Low != nil || m.High != nil || m.Label == "suppressed"
}

// addTotals adds a batch's sums to the table's and marks the gaps.
func (c *Checker) addTotals(r *Result) {
	t := c.joined
	for _, s := range r.spans {
		if gap := s.start > 0 || r.rows[0] != t.lastRow+1; gap && len(t.marks) < manyMarks {
			t.marks = append(t.marks, mark{t.records + s.start, slices.Clone(t.sums)})
		}
		for i, n := range s.sums {
			t.sums[i] = t.sums[i].Add(n)
		}
	}
	for i, u := range r.untold {
		t.untold[i] = t.untold[i] || u
	}
	if len(r.rows) > 0 {
		t.lastRow = r.rows[len(r.rows)-1]
	}
}

// sumsAt returns the columns' sums over the first records.
func (t *tableState) sumsAt(records int) ([]number.Num, bool) {
	if records >= t.records {
		return t.sums, true
	}
	i, ok := slices.BinarySearchFunc(t.marks, records, func(m mark, n int) int { return m.records - n })
	if !ok {
		return nil, records == 0
	}
	return t.marks[i].sums, true
}

// checkTotals compares printed totals with the records: with all above, or with
// those since the total before.
func (c *Checker) checkTotals(totals []Total) []report.Exception {
	if !c.ret.Find.CheckTotals {
		return nil
	}
	var out []report.Exception
	zero := make([]number.Num, len(c.sums))
	before := zero
	for _, t := range totals {
		sums, ok := c.joined.sumsAt(t.Records)
		if sums == nil {
			sums = zero
		}
		if !ok {
			out = append(out, uncompared(t))
			continue
		}
		for s, f := range c.sums {
			if c.joined.untold[s] {
				continue
			}
			if printed, ok := c.printedIn(t.Cells[c.sumCols[s]], f, t.Date1904); ok && printed.Cmp(sums[s]) != 0 && printed.Cmp(sums[s].Sub(before[s])) != 0 {
				sum := sums[s]
				if t.Sub {
					sum = sum.Sub(before[s])
				}
				out = append(out, c.totalException(t, s, printed, sum))
			}
		}
		before = sums
	}
	return out
}

// printedIn returns the number that a cell with a total of a field holds.
func (c *Checker) printedIn(cell table.Cell, field int, date1904 bool) (number.Num, bool) {
	f := c.fields[field]
	if cell.Empty() {
		return number.Num{}, false
	}
	e := entry{raw: cell.Raw, kind: cell.Kind, flag: cell.Flag &^ (table.Formula | table.Hidden)}
	f.resolve(&e, date1904)
	return e.value.Num, e.state == valued
}

func (c *Checker) totalException(t Total, s int, printed, sum number.Num) report.Exception {
	f, col := c.fields[c.sums[s]], c.sumCols[s]
	x := report.Exception{Rule: report.KindTotal, Kind: report.KindTotal, Severity: report.Error, Row: t.Row, Field: f.Name, Masked: f.masked}
	c.pointAt(&x, col)
	x.Cells = []report.CellRef{{Column: col, Field: f.Name}}
	x.Value, x.HasValue = t.Cells[col].Raw, true
	difference := printed.Sub(sum).Abs()
	x.Expected = grouped(sum)
	x.Message = "The total in " + x.Cell + " is " + grouped(printed) + " but the rows above add up to " + grouped(sum) + ": a difference of " + grouped(difference) + "."
	if f.masked {
		x.Expected = ""
		x.Message = "The total in " + x.Cell + " is not what the rows above add up to."
	}
	x.Fix = "Check whether a row is missing, counted twice or filtered out, and correct the rows or the total. Where other rows are to be corrected, do that first and add up again: the figure expected is of the rows as they stand."
	if t.Earlier {
		x.Severity = report.Note
		x.Fix = "Nothing need be done: the total is that of your file before its rows were corrected."
		return x
	}
	if t.Label == "" {
		x.Fix += " This " + c.row() + " was taken for a total as it has figures alone; if it is none, fill in its blank cells."
	}
	return x
}

func uncompared(t Total) report.Exception {
	return report.Exception{Rule: report.KindTotal, Kind: report.KindTotal, Severity: report.Note, Row: t.Row,
		Message: "This total was not compared with the rows above it: there are too many gaps between the rows.",
		Fix:     "Check it by hand, or remove the blank rows."}
}
