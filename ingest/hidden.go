package ingest

import (
	"fmt"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// hiddenRows counts the records that stand in hidden rows.
type hiddenRows struct{ n, first, last int }

func (h *hiddenRows) add(row int) {
	if h.n == 0 {
		h.first = row
	}
	h.n++
	h.last = row
}

// note says that hidden rows were read: hiding is not deleting, and whoever hid
// them may have thought so.
func (h *hiddenRows) note() []report.Exception {
	if h.n == 0 {
		return nil
	}
	where := fmt.Sprintf("%d rows between %d and %d are hidden; they were", h.n, h.first, h.last)
	switch {
	case h.n == 1:
		where = fmt.Sprintf("Row %d is hidden; it was", h.first)
	case h.n == h.last-h.first+1:
		where = fmt.Sprintf("Rows %d to %d are hidden; they were", h.first, h.last)
	}
	e := fileNote(report.KindHidden, where+" read like all others.", "Unhide the rows and delete those that do not belong to the return.")
	e.Row = h.first
	return []report.Exception{e}
}

// hiddenColumns says that columns with a title are hidden and were read.
func hiddenColumns(src rowSource, headers []string) []report.Exception {
	s := sheetOf(src)
	if s == nil {
		return nil
	}
	var letters []string
	for col, hidden := range s.hidden {
		if hidden && col < len(headers) && headers[col] != "" {
			letters = append(letters, table.Letters(col))
		}
	}
	if len(letters) == 0 {
		return nil
	}
	what := "Column " + letters[0] + " is hidden; it was"
	if len(letters) > 1 {
		what = "Columns " + strings.Join(letters, ", ") + " are hidden; they were"
	}
	e := fileNote(report.KindHidden, what+" read like all others.", "Unhide the columns and check what they hold.")
	e.Column = letters[0]
	return []report.Exception{e}
}
