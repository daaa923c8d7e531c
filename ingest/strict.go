package ingest

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/report"
)

// strictHeader returns the header of a layout that is strict: the first row that
// holds something, unless a later one has every title and it has not. Titles are
// compared as they stand, but for white space around them.
func (f *File) strictHeader(rows []*rawRow, l *Layout) *header {
	var first *header
	if len(l.HeaderAt) > 0 {
		rows, first = nil, f.headerOf(rows, l)
	}
	for i := range rows {
		h := &header{index: i, rows: rows[i : i+1]}
		h.read(f.book == nil, f.Date1904)
		h.matchStrictly(l)
		if first == nil {
			first = h
		}
		if h.matched == len(l.Columns) {
			first = h
			break
		}
	}
	if first == nil || first.matched == 0 && !(l.InOrder && len(first.printed) == len(l.Columns)) {
		return nil
	}
	if l.InOrder {
		for i := range first.columns {
			if first.columns[i] = i; i >= len(first.printed) {
				first.columns[i] = -1
			}
		}
	}
	return first
}

// headerOf returns the header in the rows that the layout names, nil where none
// of them holds anything.
func (f *File) headerOf(rows []*rawRow, l *Layout) *header {
	h := &header{}
	for i, r := range rows {
		if slices.Contains(l.HeaderAt, r.number) {
			h.rows, h.index = append(h.rows, r), i
		}
	}
	if len(h.rows) == 0 {
		return nil
	}
	h.read(f.book == nil, f.Date1904)
	for col := range h.printed {
		var parts []string
		for _, r := range h.rows {
			if text := printed(r.at(col), f.Date1904); text != "" {
				parts = append(parts, text)
			}
		}
		h.printed[col] = strings.Join(parts, l.HeaderJoin)
	}
	h.matchStrictly(l)
	return h
}

// matchStrictly assigns sheet columns to the layout's by their names.
func (h *header) matchStrictly(l *Layout) {
	h.columns, h.ways = make([]int, len(l.Columns)), make([]int, len(l.Columns))
	places := map[string]int{}
	for col := len(h.printed) - 1; col >= 0; col-- {
		places[l.exactly(h.printed[col])] = col
	}
	delete(places, "")
	for i := range l.Columns {
		h.columns[i] = -1
		if col, ok := places[l.exactly(l.Columns[i].Name)]; ok {
			h.columns[i] = col
			h.matched++
		}
	}
}

// exactly returns a title as a strict layout compares it.
func (l *Layout) exactly(title string) string {
	title = strings.Join(strings.Fields(title), " ")
	if l.AnyCase {
		return strings.ToLower(title)
	}
	return title
}

// SameTitle says whether a strict layout takes two titles for one.
func (l *Layout) SameTitle(a, b string) bool { return l.exactly(a) == l.exactly(b) }

// listedBlanks is how many blank rows of a strict table are listed one by one.
const listedBlanks = 1000

// strictBlanks reports the blank rows of a strict table, each by itself; past a
// thousand the rest as one.
func (s *sorter) strictBlanks(n, from int) {
	for i := range n {
		row := from + i
		s.blankRows++
		if s.blankRows > listedBlanks {
			s.manyBlanks(row)
			continue
		}
		s.notes = append(s.notes, blankRow(row, fmt.Sprintf("Row %d is blank.", row)))
	}
}

// manyBlanks stretches the last finding over a further row.
func (s *sorter) manyBlanks(row int) {
	if s.blankRows == listedBlanks+1 {
		s.notes = append(s.notes, blankRow(row, ""))
		s.lastBlank = len(s.notes) - 1
	}
	s.notes[s.lastBlank].Message = fmt.Sprintf("Row %d is blank, and so are more below it: %d further blank rows in all.", s.notes[s.lastBlank].Row, s.blankRows-listedBlanks)
}

func blankRow(row int, message string) report.Exception {
	return report.Exception{Rule: report.KindBlankRow, Kind: report.KindBlankRow, Severity: report.Error, Row: row,
		Expected: "a row with values", Message: message, Fix: "Delete the row."}
}
