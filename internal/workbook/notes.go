package workbook

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml"
	"winnow/internal/reply"
	"winnow/internal/table"
)

// addNotes puts a note on each marked cell of a copied row, as far as notes go.
func (c *copies) addNotes() error {
	cells := c.part.marks.cells
	for left := c.limits.notes; len(cells) > 0 && left > 0; left-- {
		same := alike(cells, sameCell)
		if err := c.addNote(cells[:same]); err != nil {
			return err
		}
		cells = cells[same:]
	}
	return nil
}

// addNote writes the note of one cell, which may have several findings.
func (c *copies) addNote(cell []mark) error {
	at, copied := c.part.copies[int(cell[0].row)]
	if !copied || int(cell[0].col) >= c.limits.cols-ownColumns {
		return nil
	}
	col := 0 // a finding about the whole row is noted at its number
	if cell[0].col != noColumn {
		col = int(cell[0].col) + ownColumns
	}
	note, err := c.note(cell)
	if err != nil {
		return err
	}
	lines := 1 + utf8.RuneCountInString(note)/40 + strings.Count(note, "\n")
	return c.AddComment(c.name, excelize.Comment{
		Author: "winnow", Cell: table.Address(col, at), Width: 300, Height: uint(24 + 17*min(lines, 20)),
		Paragraph: []excelize.RichTextRun{{Text: guardText(note), Font: font(9, ink, false)}},
	})
}

// notedFindings is how many findings of one cell its note tells; the list has all.
const notedFindings = 5

// note returns what the note of a cell says: what is wrong, what to do, and where
// the list says more.
func (b *book) note(cell []mark) (string, error) {
	var words []string
	var rows []string
	for i, m := range cell {
		f, err := b.shelf.at(int(m.finding))
		if err != nil {
			return "", err
		}
		if i < notedFindings {
			e := f.of()
			words = append(words, within(severityWord(e.Severity)+": "+sentences(e.Message, b.parts[f.Part].others(e), e.Fix), maxNote))
			if row := b.rowOf(m.finding); row > 0 {
				rows = append(rows, strconv.Itoa(row))
			}
		}
	}
	if more := len(cell) - notedFindings; more > 0 {
		words = append(words, "And "+count(more, "more point", "more points")+".")
	}
	if len(rows) > 0 {
		kind := "line "
		if len(rows) > 1 {
			kind = "lines "
		}
		words = append(words, "See "+kind+listed(rows)+" of the sheet “"+b.sheet(reply.RoleExceptions)+"”.")
	}
	return ooxml.NoteMark + " " + strings.Join(words, "\n\n"), nil
}

// maxNote is how much of one finding a note tells, in UTF-16 units.
const maxNote = 1000
