package validate

import (
	"sync"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
	"winnow/rules"
)

// rowIndex finds the rows of a RowSet by key: group g's rows are
// order[starts[g]:starts[g+1]], ascending.
type rowIndex struct {
	groups map[xxh3.Uint128]int32
	starts []int32
	order  []int32

	known sync.Map // what was worked out of large groups: groupVar to expr.Value
}

// groupVar names what a lookup says of a group, for all rows that find it.
type groupVar struct {
	group int32
	what  rules.LookupWhat
	field int
}

// largeGroup is how many rows a group has whose values are kept once they are
// worked out: of a smaller one that is done as fast again.
const largeGroup = 16

// indexed returns the index for a lookup, made on first use and shared by all the
// tables that look these rows up.
func (s *RowSet) indexed(l *lookup, blanks bool) *rowIndex {
	s.mu.Lock()
	defer s.mu.Unlock()
	if x := s.prepared[l.Lookup]; x != nil {
		return x
	}
	x := s.newIndex(l, blanks)
	if s.prepared == nil {
		s.prepared = map[*rules.Lookup]*rowIndex{}
	}
	s.prepared[l.Lookup] = x
	return x
}

// newIndex sorts the rows into groups by counting. Rows whose key isn't whole are
// left out, unless blanks may be part of it.
func (s *RowSet) newIndex(l *lookup, blanks bool) *rowIndex {
	x := &rowIndex{groups: make(map[xxh3.Uint128]int32, s.rows)}
	of := make([]int32, s.rows)
	var buf []byte
	for row := range of {
		var ok bool
		if buf, ok = s.appendKey(buf[:0], l, int32(row), blanks); !ok {
			of[row] = -1
			continue
		}
		key := xxh3.Hash128(buf)
		g, known := x.groups[key]
		if !known {
			g = int32(len(x.groups))
			x.groups[key] = g
		}
		of[row] = g
	}
	x.starts = make([]int32, len(x.groups)+1)
	for _, g := range of {
		if g >= 0 {
			x.starts[g+1]++
		}
	}
	for g := range len(x.groups) {
		x.starts[g+1] += x.starts[g]
	}
	x.order = make([]int32, x.starts[len(x.groups)])
	next := append([]int32(nil), x.starts...)
	for row, g := range of {
		if g >= 0 {
			x.order[next[g]] = int32(row)
			next[g]++
		}
	}
	return x
}

// appendKey appends a row's key; false where a part of it is not known.
func (s *RowSet) appendKey(buf []byte, l *lookup, row int32, blanks bool) ([]byte, bool) {
	for _, p := range l.On {
		v := s.cols[l.theirs[p.Theirs]].at(row)
		if v.unsure || !v.Known() && !blanks {
			return buf, false
		}
		buf = appendLookedUp(buf, v.Value)
	}
	return buf, true
}

// rows returns the rows of a group.
func (x *rowIndex) rows(group int32) []int32 { return x.order[x.starts[group]:x.starts[group+1]] }

// keep remembers what was worked out of a large group.
func (x *rowIndex) keep(group int32, v rules.LookupVar, work func([]int32) expr.Value) expr.Value {
	rows := x.rows(group)
	if len(rows) <= largeGroup {
		return work(rows)
	}
	key := groupVar{group, v.What, v.Field}
	if known, ok := x.known.Load(key); ok {
		return known.(expr.Value)
	}
	value := work(rows)
	x.known.Store(key, value)
	return value
}
