package validate

import (
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
	formula int32   // the first record that a formula gave, plus one; 0 for none
	counted []int32 // how often each entry stands; nil where nobody has asked
	direct  *direct // in place of codes and entries until open; nil for none
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
	if c.direct != nil {
		c.direct.recycle()
		c.direct = nil
	}
	if c.codes != nil {
		clear(c.entries)
		columns.Put(&column{codes: c.codes, entries: c.entries})
	}
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
