package ingest

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// filler fills the rows of merged ranges in data: the cell that Excel keeps at
// the top stands for each row of its range, and nowhere outside it.
type filler struct {
	rowSource
	header int          // the row of the titles
	known  bool         // what stands behind the rows was known before them
	merges []mergeRange // those of several rows below the header, by first row
	active map[int]fillCell
	done   []mergeRange // those that filled a row
}

type fillCell struct {
	cell  rawCell
	merge mergeRange
	used  bool
}

func newFiller(src rowSource, merges []mergeRange, headerRow int) rowSource {
	var tall []mergeRange
	for _, m := range merges {
		if m.top > headerRow && m.bottom > m.top {
			tall = append(tall, m)
		}
	}
	f := &filler{rowSource: src, header: headerRow, known: true, merges: tall, active: map[int]fillCell{}}
	if s := sheetOf(src); s != nil {
		v, err := s.book.surveyOf(s.index)
		f.known = err == nil && v.known
	}
	return f
}

// sheetOf returns the worksheet that a source reads, nil for a CSV.
func sheetOf(src rowSource) *sheetReader {
	switch src := src.(type) {
	case *filler:
		return sheetOf(src.rowSource)
	case *blockRows:
		return sheetOf(src.rowSource)
	case *overlaid:
		return sheetOf(src.rowSource)
	case *sortedRows:
		return src.sheetReader
	case *sheetReader:
		return src
	}
	return nil
}

func (f *filler) next(r *rawRow) error {
	err := f.rowSource.next(r)
	if err == io.EOF {
		err = f.end()
	}
	if err != nil {
		if s := sheetOf(f.rowSource); s != nil && errors.Is(err, ErrAgain) {
			s.book.forget(s.index)
		}
		return err
	}
	if len(f.active) > 0 && !r.blank() {
		if err := f.fill(r); err != nil {
			return err
		}
	}
	for len(f.merges) > 0 && f.merges[0].top <= r.number {
		m := f.merges[0]
		f.merges = f.merges[1:]
		if c := r.at(m.left); c != nil && m.top == r.number && !c.empty() {
			cell := *c
			cell.raw = bytes.Clone(c.raw)
			f.active[m.left] = fillCell{cell: cell, merge: m}
		}
	}
	return nil
}

// end is called behind the last row. Merged ranges that come to light there and
// bear on the table ask for another pass.
func (f *filler) end() error {
	s := sheetOf(f.rowSource)
	if f.known || s == nil {
		return io.EOF
	}
	v := s.book.learn(s.index, survey{known: true, merges: s.found.merges})
	for _, m := range v.merges {
		if m.top <= f.header || m.bottom > m.top {
			return s.again("has merged cells that were not known from its start")
		}
	}
	return io.EOF
}

func (f *filler) fill(r *rawRow) error {
	s := sheetOf(f.rowSource)
	for col, a := range f.active {
		if r.number > a.merge.bottom {
			delete(f.active, col)
		} else if !r.filled(col) {
			r.put(a.cell)
			if s.cells++; s.cells > s.limits.Cells {
				return tooLarge("sheet %q has more than %d cells with those that merged ranges fill", s.name, s.limits.Cells)
			}
			if !a.used {
				a.used = true
				f.active[col] = a
				f.done = append(f.done, a.merge)
			}
		}
	}
	return nil
}

// maxNamed is how many places a note names; more would hide what matters.
const maxNamed = 12

// note says what stands on the sheet besides the cells of the table.
func (f *filler) note() []report.Exception {
	notes := f.mergeNote()
	if s := sheetOf(f.rowSource); s != nil {
		notes = append(notes, s.notes(f.header)...)
	}
	return notes
}

// mergeNote says which merged ranges were read as a value in each row.
func (f *filler) mergeNote() []report.Exception {
	if len(f.done) == 0 {
		return nil
	}
	slices.SortFunc(f.done, func(a, b mergeRange) int { return (a.top-b.top)*MaxColumns + a.left - b.left })
	var names []string
	for _, m := range f.done[:min(len(f.done), maxNamed)] {
		names = append(names, m.String())
	}
	if more := len(f.done) - maxNamed; more > 0 {
		names = append(names, "and "+strconv.Itoa(more)+" more")
	}
	return []report.Exception{{
		Rule: report.KindFormat, Kind: report.KindFormat, Severity: report.Note,
		Row: f.done[0].top, Column: table.Letters(f.done[0].left), Cell: table.Address(f.done[0].left, f.done[0].top),
		Message: "Cells are merged over several rows; the value was read for each of them: " + strings.Join(names, ", ") + ".",
		Fix:     "Unmerge the cells and fill the value into every row.",
	}}
}
