package validate

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"winnow/internal/expr"
	"winnow/rules"
)

// RowSet is rows that lookups may find: the cast records of one or more tables
// of a return, by column. It doesn't change any more once it is made, and any
// number of checkers may use it at once.
type RowSet struct {
	names []string
	cols  []rowColumn
	rows  int
	from  []rowOrigin // by row, where the set's own table may look up neighbours; else nil

	mu       sync.Mutex
	prepared map[*rules.Lookup]*rowIndex
}

// rowColumn is a column of a RowSet: codes index values, each of which differs
// from the others.
type rowColumn struct {
	codes     []int32
	values    []rowValue
	pseudonym func(expr.Value) (string, bool) // the values are pseudonyms, which this makes; nil for values as they are
}

// rowValue is a value of a RowSet; unknown for a blank.
type rowValue struct {
	expr.Value
	unsure bool // a cell that doesn't cast, or a label in place of a value: there is a value that isn't known
	masked bool // not to be shown
}

// NewRowSet makes a RowSet of columns of values, all equally long; the zero
// Value is a blank. The names are those of the return's fields; a field that
// isn't named counts as a column that the table doesn't have.
func NewRowSet(names []string, columns [][]expr.Value) (*RowSet, error) {
	if len(names) != len(columns) {
		return nil, fmt.Errorf("rows: %d names for %d columns", len(names), len(columns))
	}
	s := &RowSet{names: slices.Clone(names), cols: make([]rowColumn, len(names))}
	for i, values := range columns {
		if len(values) != len(columns[0]) {
			return nil, fmt.Errorf("rows: column %s has %d values, and column %s %d", names[i], len(values), names[0], len(columns[0]))
		}
		b := columnBuilder{column: &s.cols[i]}
		for _, v := range values {
			b.add(rowValue{Value: v})
		}
		s.rows = len(values)
	}
	return s, nil
}

// JoinRows puts the rows of several sets together. A column that one of them
// lacks is left out. Sets whose pseudonyms differ can't be joined.
func JoinRows(sets ...*RowSet) *RowSet {
	if some := slices.DeleteFunc(slices.Clone(sets), func(s *RowSet) bool { return s.rows == 0 }); len(some) > 0 {
		sets = some
	}
	if len(sets) == 1 {
		return sets[0]
	}
	out := &RowSet{}
	for _, s := range sets {
		out.rows += s.rows
	}
	if len(sets) == 0 {
		return out
	}
	out.from = joinOrigins(sets)
	for _, name := range sets[0].names {
		if col, ok := joinColumns(name, sets); ok {
			out.names, out.cols = append(out.names, name), append(out.cols, col)
		}
	}
	return out
}

func joinColumns(name string, sets []*RowSet) (rowColumn, bool) {
	var out rowColumn
	b := columnBuilder{column: &out}
	for _, s := range sets {
		i := s.column(name)
		if i < 0 {
			return out, false
		}
		from := &s.cols[i]
		out.pseudonym = from.pseudonym
		codes := make([]int32, len(from.values))
		for k, v := range from.values {
			codes[k] = b.code(v)
		}
		for _, code := range from.codes {
			out.codes = append(out.codes, codes[code])
		}
	}
	return out, true
}

// Without returns the set without some rows, given by their places counted from 0,
// ascending. A place past its end is an error: then they are those of another table.
func (s *RowSet) Without(places []int) (*RowSet, error) {
	if len(places) == 0 {
		return s, nil
	}
	if last := places[len(places)-1]; last >= s.rows {
		return nil, fmt.Errorf("rows: there is no row %d among %d", last, s.rows)
	}
	out := &RowSet{names: s.names, rows: s.rows - len(places), cols: make([]rowColumn, len(s.cols))}
	keep := func(row int) bool {
		_, gone := slices.BinarySearch(places, row)
		return !gone
	}
	for i, c := range s.cols {
		out.cols[i] = rowColumn{values: c.values, pseudonym: c.pseudonym}
		for row, code := range c.codes {
			if keep(row) {
				out.cols[i].codes = append(out.cols[i].codes, code)
			}
		}
	}
	for row, from := range s.from {
		if keep(row) {
			out.from = append(out.from, from)
		}
	}
	return out, nil
}

// Len returns how many rows there are.
func (s *RowSet) Len() int { return s.rows }

// Pseudonyms says that a column holds pseudonyms: a value is looked up in it by
// what of makes of it. false from of means that there is no such pseudonym. It is
// called before the set is used.
func (s *RowSet) Pseudonyms(column string, of func(expr.Value) (string, bool)) {
	if i := s.column(column); i >= 0 {
		s.cols[i].pseudonym = of
	}
}

// column returns where a column stands, or -1.
func (s *RowSet) column(name string) int { return slices.Index(s.names, name) }

// at returns a cell.
func (c *rowColumn) at(row int32) *rowValue { return &c.values[c.codes[row]] }

// columnBuilder fills a column, each value once.
type columnBuilder struct {
	column *rowColumn
	known  map[string]int32
	buf    []byte
}

func (b *columnBuilder) add(v rowValue) { b.column.codes = append(b.column.codes, b.code(v)) }

// code returns the code of a value, a new one where it wasn't met before.
func (b *columnBuilder) code(v rowValue) int32 {
	b.buf = appendLookedUp(b.buf[:0], v.Value)
	if v.unsure {
		b.buf = append(b.buf, 1)
	}
	if v.masked {
		b.buf = append(b.buf, 2)
	}
	if code, ok := b.known[string(b.buf)]; ok {
		return code
	}
	if b.known == nil {
		b.known = map[string]int32{}
	}
	code := int32(len(b.column.values))
	b.known[string(b.buf)] = code
	b.column.values = append(b.column.values, v)
	return code
}

// appendLookedUp appends bytes that equal values share, whatever their fields'
// decimals, and others don't.
func appendLookedUp(buf []byte, v expr.Value) []byte {
	buf = append(buf, byte(v.Type))
	switch v.Type {
	case expr.Number:
		s := v.Num.String()
		return append(binary.LittleEndian.AppendUint32(buf, uint32(len(s))), s...)
	case expr.Date:
		return binary.LittleEndian.AppendUint32(buf, uint32(v.Date))
	case expr.DateTime:
		return binary.LittleEndian.AppendUint64(buf, uint64(v.Nanos))
	case expr.Bool:
		if v.Bool {
			return append(buf, 1)
		}
		return append(buf, 0)
	}
	return append(binary.LittleEndian.AppendUint32(buf, uint32(len(v.Str))), v.Str...)
}
