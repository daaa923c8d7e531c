package ingest

import (
	"io"

	"winnow/internal/report"
	"winnow/internal/table"
)

// FormReader hands out the one record of a form. Its cells stand in batch columns
// by Layout.Columns; where each was, Location.Form says.
type FormReader struct {
	file   *File
	loc    *Location
	stated map[string]Stated
	hidden hiddenRows
	ended  bool
	blank  bool
	notes  []report.Exception
}

// ReadForm opens the form at loc for one pass.
func (f *File) ReadForm(l *Layout, loc *Location) (*FormReader, error) {
	r := &FormReader{file: f, loc: loc}
	if len(l.Stated) > 0 {
		r.stated = findStated(loc.Form.rows, nil, l.Stated)
	}
	return r, r.sound()
}

// sound reads the sheet to its end, so that damage anywhere in it is found.
func (r *FormReader) sound() error {
	src, err := r.file.rows(r.loc.Sheet)
	if err != nil {
		return err
	}
	var row rawRow
	for err == nil {
		err = src.next(&row)
	}
	r.notes = hiddenColumns(src, r.loc.Headers)
	if s := sheetOf(src); s != nil {
		r.notes = append(r.notes, s.notes(0)...)
	} else if s, ok := src.(interface{ note() []report.Exception }); ok {
		r.notes = append(r.notes, s.note()...)
	}
	closed := src.close()
	if err != io.EOF {
		return err
	}
	return closed
}

// Next fills the batch with the record, and returns io.EOF when it is done. A
// form in which no label has a value is none.
func (r *FormReader) Next(b *table.Batch) error {
	b.Reset(len(r.loc.Columns))
	if r.ended {
		return io.EOF
	}
	r.ended, r.blank = true, true
	first := 0
	for i, e := range r.loc.Form.Fields {
		b.Cols[i].AppendString(e.Cell.Kind, e.Cell.Flag, e.Cell.Raw)
		if e.Found && (first == 0 || e.LabelRow < first) {
			first = e.LabelRow
		}
		r.blank = r.blank && e.Cell.Empty() && e.Cell.Flag&table.NoResult == 0
	}
	if r.blank {
		b.Reset(len(r.loc.Columns))
		return io.EOF
	}
	b.Rows, b.Date1904 = append(b.Rows, first), r.file.Date1904
	b.Origin = &table.Origin{Sheet: r.sheet(), Rows: []int32{0}}
	return nil
}

// sheet copies the form's rows as they stand.
func (r *FormReader) sheet() *table.Batch {
	b := &table.Batch{Date1904: r.file.Date1904}
	b.Reset(len(r.loc.Headers))
	for _, row := range r.loc.Form.rows {
		if row.hidden {
			r.hidden.add(row.number)
		}
		b.Rows = append(b.Rows, row.number)
		for col := range b.Cols {
			if c := row.at(col); c != nil {
				b.Cols[col].Append(c.kind, c.flag, c.raw)
			} else {
				b.Cols[col].Append(table.Blank, 0, nil)
			}
		}
	}
	return b
}

// Tail counts the form: read once, and skipped where it is blank.
func (r *FormReader) Tail() Tail {
	t := Tail{Read: 1, Records: 1, Notes: append(r.hidden.note(), r.notes...), Stated: r.stated}
	if r.blank {
		t.Records, t.Skipped.Blank = 0, 1
	}
	return t
}

// Close ends the pass; there is nothing left open.
func (r *FormReader) Close() error {
	r.ended = true
	return nil
}
