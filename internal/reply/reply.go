// Package reply is the way back of the workbook that says what to correct: what
// winnow puts into it to know it again, and what is read out of it when it returns.
//
// Start reading at Ticket, which goes out, and Read, which takes it back. The
// package sees cells and sheet names, not files; it knows no rules and no ledger.
package reply

import "time"

// SheetName is the hidden sheet that carries the Ticket.
const SheetName = "_winnow"

// What the reading of answers goes by: titles of the sheets that people fill in.
const (
	TitleDid       = "What you did"
	TitleReason    = "Reason"
	TitleReference = "Reference" // an exception's id, in the last column
	TitleRow       = "Row in your file"
	TitleLine      = "Line in your file"
	TitleToCorrect = "What to correct"

	TitleFingerprint = "File fingerprint (SHA-256)" // a label on the front sheet
)

// Answers are the choices under TitleDid; any other text may be typed.
var Answers = []string{"Corrected", "Right as it is (see reason)", "Cannot be corrected (see reason)"}

// Form is which of the two workbooks went out.
type Form string

// The forms.
const (
	Marked Form = "marked" // the sender's own workbook, with marks
	Rows   Form = "rows"   // copies of the rows held back
)

// Role is what one of winnow's sheets is for.
type Role string

// The roles.
const (
	RoleStart      Role = "start"
	RoleExceptions Role = "exceptions"
	RoleRows       Role = "rows" // Table says which
	RoleAllowed    Role = "allowed"
	RoleRules      Role = "rules"
	RoleChanges    Role = "changes" // what changed since the last time
	RoleTicket     Role = "ticket"
)

// Ticket says what a workbook is an answer to.
type Ticket struct {
	Workspace string // the ledger's id
	Form      Form
	FileName  string // as received, without folders
	SHA256    string // of the file received
	Sent      time.Time
	Tables    []Table
	Sheets    []Own
}

// Table is a table that was sent back.
type Table struct {
	Submission int64
	Return     string
	Service    string
	Period     string
	Span       string
	Sheet      string // of the sender's workbook; "" for a CSV
	HeaderRow  int
}

// Own is one of winnow's sheets.
type Own struct {
	Role  Role
	Name  string
	Table int  // index into Tables, of RoleRows
	Rows  Runs // of RoleRows: the rows of the sender's file that are copied, as a person sees them; what is no longer there was deleted
}

// Answer is what somebody wrote beside an exception.
type Answer struct {
	ID     string // of the exception: 16 hexadecimal digits
	Did    string // one of Answers, or what was typed
	Reason string // "" for none
	Sheet  string // where it stands
	Row    int
}
