package workbook

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml"
	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/internal/table"
)

// The columns of "Rows to correct" before those of the sender's sheet.
const ownColumns = 2

// heldRows writes "Rows to correct" for each part that has some: each row, laid out
// as in the sender's sheet, with the cells to correct marked.
func (b *book) heldRows() error {
	for i := range b.own {
		own := &b.own[i]
		if own.Role != reply.RoleRows {
			continue
		}
		c := copies{book: b, part: b.parts[own.Table], name: own.Name}
		if err := c.write(); err != nil {
			return err
		}
		own.Rows = c.rows
	}
	return nil
}

// copies is a sheet of copies under way.
type copies struct {
	*book
	part   *part
	name   string
	masked map[int]bool
	rows   reply.Runs // of the sender's file that are copied
}

func (c *copies) write() error {
	head, shown := c.top()
	header := len(head) + 2
	spare := min(spareCopies, c.limits.rows-header-shown)
	s, err := c.stream(layout{
		name: c.name, widths: c.widths(), rows: header + shown, header: header, repeat: header - 1, columns: ownColumns, spare: spare,
	})
	if err != nil {
		return err
	}
	if err := s.headings(c.styles.subtitle, head); err != nil {
		return err
	}
	if err := c.header(s); err != nil {
		return err
	}
	if err := c.copyRows(s, header+shown); err != nil {
		return err
	}
	if err := c.spare(s, spare); err != nil {
		return err
	}
	if err := c.addNotes(); err != nil {
		return err
	}
	if err := c.offer(header+1, s.row); err != nil {
		return err
	}
	return s.stream.Flush()
}

// top returns the lines above the header, and how many copies the sheet has room
// for below it.
func (c *copies) top() (head []string, shown int) {
	p := c.part
	if marks := p.marks.distinct(); marks > c.limits.notes {
		p.marks.cut = true
		head = append(head, fmt.Sprintf("Only the first %s cells have a pop-up note: Excel is slow with more. The sheet “%s” says what is wrong with the others.", thousands(c.limits.notes), c.sheet(reply.RoleExceptions)))
	}
	if cols := c.columns(); cols > c.limits.cols {
		head = append(head, fmt.Sprintf("The copies show the first %s of %s columns: a sheet has no room for more. Please correct your own file.", thousands(c.limits.cols-ownColumns), thousands(cols-ownColumns)))
	}
	shown = p.Copies
	if fixed := len(head) + 5; shown > c.limits.rows-fixed { // the three lines below and the header's two
		shown = c.limits.rows - fixed - 1
		head = append(head, fmt.Sprintf("This workbook shows the first %s of the %s to correct: a sheet has no room for more. Please correct your own file.", count(shown, "row", "rows"), thousands(p.Copies)))
	}
	c.told = append(c.told, head...)
	return append(head,
		c.copyLine()+" You may correct them here, or in your own file.",
		"The cells to correct are coloured, and named in column B. Point at one to read what is wrong.",
		"A record that was forgotten may be written into the blank rows at the end. To take a record out, delete its whole row."), shown
}

// copyLine says what the copies are.
func (c *copies) copyLine() string {
	of := ""
	if c.several() && c.part.Sheet != "" {
		of = " of your sheet “" + oneLine(c.part.Sheet) + "”"
	}
	switch c.part.Table.Rows.Unit {
	case report.UnitCells:
		return "A copy of each row" + of + " with a cell held back."
	case report.UnitForms:
		return "A copy of the form" + of + ", row by row."
	}
	return "A copy of each row" + of + " with something to correct."
}

// columns is how many columns the sheet needs; no more than limits.cols of them
// are written.
func (c *copies) columns() int { return ownColumns + max(len(c.part.Headers), c.part.marks.cols) }

func (c *copies) widths() []float64 {
	widths := []float64{10, 26}
	for col := range min(c.columns(), c.limits.cols) - ownColumns {
		title := utf8.RuneCountInString(c.part.columnTitle(col, ""))
		widths = append(widths, float64(min(max(title+4, 13), 24)))
	}
	return widths
}

// header writes the sender's column letters and their headings.
func (c *copies) header(s *sheet) error {
	place := reply.TitleRow
	if c.part.CSV {
		place = reply.TitleLine
	}
	letters := []any{nil, nil}
	titles := []any{text(c.styles.head, place), text(c.styles.head, reply.TitleToCorrect)}
	for col := range min(c.columns(), c.limits.cols) - ownColumns {
		letters = append(letters, text(c.styles.letter, c.part.columnName(col)))
		titles = append(titles, text(c.styles.head, c.part.columnTitle(col, "")))
	}
	if err := s.write(0, letters, 12); err != nil {
		return err
	}
	return s.add(titles)
}

// columnName is how the sender finds a column: its letters, or its number in a CSV.
func (p *part) columnName(col int) string {
	if p.CSV {
		return "column " + strconv.Itoa(col+1)
	}
	return table.Letters(col)
}

// copyRows writes the rows down to sheet row last, and counts them all.
func (c *copies) copyRows(s *sheet, last int) error {
	c.masked = c.part.maskedColumns()
	given := 0
	for row := range c.part.HeldRows {
		given++
		if s.row == last {
			continue
		}
		if err := c.copyRow(s, row); err != nil {
			return err
		}
	}
	if want := c.part.Copies; given != want {
		return fmt.Errorf("%d rows to copy, and %d of them given", want, given)
	}
	return nil
}

