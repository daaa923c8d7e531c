package ingest

import (
	"bytes"
	"fmt"
	"slices"

	"winnow/internal/report"
	"winnow/internal/table"
)

// sorter tells the records of a table from the rows that are none: blank rows,
// repeated headers, totals and the notes below. A row that looks like an
// unlabelled total or a note is held until it is known whether records follow:
// if they do, it was a record. Every row is a record or counted as skipped.
type sorter struct {
	loc      *Location
	text     []int // sheet columns that a record fills and a total leaves empty
	numeric  []int // sheet columns that a total fills
	words    []int // all mapped sheet columns that are not numeric
	maxBlank int

	last       int // row number of the row before
	lastFilled int
	blanks     int      // blank rows since the last filled one
	blankFrom  int      // where they start
	runs       []rowRun // long runs of them that no record follows yet
	after      bool     // the row before was blank, a total or held as a note
	records    int      // rows known to be records
	held       []heldRow
	heldBytes  int
	ready      []*rawRow

	read    int
	skipped report.Skipped
	totals  []TotalRow
	remarks []Remark
	notes   []report.Exception

	keep    bool      // rows skipped as notes are kept, for figures stated in them
	outside []*rawRow // those

	titles map[string]bool // folded titles of the columns found, to know another header
	others int             // further headers reported

	comment string // what a row begins with that is a comment; "" for none

	commentRows []int // the numbers of rows that are comments
	strict      bool  // every row that isn't blank is a record
	blankRows   int   // of a strict table, all of them
	lastBlank   int   // in notes, the finding that speaks of many
}

// heldRow waits for what follows it.
type heldRow struct {
	row   *rawRow
	class rowClass
	label string
}

// rowRun is rows from one to another, both included.
type rowRun struct{ from, to int }

type rowClass uint8

const (
	classRecord rowClass = iota
	classHeader
	classTotal // labelled
	classBare  // only figures: a total if nothing but notes follow; see lastHeldRecord
	classNote
	classComment
)

// Rows held back are few and short in a real table; past these bounds they are
// records.
const (
	maxHeldRows  = 1000
	maxHeldBytes = 4 << 20
)

func (s *sorter) init(l *Layout, loc *Location) {
	s.loc, s.maxBlank, s.strict = loc, l.blankRows(), l.Strict
	var rest []int
	for i, col := range loc.Columns {
		if col < 0 {
			continue
		}
		c := &l.Columns[i]
		if !c.Numeric {
			s.words = append(s.words, col)
		}
		switch {
		case c.Numeric:
			s.numeric = append(s.numeric, col)
		case c.Key || c.Required:
			s.text = append(s.text, col)
		default:
			rest = append(rest, col)
		}
	}
	if len(s.text) == 0 {
		s.text = rest
	}
	s.titles = l.titlesOf(loc)
	s.keep = len(l.Stated) > 0
	s.comment, s.commentRows = l.Comment, l.CommentRows
}

// take judges the next row and says whether it is a record now. Rows that were
// held and turn out to be records are then to be had from release, before it.
// Rows of a workbook that are left out between two numbers are blank rows.
func (s *sorter) take(r *rawRow, sparse bool) bool {
	if gap := r.number - s.last - 1 - r.gone; sparse && gap > 0 && !r.added {
		s.blank(gap, s.last+1)
	}
	if !r.added {
		s.last = max(s.last, r.number)
	}
	if r.blank() && !r.unsolved() && !slices.Contains(s.commentRows, r.number) {
		s.blank(1, r.number)
		return false
	}
	if s.blanks > s.maxBlank && !s.strict {
		s.runs = append(s.runs, rowRun{s.blankFrom, r.number - 1})
	}
	s.skipped.Blank += s.blanks
	s.read += s.blanks + 1
	s.blanks = 0
	if !r.added {
		s.lastFilled = r.number
	}
	class, label := s.classify(r)
	if s.after && class == classRecord && !s.strict {
		s.secondTable(r)
	}
	s.after = class == classTotal || class == classNote
	switch {
	case class == classHeader:
		s.skipped.Header++
	case class == classComment:
		s.skipped.Note++
	case class == classTotal && len(s.held) == 0:
		s.total(r, label)
	case class == classRecord || !s.hold(r, class, label):
		s.flush()
		s.reportRuns()
		s.after = false
		s.records++
		return true
	}
	return false
}

// blank counts n blank rows from a row on.
func (s *sorter) blank(n, from int) {
	if s.blanks == 0 {
		s.blankFrom = from
	}
	s.blanks += n
	s.after = true
	if s.strict {
		s.strictBlanks(n, from)
	}
}

