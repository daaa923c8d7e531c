package ingest

import (
	"errors"
	"fmt"
	"io"
	"iter"

	"winnow/internal/table"
)

// Overlay is corrections to lay over the rows of a sheet, known by the numbers that
// the rows have in the file.
type Overlay struct {
	HeaderRow int  // Location.HeaderRow: rows down to it are left alone
	Date1904  bool // serials in the corrections count from 1904

	// Rows yields the corrections, each row of the file once; rows that are added in
	// the order in which they are to stand. It may be called several times.
	Rows iter.Seq2[Correction, error]
}

// Correction is what becomes of one row.
type Correction struct {
	Do    Amend
	Row   int // 1-based; of Insert the row that the new one stands below, 0 for the header
	Cells []NewCell
}

// NewCell is a cell as it is to read. Cells of a row that are not given, or show
// what the file's cell shows, stay as the file has them.
type NewCell struct {
	Column int // 0-based
	table.Cell
}

// Amend says what is done to a row.
type Amend uint8

// The ways.
const (
	Replace Amend = iota // cells of it are others
	TakeOut              // it is as if it had never been there
	Insert               // a new row below it
)

// Overlaid says what laying corrections over a sheet came to.
type Overlaid struct {
	Rows    int   // in which a cell has changed
	Cells   int   // that have changed
	Out     int   // rows taken out
	Added   []int // numbers of the rows added, in the order given: behind the last of the sheet
	Missing []int // rows that the sheet does not have: what was to be done to them was not
}

// overlayPortion is how many corrections are compared with the file in one pass.
const overlayPortion = 50_000

// Overlay lays corrections over a sheet for everything that is read of it from now
// on. It is called before that, and may be called again: the next one then counts
// by the numbers that this one gave. In a CSV, a number or a date reads as the text
// that the file's own are written as. The error is that of o.Rows, or says why the
// file could not be read.
func (f *File) Overlay(sheet int, o Overlay) (*Overlaid, error) {
	b := &overlayBuilder{file: f, sheet: sheet, given: o, done: &Overlaid{}, seen: map[int]bool{}, layer: newOverlay(f.book == nil)}
	if err := b.learn(); err != nil {
		return nil, err
	}
	for c, err := range o.Rows {
		if err != nil {
			return nil, err
		}
		if b.portion = append(b.portion, c.clone()); len(b.portion) == overlayPortion {
			if err := b.settle(); err != nil {
				return nil, err
			}
		}
	}
	if err := b.settle(); err != nil {
		return nil, err
	}
	if f.overlays == nil {
		f.overlays = map[int][]*overlay{}
	}
	f.overlays[sheet] = append(f.overlays[sheet], b.layer)
	f.forget(sheet)
	return b.done, nil
}

func (c Correction) clone() Correction {
	c.Cells = append([]NewCell(nil), c.Cells...)
	return c
}

// overlayBuilder compares corrections with the file and keeps what they change.
type overlayBuilder struct {
	file    *File
	sheet   int
	given   Overlay
	done    *Overlaid
	layer   *overlay
	writing *csvWriting // of a CSV
	last    int         // the highest row number so far
	width   int         // of a CSV's line of titles, in cells
	seen    map[int]bool
	portion []Correction
}

// passes is how often a pass may ask for another.
const passes = 3

// each calls do for every row of the sheet, as it reads so far.
func (b *overlayBuilder) each(do func(*rawRow)) error {
	var err error
	for range passes {
		if err = b.pass(do); !errors.Is(err, ErrAgain) {
			break
		}
	}
	return err
}

func (b *overlayBuilder) pass(do func(*rawRow)) error {
	src, err := b.file.base(b.sheet)
	if err != nil {
		return err
	}
	if b.file.book != nil {
		merges, err := b.file.merges(b.sheet)
		if err != nil {
			return errors.Join(err, src.close())
		}
		src = newFiller(src, merges, b.given.HeaderRow)
	}
	src = b.file.laid(src, b.sheet)
	var row rawRow
	for err = src.next(&row); err == nil; err = src.next(&row) {
		do(&row)
	}
	if closed := src.close(); err == io.EOF {
		return closed
	}
	return err
}

