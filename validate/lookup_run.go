package validate

import (
	"slices"

	"winnow/internal/expr"
)

// unbroken returns of some rows the run that the record is part of: by the
// lookup's order, each begins before one ahead of it has ended, or just then. A
// row without an end is the last of its run. lost says that the run can't be told.
func (f *finder) unbroken(x *record, rows []int32) (run []int32, lost bool) {
	this := f.place(x)
	if this < 0 || !x.Value(f.Order).Known() {
		return nil, true
	}
	placed := rows[:0]
	for _, row := range rows {
		begins, ends := f.cell(f.Order, row), f.cell(f.Until, row)
		if begins.unsure || ends.unsure {
			return nil, true
		}
		if begins.Known() {
			placed = append(placed, row)
		}
	}
	slices.SortStableFunc(placed, func(a, b int32) int { return compare(f.cell(f.Order, a).Value, f.cell(f.Order, b).Value) })
	for from := 0; from < len(placed); {
		to := f.runEnd(placed, from)
		if slices.Contains(placed[from:to], this) {
			return placed[from:to], false
		}
		from = to
	}
	return placed[:0], false
}

// runEnd returns the place after the run that begins at from.
func (f *finder) runEnd(placed []int32, from int) int {
	var end expr.Value
	for i := from; i < len(placed); i++ {
		if i > from && compare(f.cell(f.Order, placed[i]).Value, end) > 0 {
			return i
		}
		ends := f.cell(f.Until, placed[i]).Value
		if !ends.Known() {
			return i + 1
		}
		if i == from || compare(ends, end) > 0 {
			end = ends
		}
	}
	return len(placed)
}

// endless says whether a run has no end: one of its rows is blank there.
func (l *lookup) endless(rows []int32) bool {
	return l.Until >= 0 && slices.ContainsFunc(rows, func(row int32) bool { return !l.cell(l.Until, row).Known() })
}
