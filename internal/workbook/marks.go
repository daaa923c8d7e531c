package workbook

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
)

// marks are the cells to mark on the copied rows, by row and column.
type marks struct {
	cells []mark
	notes []string // what the notes say, as far as limits.notes goes
	cut   bool     // there are more notes than that
	cols  int      // one more than the last column with a cell beyond the header
}

// mark is one cell to mark. A file wrong in every cell has millions of them.
type mark struct {
	row, col int32 // row as a person sees it; column 0-based, noColumn for the whole row
	note     int32 // index into notes; -1 for none
	query    bool  // rather than an error
}

const noColumn = -1

// of returns the marks of one row in the order of their columns.
func (m *marks) of(row int) []mark {
	from, _ := slices.BinarySearchFunc(m.cells, row, func(c mark, row int) int { return cmp.Compare(int(c.row), row) })
	to := from
	for to < len(m.cells) && int(m.cells[to].row) == row {
		to++
	}
	return m.cells[from:to]
}

func (b *book) collectMarks() error {
	if !b.hasCopies() {
		return nil
	}
	m := &b.marks
	for e := range b.in.Table.Exceptions.All() {
		if e.Row == 0 || e.Severity == report.Note {
			continue
		}
		note := m.addNote(e, b.limits.notes)
		for _, at := range b.cellsOf(e) {
			m.cells = append(m.cells, mark{row: int32(at.Row), col: int32(at.Column), note: note, query: e.Severity == report.Query})
			if e.Kind == report.KindExtraCell {
				m.cols = max(m.cols, at.Column+1)
			}
		}
	}
	slices.SortStableFunc(m.cells, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.row, b.row), cmp.Compare(a.col, b.col))
	})
	return b.in.Table.Exceptions.Err()
}

// addNote keeps what a cell's note will say: a note on every cell of an
// exception, so an exception of three cells counts as three.
func (m *marks) addNote(e report.Exception, most int) int32 {
	if len(m.notes)+max(1, len(e.Cells)) > most {
		m.cut = true
		return -1
	}
	words := severityWord(e.Severity) + ": " + sentences(e.Message, e.Fix)
	m.notes = append(m.notes, cut(visible(words), 1000))
	for range len(e.Cells) - 1 {
		m.notes = append(m.notes, "")
	}
	return int32(len(m.notes) - max(1, len(e.Cells)))
}

// cellsOf returns the cells that an exception marks: each row and 0-based sheet
// column once.
func (b *book) cellsOf(e report.Exception) []report.CellRef {
	var cells []report.CellRef
	for _, c := range e.Cells {
		at := report.CellRef{Column: c.Column, Row: cmp.Or(c.Row, e.Row)}
		if !slices.Contains(cells, at) {
			cells = append(cells, at)
		}
	}
	if len(cells) == 0 {
		cells = append(cells, report.CellRef{Column: columnIndex(e.Column), Row: e.Row})
	}
	return cells
}

// columnOf returns the first column that an exception marks.
func (b *book) columnOf(e report.Exception) int { return b.cellsOf(e)[0].Column }

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

// columnTitle is what the sender knows a column as: the file's own heading,
// else the field's title.
func (b *book) columnTitle(col int, field string) string {
	if col >= 0 && col < len(b.in.Headers) {
		if h := oneLine(b.in.Headers[col]); h != "" {
			return h
		}
	}
	for _, f := range b.in.Fields {
		if f.Name == field && field != "" || f.Column == col && col >= 0 {
			return f.Title
		}
	}
	return ""
}

func (b *book) field(name string) (FieldInfo, bool) {
	for _, f := range b.in.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return FieldInfo{}, false
}

// sentences joins what is wrong and what to do.
func sentences(parts ...string) string {
	var out []string
	for _, p := range parts {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, " ")
}
