package template

import "winnow/internal/report"

// The widths of a form's columns.
const (
	markWidth  = 10
	labelWidth = 40
	valueWidth = 48
)

// form writes a sheet of labels with a cell to fill in to the right of each. What
// marks a label stands to its left: what stands to its right is its value.
func (b *book) form(sheet string) {
	b.plain(sheet, markWidth, labelWidth, valueWidth)
	b.above(sheet)
	for _, c := range b.columns {
		style, word := b.styles.may, optionalWord
		if c.required {
			style, word = b.styles.must, requiredWord
		}
		b.text(sheet, cell{c.at.col - 2, c.at.row}, style, word)
		b.text(sheet, cell{c.at.col - 1, c.at.row}, b.styles.label, c.title)
		b.text(sheet, c.at, b.entryStyle(format(c.field)), "")
		b.try(b.SetRowHeight(sheet, c.at.row, 6+13*float64(wrapped(c.title, labelWidth))))
		b.offer(sheet, c)
	}
	b.layOut(sheet, "portrait", 0, 0)
}

// seriousWord is what somebody is asked to do about a finding.
func seriousWord(severity string) string {
	switch report.Severity(severity) {
	case report.Error:
		return "Must be right"
	case report.Query:
		return "Right, or explained"
	}
	return "For information"
}
