package reply

import (
	"fmt"
	"iter"
	"maps"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// Copies is a sheet of copied rows that came back, perhaps corrected, deleted or
// with rows added. Place says which columns of the sender's its columns are; then
// All yields the rows.
type Copies struct {
	Sheet    string // its name
	Table    int    // index into Ticket.Tables; -1 where it isn't known
	Line     bool   // rows are lines of a CSV
	Date1904 bool   // serials in it count from 1904
	Given    Runs   // the rows that were sent, where the ticket says it
	Removed  Runs   // those that are no longer there
	Columns  []CopiedColumn

	book     Book
	index    int
	titles   titles
	number   int          // its column with the rows' numbers
	twice    map[int]bool // rows that are there more than once: none of them counts
	bare     map[int]bool // rows of the sheet that look like a copy whose number is gone
	stray    map[int]bool // columns of the sheet with cells and without a title
	returned *Returned

	misnumbered bool // a row has a number that can't be gone by
}

// Copied is a row of such a sheet.
type Copied struct {
	At    int // its row in the sheet of copies
	Row   int // in the sender's file; 0 for one that was added
	After int // of an added one: the sender's row that it stands below, 0 for the titles
	Cells []CopiedCell
}

// CopiedCell is a cell of a copied row. A cell that isn't shown is none, and stays
// what it was.
type CopiedCell struct {
	Column int // 0-based, in the sender's file
	table.Cell
}

// addCopies reads which rows a sheet of copies has.
func (r *Returned) addCopies(b Book, own OwnSheet, t titles) error {
	name := b.Sheets()[own.Index].Name
	c := &Copies{Sheet: name, Table: own.Table, Date1904: b.Date1904(), book: b, index: own.Index, titles: t, twice: map[int]bool{}, bare: map[int]bool{}, stray: map[int]bool{}, returned: r}
	c.number = t.columns[fold(TitleRow)]
	if at, ok := t.columns[fold(TitleLine)]; ok {
		c.number, c.Line = at, true
	}
	c.Given = r.given(own)
	c.Columns = t.copiedColumns(c.number, c.Line)
	if err := c.count(); err != nil {
		return err
	}
	r.Copies = append(r.Copies, c)
	return nil
}

// given returns the rows that a sheet of copies went out with, where it is known.
func (r *Returned) given(own OwnSheet) Runs {
	if r.Ticket == nil || own.Table < 0 {
		return nil
	}
	for _, o := range r.Ticket.Sheets {
		if o.Role == RoleRows && o.Table == own.Table {
			return o.Rows
		}
	}
	return nil
}

// count finds the rows that are there more than once and those no longer there.
func (c *Copies) count() error {
	first := map[int]int{} // where a row of the sender's stands
	known := map[int]bool{c.number: true, c.titles.columns[fold(TitleToCorrect)]: true}
	for _, col := range c.Columns {
		known[col.At] = true
	}
	for row, err := range c.book.Rows(c.index) {
		if err != nil {
			return err
		}
		if row.Number <= c.titles.row {
			continue
		}
		for at, cell := range row.Cells {
			if !known[at] && !cell.Empty() {
				c.stray[at] = true
			}
		}
		n, ok := c.rowNumber(row)
		switch {
		case !ok:
			c.lost(row.Number, "The number of the row in your file can't be read here. Write the number that stood there; leave it blank only for a row that you add.")
		case n > 0 && c.Given != nil && !c.Given.Has(n):
			c.lost(row.Number, fmt.Sprintf("%s %d is none of those that we sent to be corrected, and was left as it is in your file.", c.unit(), n))
		case n > 0 && first[n] > 0:
			c.lost(row.Number, fmt.Sprintf("%s %d stands here twice (see row %d of this sheet), so that we can't know which one you mean. Keep the right one; clear the number of a row that you add.", c.unit(), n, first[n]))
			c.twice[n] = true
		case n > 0:
			first[n] = row.Number
		case slices.ContainsFunc(row.Cells, masked):
			c.bare[row.Number] = true
		}
	}
	c.removed(func(row int) bool { return first[row] > 0 })
	return nil
}

// removed settles which rows were taken out. Where a row's number is wrong, one that
// is missing may be that one: it stays as it is, and somebody is asked.
func (c *Copies) removed(there func(row int) bool) {
	var missing Runs
	for _, run := range c.Given {
		for row := run.From; row <= run.To; row++ {
			if !there(row) {
				missing.Add(row)
			}
		}
	}
	if len(missing) == 0 {
		clear(c.bare)
		return
	}
	for _, at := range slices.Sorted(maps.Keys(c.bare)) {
		c.lost(at, "The number of the row in your file is gone here. Write the number that stood there; a row that you add has no cells that say “"+report.MaskedValue+"”.")
	}
	if !c.misnumbered {
		c.Removed = missing
		return
	}
	what := fmt.Sprintf("%ss %d and others are", c.unit(), missing[0].From)
	if len(missing) == 1 && missing[0].From == missing[0].To {
		what = fmt.Sprintf("%s %d is", c.unit(), missing[0].From)
	}
	c.say(0, what+" no longer there, which may be for a wrong number of another row, and so nothing was taken out of your file.")
}

// lost tells of a row that can't be gone by, as its number is wrong.
func (c *Copies) lost(row int, why string) {
	c.misnumbered = true
	c.say(row, why)
}

// masked says whether a cell stands for one that isn't shown.
func masked(c table.Cell) bool {
	return c.Kind == table.Text && strings.TrimSpace(c.Raw) == report.MaskedValue
}

func (c *Copies) say(row int, why string) { c.returned.unclear(c.Sheet, row, why) }

func (c *Copies) unit() string {
	if c.Line {
		return "Line"
	}
	return "Row"
}

// rowNumber reads the number of a copied row; 0 for none, which is an added row.
func (c *Copies) rowNumber(row Row) (n int, ok bool) {
	if c.number >= len(row.Cells) || row.Cells[c.number].Empty() {
		return 0, true
	}
	text := strings.TrimSpace(Shown(row.Cells[c.number], c.Date1904))
	n, err := strconv.Atoi(text)
	return n, err == nil && n > 0 && n <= maxRow
}

// maxRow bounds the rows of a sender's file.
const maxRow = 1 << 30

// nothing says whether a copied row holds none of the sender's cells any more.
func (c *Copies) nothing(row Row) bool {
	for _, col := range c.Columns {
		if col.At < len(row.Cells) && !row.Cells[col.At].Empty() {
			return false
		}
	}
	return true
}

// All yields the rows that are there, in the order of the sheet, without those that
// are unclear. It may be called again. An error ends it.
func (c *Copies) All() iter.Seq2[Copied, error] {
	return func(yield func(Copied, error) bool) {
		after := 0
		for row, err := range c.book.Rows(c.index) {
			if err != nil {
				yield(Copied{}, err)
				return
			}
			n, ok := c.rowNumber(row)
			if row.Number <= c.titles.row || !ok {
				continue
			}
			if n > 0 && !c.counts(n) || c.bare[row.Number] {
				continue
			}
			copied := Copied{At: row.Number, Row: n, Cells: c.cells(row)}
			switch {
			case n > 0:
				after = n
			case len(copied.Cells) == 0:
				continue // a note beside the copies
			default:
				copied.After = after
				copied.Cells = slices.DeleteFunc(copied.Cells, func(c CopiedCell) bool { return c.Empty() })
			}
			if !yield(copied, nil) {
				return
			}
		}
	}
}

// counts says whether a row that is there is to be gone by.
func (c *Copies) counts(row int) bool {
	return !c.twice[row] && (c.Given == nil || c.Given.Has(row))
}

// cells returns a row's cells in the order of the sender's columns; of an added row
// that holds nothing, none.
func (c *Copies) cells(row Row) []CopiedCell {
	var cells []CopiedCell
	n, _ := c.rowNumber(row)
	if n == 0 && c.nothing(row) {
		return nil
	}
	for _, col := range c.Columns {
		if col.Column < 0 {
			continue
		}
		cell := table.Cell{Kind: table.Blank}
		if col.At < len(row.Cells) {
			cell = row.Cells[col.At]
		}
		if masked(cell) {
			continue
		}
		cells = append(cells, CopiedCell{col.Column, cell})
	}
	slices.SortFunc(cells, func(a, b CopiedCell) int { return a.Column - b.Column })
	return cells
}
