package ingest

import (
	"bytes"
	"math"
	"slices"
	"sort"
	"unicode/utf8"

	"winnow/internal/table"
)

// rowSource hands out the rows of one sheet in file order.
type rowSource interface {
	// next fills the row with the following row of the sheet. Its cells are
	// valid until the next call. It returns io.EOF after the last row, and a
	// *Refusal where the file is damaged.
	next(*rawRow) error
	close() error
}

// rawCell is one cell of a row. raw may point into its reader's window.
type rawCell struct {
	raw  []byte
	col  int32 // 0-based
	kind table.Kind
	flag table.Flag
}

// empty says whether the cell holds nothing that a person would see.
func (c *rawCell) empty() bool {
	switch {
	case c.kind <= table.Blank:
		return true
	case c.kind != table.Text:
		return false
	case len(c.raw) > 0 && c.raw[0] > ' ' && c.raw[0] < utf8.RuneSelf:
		return false
	}
	return spaces(c.raw)
}

// spaces says whether text is only white space, by table.Cell's own meaning.
func spaces(raw []byte) bool {
	return table.Cell{Kind: table.Text, Raw: string(raw)}.Empty()
}

func (c *rawCell) cell() table.Cell {
	return table.Cell{Kind: c.kind, Flag: c.flag, Raw: string(c.raw)}
}

// rawRow is one row, used again and again by its reader.
type rawRow struct {
	number int  // 1-based; in a CSV the physical line where the record starts
	hidden bool // the whole row is hidden
	added  bool // it is none of the file's, but of an overlay: its number says nothing about its place
	gone   int  // rows of the file that an overlay took out since the row before
	cells  []rawCell
	buf    []byte // text of cells that is nowhere else
}

func (r *rawRow) reset(number int) {
	r.number, r.hidden, r.cells, r.buf = number, false, r.cells[:0], r.buf[:0]
	r.added, r.gone = false, 0
}

// at returns the cell of a column, or nil. Cells stand in column order, so that
// in a row without gaps the column is the index.
func (r *rawRow) at(col int) *rawCell {
	if col < len(r.cells) && int(r.cells[col].col) == col {
		return &r.cells[col]
	}
	i := sort.Search(len(r.cells), func(i int) bool { return int(r.cells[i].col) >= col })
	if i < len(r.cells) && int(r.cells[i].col) == col {
		return &r.cells[i]
	}
	return nil
}

// filled says whether a column holds something.
func (r *rawRow) filled(col int) bool {
	c := r.at(col)
	return c != nil && !c.empty()
}

// blank says whether no cell of the row holds anything.
func (r *rawRow) blank() bool {
	for i := range r.cells {
		if !r.cells[i].empty() {
			return false
		}
	}
	return true
}

// filledUpTo counts the cells that hold something and stops at limit.
func (r *rawRow) filledUpTo(limit int) int {
	n := 0
	for i := range r.cells {
		if !r.cells[i].empty() {
			if n++; n == limit {
				break
			}
		}
	}
	return n
}

// first returns the leftmost cell that holds something, or nil.
func (r *rawRow) first() *rawCell {
	for i := range r.cells {
		if !r.cells[i].empty() {
			return &r.cells[i]
		}
	}
	return nil
}

// put sets a column's cell, replacing or inserting it in column order.
func (r *rawRow) put(c rawCell) {
	i := sort.Search(len(r.cells), func(i int) bool { return r.cells[i].col >= c.col })
	if i < len(r.cells) && r.cells[i].col == c.col {
		r.cells[i] = c
		return
	}
	r.cells = append(r.cells, rawCell{})
	copy(r.cells[i+1:], r.cells[i:])
	r.cells[i] = c
}

// clone returns a copy that shares no memory with the reader.
func (r *rawRow) clone() *rawRow { return r.cloneUpTo(math.MaxInt) }

// cloneUpTo is clone with each cell's text cut to a length, at a character.
func (r *rawRow) cloneUpTo(length int) *rawRow {
	c := &rawRow{number: r.number, hidden: r.hidden, added: r.added, gone: r.gone, cells: slices.Clone(r.cells)}
	for i := range c.cells {
		raw := c.cells[i].raw
		if n := length; len(raw) > n {
			for n > 0 && !utf8.RuneStart(raw[n]) {
				n--
			}
			raw = raw[:n]
		}
		c.cells[i].raw = bytes.Clone(raw)
	}
	return c
}

// size returns the bytes that a clone holds, for bounds.
func (r *rawRow) size() int {
	n := len(r.cells) * 40
	for i := range r.cells {
		n += len(r.cells[i].raw)
	}
	return n
}
