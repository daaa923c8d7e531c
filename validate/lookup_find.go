package validate

import (
	"cmp"
	"fmt"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/rules"
)

// What finder.group says in place of a group.
const (
	groupUnknown int32 = -1 // a part of the record's key is not known
	groupNone    int32 = -2 // no row has the key
)

// mostCandidates is how many rows may share a key that a `where` then chooses
// from, row by row.
const mostCandidates = 20_000

// finder finds the rows of a lookup for the records of a batch.
type finder struct {
	*lookup
	byCode []int32 // of a key of one field: the group for each entry, plus 3; 0 for not looked yet
	buf    []byte

	record  int // that chosen is for, plus one
	chosen  []int32
	failure string // why the last record's rows can't be told
}

// finder returns the batch's finder for a lookup.
func (r *Result) finder(l *lookup, n int) *finder {
	if r.finders == nil {
		r.finders = make([]*finder, n)
	}
	if r.finders[l.at] == nil {
		r.finders[l.at] = &finder{lookup: l}
	}
	return r.finders[l.at]
}

// group returns the group of rows with a record's key.
func (f *finder) group(r *Result, record int) int32 {
	if len(f.On) > 1 {
		return f.find(r, record)
	}
	col := r.col(f.On[0].Own)
	if f.byCode == nil {
		f.byCode = make([]int32, len(col.entries))
	}
	code := col.code(record)
	if f.byCode[code] == 0 {
		f.byCode[code] = f.find(r, record) + 3
	}
	return f.byCode[code] - 3
}

func (f *finder) find(r *Result, record int) int32 { return f.findKey(r, record, false) }

// findBlank is find for a key that may be blank in part, and is then found among
// keys that are.
func (f *finder) findBlank(r *Result, record int) int32 { return f.findKey(r, record, true) }

func (f *finder) findKey(r *Result, record int, blanks bool) int32 {
	f.buf = f.buf[:0]
	for _, p := range f.On {
		e := r.col(p.Own).at(record)
		if e.state != valued && !blanks {
			return groupUnknown
		}
		v := e.value
		if f.rows.rows == 0 {
			continue // there may be no such column either
		}
		if of := f.rows.cols[f.theirs[p.Theirs]].pseudonym; of != nil {
			text, ok := of(v)
			if !ok {
				return groupNone
			}
			v = expr.Value{Type: expr.String, Str: text}
		}
		f.buf = appendLookedUp(f.buf, v)
	}
	if f.rows.rows == 0 {
		return groupNone
	}
	if g, ok := f.index.groups[xxh3.Hash128(f.buf)]; ok {
		return g
	}
	return groupNone
}

// lookedUp returns the value of a lookup's variable for the record.
func (x *record) lookedUp(at int) expr.Value {
	v := x.c.ret.LookupVars[at]
	l := x.c.lookups[v.Lookup]
	if l == nil || l.missing != "" || x.doubts(l) {
		return expr.Value{}
	}
	f := x.r.finder(l, len(x.c.lookups))
	g := f.group(x.r, x.i)
	switch {
	case g == groupUnknown:
		return expr.Value{}
	case g == groupNone:
		return l.value(v, nil)
	case l.Where == nil:
		return f.index.keep(g, v, func(rows []int32) expr.Value { return l.value(v, rows) })
	}
	rows := f.choose(x, g)
	if f.failure != "" {
		x.failure = cmp.Or(x.failure, f.failure)
		return expr.Value{}
	}
	return l.value(v, rows)
}

// doubts says whether a field that the lookup depends on counts as unknown.
func (x *record) doubts(l *lookup) bool {
	for _, f := range l.Reads {
		if x.doubtful != nil && x.doubtful[f] {
			return true
		}
	}
	return false
}

// choose returns the rows of a group that `where` holds for. Unknown is no.
func (f *finder) choose(x *record, group int32) []int32 {
	if f.record == x.i+1 {
		return f.chosen
	}
	f.record, f.chosen, f.failure = x.i+1, f.chosen[:0], ""
	rows := f.index.rows(group)
	if len(rows) > mostCandidates {
		f.failure = fmt.Sprintf("the lookup %s has more than %d rows with one key to choose from: name more fields in its on", f.Name, mostCandidates)
		return nil
	}
	both := pairedRow{record: x, l: f.lookup}
	for _, row := range rows {
		both.row = row
		switch truthOf(f.Where.Eval(&both)) {
		case yes:
			f.chosen = append(f.chosen, row)
		case unknown:
			f.failure = cmp.Or(f.failure, f.Where.Failure(&both))
		}
	}
	return f.chosen
}

// pairedRow is a record beside a row that was found for it, as `where` sees them.
type pairedRow struct {
	record *record
	l      *lookup
	row    int32
}

// Value implements expr.Row.
func (p *pairedRow) Value(v int) expr.Value {
	theirs := v - len(p.record.c.ret.Fields) - rules.RowVarCount
	if theirs < 0 {
		return p.record.Value(v)
	}
	return p.l.cell(theirs, p.row).Value
}

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
	case v.What == rules.Summed:
		return l.sum(v.Field, rows)
	}
	return l.extreme(v, rows)
}

// pick leaves of several rows those that come first or last in the lookup's
// order; rows without a place in it don't count, and where one's place isn't known
// none does.
func (l *lookup) pick(rows []int32) []int32 {
	if l.Order < 0 || len(rows) < 2 {
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