func (c *copies) copyRow(s *sheet, row HeldRow) error {
	p := c.part
	marked := p.marks.of(row.Row)
	cells := []any{number(c.styles.place, row.Row), text(c.styles.wrap, c.toCorrect(marked))}
	for col := range min(max(len(row.Cells), len(p.Headers), p.marks.cols), c.limits.cols-ownColumns) {
		cell := table.Cell{}
		if col < len(row.Cells) {
			cell = row.Cells[col]
		}
		if c.masked[col] && !cell.Empty() {
			cell = table.Cell{Kind: table.Text, Raw: report.MaskedValue}
		}
		kind := kindOf(marked, col)
		x := c.copyCell(cell, row.Date1904, kind, p.typed(col))
		if cell.Kind == table.Number && p.text(col) { // so that 007 typed there doesn't become 7 again
			x.StyleID = c.styles.cell[kind][asText]
		}
		cells = append(cells, x)
	}
	p.copies[row.Row] = s.row + 1
	c.rows.Add(row.Row)
	return s.add(cells)
}

// spareCopies is how many blank rows stand below the copies, ready to be written in.
const spareCopies = 20

// spare writes the blank rows.
func (c *copies) spare(s *sheet, rows int) error {
	cells := []any{text(c.styles.place, ""), text(c.styles.wrap, "")}
	for col := range min(max(len(c.part.Headers), c.part.marks.cols), c.limits.cols-ownColumns) {
		cells = append(cells, c.copyCell(table.Cell{}, false, plain, c.part.typed(col)))
	}
	for range rows {
		if err := s.add(cells); err != nil {
			return err
		}
	}
	return nil
}

// typed is the format of a column's cells that hold no number yet: a CSV's stay
// text whatever is typed, so that a code keeps its noughts and a date its form.
func (p *part) typed(col int) format {
	f, ok := p.fieldAt(col)
	switch {
	case !ok || p.CSV || f.Values != nil:
		return asText
	case f.Kind == AnyDate:
		return asDate
	case f.Kind == WholeNumber || f.Kind == AnyNumber:
		return asNumber
	}
	return asText
}

// text says whether a column is known to hold texts, such as codes.
func (p *part) text(col int) bool {
	f, ok := p.fieldAt(col)
	return ok && f.Kind == AnyText && f.Values == nil
}

// toCorrect names the columns to correct in a row.
func (c *copies) toCorrect(marked []mark) string {
	var titles []string
	for _, m := range marked {
		title := "The whole row"
		if m.col != noColumn {
			if title = c.part.columnTitle(int(m.col), ""); title == "" {
				title = "Column " + strings.TrimPrefix(c.part.columnName(int(m.col)), "column ")
			}
		}
		if !slices.Contains(titles, title) {
			titles = append(titles, title)
		}
	}
	switch {
	case len(titles) > 0:
	case c.part.Table.Rows.Unit == report.UnitForms:
		return ""
	default:
		return "See the sheet “" + c.sheet(reply.RoleExceptions) + "”"
	}
	return strings.Join(titles, "; ")
}

// offer puts drop-downs and hints on the copies. Those that go by numbers and dates
// are left out of a CSV's, whose cells are all text.
func (c *copies) offer(from, to int) error {
	for _, o := range c.offers(c.part, from, to) {
		if o.Kind != ooxml.List && c.part.CSV {
			o.Kind = ooxml.Anything
		}
		if o.Column >= c.limits.cols-ownColumns {
			continue
		}
		o.Column += ownColumns
		v, err := validation(o)
		if err != nil {
			return err
		}
		if err := c.AddDataValidation(c.name, v); err != nil {
			return err
		}
	}
	return nil
}

var kinds = map[ooxml.OfferKind]excelize.DataValidationType{
	ooxml.Whole: excelize.DataValidationTypeWhole, ooxml.Decimal: excelize.DataValidationTypeDecimal,
	ooxml.Date: excelize.DataValidationTypeDate, ooxml.TextLength: excelize.DataValidationTypeTextLength,
}

// validation returns an offer as excelize has it.
func validation(o ooxml.Offer) (*excelize.DataValidation, error) {
	v := excelize.NewDataValidation(true)
	v.SetSqref(table.Address(o.Column, o.From) + ":" + table.Address(o.Column, o.To))
	if o.Hint != "" {
		v.SetInput(guardText(o.Title), guardText(o.Hint))
	}
	if o.Kind == ooxml.Anything {
		v.ShowErrorMessage = false
		return v, nil
	}
	v.SetError(excelize.DataValidationErrorStyleWarning, guardText(o.Title), guardText(o.Problem))
	switch {
	case o.Kind == ooxml.List && o.Values != nil:
		return v, v.SetDropList(o.Values)
	case o.Kind == ooxml.List:
		v.SetSqrefDropList(o.Range)
		return v, nil
	case o.High == "":
		return v, v.SetRange(o.Low, "", kinds[o.Kind], excelize.DataValidationOperatorGreaterThanOrEqual)
	case o.Low == "":
		return v, v.SetRange(o.High, "", kinds[o.Kind], excelize.DataValidationOperatorLessThanOrEqual)
	}
	return v, v.SetRange(o.Low, o.High, kinds[o.Kind], excelize.DataValidationOperatorBetween)
}
