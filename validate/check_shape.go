package validate

import (
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// checkShape finds records that lack cells or have too many: a cell out of its
// column makes every other one doubtful, so such a record is judged no further.
func (c *Checker) checkShape(r *Result) {
	r.shaped = nil
	for _, x := range r.faults {
		if x.Record < len(r.rows) && !r.misshapen(x.Record) {
			r.misshape(x.Record, c.extraCell(r, x))
		}
	}
	lacking := c.absentCells(r)
	for i := range r.rows {
		if fields := lacking[i]; len(fields) > 0 && !r.misshapen(i) {
			r.misshape(i, c.missingCells(r, i, fields))
		}
	}
}

func (r *Result) misshape(record int, x report.Exception) {
	if r.shaped == nil {
		r.shaped = make([]bool, len(r.rows))
	}
	r.shaped[record] = true
	r.find(record, x)
	if r.wide == nil {
		return
	}
	r.wide.mates(record, func(mate int) { // of one row, so none of its cells can be trusted
		r.shaped[mate] = true
		r.hold(mate)
	})
}

// absentCells returns, by record, the fields whose cell the record doesn't have.
func (c *Checker) absentCells(r *Result) map[int][]int {
	var out map[int][]int
	for i := range c.fields {
		col := &r.cols[i] // a direct one has no such cell
		for e := range col.entries {
			if col.codes == nil || col.entries[e].kind != table.Absent {
				continue
			}
			for record, code := range col.codes {
				if int(code) == e {
					if out == nil {
						out = map[int][]int{}
					}
					out[record] = append(out[record], i)
				}
			}
		}
	}
	return out
}

func (c *Checker) extraCell(r *Result, at table.Fault) report.Exception {
	x := report.Exception{Row: r.rows[at.Record], Key: c.keyText(r, at.Record)}
	c.pointAt(&x, at.Column)
	x.Rule, x.Kind, x.Severity = report.KindExtraCell, report.KindExtraCell, report.Error
	x.Value, x.HasValue = at.Raw, true
	for _, also := range r.faults {
		if also.Record == at.Record {
			x.Cells = append(x.Cells, report.CellRef{Column: also.Column})
		}
	}
	x.Expected = "nothing to the right of the last column"
	x.Message = "This " + c.row() + " has a value where the table has no column."
	x.Fix = "Move the value to the column it belongs in, or remove it."
	if c.cols.CSV {
		x.Fix = "Look for a comma inside a value that needs quotation marks around it, or remove the extra value."
	}
	return x
}

func (c *Checker) missingCells(r *Result, record int, fields []int) report.Exception {
	x := c.at(r, record, fields[0])
	var titles []string
	for _, f := range fields {
		titles = append(titles, c.fields[f].title)
	}
	x.Cells = c.cells(fields)
	x.Rule, x.Kind, x.Severity = report.KindMissingCell, report.KindMissingCell, report.Error
	x.Value, x.HasValue = "", false
	x.Expected = "a cell for every column"
	x.Message = "This " + c.row() + " ends too early: it has no cell for " + strings.Join(titles, ", ") + "."
	x.Fix = "Check that no value is left out and no line break inside a value splits it in two."
	return x
}
