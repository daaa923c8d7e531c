package pipeline

import (
	"slices"

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
		at := rowCell{row.Row, c}
		if row.Cells[c] = sheet.Cols[c].Cell(i); hide[at] || s.match.masks(at) && !row.Cells[c].Empty() {
			row.Cells[c] = table.Cell{Kind: table.Text, Raw: report.MaskedValue}
		}
	}
	row.Cells = withExtra(row.Cells, sheet.Faults, i)
	s.held.Add(row)
	s.copies++
}

// sheetColumn returns the sheet column in which a field stands in every row, -1
// for one that has none.
func (m *match) sheetColumn(field int) int {
	if m.loc.Form != nil {
		return -1
	}
	return m.loc.Columns[field]
}

// masks says whether a cell of a form, or of the columns that are unpivoted, is of
// a field whose values are not shown. Those of other columns the workbook hides.
func (m *match) masks(at rowCell) bool {
	if form := m.loc.Form; form != nil {
		for i, e := range form.Fields {
			if e.Found && e.Row == at.row && e.Column == at.column && m.ret.Fields[i].Privacy == "drop" {
				return true
			}
		}
		return false
	}
	if u := m.ret.Unpivot; u != nil && m.ret.Fields[u.Value].Privacy == "drop" {
		return slices.Contains(m.loc.Columns[len(m.ret.Fields):], at.column)
	}
	return false
}
