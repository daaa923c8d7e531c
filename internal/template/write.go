package template

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"
)

// text writes a text into a cell, where it stays text whatever it begins with. No
// cell is written twice: they are counted.
func (b *book) text(sheet string, at cell, style int, s string) {
	if b.err != nil {
		return
	}
	if s != "" {
		b.err = b.SetCellStr(sheet, at.String(), s)
		b.texts++
	}
	if b.err == nil && style != 0 {
		b.err = b.SetCellStyle(sheet, at.String(), at.String(), style)
	}
}

// try keeps the first error.
func (b *book) try(err error) {
	if b.err == nil {
		b.err = err
	}
}

// height makes a row as high as the text that needs most lines of its column.
func (b *book) height(sheet string, row int, lines int) {
	if lines > 1 {
		b.try(b.SetRowHeight(sheet, row, min(13*float64(lines)+4, excelize.MaxRowHeight)))
	}
}

// wrapped estimates how many lines a text takes in a column of a width.
func wrapped(s string, width float64) int {
	most, lines, used := max(int(width*1.25), 1), 1, 0
	for _, word := range strings.Fields(s) {
		n := utf8.RuneCountInString(word)
		if used > 0 && used+1+n > most {
			lines, used = lines+1, 0
		} else if used > 0 {
			used++
		}
		used += n
		lines, used = lines+(used-1)/most, (used-1)%most+1
	}
	return lines
}

// link makes a cell lead to another sheet of the workbook.
func (b *book) link(sheet string, at cell, to string) {
	b.try(b.SetCellHyperLink(sheet, at.String(), "'"+strings.ReplaceAll(to, "'", "''")+"'!A1", "Location"))
}

// page sets a sheet up for paper: A4, as wide as the page, the rows from one to
// another on every one.
func (b *book) layOut(sheet, orientation string, from, to int) {
	if to > 0 {
		b.try(b.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", Scope: sheet,
			RefersTo: fmt.Sprintf("'%s'!$%d:$%d", strings.ReplaceAll(sheet, "'", "''"), from, to)}))
	}
	b.try(b.SetSheetProps(sheet, &excelize.SheetPropsOptions{FitToPage: ptr(true)}))
	b.try(b.SetPageLayout(sheet, &excelize.PageLayoutOptions{Size: ptr(9), Orientation: &orientation, FitToWidth: ptr(1), FitToHeight: ptr(0)}))
	b.try(b.SetPageMargins(sheet, &excelize.PageLayoutMarginsOptions{
		Left: ptr(0.4), Right: ptr(0.4), Top: ptr(0.5), Bottom: ptr(0.7), Header: ptr(0.3), Footer: ptr(0.3)}))
	words := strings.ReplaceAll(cut(b.title(), 80), "&", "&&")
	b.try(b.SetHeaderFooter(sheet, &excelize.HeaderFooterOptions{OddFooter: "&L&8 " + words + "&R&8 " + strings.ReplaceAll(sheet, "&", "&&") + ", page &P of &N"}))
}

// plain is a sheet for reading: no grid, columns of these widths.
func (b *book) plain(sheet string, widths ...float64) {
	for i, w := range widths {
		name, _ := excelize.ColumnNumberToName(i + 1)
		b.try(b.SetColWidth(sheet, name, name, w))
	}
	b.try(b.SetSheetView(sheet, -1, &excelize.ViewOptions{ShowGridLines: ptr(false)}))
}

// freeze keeps the rows down to one, and some columns, in sight. The first cell below
// them is where whoever opens the sheet stands.
func (b *book) freeze(sheet string, columns, row int) {
	const pane = "bottomLeft"
	first := cell{0, row + 1}.String()
	b.try(b.SetPanes(sheet, &excelize.Panes{Freeze: true, XSplit: columns, YSplit: row, TopLeftCell: cell{columns, row + 1}.String(), ActivePane: pane,
		Selection: []excelize.Selection{{SQRef: first, ActiveCell: first, Pane: pane}}}))
}
