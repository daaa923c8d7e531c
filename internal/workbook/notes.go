package workbook

import (
	"strings"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
)

// addNotes puts a note on each marked cell of a copied row, as far as notes go.
func (b *book) addNotes() error {
	cells := b.marks.cells
	for i := 0; i < len(cells); {
		same := i + 1
		for same < len(cells) && cells[same].row == cells[i].row && cells[same].col == cells[i].col {
			same++
		}
		if err := b.addNote(cells[i:same]); err != nil {
			return err
		}
		i = same
	}
	return nil
}

// addNote writes the note of one cell, which may have several exceptions.
func (b *book) addNote(cell []mark) error {
	var words []string
	for _, m := range cell {
		if m.note >= 0 {
			words = append(words, b.marks.notes[m.note])
		}
	}
	at, copied := b.copies[int(cell[0].row)]
	if len(words) == 0 || !copied || int(cell[0].col) >= b.limits.cols-ownColumns {
		return nil
	}
	col := 0 // a finding about the whole row is noted at its number
	if cell[0].col != noColumn {
		col = int(cell[0].col) + ownColumns
	}
	note := strings.Join(words, "\n\n")
	lines := 1 + utf8.RuneCountInString(note)/40 + strings.Count(note, "\n")
	return b.AddComment(sheetRows, excelize.Comment{
		Author: "winnow", Cell: table.Address(col, at), Width: 300, Height: uint(24 + 17*min(lines, 20)),
		Paragraph: []excelize.RichTextRun{{Text: note, Font: font(9, ink, false)}},
	})
}
