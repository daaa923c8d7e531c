package validate

import (
	"bytes"
	"encoding/binary"
	"math/bits"
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
	masked bool     // the value must not be shown
	share  bool     // written as a percentage
	plain  bool     // a plain number in a percentage column
	notes  note     // what was understood and is worth a note
	order  dayOrder // how the parts of a date can be told apart
	hash   xxh3.Uint128
	hashed bool
}

// column is a field's cells over the records of a batch: codes index entries.
// A field whose column is missing has no codes and one blank entry.
type column struct {
	codes   []int32
	entries []entry
	formula int32 // the first record that a formula gave, plus one; 0 for none
}

// at returns record i's entry.
func (c *column) at(i int) *entry {
	if c.codes == nil {
		return &c.entries[0]
	}
	return &c.entries[c.codes[i]]
}

// code returns the index of record i's entry.
func (c *column) code(i int) int32 {
	if c.codes == nil {
		return 0
	}
	return c.codes[i]
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
	keys   []cellKey // by entry
	starts []int     // by entry: where its text starts in text
	text   []byte
}

// cellKey tells cells apart: the length, kind and flags, and up to shortText
// bytes of text as they are. A longer text is hashed, so that equal keys want a
// look at the texts too.
type cellKey struct{ lo, hi, tag uint64 }

// shortText is the longest text that a cellKey holds whole, in bytes.
const shortText = 16

// textWords returns a text's part of its key.
func textWords(raw []byte) (lo, hi uint64) {
	switch n := len(raw); {
	case n > 3*shortText:
		return xxh3.Hash(raw), 0
	case n > shortText:
		lo, hi = mix(word64(raw), word64(raw[8:])), mix(word64(raw[n-16:]), word64(raw[n-8:]))
		if n > 2*shortText {
			lo ^= mix(hi^word64(raw[16:]), word64(raw[24:]))
		}
		return lo, hi
	case n >= 8:
		return word64(raw), word64(raw[n-8:])
	case n >= 4:
		return uint64(binary.LittleEndian.Uint32(raw)) | uint64(binary.LittleEndian.Uint32(raw[n-4:]))<<32, 0
	case n > 0:
		return uint64(raw[0]) | uint64(raw[n/2])<<8 | uint64(raw[n-1])<<16, 0
	}
	return 0, 0
}

func word64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// mix makes one number of two, each bit of which depends on all of both.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD6E8FEB86659FD93)
	return hi ^ lo
}

// index fills codes and entries from a sheet column. The column's memory isn't
// kept.
func (x *indexer) index(src *table.Column, n int) column {
	x.reset(n)
	out := newColumn(n)
	slots, mask := x.slots, uint64(len(x.slots)-1)
	for i := range n {
		raw, kind, flag := src.At(i)
		if flag&table.Formula != 0 && flag&table.NoResult == 0 && out.formula == 0 {
			out.formula = int32(i) + 1
		}
		flag &= table.Percent | table.Clock | table.NoResult
		lo, hi := textWords(raw)
		tag := uint64(len(raw))<<16 | uint64(kind)<<8 | uint64(flag)
		s := mix(lo, hi^tag<<32) & mask
		for ; slots[s] != 0; s = (s + 1) & mask {
			e := int(slots[s] - 1)
			if k := &x.keys[e]; k.lo == lo && k.hi == hi && k.tag == tag && (len(raw) <= shortText || bytes.Equal(x.raw(e), raw)) {
				break
			}
		}
		if slots[s] == 0 {
			out.entries = append(out.entries, entry{kind: kind, flag: flag, first: int32(i)})
			x.keys = append(x.keys, cellKey{lo, hi, tag})
			x.text = append(x.text, raw...)
			x.starts = append(x.starts, len(x.text))
			slots[s] = int32(len(out.entries))
		}
		out.codes[i] = slots[s] - 1
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
	x.keys, x.text, x.starts = x.keys[:0], x.text[:0], append(x.starts[:0], 0)
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

// spoken is shown with the day first, as a sheet shows a date to its reader: for
// messages.
func (e *entry) spoken(date1904 bool) string {
	s := e.shown(date1904)
	if e.kind != table.Date || !isoShaped(s) {
		return s
	}
	return s[8:10] + "/" + s[5:7] + "/" + s[:4] + s[10:]
}
