package pipeline

import (
	"fmt"
	"strings"

	"winnow/ingest"
	"winnow/internal/report"
	"winnow/internal/table"
)

// compareDuplicates compares the columns that share a heading, before the table
// is read by the one of them that holds something.
func (s *submission) compareDuplicates(file *ingest.File) (err error) {
	s.duplicates, err = file.Duplicates(s.match.layout, s.match.loc)
	return err
}

// duplicateColumns says of columns under one heading which was read. The same in
// every row they do no harm; two that differ leave the table in doubt.
func (s *submission) duplicateColumns() {
	if s.sideBySide() {
		return
	}
	for _, d := range s.duplicates {
		if len(d.Columns) < 2 {
			continue // all others are empty, as under a merged heading
		}
		names := s.columnNames(d.Columns)
		e := s.headerException(d.Columns[1], report.KindDupLabel, report.Note)
		title := s.match.loc.Headers[d.Columns[0]]
		e.Message = fmt.Sprintf("%s headed “%s” and hold the same; %s was read.", names, title, s.columnName(d.Columns[0]))
		e.Fix = "Delete the columns that repeat it."
		if d.Row > 0 {
			e.Severity = report.Error
			e.Message = fmt.Sprintf("%s headed “%s” and differ, first in row %d. Only %s was read.", names, title, d.Row, s.columnName(d.Columns[0]))
			e.Fix = "Keep the right one, and delete or rename the other."
		}
		s.report.Exceptions.Add(e)
	}
}

// sideBySide finds a second table beside the first: at least two columns, and
// half of them, stand once more in the same distance and differ.
func (s *submission) sideBySide() bool {
	apart, differ := map[int]int{}, 0
	for _, d := range s.duplicates {
		if len(d.Columns) > 1 && d.Row > 0 {
			differ++
			apart[d.Columns[1]-d.Columns[0]]++
		}
	}
	for distance, n := range apart {
		if n < 2 || n*2 < s.match.loc.Matched {
			continue
		}
		first := s.duplicates[0].Columns[0]
		for _, d := range s.duplicates {
			first = min(first, d.Columns[0])
		}
		e := s.headerException(first+distance, report.KindSecondTable, report.Error)
		e.Message = fmt.Sprintf("A second table with the same headings stands beside the first, from column %s on. It was not read.", s.columnName(first+distance))
		e.Fix = "Put its rows below those of the first table, or on a sheet of their own."
		s.report.Exceptions.Add(e)
		return true
	}
	return false
}

// columnName names a sheet column as its reader's program does: B, or 2 in a CSV.
func (s *submission) columnName(col int) string {
	if s.csv {
		return fmt.Sprint(col + 1)
	}
	return table.Letters(col)
}

// columnNames begins a sentence about columns: "Columns B and D are both".
func (s *submission) columnNames(cols []int) string {
	names := make([]string, len(cols))
	for i, c := range cols {
		names[i] = s.columnName(c)
	}
	last, are := len(names)-1, " are all"
	if last == 1 {
		are = " are both"
	}
	return "Columns " + strings.Join(names[:last], ", ") + " and " + names[last] + are
}
