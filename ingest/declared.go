package ingest

import (
	"bytes"
	"slices"

	"golang.org/x/text/encoding/htmlindex"

	"winnow/internal/report"
)

// Declared is how a text file is written where somebody says so, as a data
// package does. What is zero is found out from the file.
type Declared struct {
	Delimiter, Quote byte
	Encoding         string // a name that the web's encoding standard knows
	Escape           byte   // takes the meaning off the character behind it; 0 for none
	Undoubled        bool   // a quote within quotes is not written twice
	Trim             bool   // spaces before a cell are no part of it
}

// declare takes over what was declared of a text file. Of the encodings in which
// winnow recognises a file by itself, what the file shows wins; of Windows-1252
// nobody needs to be told then.
func (f *File) declare(d Declared) {
	if d.Encoding == "" {
		return
	}
	e, err := htmlindex.Get(d.Encoding)
	if err != nil {
		return
	}
	switch name, _ := htmlindex.Name(e); name {
	case encUTF8, encLE, encBE:
	case encCP:
		if f.Encoding == encCP && f.text.multibyte == 0 {
			f.dropNotes(report.KindEncoding)
		}
	default:
		if f.text.invalid > 0 && f.text.order == nil {
			f.Encoding, f.foreign = name, e
			f.dropNotes(report.KindEncoding)
		}
	}
}

func (f *File) dropNotes(kind string) {
	kept := f.Notes[:0]
	for _, n := range f.Notes {
		if n.Kind != kind {
			kept = append(kept, n)
		}
	}
	f.Notes = kept
}

// headless places the columns of a table without a header: by their order, from
// its first row on.
func (f *File) headless(sheet int, l *Layout) (*Location, error) {
	rows, _, err := f.lookAt(sheet, l)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	width := 0
	for _, c := range rows[0].cells {
		width = max(width, int(c.col)+1)
	}
	loc := &Location{Sheet: sheet, Headers: make([]string, width), Columns: make([]int, len(l.Columns))}
	for i := range l.Columns {
		if loc.Columns[i] = -1; i < width {
			loc.Columns[i], loc.Headers[i] = i, l.Columns[i].Name
			loc.Matched++
		} else if l.Columns[i].Required {
			loc.MissingRequired++
		}
	}
	loc.merges, err = f.merges(sheet)
	return loc, err
}

// begins says whether the row's first cell begins with a mark.
func (r *rawRow) begins(mark string) bool {
	return len(r.cells) > 0 && r.cells[0].col == 0 && bytes.HasPrefix(r.cells[0].raw, []byte(mark))
}

// withoutComments leaves out the rows that a layout says are comments.
func (l *Layout) withoutComments(rows []*rawRow) []*rawRow {
	if l.Comment == "" && len(l.CommentRows) == 0 {
		return rows
	}
	var kept []*rawRow
	for _, r := range rows {
		if !slices.Contains(l.CommentRows, r.number) && (l.Comment == "" || !r.begins(l.Comment)) {
			kept = append(kept, r)
		}
	}
	return kept
}
