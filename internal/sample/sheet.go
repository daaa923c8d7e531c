package sample

import (
	"strconv"
	"strings"

	"winnow/internal/period"
	"winnow/internal/table"
)

// sheet is one return as a service lays it out: a block of titles, the header
// row, the records, notes beneath.
type sheet struct {
	path    string // below the form's folder; its ending says whether it is a workbook or a CSV
	name    string // of the worksheet
	above   [][]any
	columns []column
	lines   []*line
	below   []string
	look    look
}

// look is what a workbook shows besides its cells.
type look struct {
	windows1252 bool // a CSV in the old Windows encoding
	date1904    bool
	filter      bool       // a filter over the header row
	hiddenRows  []*line    // as a filter leaves them
	hiddenCols  []string   // fields
	merged      [][2]*line // in mergedIn, from the first line to the second
	mergedIn    string     // field
	hidden      [][]any    // a hidden worksheet's rows
}

// column is a column of a sheet: a field of the rule file and how it is shown.
// A column without a title is a blank one that keeps others apart.
type column struct {
	field  string
	title  string
	format string // a number format; "" for general
	width  float64
}

// line is one row beneath the header, cells by field.
type line struct {
	cells  map[string]any
	beyond []string // cells that a CSV row has beyond the header
	short  int      // cells that a CSV row lacks at its end
}

// What a cell holds beside text (string), a day (period.Date) and nothing (nil).
type (
	num     string // a number as stored
	fault   string // an error such as #REF!
	formula struct{ text, result string }
	dayText string // a number shown as a date
)

func (l *line) day(field string) period.Date { return l.cells[field].(period.Date) }

func (l *line) text(field string) string {
	s, _ := l.cells[field].(string)
	return s
}

// headerRow is the row of the titles, 1-based.
func (s *sheet) headerRow() int { return len(s.above) + 1 }

// row returns the 1-based row of a line.
func (s *sheet) row(l *line) int {
	for i, other := range s.lines {
		if other == l {
			return s.headerRow() + 1 + i
		}
	}
	panic("sample: the line is not in the sheet")
}

// column returns the 0-based column of a field.
func (s *sheet) column(field string) int {
	for i, c := range s.columns {
		if c.field == field {
			return i
		}
	}
	panic("sample: no column for " + field)
}

// columnName returns a field's column as winnow names it: letters in a
// workbook, the 1-based number in a CSV.
func (s *sheet) columnName(field string) string {
	if s.isCSV() {
		return strconv.Itoa(s.column(field) + 1)
	}
	return table.Letters(s.column(field))
}

func (s *sheet) isCSV() bool { return strings.HasSuffix(s.path, ".csv") }

func (s *sheet) bytes() ([]byte, error) {
	if s.isCSV() {
		return s.csv(), nil
	}
	return s.workbook()
}

// synthetic is what every title block says of its rows.
const synthetic = "SYNTHETIC SAMPLE DATA: every row is made up, no real people"

// titles is the block above the header: the service, the warning, the period and the day.
func titles(service string) [][]any {
	return [][]any{{service}, {synthetic}, {"Return period", "Quarter 1 2021-22"}, {"Data as at", asAt}, {}}
}

// insert puts a line above another.
func (s *sheet) insert(above *line, l *line) {
	i := s.row(above) - s.headerRow() - 1
	s.lines = append(s.lines[:i], append([]*line{l}, s.lines[i:]...)...)
}
