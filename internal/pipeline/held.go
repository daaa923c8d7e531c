package pipeline

import (
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/internal/workbook"
	"winnow/validate"
)

// keepOrigin copies the sheet's rows in which held-back records stand: each row
// of a wide table once, whatever the number of its cells held back, and of a form
// every row.
func (s *submission) keepOrigin(b *table.Batch, out *validate.Outcome) {
	hide := personalCells(out.Exceptions)
	sheet, last := b.Origin.Sheet, -1
	for _, record := range out.Held {
		if b.Origin.Columns == nil {
			for i := range sheet.Rows {
				s.keepRow(sheet, i, hide)
			}
			return
		}
		if row := int(b.Origin.Rows[record]); row != last {
			s.keepRow(sheet, row, hide)
			last = row
		}
	}
}

// keepRow copies row i of a batch of rows of the sheet.
func (s *submission) keepRow(sheet *table.Batch, i int, hide map[rowCell]bool) {
	row := workbook.HeldRow{Row: sheet.Rows[i], Date1904: sheet.Date1904, Cells: make([]table.Cell, len(sheet.Cols))}
	for c := range sheet.Cols {
		if row.Cells[c] = sheet.Cols[c].Cell(i); hide[rowCell{row.Row, c}] {
			row.Cells[c] = table.Cell{Kind: table.Text, Raw: report.MaskedValue}
		}
	}
	row.Cells = withExtra(row.Cells, sheet.Faults, i)
	s.held.Add(row)
	s.copies++
}
