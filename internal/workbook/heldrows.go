package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"winnow/internal/report"
	"winnow/internal/table"
)

// The columns of "Rows to correct" before those of the sender's sheet.
const ownColumns = 2

// heldRows writes "Rows to correct": each row held back, laid out as in the
// sender's sheet, with the cells to correct marked.
func (b *book) heldRows() error {
	if !b.hasCopies() {
		return nil
	}
	lines, shown := b.heldLines()
	header := len(lines) + 2
	s, err := b.stream(layout{
		name: sheetRows, widths: b.copyWidths(), rows: header + shown, header: header, repeat: header - 1, columns: ownColumns,
	})
	if err != nil {
		return err
	}
	if err := s.headings(b.styles.subtitle, lines); err != nil {
		return err
	}
	if err := b.copyHeader(s); err != nil {
		return err
	}
	if err := b.copyRows(s, header+shown); err != nil {
		return err
	}
	if err := b.addNotes(); err != nil {
		return err
	}
	return s.stream.Flush()
}

// heldLines returns the lines above the header, and how many copies the sheet
// has room for below it.
func (b *book) heldLines() (lines []string, shown int) {
	if b.marks.cut {
		lines = append(lines, fmt.Sprintf("Only the first %s cells have a pop-up note: Excel is slow with more. The sheet “%s” says what is wrong with the others.", thousands(b.limits.notes), sheetExceptions))
	}
	if cols := b.copyColumns(); cols > b.limits.cols {
		lines = append(lines, fmt.Sprintf("The copies show the first %s of %s columns: a sheet has no room for more.", thousands(b.limits.cols-ownColumns), thousands(cols-ownColumns)))
	}
	shown = b.copied()
	if fixed := len(lines) + 4; shown > b.limits.rows-fixed { // the two lines below and the header's two
		shown = b.limits.rows - fixed - 1
		lines = append(lines, fmt.Sprintf("This workbook shows the first %s of the %s held back: a sheet has no room for more.", count(shown, "row", "rows"), thousands(b.copied())))
	}
	b.told = append(b.told, lines...)
	return append(lines,
		b.copyLine()+" Please correct these rows in your own file, not here.",
		"The cells to correct are coloured, and named in column B. Point at one to read what is wrong."), shown
}

// copyLine says what the copies are.
func (b *book) copyLine() string {
	switch b.in.Table.Rows.Unit {
	case report.UnitCells:
		return "A copy of each row with a cell held back."
	case report.UnitForms:
		return "A copy of the form, row by row."
	}
	return "A copy of each row held back."
}

// copyColumns is how many columns the sheet needs; no more than limits.cols of
// them are written.
func (b *book) copyColumns() int { return ownColumns + max(len(b.in.Headers), b.marks.cols) }

func (b *book) copyWidths() []float64 {
	widths := []float64{10, 26}
	for col := range min(b.copyColumns(), b.limits.cols) - ownColumns {
		title := utf8.RuneCountInString(b.columnTitle(col, ""))
		widths = append(widths, float64(min(max(title+4, 13), 24)))
	}
	return widths
}

// copyHeader writes the sender's column letters and their headings.
func (b *book) copyHeader(s *sheet) error {
	where := "Row"
	if b.in.CSV {
		where = "Line"
	}
	letters := []any{nil, nil}
	titles := []any{text(b.styles.head, where+" in your file"), text(b.styles.head, "What to correct")}
	for col := range min(b.copyColumns(), b.limits.cols) - ownColumns {
		letters = append(letters, text(b.styles.letter, b.columnName(col)))
		titles = append(titles, text(b.styles.head, b.columnTitle(col, "")))
	}
	if err := s.write(letters, 12); err != nil {
		return err
	}
	return s.add(titles)
}

// columnName is how the sender finds a column: its letters, or its number in a CSV.
func (b *book) columnName(col int) string {
	if b.in.CSV {
		return "column " + strconv.Itoa(col+1)
	}
	return table.Letters(col)
}

// copyRows writes the rows down to sheet row last, and counts them all.
func (b *book) copyRows(s *sheet, last int) error {
	masked := b.maskedColumns()
	given := 0
	for row := range b.in.HeldRows {
		given++
		if s.row == last {
			continue
		}
		if err := b.copyRow(s, row, masked); err != nil {
			return err
		}
	}
	if want := b.copied(); given != want && b.in.SentBack == "" {
		return fmt.Errorf("%d rows held back, and %d of them to copy", want, given)
	}
	return nil
}

func (b *book) maskedColumns() map[int]bool {
	masked := map[int]bool{}
	for _, f := range b.in.Fields {
		if f.Masked {
			masked[f.Column] = true
		}
	}
	return masked
}

func (b *book) copyRow(s *sheet, row HeldRow, masked map[int]bool) error {
	marked := b.marks.of(row.Row)
	cells := []any{number(b.styles.place, row.Row), text(b.styles.wrap, b.toCorrect(marked))}
	cols := min(max(len(row.Cells), len(b.in.Headers), b.marks.cols), b.limits.cols-ownColumns)
	for col := range cols {
		c := table.Cell{}
		if col < len(row.Cells) {
			c = row.Cells[col]
		}
		if masked[col] && !c.Empty() {
			c = table.Cell{Kind: table.Text, Raw: report.MaskedValue}
		}
		cells = append(cells, b.copyCell(c, row.Date1904, kindOf(marked, col)))
	}
	b.copies[row.Row] = s.row + 1
	return s.add(cells)
}

// toCorrect names the columns to correct in a row.
func (b *book) toCorrect(marked []mark) string {
	var titles []string
	for _, m := range marked {
		title := "The whole row"
		if m.col != noColumn {
			if title = b.columnTitle(int(m.col), ""); title == "" {
				title = "Column " + strings.TrimPrefix(b.columnName(int(m.col)), "column ")
			}
		}
		if !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	switch {
	case len(titles) > 0:
	case b.in.Table.Rows.Unit == report.UnitForms:
		return ""
	default:
		return "See the sheet “" + sheetExceptions + "”"
	}
	return strings.Join(titles, "; ")
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
