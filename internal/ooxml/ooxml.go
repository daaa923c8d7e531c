// Package ooxml changes a spreadsheet package (.xlsx, .xlsm) without loading it:
// parts that are not touched are copied byte for byte, a sheet is streamed
// through with the marked cells' style changed, and notes, drop-downs, links and
// whole sheets are added. What a sender has in a workbook (charts, pivots,
// macros, conditional formats) stays as it is, whether or not winnow knows it.
//
// Start reading at Package.Write. The package knows spreadsheets, not rules or
// findings: what is marked and what a note says comes from package workbook. It
// writes nothing but to the writer that it is given, in memory that does not grow
// with the sheets. The same Change of the same package gives the same bytes.
package ooxml

import "iter"

// Unfit is the error of a package that must not be changed, such as one that is
// signed. The workbook of copies is sent in its place.
type Unfit struct{ Reason string } // plain words: it is signed, and a change would break the signature

func (u *Unfit) Error() string { return u.Reason }

// Sheet is a sheet of a package, in the order of its tabs. Charts that stand as a
// sheet of their own are sheets too.
type Sheet struct {
	Name   string
	Hidden bool // or very hidden
}

// Change is what Write changes.
type Change struct {
	Sheets map[string]Marking // by the name of the sheet
	Drop   []string           // names of sheets to leave out: winnow's own of an earlier round. One that isn't there is nothing to do
	Add    []byte             // an .xlsx of which every sheet is added, with its styles; nil for none
	First  int                // so many of the added sheets stand before the sender's, the others after. The first is seen on opening
}

// Marking is what changes in one sheet.
type Marking struct {
	Cells  iter.Seq[Cell] // by row, then column, each cell once; may be iterated several times; nil for none
	Offers []Offer        // drop-downs and hints
	Clear  bool           // what an earlier Write left is removed first: looks, notes, links to dropped sheets, offers
}

// Cell is a cell to mark.
type Cell struct {
	Row, Column int    // row as a person sees it, 0-based column
	Look        Look   // Plain leaves the style as it is
	Note        string // a pop-up note; "" for none. A note of the sender's on the same cell keeps its words before these. Left out where a conversation is; cut where a cell's notes would be over 32,000 characters
	Link        string // a place in the workbook that a click leads to: 'Exceptions'!A12; "" for none. Left out on a cell with a link of its own, and beyond the 65,530 that Excel takes on a sheet
	Tip         string // what pointing at the link says
}

// Look is how a marked cell is shown. Besides its colour each has a border of
// its own, so that colour is not the only sign.
type Look uint8

// The looks.
const (
	Plain Look = iota
	Must       // must be corrected
	Ask        // to correct or explain
)

// NoteMark begins what winnow adds to a note. Everything from it on is winnow's:
// Clear removes it, and readers know the note by it in whatever program the file was saved.
const NoteMark = "winnow:"

// Offer is a data validation on a column's cells: what may be chosen or typed,
// and a hint that is shown when a cell is entered. It is left out where the
// sender's own validation covers any of the cells.
type Offer struct {
	Column   int // 0-based
	From, To int // rows, both included
	Kind     OfferKind
	Values   []string // of a List, where they fit: at most 255 characters with commas between, none in them; else nil
	Range    string   // of a List: 'Allowed values'!$B$2:$B$9
	Low      string   // as Excel stores it: a number, a date's serial; "" for no bound
	High     string
	Title    string // of the hint, at most 32 characters
	Hint     string // at most 255 characters; "" for none
	Problem  string // what a wrong entry is told, at most 255 characters. It warns and does not forbid
}

// OfferKind says what an offer lets through without a warning.
type OfferKind uint8

// The kinds.
const (
	Anything   OfferKind = iota // a hint only
	List                        // one of Values, or of the cells of Range
	Whole                       // a whole number from Low to High
	Decimal                     // a number from Low to High
	Date                        // a date from Low to High
	TextLength                  // text of Low to High characters
)
