package validate

import (
	"winnow/internal/expr"
	"winnow/rules"
)

// rowOrigin is where a row stands: its table and the row that a person sees.
type rowOrigin struct {
	source string
	row    int
}

// locate keeps where the next rows stand, if a lookup of the return asks for the
// rows beside them.
func (x *Rows) locate(rows []int) {
	if !x.neighbours {
		return
	}
	for _, row := range rows {
		x.set.from = append(x.set.from, rowOrigin{x.ctx.Source, row})
	}
}

// hasNeighbours says whether a lookup of the return asks for the row before or
// after a row.
func hasNeighbours(r *rules.Return) bool {
	for _, l := range r.Lookups {
		if l.Neighbour() && l.Needs != nil {
			return true
		}
	}
	return false
}

// joinOrigins puts together where the rows of several sets stand; nil where one
// of them doesn't say.
func joinOrigins(sets []*RowSet) []rowOrigin {
	var from []rowOrigin
	for _, s := range sets {
		if len(s.from) != s.rows {
			return nil
		}
		from = append(from, s.from...)
	}
	return from
}

// beside returns of some rows the one just before or after the record, by the
// lookup's order; rows with one place in it go as they stand. lost says that it
// can't be told: the record, or one of the rows, has no certain place, or the
// record is not among them.
func (f *finder) beside(x *record, rows []int32) (found []int32, lost bool) {
	at := x.Value(f.Order) // its own: the return's rows are looked up among themselves
	if !at.Known() {
		return nil, true
	}
	this := f.place(x)
	if this < 0 {
		return nil, true
	}
	before := f.Take == rules.Preceding
	best := int32(-1)
	for _, row := range rows {
		v := f.cell(f.Order, row)
		switch {
		case v.unsure:
			return nil, true
		case !v.Known() || row == this || f.ahead(row, v.Value, this, at) != before:
			continue
		}
		if best < 0 || f.ahead(best, f.cell(f.Order, best).Value, row, v.Value) == before {
			best = row
		}
	}
	if best < 0 {
		return rows[:0], false
	}
	rows[0] = best
	return rows[:1], false
}

// ahead says whether one row goes before another.
func (f *finder) ahead(a int32, va expr.Value, b int32, vb expr.Value) bool {
	if by := compare(va, vb); by != 0 {
		return by < 0
	}
	return a < b
}

// place finds the record itself among the rows looked up; -1 where it isn't.
func (f *finder) place(x *record) int32 {
	if f.rows.from == nil {
		return -1
	}
	for _, row := range f.index.rows(f.group(x.r, x.i)) {
		if at := f.rows.from[row]; at.row == x.r.rows[x.i] && at.source == x.c.ctx.Source {
			return row
		}
	}
	return -1
}
