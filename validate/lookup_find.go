package validate

import (
	"cmp"
	"fmt"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
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
	lost    bool   // the last record has no certain neighbour
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
	case l.Where == nil && !l.Neighbour():
		return f.index.keep(g, v, func(rows []int32) expr.Value { return l.value(v, rows) })
	}
	rows := f.choose(x, g)
	if f.failure != "" || f.lost {
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

// choose returns the rows of a group that `where` holds for, and of those only the
// neighbour where that is asked for. Unknown is no.
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
		if both.row = row; f.Where == nil {
			f.chosen = append(f.chosen, row)
			continue
		}
		switch truthOf(f.Where.Eval(&both)) {
		case yes:
			f.chosen = append(f.chosen, row)
		case unknown:
			f.failure = cmp.Or(f.failure, f.Where.Failure(&both))
		}
	}
	if f.lost = false; f.Neighbour() {
		if f.Take == rules.Unbroken {
			f.chosen, f.lost = f.unbroken(x, f.chosen)
		} else {
			f.chosen, f.lost = f.beside(x, f.chosen)
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
