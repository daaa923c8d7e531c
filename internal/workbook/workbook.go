// Package workbook writes what goes back to a service: a workbook that shows
// what to correct and where, a receipt for a return with nothing to correct,
// and a page of text about a file that could not be used.
//
// Start reading at WriteLetter. Its readers are clerks who have never heard of
// winnow, so every word here is plain and every figure agrees with its noun.
// The same Letter gives the same bytes. No text of a sender ever becomes a
// formula or a link; the package judges nothing and opens no files but the
// temporary ones of large sheets.
package workbook

import (
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"winnow/internal/reply"
)

// limits are how much a workbook holds. Where one is reached, the first lines
// of the sheet and of "Start here" say so.
type limits struct {
	rows   int // of a sheet, Excel's own
	cols   int // of a sheet, Excel's own
	links  int // hyperlinks of a sheet; Excel takes 65,530 and excelize adds one in a time that grows with their number
	notes  int // cell notes of the copies, each of which Excel keeps as a drawing
	marked int // exceptions of a marked workbook: beyond, copies are sent
	pinned int // cell notes of a marked workbook
}

var excelLimits = limits{rows: 1_048_576, cols: 16_384, links: 20_000, notes: 2_000, marked: 100_000, pinned: 10_000}

// Write writes the workbook of copies of one table.
func Write(w io.Writer, in Input) error { return WriteLetter(w, Letter{Parts: []Input{in}}) }

// book is a workbook under way: all of it, or winnow's sheets of a marked one.
type book struct {
	*excelize.File
	letter Letter
	plan   Plan
	limits limits
	styles styles
	parts  []*part

	own     []reply.Own // our sheets, in the order in which they stand
	senders []string    // names of the sender's sheets, of a marked workbook
	lists   []*list     // that "Allowed values" shows
	told    []string    // what the reader must know about parts left out
	noteErr error       // what kept a note from being written

	shelf  shelf[finding]
	groups []group
	lines  []line   // of "Exceptions"
	at     []int32  // where each finding stands in lines
	head   []string // what stands above the titles of "Exceptions"
	shown  int      // how many of the lines it has room for
}

// part is one table of the letter.
type part struct {
	Input
	tally
	n            int // its number in the letter, from 0
	marks        marks
	firstFinding int              // index of its first finding
	copies       map[int]int      // sheet row of the file → row of its copy
	faulty       map[string]bool  // fields with something to correct
	offList      map[string]bool  // fields with a value that isn't on their list
	lists        map[string]*list // of fields, those that "Allowed values" shows
}

func newBook(l Letter, p Plan, lim limits) *book {
	b := &book{File: excelize.NewFile(), letter: l, plan: p, limits: lim}
	for i, in := range l.Parts {
		b.parts = append(b.parts, &part{Input: in, n: i, copies: map[int]int{}, faulty: map[string]bool{}, offList: map[string]bool{}, lists: map[string]*list{}})
	}
	return b
}

func (b *book) fill() error {
	for _, step := range []func() error{
		b.properties, b.gather, b.collectLists, b.makeSheets, b.layOut, b.addStyles, b.heldRows, b.exceptions,
		b.allowed, b.rules, b.changes, b.start, b.ticket,
	} {
		if err := step(); err != nil {
			return err
		}
	}
	return nil
}

// save writes the workbook out. The sheet of exceptions has an outline, of which
// excelize doesn't tell the sheet's head.
func (b *book) save(w io.Writer) error {
	a := newArchive(w)
	if len(b.groups) > 0 {
		a.outlined = fmt.Sprintf("xl/worksheets/sheet%d.xml", b.indexOf(reply.RoleExceptions)+1)
	}
	b.SetZipWriter(func(io.Writer) excelize.ZipWriter { return a })
	return b.Write(io.Discard)
}

// close removes temporary files.
func (b *book) close() error {
	err := b.shelf.Close()
	if closing := b.Close(); err == nil {
		err = closing
	}
	return err
}

func (b *book) marked() bool { return b.plan.Form == reply.Marked }

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

// hasCopies says whether rows of a part are copied.
func (p *part) hasCopies() bool { return p.HeldRows != nil && p.Copies > 0 }

func (p *part) title() string {
	if p.ReturnTitle == "" {
		return p.Table.Return
	}
	return p.ReturnTitle
}

func (p *part) serviceName() string {
	if p.ServiceName != "" {
		return p.ServiceName
	}
	return p.Service
}

// common is what all parts say, "" where they differ.
func (b *book) common(say func(*part) string) string {
	words := say(b.parts[0])
	for _, p := range b.parts {
		if say(p) != words {
			return ""
		}
	}
	return words
}

func (b *book) title() string {
	if title := b.common((*part).title); title != "" {
		return title
	}
	return "Your returns"
}

func (b *book) serviceName() string { return b.parts[0].serviceName() }

func (b *book) several() bool { return len(b.parts) > 1 }

// total adds up over the parts.
func (b *book) total(count func(*part) int) (n int) {
	for _, p := range b.parts {
		n += count(p)
	}
	return n
}
