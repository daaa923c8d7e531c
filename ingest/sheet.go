package ingest

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strconv"

	"winnow/internal/table"
)

// sheetReader reads the rows of one worksheet part as they stream by.
type sheetReader struct {
	book   *workbook
	index  int // of the sheet in its workbook
	x      *xmlScanner
	part   io.Closer
	name   string
	texts  *texts
	looks  []look
	limits Limits
	plain  bool // never takes the quick path, for tests

	row        int  // of the last row begun
	given      int  // of the last row handed out
	sorting    bool // rows may stand out of order: the caller sorts them
	begun      bool // the element with the rows has opened
	inData     bool
	cells      int      // cell elements seen
	found      findings // what stands behind the rows
	rowsHidden bool     // rows are hidden unless they say otherwise
	hidden     []bool   // by column, as far as any is hidden
	cols       int      // column elements seen
	value      []byte   // of the cell being read
	count      []byte   // digits of the row's number, as its cells repeat them
}

// openSheet opens a worksheet for reading from its start.
func (w *workbook) openSheet(sheet int) (*sheetReader, error) {
	if err := w.share(); err != nil {
		return nil, err
	}
	p := w.sheets[sheet]
	w.done.Store(0)
	w.total.Store(w.zip.size(p.part))
	r, err := w.zip.open(p.part, &w.done)
	if err != nil {
		return nil, err
	}
	if w.zip.size(p.part) >= aheadFrom {
		r = w.readAhead(r)
	}
	s := &sheetReader{book: w, index: sheet, part: r, name: p.name, texts: w.table, looks: w.looks, limits: w.limits}
	s.x = newXMLScanner(r, w.zip.size(p.part), w.limits, s.where)
	return s, nil
}

func (s *sheetReader) close() error { return s.part.Close() }

// where names the place that has been read up to.
func (s *sheetReader) where() string {
	if s.row == 0 {
		return fmt.Sprintf("sheet %q", s.name)
	}
	return fmt.Sprintf("sheet %q, at or after row %d,", s.name, s.row)
}

// next reads up to the end of the following row, and after the last one up to
// the end of the part, so that damage behind the rows is found too.
func (s *sheetReader) next(r *rawRow) error {
	for {
		tok, err := s.x.next()
		if err != nil {
			return err
		}
		switch {
		case tok == xmlStart && len(s.x.starts) == 1 && string(s.x.local) != "worksheet":
			return damaged(s.where(), "is not a worksheet")
		case tok == xmlStart && s.inData && string(s.x.local) == "row":
			return s.readRow(r)
		case s.inData && tok != xmlEnd:
			if err := s.stray(tok); err != nil {
				return err
			}
		case tok == xmlStart:
			if err := s.around(); err != nil {
				return err
			}
		case tok == xmlEnd && len(s.x.starts) == 1:
			s.inData = false
		}
	}
}

// stray meets what stands among rows or cells and is none. To read past it in
// silence could be to lose a row whose tag is damaged; white space, extensions
// and a filter, which some programs put there, are no harm.
func (s *sheetReader) stray(tok xmlToken) error {
	if tok == xmlText && len(bytes.TrimSpace(s.x.text)) == 0 {
		return nil
	}
	if name := string(s.x.local); tok == xmlStart && (name == "extLst" || name == "autoFilter") {
		return atEnd(s.x, s.x.skip())
	}
	return damaged(s.where(), "has something among its cells that is no cell")
}

// around notes what the elements before and behind the rows say about them.
func (s *sheetReader) around() error {
	switch string(s.x.local) {
	case "sheetData":
		if s.begun && len(s.x.starts) == 2 {
			return damaged(s.where(), "has its rows in two places")
		}
		s.inData = len(s.x.starts) == 2
		s.begun = s.begun || s.inData
	case "sheetFormatPr":
		s.rowsHidden = truth(s.x.attr("zeroHeight"))
	case "col":
		if s.cols++; s.cols > s.limits.Columns {
			return tooLarge("sheet %q describes more than %d columns", s.name, s.limits.Columns)
		}
		width := s.x.attr("width")
		if truth(s.x.attr("hidden")) || width != nil && string(width) == "0" {
			s.hide(atoi(s.x.attr("min"))-1, min(atoi(s.x.attr("max")), s.limits.Columns))
		}
	default:
		return s.found.take(s)
	}
	return nil
}

// hide marks the columns from one up to before another as hidden.
func (s *sheetReader) hide(from, to int) {
	for len(s.hidden) < to {
		s.hidden = append(s.hidden, false)
	}
	for col := max(0, from); col < to; col++ {
		s.hidden[col] = true
	}
}

// readRow reads the row that has just opened.
func (s *sheetReader) readRow(r *rawRow) error {
	r.reset(s.row + 1)
	given := s.x.attr("r")
	if given != nil {
		if r.number = atoi(bytes.TrimSpace(given)); r.number < 1 {
			return damaged(s.where(), "has a row without a proper number")
		}
	}
	if r.number > s.limits.Rows {
		return tooLarge("sheet %q has more than %d rows", s.name, s.limits.Rows)
	}
	r.hidden = truth(s.x.attr("hidden")) || s.rowsHidden && s.x.attr("hidden") == nil
	s.setRow(r.number)
	return s.readCells(r, given != nil)
}

