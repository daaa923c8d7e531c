// Package table holds what ingest hands to validate: cells as the file had
// them, column by column, in batches of consecutive rows.
//
// Start reading at Batch. Raw text is never rewritten here: casting, trimming
// and judging are validate's work. The package imports nothing of winnow.
package table

import "slices"

// Kind says what a cell is in the file, before any rule has looked at it.
type Kind uint8

// The kinds of cell. Absent is a cell that the row does not have (a CSV record
// that is too short); Blank is a cell that is there and empty.
const (
	Absent Kind = iota
	Blank
	Text
	Number // Raw is the number as stored, such as 0.125
	Date   // Raw is a serial of the workbook's date system, or ISO 8601 text
	Bool   // Raw is "TRUE" or "FALSE"
	Error  // Raw is the error's code, such as #REF!
)

var kindNames = [...]string{"absent", "blank", "text", "number", "date", "boolean", "error"}

// String returns the word used in `winnow cat --format json`.
func (k Kind) String() string { return kindNames[k] }

// Flag carries what a number format or a formula adds to a cell.
type Flag uint8

// The flags of a cell.
const (
	Percent  Flag = 1 << iota // shown as a percentage: 0.95 reads as 95%
	Clock                     // a Date that shows a time of day only, no day
	Formula                   // the value is a formula's cached result
	NoResult                  // a formula without a cached result; the cell is Blank
	Hidden                    // the cell stands in a hidden row or column
)

// Cell is one cell out of its column, for headers, facts and printing.
type Cell struct {
	Kind Kind
	Flag Flag
	Raw  string
}

// Empty says whether the cell holds nothing but white space.
func (c Cell) Empty() bool {
	return c.Kind <= Blank || c.Kind == Text && isSpace(c.Raw)
}

// Column is the cells of one sheet column over a batch's rows: one byte slice
// for all raw text, offsets into it, a kind and flags for each cell. A column of
// a CSV may instead point into the text of its batch: then a cell that starts
// behind its end is Absent, an empty one is Blank and any other is Text.
type Column struct {
	raw     []byte
	starts  []uint32 // where cell i starts in raw; of a pointing column only
	ends    []uint32 // where it ends
	kinds   []Kind
	flags   []Flag // shorter than the column where no later cell has any
	pointed bool
}

// Len returns the number of cells.
func (c *Column) Len() int { return len(c.ends) }

// Append adds a cell at the bottom.
func (c *Column) Append(k Kind, f Flag, raw []byte) {
	c.raw = append(c.raw, raw...)
	c.close(k, f)
}

// AppendString is Append for a string.
func (c *Column) AppendString(k Kind, f Flag, raw string) {
	c.raw = append(c.raw, raw...)
	c.close(k, f)
}

func (c *Column) close(k Kind, f Flag) {
	c.ends = append(c.ends, uint32(len(c.raw)))
	c.kinds = append(c.kinds, k)
	if f != 0 {
		c.flags = append(c.flags, make([]Flag, len(c.ends)-1-len(c.flags))...)
		c.flags = append(c.flags, f)
	}
}

// Spans makes room for n cells and returns where each starts and ends, for the
// caller to fill in; Point then gives the column its text.
func (c *Column) Spans(n int) (starts, ends []uint32) {
	c.Reset()
	c.starts, c.ends = slices.Grow(c.starts[:0], n)[:n], slices.Grow(c.ends[:0], n)[:n]
	return c.starts, c.ends
}

// Point makes the first n spans the column's cells, in text that must not
// change until Reset.
func (c *Column) Point(text []byte, n int) {
	c.raw, c.starts, c.ends, c.pointed = text, c.starts[:n], c.ends[:n], true
}

// Pointed returns a pointing column's text and where its cells start and end in
// it, for loops over many cells; starts is nil for any other column.
func (c *Column) Pointed() (text []byte, starts, ends []uint32) {
	if !c.pointed {
		return nil, nil, nil
	}
	return c.raw, c.starts, c.ends
}

