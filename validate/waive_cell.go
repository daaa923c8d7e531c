package validate

import (
	"slices"

	"winnow/internal/report"
	"winnow/rules"
)

// findCell adds what is wrong with a cell. Where that is waived, the value must
// still pass the field's other checks: a waiver is of one rule.
func (c *Checker) findCell(r *Result, record, field int, e *entry) {
	x := e.fault
	if r.find(record, c.cellException(r, record, field, x)) || e.state != valued {
		return
	}
	var waived []string
	for stands := false; x != nil && !stands; {
		waived = append(waived, x.rule)
		if x = c.fields[field].faultBeside(e, waived); x != nil {
			stands = r.find(record, c.cellException(r, record, field, x))
		}
	}
	if r.cleared == nil {
		r.cleared = map[cellAt]int{}
	}
	r.cleared[cellAt{field, record}] = 0
	if x != nil {
		r.cleared[cellAt{field, record}] = rank(x.severity)
	}
}

// faultBeside returns the most serious fault of a value beside those of some
// rules, nil where there is none.
func (f *field) faultBeside(e *entry, waived []string) *fault {
	var worst *fault
	for _, k := range f.checks {
		if !slices.Contains(waived, k.con.ID) && (worst == nil || rank(k.severity) > rank(worst.severity)) && !k.holds(e) {
			worst = k.fault(f, e)
		}
	}
	return worst
}

// tryCells runs the constraints of a field that are on trial, on cells on which
// nothing in force has found what is as serious.
func (c *Checker) tryCells(r *Result, field int) {
	f, col := c.fields[field], r.col(field)
	for record := range r.rows {
		e := col.at(record)
		if r.misshapen(record) {
			continue
		}
		switch e.state {
		case blank:
			if f.tried.required != nil && !r.failed(field, record, report.Note) {
				r.find(record, c.cellException(r, record, field, f.ownRequired(f.tried.required)))
			}
		case valued:
			for _, k := range f.tried.checks {
				if !r.failed(field, record, k.severity) && !k.holds(e) {
					r.find(record, c.cellException(r, record, field, k.fault(f, e)))
				}
			}
		}
	}
}

// tried is the constraints of a field that are on trial.
type tried struct {
	required *rules.Constraint
	checks   []*check
}

func (t *tried) any() bool { return t.required != nil || len(t.checks) > 0 }
