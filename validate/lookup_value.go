package validate

import (
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/rules"
)

var noCell rowValue

// cell returns a field of a row, blank where the rows have no such column.
func (l *lookup) cell(field int, row int32) *rowValue {
	if l.theirs[field] < 0 {
		return &noCell
	}
	return l.rows.cols[l.theirs[field]].at(row)
}

// value works a variable out over the rows found.
func (l *lookup) value(v rules.LookupVar, rows []int32) expr.Value {
	switch {
	case v.What == rules.Found:
		return expr.Value{Type: expr.Bool, Bool: len(rows) > 0}
	case v.What == rules.Counted:
		return expr.Value{Type: expr.Number, Num: number.FromInt(int64(len(rows)))}
	case len(rows) == 0 || l.theirs[v.Field] < 0 || l.rows.cols[l.theirs[v.Field]].pseudonym != nil:
		return expr.Value{}
	case v.What == rules.Valued:
		return l.agreed(v.Field, l.pick(rows))
	case v.Field == l.Until && v.What == rules.Highest && l.endless(rows):
		return expr.Value{}
	case v.What == rules.Summed:
		return l.sum(v.Field, rows)
	}
	return l.extreme(v, rows)
}

// pick leaves of several rows those that come first or last in the lookup's
// order; rows without a place in it don't count, and where one's place isn't known
// none does.
func (l *lookup) pick(rows []int32) []int32 {
	if l.Order < 0 || len(rows) < 2 || l.Neighbour() {
		return rows
	}
	var best []int32
	for _, row := range rows {
		v := l.cell(l.Order, row)
		if v.unsure {
			return nil
		}
		if !v.Known() {
			continue
		}
		by := -1
		if len(best) > 0 {
			if by = compare(v.Value, l.cell(l.Order, best[0]).Value); l.Take == "last" {
				by = -by
			}
		}
		if by < 0 {
			best = best[:0]
		}
		if by <= 0 {
			best = append(best, row)
		}
	}
	return best
}

// agreed returns the value that all rows have, unknown where they differ.
func (l *lookup) agreed(field int, rows []int32) expr.Value {
	if len(rows) == 0 {
		return expr.Value{}
	}
	col := &l.rows.cols[l.theirs[field]]
	first := col.codes[rows[0]]
	for _, row := range rows[1:] {
		if col.codes[row] != first && !sameValue(&col.values[col.codes[row]], &col.values[first]) {
			return expr.Value{}
		}
	}
	return col.values[first].Value
}

func sameValue(a, b *rowValue) bool {
	return a.Type == b.Type && !a.unsure && !b.unsure && a.Bool == b.Bool && compare(a.Value, b.Value) == 0
}

// sum adds the known values up; it is unknown where a value is hidden, or where
// no row has one.
func (l *lookup) sum(field int, rows []int32) expr.Value {
	total, any := number.Num{}, false
	for _, row := range rows {
		v := l.cell(field, row)
		if v.unsure {
			return expr.Value{}
		}
		if v.Type == expr.Number {
			total, any = total.Add(v.Num), true
		}
	}
	if !any {
		return expr.Value{}
	}
	return expr.Value{Type: expr.Number, Num: total}
}

// extreme returns the least or the greatest of the known values.
func (l *lookup) extreme(v rules.LookupVar, rows []int32) expr.Value {
	best := expr.Value{}
	for _, row := range rows {
		c := l.cell(v.Field, row)
		if c.unsure {
			return expr.Value{}
		}
		if !c.Known() {
			continue
		}
		if by := compare(c.Value, best); !best.Known() || v.What == rules.Lowest && by < 0 || v.What == rules.Highest && by > 0 {
			best = c.Value
		}
	}
	return best
}

// maskedThere says whether a value that was looked up must not be shown.
func (x *record) maskedThere(v rules.LookupVar) bool {
	l := x.c.lookups[v.Lookup]
	if l.Theirs[v.Field].Privacy == "drop" {
		return true
	}
	if l.theirs[v.Field] < 0 || l.rows.rows == 0 {
		return false
	}
	f := x.r.finder(l, len(x.c.lookups))
	g := f.group(x.r, x.i)
	if g < 0 {
		return false
	}
	for _, row := range f.index.rows(g) {
		if l.cell(v.Field, row).masked {
			return true
		}
	}
	return false
}
