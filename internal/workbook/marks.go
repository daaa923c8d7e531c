package workbook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// marks are the cells of a part to mark, by row and column.
type marks struct {
	cells []mark
	cut   bool // there are more cells than notes are given to
	cols  int  // one more than the last column with a cell beyond the header
}

// mark is one cell to mark. A file wrong in every cell has millions of them.
type mark struct {
	row, col int32 // row as a person sees it; column 0-based, noColumn for the whole row
	finding  int32 // index into the findings
	query    bool  // rather than an error
}

const noColumn = -1

func (m *marks) sort() {
	slices.SortStableFunc(m.cells, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	})
}

// of returns the marks of one row in the order of their columns.
func (m *marks) of(row int) []mark {
	from, _ := slices.BinarySearchFunc(m.cells, row, func(c mark, row int) int { return cmp.Compare(int(c.row), row) })
	return m.cells[from : from+alike(m.cells[from:], func(a, b mark) bool { return int(a.row) == row })]
}

// alike returns how many of the first marks are like the first of them.
func alike(cells []mark, same func(a, b mark) bool) int {
	n := 0
	for n < len(cells) && same(cells[n], cells[0]) {
		n++
	}
	return n
}

// distinct counts the cells.
func (m *marks) distinct() (n int) {
	for i := 0; i < len(m.cells); i += alike(m.cells[i:], sameCell) {
		n++
	}
	return n
}

// sameCell and sameRow tell marks of one cell and of one row.
func sameCell(a, b mark) bool { return a.row == b.row && a.col == b.col }
func sameRow(a, b mark) bool  { return a.row == b.row }

// mark notes the cells that a finding marks. A finding that asks for nothing
// marks none.
func (b *book) mark(p *part, f *finding) {
	if f.Rest || f.Severity == report.Note || !b.marked() && (!p.hasCopies() || f.Row == 0) {
		return
	}
	for _, at := range cellsOf(f.of()) {
		if at.Row == 0 {
			continue
		}
		if b.marked() && at.Column == noColumn {
			at.Column = p.handle()
		}
		p.marks.cells = append(p.marks.cells, mark{row: int32(at.Row), col: int32(at.Column), finding: int32(b.shelf.len()), query: f.Severity == report.Query})
		if f.Kind == report.KindExtraCell {
			p.marks.cols = max(p.marks.cols, at.Column+1)
		}
	}
}

// handle is the column by which a row is known: that of its key, else its first.
func (p *part) handle() int {
	for _, f := range p.Fields {
		if f.Key && f.Column >= 0 {
			return f.Column
		}
	}
	return p.firstColumn()
}

// firstColumn is the table's first column with a heading.
func (p *part) firstColumn() int {
	return max(0, slices.IndexFunc(p.Headers, func(h string) bool { return strings.TrimSpace(h) != "" }))
}

// cellsOf returns the cells that an exception marks: each row and 0-based sheet
// column once.
func cellsOf(e report.Exception) []report.CellRef {
	var cells []report.CellRef
	for _, c := range e.Cells {
		at := report.CellRef{Column: c.Column, Row: cmp.Or(c.Row, e.Row)}
		if !slices.Contains(cells, at) {
			cells = append(cells, at)
		}
	}
	if len(cells) > 0 {
		return cells
	}
	if col, row, ok := address(e.Cell); ok && e.Row == 0 {
		return []report.CellRef{{Column: col, Row: row}}
	}
	return []report.CellRef{{Column: columnIndex(e.Column), Row: e.Row}}
}

// address reads an address such as J12.
func address(cell string) (col, row int, ok bool) {
	at := strings.IndexAny(cell, "0123456789")
	if at < 1 {
		return 0, 0, false
	}
	col = columnIndex(cell[:at])
	row, err := strconv.Atoi(cell[at:])
	return col, row, err == nil && row > 0 && col != noColumn && cell == table.Address(col, row)
}

// columnOf returns the first column that an exception marks.
func columnOf(e report.Exception) int { return cellsOf(e)[0].Column }

// columnIndex reads an exception's column: letters, or a 1-based number.
func columnIndex(s string) int {
	if n, err := strconv.Atoi(s); err == nil && n > 0 {
		return n - 1
	}
	n := 0
	for _, r := range s {
		if r < 'A' || r > 'Z' || n > 20_000 {
			return noColumn
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

// kindOf returns how a row's column is marked: an error outdoes a query.
func kindOf(marked []mark, col int) markKind {
	kind := plain
	for _, m := range marked {
		if int(m.col) != col {
			continue
		}
		if !m.query {
			return markedError
		}
		kind = markedQuery
	}
	return kind
}