// Raw returns cell i's text as the file had it, valid until Reset.
func (c *Column) Raw(i int) []byte {
	if c.pointed {
		if start, end := c.starts[i], c.ends[i]; start < end {
			return c.raw[start:end]
		}
		return nil
	}
	start := uint32(0)
	if i > 0 {
		start = c.ends[i-1]
	}
	return c.raw[start:c.ends[i]]
}

// Kind returns cell i's kind.
func (c *Column) Kind(i int) Kind {
	if !c.pointed {
		return c.kinds[i]
	}
	switch start, end := c.starts[i], c.ends[i]; {
	case start < end:
		return Text
	case start == end:
		return Blank
	}
	return Absent
}

// Flag returns cell i's flags.
func (c *Column) Flag(i int) Flag {
	if i < len(c.flags) {
		return c.flags[i]
	}
	return 0
}

// At returns cell i's Raw, Kind and Flag, for loops over many cells.
func (c *Column) At(i int) ([]byte, Kind, Flag) {
	if !c.pointed {
		return c.Raw(i), c.kinds[i], c.Flag(i)
	}
	switch start, end := c.starts[i], c.ends[i]; {
	case start < end:
		return c.raw[start:end], Text, 0
	case start == end:
		return nil, Blank, 0
	}
	return nil, Absent, 0
}

// Cell returns a copy of cell i.
func (c *Column) Cell(i int) Cell {
	return Cell{Kind: c.Kind(i), Flag: c.Flag(i), Raw: string(c.Raw(i))}
}

// Reset empties the column and keeps its memory.
func (c *Column) Reset() {
	if c.pointed {
		c.raw, c.pointed = nil, false // the text is the batch's
	}
	c.raw, c.ends, c.kinds, c.flags = c.raw[:0], c.ends[:0], c.kinds[:0], c.flags[:0]
}

// BatchRows is how many records a reader puts into a batch.
const BatchRows = 4096

// Batch is some thousands of consecutive records of one table.
type Batch struct {
	Index    int      // 0, 1, 2 … in file order
	Rows     []int    // for each record the row a person sees: 1-based, the physical line in a CSV
	Cols     []Column // one for each sheet column from the first (A) on, all of len(Rows)
	Date1904 bool     // serials count from 1904
	Faults   []Fault  // records whose shape is wrong, in record order
	Text     []byte   // what pointing columns point into; its memory is used again
	Origin   *Origin  // where the records stand, where they are no rows of the sheet; nil where they are
}

// Fault is a cell of a record that stands where the header has no column. Cells
// that a record lacks are Absent in their columns and need no Fault.
type Fault struct {
	Record int // index into Batch.Rows
	Column int // 0-based sheet column
	Raw    string
}

// Len returns the number of records.
func (b *Batch) Len() int { return len(b.Rows) }

// Reset empties the batch for cols columns and keeps its memory.
func (b *Batch) Reset(cols int) {
	b.Rows, b.Faults, b.Origin = b.Rows[:0], b.Faults[:0], nil
	if b.memory() > keptBytes {
		b.Cols, b.Text = nil, nil
	}
	for len(b.Cols) < cols {
		b.Cols = append(b.Cols, Column{})
	}
	b.Cols = b.Cols[:cols]
	for i := range b.Cols {
		b.Cols[i].Reset()
	}
}

// keptBytes is how much memory a batch keeps for the next use: what a few very
// long records asked for is given back.
const keptBytes = 12 << 20

func (b *Batch) memory() int {
	n := cap(b.Text)
	for i := range b.Cols {
		if c := &b.Cols[i]; !c.pointed {
			n += cap(c.raw)
		}
	}
	return n
}

func isSpace(s string) bool {
	for _, r := range s {
		switch r {
		case ' ', '\t', '\r', '\n', '\u00a0', '\u200b', '\ufeff', '\u2007', '\u202f':
		default:
			return false
		}
	}
	return true
}