// reportRuns reports long runs of blank rows now that a record follows them: they
// may part two tables.
func (s *sorter) reportRuns() {
	for _, run := range s.runs {
		s.notes = append(s.notes, report.Exception{
			Rule: report.KindBlankRow, Kind: report.KindBlankRow, Severity: report.Query, Row: run.from,
			Message: fmt.Sprintf("Rows %d to %d are blank and more rows follow; they were read as part of the same table.", run.from, run.to),
			Fix:     "Delete the blank rows, or move what is no part of this table to another sheet.",
		})
	}
	s.runs = s.runs[:0]
}

// hold keeps a row until it is known what follows; false means that too many
// are held already.
func (s *sorter) hold(r *rawRow, class rowClass, label string) bool {
	s.heldBytes += r.size()
	if len(s.held) >= maxHeldRows || s.heldBytes > maxHeldBytes {
		return false
	}
	s.held = append(s.held, heldRow{r.clone(), class, label})
	return true
}

// flush settles the rows held before a record: only labelled totals are not
// records themselves.
func (s *sorter) flush() {
	for _, h := range s.held {
		if h.class == classTotal {
			s.total(h.row, h.label)
			continue
		}
		s.records++
		s.ready = append(s.ready, h.row)
	}
	s.held, s.heldBytes = nil, 0
}

// end settles the rows held at the end of the table: the last of those that are
// records, and what stands above it, are records.
func (s *sorter) end() {
	if last := s.lastHeldRecord(); last >= 0 {
		rest := s.held[last+1:]
		s.held = s.held[:last+1]
		s.flush()
		s.held = rest
	}
	for _, h := range s.held {
		if h.class == classNote {
			s.skipped.Note++
			s.remark(h.row)
			if s.keep {
				s.outside = append(s.outside, h.row)
			}
			continue
		}
		s.total(h.row, h.label)
	}
	s.held = nil
}

// release returns the held rows that turned out to be records, in row order.
func (s *sorter) release() []*rawRow {
	ready := s.ready
	s.ready = nil
	return ready
}

// total records a total row.
func (s *sorter) total(r *rawRow, label string) {
	s.skipped.Total++
	t := TotalRow{Row: r.number, Label: label, Cells: map[int]table.Cell{}, Records: s.records, Sub: subTotal(label)}
	for i := range r.cells {
		if c := &r.cells[i]; !c.empty() {
			t.Cells[int(c.col)] = c.cell()
		}
	}
	s.totals = append(s.totals, t)
}

// classify says what a row that is not blank looks like.
func (s *sorter) classify(r *rawRow) (rowClass, string) {
	if s.comment != "" && r.begins(s.comment) || slices.Contains(s.commentRows, r.number) {
		return classComment, ""
	}
	if s.strict {
		return classRecord, ""
	}
	if s.header(r) {
		return classHeader, ""
	}
	filled := 0
	for _, col := range s.text {
		if r.filled(col) {
			filled++
		}
	}
	// The label itself may stand in one of the columns, and a figure in another
	// where the table has no column for figures.
	if filled <= 1 || (filled-1)*2 < len(s.text) {
		if label, ok := s.totalLabel(r); ok {
			return classTotal, label
		}
	}
	if filled == 0 && s.onlyFigures(r) && s.records > 0 {
		return classBare, ""
	}
	if s.note(r) {
		return classNote, ""
	}
	return classRecord, ""
}

// header says whether a row repeats one of the header's.
func (s *sorter) header(r *rawRow) bool {
	first := r.first()
	if first == nil {
		return false
	}
	for k, titles := range s.loc.folded {
		if int(first.col) >= len(titles) || !likelyFolds(first.raw, titles[first.col]) {
			continue
		}
		want := 0
		for _, t := range titles {
			if t != "" {
				want++
			}
		}
		same := sameTitles(r, titles)
		if upper := k < len(s.loc.folded)-1; same > 0 && (upper || same*2 >= want) {
			return true
		}
	}
	return false
}

// sameTitles counts a row's filled cells if all equal the titles above them,
// else it is 0.
func sameTitles(r *rawRow, titles []string) int {
	same := 0
	for i := range r.cells {
		c := &r.cells[i]
		if c.empty() {
			continue
		}
		if int(c.col) >= len(titles) || fold(string(bytes.TrimSpace(c.raw))) != titles[c.col] {
			return 0
		}
		same++
	}
	return same
}