// learn finds out where the sheet ends, and how a CSV writes numbers and dates.
func (b *overlayBuilder) learn() error {
	w := newCSVWriting()
	err := b.each(func(r *rawRow) {
		lines := 0
		if b.file.book == nil {
			lines = linesWithin(r)
			switch {
			case r.number > b.given.HeaderRow:
				w.add(r)
			case r.number == b.given.HeaderRow:
				b.width = len(r.cells)
			}
		}
		b.last = max(b.last, r.number+lines)
	})
	if b.file.book == nil {
		b.writing = w.settled()
	}
	return err
}

// linesWithin counts the line ends within a record's cells.
func linesWithin(r *rawRow) int {
	n := 0
	for i := range r.cells {
		n += lineBreaks(r.cells[i].raw)
	}
	return n
}

// settle takes a portion of corrections.
func (b *overlayBuilder) settle() error {
	if len(b.portion) == 0 {
		return nil
	}
	rows, there, err := b.wanted()
	if err != nil {
		return err
	}
	found := map[int]bool{}
	var fault error
	err = b.each(func(r *rawRow) {
		if _, asked := there[r.number]; asked {
			there[r.number] = true
		}
		if c := rows[r.number]; c != nil && !found[r.number] && r.number > b.given.HeaderRow {
			found[r.number] = true
			fault = errors.Join(fault, b.amend(r, c))
		}
	})
	if err = errors.Join(err, fault); err != nil {
		return err
	}
	for i := range b.portion {
		c := &b.portion[i]
		switch {
		case c.Do == Insert && there[c.Row]:
			if err := b.insert(c); err != nil {
				return err
			}
		case c.Do == Insert || !found[c.Row]:
			b.done.Missing = append(b.done.Missing, c.Row)
		}
	}
	b.portion = b.portion[:0]
	return nil
}

// wanted returns the corrections of the portion by their rows, and the rows that new
// ones are to stand below: whether the sheet has them.
func (b *overlayBuilder) wanted() (rows map[int]*Correction, there map[int]bool, err error) {
	rows, there = map[int]*Correction{}, map[int]bool{0: true, b.given.HeaderRow: true}
	for i := range b.portion {
		c := &b.portion[i]
		if c.Do == Insert {
			if _, known := there[c.Row]; !known {
				there[c.Row] = false
			}
			continue
		}
		if b.seen[c.Row] {
			return nil, nil, fmt.Errorf("row %d is corrected twice", c.Row)
		}
		b.seen[c.Row] = true
		rows[c.Row] = c
	}
	return rows, there, nil
}

// amend keeps what a correction changes in a row.
func (b *overlayBuilder) amend(r *rawRow, c *Correction) error {
	if c.Do == TakeOut {
		b.layer.out[r.number] = true
		b.done.Out++
		return nil
	}
	var kept []rawCell
	for _, n := range c.Cells {
		if n.Column < 0 || n.Column >= b.file.limits.Columns {
			return tooLarge("the correction of row %d has more than %d columns", r.number, b.file.limits.Columns)
		}
		old := r.at(n.Column)
		if b.alike(old, n.Cell, n.Column) {
			continue
		}
		cell := b.cell(n, old)
		if old != nil {
			cell.flag |= old.flag & table.Hidden
		}
		kept = append(kept, cell)
	}
	if len(kept) > 0 {
		b.layer.cells[r.number] = kept
		b.done.Rows++
		b.done.Cells += len(kept)
	}
	return nil
}

// insert keeps a row that is added.
func (b *overlayBuilder) insert(c *Correction) error {
	b.last++
	row := &rawRow{number: b.last, added: true}
	for _, n := range c.Cells {
		if n.Column < 0 || n.Column >= b.file.limits.Columns {
			return tooLarge("a row added has more than %d columns", b.file.limits.Columns)
		}
		if !n.Empty() || n.Flag != 0 {
			row.put(b.cell(n, nil))
		}
	}
	if b.layer.text { // cells left blank at its end are there too, as in a line that a program writes
		row.padded()
		row.padTo(b.width)
	}
	at := c.Row
	if at == 0 {
		at = b.given.HeaderRow
	}
	b.layer.added[at] = append(b.layer.added[at], row)
	b.done.Added = append(b.done.Added, row.number)
	return nil
}
