package ingest

import (
	"path"
	"strings"

	"winnow/internal/table"
)

// Layout says what table to look for: the titles of its columns and how it is
// laid out. The pipeline makes it from a rule file.
type Layout struct {
	Sheets       []string // names or patterns (* and ?); none means every visible sheet
	HeaderRows   int      // rows of a header; 0 is 1
	HeaderWithin int      // the header ends within so many rows from the top; 0 is 50
	BlankRows    int      // blank rows in a run that need no explanation; 0 is 20
	Columns      []Column
	Facts        []FactLabel
	Block        Block    // the part of a sheet with several tables
	Form         bool     // labels with their values, one record; a header is not looked for
	Stated       []string // labels of figures to look for outside the records

	// Strict is for a table and nothing else, as data packages have it: its first
	// row is the header, a title is the column's Name as it stands, every row below
	// is a record, and a blank one is a finding.
	Strict  bool
	InOrder bool // with Strict: columns go by their place, whatever their titles
	AnyCase bool // with Strict: case doesn't count in titles

	HeaderAt   []int  // with Strict: the rows of the header; nil for the first that holds something
	HeaderJoin string // between the parts of a title that stands in several rows

	Headless bool   // there is no header: columns go by their place, and the first row is a record
	Comment  string // rows that begin with it are notes; "" for none

	CommentRows []int // the numbers of rows that are notes
}

// Column is one column that the table should have.
type Column struct {
	Name     string
	Titles   []string // its title, aliases and name, the most likely first
	Required bool
	Key      bool
	Numeric  bool // total rows fill it
	Made     bool // has no column in the sheet: others give it its cells
}

// FactLabel is a single cell to look for above the table, by its label.
type FactLabel struct {
	Name, Label string
	Below       bool // it may also stand below the table: see File.FactsBelow
}

// Fact is the value found beside, behind or below a label.
type Fact struct {
	Cell   table.Cell
	Row    int // 1-based
	Column int // 0-based
}

// Location is where a table stands in a sheet.
type Location struct {
	Sheet           int
	TwoRows         bool            // the header has two rows though the layout speaks of one
	HeaderRow       int             // the row of the titles; of a two-row header the lower
	Headers         []string        // by sheet column, as printed; "upper / lower" of two rows
	Columns         []int           // by Layout.Columns: the sheet column, -1 for none
	Extra           []int           // sheet columns with a title that is in no Column
	BlankHeader     []int           // sheet columns with data under no title, known when Read is done
	Duplicate       [][]int         // sheet columns that share one Column's title; the first is used
	Matched         int             // Columns found
	MissingRequired int             // Required columns not found
	Facts           map[string]Fact // by FactLabel.Name, those found
	Form            *Form           // of a form; HeaderRow is 0 then, and Columns are batch columns

	folded [][]string // by header row and sheet column, to know a repeated header
	merges []mergeRange
}

const (
	defaultHeaderWithin = 50
	defaultBlankRows    = 20
)

func (l *Layout) headerRows() int   { return max(1, l.HeaderRows) }
func (l *Layout) headerWithin() int { return or(l.HeaderWithin, defaultHeaderWithin) }
func (l *Layout) blankRows() int    { return or(l.BlankRows, defaultBlankRows) }

// Candidates returns the sheets in which the layout's table may stand: those
// that it names, hidden ones too, or every visible one.
func (f *File) Candidates(l *Layout) []int {
	var found []int
	for i, s := range f.Sheets {
		if f.Format == CSV || l.names(s) {
			found = append(found, i)
		}
	}
	return found
}

func (l *Layout) names(s Sheet) bool {
	if len(l.Sheets) == 0 {
		return !s.Hidden
	}
	for _, pattern := range l.Sheets {
		if ok, err := path.Match(foldSheet(pattern), foldSheet(s.Name)); ok && err == nil {
			return true
		}
	}
	return false
}

// foldSheet makes sheet names equal but for case and white space; a slash,
// which path.Match treats apart, is another character.
func foldSheet(name string) string {
	return strings.ReplaceAll(strings.ToLower(strings.Join(strings.Fields(name), " ")), "/", "\x00")
}
