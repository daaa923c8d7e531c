// Package workbook writes what goes back to a service: a workbook that shows
// what to correct and where, a receipt for a return with nothing to correct,
// and a page of text about a file that could not be used.
//
// Start reading at Write. Its readers are clerks who have never heard of
// winnow, so every word here is plain and every figure agrees with its noun.
// The same Input gives the same bytes. No text of a sender ever becomes a
// formula or a link; the package judges nothing and opens no files but the
// temporary ones of large sheets.
package workbook

import (
	"fmt"
	"io"
	"iter"
	"slices"
	"time"

	"github.com/xuri/excelize/v2"

	"winnow/internal/report"
	"winnow/internal/table"
)

// The sheets, in the order in which they stand.
const (
	sheetStart      = "Start here"
	sheetExceptions = "Exceptions"
	sheetRows       = "Rows to correct"
	sheetAllowed    = "Allowed values"
	sheetRules      = "Rules"
)

// Sent says whether sheets of these names are a workbook that Write made: what
// stands in it are copies, not a return.
func Sent(sheets []string) bool {
	for _, own := range []string{sheetStart, sheetExceptions, sheetRules} {
		if !slices.Contains(sheets, own) {
			return false
		}
	}
	return true
}

// Input is one submission and what was found in it. Texts may be empty where
// nothing is known; they are then left out.
type Input struct {
	ReturnTitle string // such as "Stop smoking service, quit attempts"
	Grain       string // what a row is, as the rule file says it
	Service     string // the service's id
	ServiceName string // as its people call it; Service where empty
	Period      string // as 2021-22-Q1
	AsAt        string // ISO date
	FileName    string // as received, without folders
	SHA256      string // hexadecimal
	Received    time.Time
	Contact     string        // whom to ask: a name, a mail address, a telephone number
	Table       *report.Table // counts and exceptions
	CSV         bool          // the file is a CSV: positions are lines and column numbers
	Sheet       string        // the sheet read; "" for a CSV
	Fields      []FieldInfo
	Headers     []string // the file's own header of each sheet column, from column A on
	// SentBack is why the whole return is sent back, "" where only rows are. Rows
	// without a fault of their own are then held back too, and not copied.
	SentBack string
	// HeldRows yields every row held back, in file order. Where it is nil the
	// rows are not copied; else their number must be that of the counts, save
	// where the whole return is sent back.
	HeldRows iter.Seq[HeldRow]
	Copies   int // how many rows HeldRows yields, where that isn't the number held back: cells of one row, the rows of a form
	Rules    []RuleInfo
}

// FieldInfo is one field of the return.
type FieldInfo struct {
	Name    string // as exceptions name it
	Title   string
	Column  int    // 0-based sheet column it was read from; -1 for none
	Allowed string // what it may hold, in words: shown for a value that is not on its list
	Masked  bool   // privacy: drop: its values are not shown
	// Values yields all that a field with a list may hold, in the order to show it;
	// nil for a field without one.
	Values iter.Seq[AllowedValue]
}

// AllowedValue is one value of a field's list.
type AllowedValue struct {
	Write   string // what to write in the cell
	Meaning string // what a code stands for; "" where Write says it
	When    string // when it may be used, in words; "" for always
}

// HeldRow is a row held back, with all cells of its sheet row from column A on.
type HeldRow struct {
	Row      int // as a person sees it
	Cells    []table.Cell
	Date1904 bool // serials count from 1904
}

// RuleInfo is one rule and how it ended.
type RuleInfo struct {
	ID       string
	Words    string // the rule in plain words
	Severity report.Severity
	Count    int
	State    report.RuleState // optional: skipped and failed rules are shown as not checked
	Reason   string           // why it was not checked
}

// limits are how much a workbook holds. Where one is reached, the first lines
// of the sheet and of "Start here" say so.
type limits struct {
	rows  int // of a sheet, Excel's own
	cols  int // of a sheet, Excel's own
	links int // hyperlinks; Excel takes 65,530 and excelize adds one in a time that grows with their number
	notes int // cell notes, each of which Excel keeps as a drawing
}

var excelLimits = limits{rows: 1_048_576, cols: 16_384, links: 20_000, notes: 2_000}

// Write writes the exceptions workbook. The error is a write error, that of the
// exceptions' spool, or says that HeldRows disagrees with the counts: then w
// must be thrown away.
func Write(w io.Writer, in Input) error { return write(w, in, excelLimits) }

func write(w io.Writer, in Input, l limits) error {
	f := excelize.NewFile()
	err := fill(f, in, l)
	if err == nil {
		f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newArchive(w) })
		err = f.Write(io.Discard)
	}
	if closing := f.Close(); err == nil {
		err = closing
	}
	if err != nil {
		return fmt.Errorf("writing the exceptions workbook: %w", err)
	}
	return nil
}

// book is a workbook under way.
type book struct {
	*excelize.File
	in     Input
	limits limits
	styles styles
	marks  marks
	copies map[int]int // sheet row of the file → row of its copy
	lists  []list      // of the fields with a value that isn't on theirs
	told   []string    // what the reader must know about parts left out
}

func fill(f *excelize.File, in Input, l limits) error {
	b := &book{File: f, in: in, limits: l, copies: map[int]int{}}
	for _, step := range []func() error{b.properties, b.collectLists, b.sheets, b.addStyles, b.collectMarks, b.heldRows, b.exceptions, b.allowed, b.rules, b.start} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// made is the date in every workbook's properties: a real one would make two
// runs over the same file differ.
const made = "2000-01-01T00:00:00Z"

func (b *book) properties() error {
	err := b.SetDocProps(&excelize.DocProperties{
		Creator: "winnow", LastModifiedBy: "winnow", Created: made, Modified: made,
		Title: shorten("What to correct: " + b.title()), Language: "en-GB",
	})
	if err != nil {
		return err
	}
	return b.SetAppProps(&excelize.AppProperties{Application: "winnow"})
}

// sheets makes the sheets, so that they stand in order whichever is written first.
func (b *book) sheets() error {
	if err := b.SetSheetName("Sheet1", sheetStart); err != nil {
		return err
	}
	for _, name := range []string{sheetExceptions, sheetRows, sheetAllowed, sheetRules} {
		if name == sheetRows && !b.hasCopies() || name == sheetAllowed && len(b.lists) == 0 {
			continue
		}
		if _, err := b.NewSheet(name); err != nil {
			return err
		}
	}
	return nil
}

func (b *book) hasCopies() bool { return b.in.HeldRows != nil && b.in.Table.Rows.HeldBack > 0 }

// copied is how many rows are copied.
func (b *book) copied() int {
	if b.in.Copies > 0 {
		return b.in.Copies
	}
	return b.in.Table.Rows.HeldBack
}

func (b *book) title() string {
	if b.in.ReturnTitle == "" {
		return b.in.Table.Return
	}
	return b.in.ReturnTitle
}
