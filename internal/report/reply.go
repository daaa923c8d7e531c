package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"

	"winnow/internal/spool"
)

// Reply is what a table that came back has become, beside what was sent back.
type Reply struct {
	To     int64 // the submission that it answers
	Marked bool  // it was known by winnow's own sheets in it; else by its records

	Fixed     int // what was open and is no longer found
	StillOpen int // found again
	Explained int // queries given a reason now, or before and still at rest
	New       int // errors and queries that were not found before

	Compared  bool                      // the original is still there, so that the cells could be compared
	Elsewhere spool.Spool[CellChange]   // changed cells that nobody asked to change
	Removed   spool.Spool[RecordChange] // records that are gone
	Added     spool.Spool[RecordChange]
	Unsure    spool.Spool[RecordChange] // records that could be several of those sent: asked about, never guessed
	Asked     int                       // changed cells that it was asked to change
	Rekeyed   map[string]string         // keys of records sent back that have another now, and that; nil for none
	Keyed     map[string]int            // keys given to records that had none, and the rows that those stood in; nil for none
	Moved     []Move                    // by row: records that stand in another row than they did, or came

	Raw json.RawMessage // the counts as they were, where what was sent back is no longer there to be compared: printed in place of the rest
}

// Move is a record's row now, and when it was sent back: 0 where it wasn't there.
type Move struct{ Now, Was int32 }

// MovedFrom returns the row in which the record of a row stood; moved is false where
// that is the same.
func (r *Reply) MovedFrom(row int) (was int, moved bool) {
	i, found := slices.BinarySearchFunc(r.Moved, row, func(m Move, row int) int { return int(m.Now) - row })
	if !found {
		return 0, false
	}
	return int(r.Moved[i].Was), true
}

// replyJSON is a Reply as the contract prints it: counts, no values.
type replyJSON struct {
	To        int64 `json:"to"`
	Marked    bool  `json:"marked"`
	Fixed     int   `json:"fixed"`
	StillOpen int   `json:"still_open"`
	Explained int   `json:"explained"`
	New       int   `json:"new"`
	Compared  bool  `json:"compared"`
	Asked     int   `json:"cells_corrected"`
	Elsewhere int   `json:"cells_changed_elsewhere"`
	Removed   int   `json:"records_removed"`
	Added     int   `json:"records_added"`
	Unsure    int   `json:"records_unsure"`
}

// MarshalJSON writes the counts.
func (r *Reply) MarshalJSON() ([]byte, error) {
	if r.Raw != nil {
		return r.Raw, nil
	}
	return json.Marshal(replyJSON{To: r.To, Marked: r.Marked, Fixed: r.Fixed, StillOpen: r.StillOpen, Explained: r.Explained, New: r.New,
		Compared: r.Compared, Asked: r.Asked, Elsewhere: r.Elsewhere.Len(), Removed: r.Removed.Len(), Added: r.Added.Len(), Unsure: r.Unsure.Len()})
}

// UnmarshalJSON reads the counts back: what is read is printed as it stood, as the
// lists behind the counts are not kept.
func (r *Reply) UnmarshalJSON(data []byte) error {
	var c replyJSON
	if err := json.Unmarshal(data, &c); err != nil {
		return err
	}
	*r = Reply{To: c.To, Marked: c.Marked, Fixed: c.Fixed, StillOpen: c.StillOpen, Explained: c.Explained, New: c.New,
		Compared: c.Compared, Asked: c.Asked, Raw: bytes.Clone(data)}
	return nil
}

// Err returns what kept a part of the comparison from being kept.
func (r *Reply) Err() error {
	return errors.Join(r.Elsewhere.Err(), r.Removed.Err(), r.Added.Err(), r.Unsure.Err())
}

// Close removes the temporary files of long comparisons; the reply must not be used
// afterwards.
func (r *Reply) Close() error {
	return errors.Join(r.Elsewhere.Close(), r.Removed.Close(), r.Added.Close(), r.Unsure.Close())
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
