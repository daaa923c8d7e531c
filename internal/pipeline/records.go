package pipeline

import (
	"slices"

	"winnow/ingest"
	"winnow/internal/table"
	"winnow/validate"
)

// records hands out what a table holds, batch by batch, as *ingest.Reader does.
// Who reads a table opens it by match.read, so that rows, cells of a wide table
// and forms come alike.
type records interface {
	// Next fills the batch with the following records; io.EOF after the last.
	Next(*table.Batch) error
	// Tail returns what is known at the end, once Next has returned io.EOF.
	Tail() ingest.Tail
	// Close ends a pass before its end.
	Close() error
}

// read opens the match's records for one pass.
func (m *match) read(file *ingest.File) (records, error) {
	if m.ret.Unpivot != nil {
		return m.readWide(file)
	}
	return m.rows(file)
}

// rows opens the rows as they stand in the sheet, also those of a wide table.
func (m *match) rows(file *ingest.File) (records, error) {
	if m.ret.Form {
		return file.ReadForm(m.layout, m.loc)
	}
	return file.Read(m.layout, m.loc)
}

// columns says where the fields stand in the batches that read gives. commas are
// the sheet columns with a decimal comma.
func (m *match) columns(csv bool, commas []int) validate.Columns {
	c := validate.Columns{Fields: slices.Clone(m.loc.Columns[:len(m.ret.Fields)]), Headers: m.loc.Headers, CSV: csv, DecimalComma: commas}
	switch {
	case m.ret.Unpivot != nil:
		return m.wideColumnsOf(c)
	case m.loc.Form != nil:
		for _, e := range m.loc.Form.Fields {
			c.Places = append(c.Places, validate.Place{Row: e.Row, Column: e.Column})
		}
	}
	return c
}
