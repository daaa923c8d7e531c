package pipeline

import (
	"errors"
	"iter"
	"strings"

	"winnow/ingest"
	"winnow/internal/reply"
	"winnow/internal/table"
)

// replyBook is a file as package reply looks at it.
type replyBook struct{ file *ingest.File }

// newReplyBook hands a file to reply.Read.
func newReplyBook(file *ingest.File) reply.Book { return replyBook{file} }

// readReply reads what is winnow's in a file. The end of a sheet may show what had to
// be known at its start; then it is read again.
func readReply(file *ingest.File) (back *reply.Returned, err error) {
	err = ingest.ErrAgain
	for errors.Is(err, ingest.ErrAgain) {
		back, err = reply.Read(newReplyBook(file))
	}
	return back, err
}

// Sheets lists the sheets.
func (b replyBook) Sheets() []reply.Sheet {
	sheets := make([]reply.Sheet, len(b.file.Sheets))
	for i, s := range b.file.Sheets {
		sheets[i] = reply.Sheet{Name: s.Name, Hidden: s.Hidden}
	}
	return sheets
}

// Date1904 says how dates are counted.
func (b replyBook) Date1904() bool { return b.file.Date1904 }

// Rows yields a sheet's rows.
func (b replyBook) Rows(sheet int) iter.Seq2[reply.Row, error] {
	return func(yield func(reply.Row, error) bool) {
		for row, err := range b.file.Rows(sheet) {
			if err != nil {
				yield(reply.Row{}, err)
				return
			}
			if !yield(reply.Row{Number: row.Number, Cells: row.Cells}, nil) {
				return
			}
		}
	}
}

// titlesAt returns the texts of a row of the sender's by column: what Copies.Place
// goes by.
func titlesAt(file *ingest.File, sheet, number int) ([]string, error) {
	for row, err := range file.Rows(sheet) {
		switch {
		case err != nil:
			return nil, err
		case row.Number > number:
			return nil, nil
		case row.Number < number:
			continue
		}
		titles := make([]string, len(row.Cells))
		for i, c := range row.Cells {
			if c.Kind == table.Text {
				titles[i] = strings.Join(strings.Fields(c.Raw), " ")
			}
		}
		return titles, nil
	}
	return nil, nil
}
