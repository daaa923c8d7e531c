package validate

import (
	"winnow/internal/report"
)

// checkCells turns the faults of entries into exceptions of records.
func (c *Checker) checkCells(r *Result) {
	for i, f := range c.fields {
		if !f.present() {
			continue
		}
		col := &r.cols[i] // a direct one has no fault and nothing to note
		faulty := false
		for e := range col.entries {
			faulty = faulty || col.entries[e].fault != nil
			r.understand(i, &col.entries[e])
		}
		if col.formula > 0 {
			r.notes = append(r.notes, understood{i, int(col.formula) - 1, noteFormula})
		}
		if !faulty {
			continue
		}
		for record := range r.rows {
			if e := col.at(record); e.fault != nil && !r.misshapen(record) {
				c.findCell(r, record, i, e)
			}
		}
	}
	for i, f := range c.fields {
		if f.present() && f.tried.any() {
			c.tryCells(r, i)
		}
	}
}

// understand keeps the first place of each note.
func (r *Result) understand(field int, e *entry) {
	for n := note(1); n <= e.notes; n <<= 1 {
		if e.notes&n != 0 && !r.misshapen(int(e.first)) {
			r.notes = append(r.notes, understood{field, int(e.first), n})
		}
	}
}

func (c *Checker) cellException(r *Result, record, field int, x *fault) report.Exception {
	out := c.at(r, record, field)
	out.Rule, out.Kind, out.Severity, out.Expected = x.rule, x.kind, x.severity, x.expected
	out.Message, out.Fix = x.message, x.fix
	if x.template {
		out.Message, out.Fix = c.fill(x.message, r, record), c.fill(x.fix, r, record)
	}
	return out
}

// checkDated holds codes of dated lists against a date of the same row.
func (c *Checker) checkDated(r *Result) {
	for i, f := range c.fields {
		for _, d := range f.dated {
			if !f.present() || !c.fields[d.con.On].present() {
				continue
			}
			for record := range r.rows {
				if e := r.col(i).at(record); e.state == valued && !r.misshapen(record) && !r.failed(i, record, d.any.severity) && !r.failed(d.con.On, record, d.any.severity) {
					c.checkOn(r, record, f, d, e)
				}
			}
		}
	}
}

func (c *Checker) checkOn(r *Result, record int, f *field, d *datedList, e *entry) {
	day, ok := dateOf(r.col(d.con.On).at(record).value)
	if !ok || d.holds(e.asText(), day) {
		return
	}
	x := c.cellException(r, record, f.index, d.fault(f, e, day))
	x.Cells = c.cells([]int{f.index, d.con.On})
	if r.find(record, x) {
		r.fault(f.index, record, x.Severity)
	}
}
