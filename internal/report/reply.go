package report

import "winnow/internal/spool"

// Reply is what a table that came back has become, beside what was sent back.
type Reply struct {
	To     int64 // the submission that it answers
	Marked bool  // it was known by winnow's own sheets in it; else by its records

	Fixed     int // what was open and is no longer found
	StillOpen int // found again
	Explained int // queries given a reason now, or before and still at rest
	New       int // errors and queries that were not found before

	Compared  bool // the original is still there, so that the cells could be compared
	Elsewhere spool.Spool[CellChange]   // changed cells that nobody asked to change
	Removed   spool.Spool[RecordChange] // records that are gone
	Added     spool.Spool[RecordChange]
	Unsure    spool.Spool[RecordChange] // records that could be several of those sent: asked about, never guessed
	Asked     int                       // changed cells that it was asked to change
}

// CellChange is a cell that was changed.
type CellChange struct {
	Row    int    // in the file that came back, as a person sees it
	Was    int    // its row in the file before
	Column int    // 0-based, in the file that came back
	Key    string // the record's own
	Field  string
	Title  string
	Before string
	After  string
	Masked bool // of a field marked privacy: drop: neither value is shown
}

// RecordChange is a record that came or went.
type RecordChange struct {
	Row int    // in the file that it stands in
	Key string // its own; "" for none
}