func (s *sheetReader) setRow(number int) {
	s.row = number
	s.count = strconv.AppendInt(s.count[:0], int64(number), 10)
}

// readCells reads cells up to the end of the row. numbered is false where the
// row has no number of its own: then its first cell's reference gives it.
func (s *sheetReader) readCells(r *rawRow, numbered bool) error {
	depth := len(s.x.starts)
	col := 0
	for {
		if numbered && !s.x.closed && !s.plain {
			col = s.quickCells(r, col)
		}
		tok, err := s.x.next()
		if err != nil {
			return atEnd(s.x, err)
		}
		switch {
		case tok == xmlEnd && len(s.x.starts) < depth:
			return s.finishRow(r)
		case tok == xmlStart && string(s.x.local) != "c", tok == xmlText:
			if err := s.stray(tok); err != nil {
				return err
			}
		case tok == xmlStart:
			if !numbered {
				if _, row := parseRef(s.x.attr("r")); row > s.row && row <= s.limits.Rows {
					r.number = row
					s.setRow(row)
				}
				numbered = true
			}
			if col, err = s.readCell(r, col); err != nil {
				return err
			}
		}
	}
}

// readCell reads the cell that has just opened and returns the column after it.
func (s *sheetReader) readCell(r *rawRow, col int) (int, error) {
	if ref := s.x.attr("r"); ref != nil {
		c, row := parseRef(bytes.TrimSpace(ref))
		if c < 0 || row != r.number {
			return 0, damaged(s.where(), "has a cell whose reference is not of its row")
		}
		col = c
	}
	if col >= s.limits.Columns {
		return 0, tooLarge("sheet %q has more than %d columns", s.name, s.limits.Columns)
	}
	kind, ok := cellType(s.x.attr("t"))
	if !ok {
		return 0, damaged(s.where(), "has a cell of a kind that no workbook has")
	}
	style := 0
	if given := s.x.attr("s"); len(given) > 0 {
		style = index(given)
	}
	s.cells++
	got, err := s.cellContent()
	if err != nil {
		return 0, err
	}
	c := rawCell{col: int32(col)}
	if c.raw, c.kind, c.flag, err = s.interpret(kind, style, got); err != nil {
		return 0, err
	}
	s.add(r, c, true)
	if len(r.buf) > s.limits.RecordBytes {
		return 0, s.longRow(r)
	} else if len(r.cells) > s.limits.Columns {
		return 0, damaged(s.where(), "has a cell twice")
	}
	return col + 1, nil
}

func (s *sheetReader) longRow(r *rawRow) error {
	return tooLarge("row %d of sheet %q has more than %d bytes", r.number, s.name, s.limits.RecordBytes)
}

// add puts a cell into the row unless it is an empty one without a formula.
// keep copies its text, which may stand in the scanner's window.
func (s *sheetReader) add(r *rawRow, c rawCell, keep bool) {
	if c.kind == table.Blank && c.flag == 0 {
		return
	}
	if r.hidden || int(c.col) < len(s.hidden) && s.hidden[c.col] {
		c.flag |= table.Hidden
	}
	if keep {
		n := len(r.buf)
		r.buf = append(r.buf, c.raw...)
		c.raw = r.buf[n:]
	}
	r.cells = append(r.cells, c)
}

// finishRow puts the cells into column order. A cell that stands twice is
// damage: one of the two values would be lost.
func (s *sheetReader) finishRow(r *rawRow) error {
	sorted, size, last := true, 0, int32(-1)
	for i := range r.cells {
		sorted = sorted && r.cells[i].col > last
		last = r.cells[i].col
		size += len(r.cells[i].raw)
	}
	if size > s.limits.RecordBytes {
		return s.longRow(r)
	}
	if s.cells > s.limits.Cells {
		return tooLarge("sheet %q has more than %d cells", s.name, s.limits.Cells)
	}
	if err := s.inOrder(r); err != nil || sorted {
		return err
	}
	slices.SortStableFunc(r.cells, func(a, b rawCell) int { return int(a.col - b.col) })
	for i := 1; i < len(r.cells); i++ {
		if r.cells[i].col == r.cells[i-1].col {
			return damaged(s.where(), "has the cell %s twice", table.Address(int(r.cells[i].col), r.number))
		}
	}
	return nil
}

// inOrder is called at the end of each row. One that stands above an earlier
// one asks for another pass, which sorts them.
func (s *sheetReader) inOrder(r *rawRow) error {
	if r.number <= s.given && !s.sorting {
		s.book.learn(s.index, survey{known: true, jumbled: true})
		return s.again("has its rows out of order")
	}
	s.given = r.number
	return nil
}

// again ends a pass that the next need not end.
func (s *sheetReader) again(what string) *Refusal {
	why := damaged(fmt.Sprintf("sheet %q", s.name), "%s", what)
	why.again = true
	return why
}
