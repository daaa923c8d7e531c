package ingest

import (
	"fmt"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// manySecondTables is how many further headers are reported, each on its own.
const manySecondTables = 20

// titlesOf returns the titles by which the columns of a table were found, folded.
func (l *Layout) titlesOf(loc *Location) map[string]bool {
	titles := map[string]bool{}
	for i, col := range loc.Columns {
		if col < 0 {
			continue
		}
		for _, t := range l.Columns[i].Titles {
			if t = fold(t); t != "" {
				titles[t] = true
			}
		}
	}
	return titles
}

// secondTable reports a row that reads like the header of another table: below a
// gap, the titles of this one in other columns, or nothing but words where
// this table has figures. Its rows are read on as records of this table, so that
// none is lost, and fail where they are none.
func (s *sorter) secondTable(r *rawRow) {
	if s.records == 0 || s.others >= manySecondTables {
		return
	}
	e := report.Exception{Rule: report.KindSecondTable, Kind: report.KindSecondTable, Row: r.number}
	switch {
	case s.sameTitles(r):
		e.Severity = report.Error
		e.Message = fmt.Sprintf("Row %d holds the column headings once more, in other columns: a second table seems to begin there. Its rows were read by the headings of row %d.", r.number, s.loc.HeaderRow)
	case s.onlyWords(r):
		e.Severity = report.Query
		e.Message = fmt.Sprintf("Row %d reads like the headings of another table. The rows from there on were read as part of the table above.", r.number)
	default:
		return
	}
	s.others++
	e.Fix = "Put each table on a sheet of its own."
	s.notes = append(s.notes, e)
}

// sameTitles says whether at least half of the table's titles, and two, stand in
// the row.
func (s *sorter) sameTitles(r *rawRow) bool {
	n := 0
	for i := range r.cells {
		if c := &r.cells[i]; c.kind == table.Text && s.titles[fold(string(c.raw))] {
			n++
		}
	}
	return n >= 2 && n*2 >= s.loc.Matched
}

// onlyWords says whether a row has three or more cells, all of them different texts
// without a digit, and words in each column of figures that it fills.
func (s *sorter) onlyWords(r *rawRow) bool {
	seen := map[string]bool{}
	for i := range r.cells {
		c := &r.cells[i]
		if c.empty() {
			continue
		}
		text := fold(string(c.raw))
		if c.kind != table.Text || text == "" || seen[text] || strings.ContainsAny(text, "0123456789") {
			return false
		}
		seen[text] = true
	}
	figures := 0
	for _, col := range s.numeric {
		if r.filled(col) {
			figures++
		}
	}
	return len(seen) >= 3 && figures > 0
}

// manyRemarks is how many notes below a table are kept as text.
const manyRemarks = 50

// remark keeps the text of a row that is skipped as a note.
func (s *sorter) remark(r *rawRow) {
	if len(s.remarks) >= manyRemarks {
		return
	}
	var parts []string
	for i := range r.cells {
		if c := &r.cells[i]; !c.empty() {
			parts = append(parts, printed(c, false))
		}
	}
	s.remarks = append(s.remarks, Remark{r.number, strings.Join(parts, " ")})
}
