package validate

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
	"winnow/internal/table"
)

// state says what a cell came to.
type state uint8

const (
	blank  state = iota // no value, and none was meant
	valued              // a value of the field's type
	label               // a labelled missing value
	broken              // can't be cast
)

// entry is one distinct cell of a column in a batch: kind, flags and text. All
// that depends on nothing but these is worked out once, here.
type entry struct {
	raw    string // as the file had it
	text   string // raw without stray white space
	value  expr.Value
	fault  *fault // what is wrong with it, at whatever severity
	first  int32  // the first record with it
	miss   int16  // index into Field.Missing of a labelled missing value
	kind   table.Kind
	flag   table.Flag
	state  state
	failed bool // later stages leave the cell alone
	share  bool // written as a percentage
	plain  bool // a plain number in a percentage column
	notes  note // what was understood and is worth a note
	hash   xxh3.Uint128
	hashed bool
}

// column is a field's cells over the records of a batch: codes index entries.
// A field whose column is missing has no codes and one blank entry.
type column struct {
	codes   []int32
	entries []entry
}

// at returns record i's entry.
func (c *column) at(i int) *entry {
	if c.codes == nil {
		return &c.entries[0]
	}
	return &c.entries[c.codes[i]]
}

// distinct says whether the values of all entries differ because they are the
// texts as they stand.
func (c *column) distinct() bool {
	for i := range c.entries {
		if e := &c.entries[i]; e.kind != table.Text && e.kind > table.Blank || e.flag != 0 || e.state == valued && e.value.Str != e.raw {
			return false
		}
	}
	return true
}

// absentColumn stands for a column that the table doesn't have.
func absentColumn() column { return column{entries: []entry{{}}} }

// columns keeps the memory of columns that Join is done with.
var columns = sync.Pool{New: func() any { return new(column) }}

// newColumn returns a column of n codes and no entries yet.
func newColumn(n int) column {
	c := columns.Get().(*column)
	return column{codes: slices.Grow(c.codes[:0], n)[:n], entries: c.entries[:0]}
}

// recycle gives a column's memory back. Nothing may point into it any more.
func (c *column) recycle() {
	if c.codes != nil {
		clear(c.entries)
		columns.Put(&column{codes: c.codes, entries: c.entries})
	}
}

// indexer finds the distinct cells of a column. It is reused from one column to
// the next; slots is an open-addressing table of entry indexes plus one.
type indexer struct {
	slots  []int32
	hashes []uint64
	starts []int
	text   []byte
}

// index fills codes and entries from a sheet column. The column's memory isn't
// kept.
func (x *indexer) index(src *table.Column, n int) column {
	x.reset(n)
	out := newColumn(n)
	mask := uint64(len(x.slots) - 1)
	for i := range n {
		raw, kind, flag := src.Raw(i), src.Kind(i), src.Flag(i)&(table.Percent|table.Clock|table.NoResult)
		h := xxh3.Hash(raw) + uint64(kind)<<8 + uint64(flag)
		s := h * 0x9E3779B97F4A7C15 >> 20 & mask
		for ; x.slots[s] != 0; s = (s + 1) & mask {
			e := x.slots[s] - 1
			known := &out.entries[e]
			if x.hashes[e] == h && known.kind == kind && known.flag == flag && bytes.Equal(x.raw(int(e)), raw) {
				break
			}
		}
		if x.slots[s] == 0 {
			out.entries = append(out.entries, entry{kind: kind, flag: flag, first: int32(i)})
			x.hashes = append(x.hashes, h)
			x.text = append(x.text, raw...)
			x.starts = append(x.starts, len(x.text))
			x.slots[s] = int32(len(out.entries))
		}
		out.codes[i] = x.slots[s] - 1
	}
	all := string(x.text)
	for e := range out.entries {
		out.entries[e].raw = all[x.starts[e]:x.starts[e+1]]
	}
	return out
}

func (x *indexer) raw(e int) []byte { return x.text[x.starts[e]:x.starts[e+1]] }

func (x *indexer) reset(n int) {
	size := 64
	for size < 2*n {
		size *= 2
	}
	if len(x.slots) != size {
		x.slots = make([]int32, size)
	} else {
		clear(x.slots)
	}
	x.hashes, x.text, x.starts = x.hashes[:0], x.text[:0], append(x.starts[:0], 0)
}

// shown returns an entry as a person sees it in the sheet: dates as ISO text,
// all else as stored.
func (e *entry) shown(date1904 bool) string {
	if e.kind == table.Date {
		if day, second, ok := table.ParseDate(e.raw, date1904); ok {
			return dateText(day, second, e.flag&table.Clock != 0)
		}
	}
	return strings.TrimSpace(e.raw)
}
