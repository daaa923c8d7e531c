package ledger

import "time"

// State is what became of a submission.
type State string

// The states. Received is a table that a run is still busy with; Checked waits for
// a decision; Accepted has nothing open; Returned has its clean rows published and
// points open; Refused has none of its rows published. Superseded and Withdrawn
// submissions stood once and no longer do.
const (
	Received   State = "received"
	Checked    State = "checked"
	Accepted   State = "accepted"
	Returned   State = "returned"
	Refused    State = "refused"
	Superseded State = "superseded"
	Withdrawn  State = "withdrawn"
)

// Run is one commit: files taken in, or a decision.
type Run struct {
	ID       int64
	Name     string // hexadecimal, as in the footers of what it published
	Command  string // run, supersede, withdraw, close, purge, explain
	At       time.Time
	RuleSet  string // SHA-256
	Settings string // JSON
	Program  string // version of winnow
}

// RuleSet is a rule set that was in force.
type RuleSet struct {
	SHA256  string
	Archive string // path within the workspace of its copy
}

// File is one original.
type File struct {
	SHA256   string
	Ext      string // as received, with its dot
	Bytes    int64
	Period   string // whose report speaks of it
	Status   string // as in report.json
	Name     string // path within the inbox, as it last came
	Received time.Time
	Purged   time.Time // zero while the original is kept
}

// Arrival is one time that a file came.
type Arrival struct {
	ID      int64
	Run     int64
	SHA256  string
	Name    string // path within the inbox
	Folder  string
	Outcome string // Taken or Duplicate
	At      time.Time
}

// The outcomes of an arrival.
const (
	Taken     = "taken"     // it is a submission, refused ones too
	Duplicate = "duplicate" // its content was received before
)

// Submission is one table received, or a file without a usable one.
type Submission struct {
	ID           int64
	SHA256       string
	Run          int64
	Name         string // path within the inbox
	Folder       string // of the inbox, that names the service; "" for none
	Sheet        string
	Place        int // which table of the file, from 0
	Return       string
	Service      string
	Period       string
	Span         string // the part of the period that the sheet is for; "" for all of it
	AsAt         string // ISO date
	Received     time.Time
	State        State
	Reason       string // why it waits, was refused or withdrawn; without cell values
	Stands       bool   // its clean rows are published and counted
	Successor    int64  // the submission in its place; 0 for none
	Rows         Rows
	Errors       int // findings, as sent
	Queries      int
	Notes        int
	Open         int    // findings that still want an answer; not kept, counted when read
	Partial      string // JSON: its part of the measures
	Sketch       []byte // digests of its records; nil for none
	Parquet      string // path within the workspace; "" where no row was clean
	ParquetSHA   string
	ParquetRows  int64
	ParquetBytes int64
	Reply        string // JSON: what it changes of what it corrects, in counts; "" for what corrects nothing
	Base         string // SHA-256 of the original that its corrected rows lie over; "" for a whole return
}

// Rows counts a table's rows, in its own unit.
type Rows struct{ Read, Clean, HeldBack, Skipped int }

// Transition is a change of a submission's state.
type Transition struct {
	Submission int64
	Run        int64
	At         time.Time
	Command    string
	State      State
	Reason     string
}

// Letter is a file that was written for people.
type Letter struct {
	ID         int64
	Run        int64
	Submission int64  // 0 where it speaks of a whole file, or of several
	SHA256     string // of the file it speaks of; "" where it is a submission
	Kind       string // see the Letter constants
	Path       string // within the workspace
	Digest     string // SHA-256 of what was written
	Withdrawn  int64  // the run that took it back; 0 while it lies there
}

// The kinds of letter.
const (
	LetterWorkbook = "workbook" // what to correct
	LetterReceipt  = "receipt"
	LetterPage     = "page" // why a file could not be used, or waits
	LetterMail     = "mail"
	LetterTray     = "tray" // a copy beside the inbox
	LetterReminder = "reminder"
)

// Period is what was last published for a period as a whole.
type Period struct {
	Period   string
	Measures string // JSON
	Rules    string // JSON
	Parquet  string // path within the workspace
	SHA256   string
	Rows     int64
	Bytes    int64
	Closed   int64  // the run that signed it off; 0 before
	Final    string // JSON: the measures as they were signed off; "" before
}

// Exception is one finding of a submission and its state.
type Exception struct {
	Submission int64
	ID         string
	Rule       string
	Kind       string
	Severity   string
	Field      string
	Key        string
	Place      string // cell, or row
	Scope      string // period where it is of figures of the whole period
	Value      string // keyed digest of what was given, to tell whether it has changed
	State      string // see the Exception constants
	First      int64  // the submission that it was first found in
	Ended      int64  // the run in which it was no longer open; 0 while it is
	Cells      string // what it asks to look at: row/field of each cell, a space between; of the whole row, no field
}

// The states of an exception. Notes ask for nothing and are not kept.
const (
	ExceptionOpen      = "open"
	ExceptionFixed     = "fixed"
	ExceptionExplained = "explained"
	ExceptionWithdrawn = "withdrawn" // with its submission
)

// Explanation is a reason given for a query, which lets it rest until a day; or, with
// no day, what a service said of a point that stays open.
type Explanation struct {
	ID        int64
	Run       int64
	Return    string
	Service   string
	Exception string
	Value     string // keyed digest of what it was given for
	Reason    string
	Until     string // ISO date; "" where nothing rests
	By        string
}

// WaiverUse is how often a waiver let something pass in a submission.
type WaiverUse struct {
	Submission int64
	Rule       string
	Key        string
	Until      string // ISO date
	Count      int
}

// Mail is one mail to a service or the operator.
type Mail struct {
	ID         int64
	Run        int64
	Submission int64  // 0 for a reminder, and for what is about a whole file
	SHA256     string // of the file it is about, where it is no submission; "" for none
	Kind       string
	Service    string // "" for the operator
	Period     string
	Address    string
	MessageID  string
	Path       string // of the .eml, within the workspace
	Digest     string // SHA-256 of the .eml
	State      string
	Attempts   int
	Next       time.Time // when it is tried again
	Done       time.Time // when it was sent or given up
	Reason     string    // what the last attempt came to
}

// The states of a mail. A Draft is for a person to send. One found Sending when no
// winnow is at work may have gone out or not.
const (
	MailDraft     = "draft"
	MailQueued    = "queued"
	MailSending   = "sending"
	MailSent      = "sent"
	MailFailed    = "failed"
	MailCancelled = "cancelled"
)

// Move is an output that a commit puts in place, or with an empty Source a file
// that it removes if it still has this content.
type Move struct {
	Source string // paths within the workspace
	Target string
	SHA256 string
}
