package ingest

import (
	"io"
	"iter"

	"winnow/internal/table"
)

// Row is one row as it stands in the file, valid until the next one.
type Row struct {
	Number int // 1-based; in a CSV the physical line where the record starts
	Blank  int // blank records of a CSV since the row before
	Hidden bool
	Cells  []table.Cell // by 0-based column; cells that are not there are Blank
}

// Rows yields every row of a sheet that holds something, from the top. An
// error, a *Refusal where the file is damaged, ends it.
func (f *File) Rows(sheet int) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		src, err := f.rows(sheet)
		if err != nil {
			yield(Row{}, err)
			return
		}
		defer src.close()
		var raw rawRow
		var row Row
		blank := 0
		for {
			err := src.next(&raw)
			if err == io.EOF {
				return
			} else if err != nil {
				yield(Row{}, err)
				return
			}
			if raw.blank() && !raw.unsolved() {
				blank++
				continue
			}
			row.Blank, blank = blank, 0
			row.Number, row.Hidden, row.Cells = raw.number, raw.hidden, raw.grid(row.Cells[:0])
			if !yield(row, nil) {
				return
			}
		}
	}
}

// unsolved says whether the row has a formula without a result: the row shows
// nothing, but it is not known to hold nothing.
func (r *rawRow) unsolved() bool {
	for i := range r.cells {
		if r.cells[i].flag&table.NoResult != 0 {
			return true
		}
	}
	return false
}

// grid appends the row's cells by column.
func (r *rawRow) grid(dst []table.Cell) []table.Cell {
	for i := range r.cells {
		for len(dst) < int(r.cells[i].col) {
			dst = append(dst, table.Cell{Kind: table.Blank})
		}
		dst = append(dst, r.cells[i].cell())
	}
	return dst
}
