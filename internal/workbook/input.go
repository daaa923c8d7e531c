package workbook

import (
	"iter"
	"time"

	"winnow/internal/report"
	"winnow/internal/table"
)

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
	// HeldRows yields every row with something to correct or explain, in file order;
	// nil for none. Their number must be Copies.
	HeldRows iter.Seq[HeldRow]
	Copies   int // how many rows HeldRows yields
	Rules    []RuleInfo

	Submission int64
	Span       string // the ledger's, for the ticket
	FirstRow   int    // of the records, as a person sees it; 0 where it isn't known
	LastRow    int
	Date1904   bool   // the sender's workbook counts days from 1904
	Due        string // when what is open is needed by, in words: "Friday 30 July 2021"; "" where nobody says

	// IDs begins a numbering of the table's exceptions: the function that it
	// returns is called for every exception in the order of the list and gives its
	// id, "" for a note. Nil where there is no ledger: no line has a Reference.
	IDs func() func(report.Exception) string
	// Since says how an exception stands beside what was sent back before; nil for New.
	Since func(id, rule string) Since
	// Explained gives the reason that a query rests on, if it does: it is listed as
	// explained and asks for nothing.
	Explained func(id string) (reason, until string, ok bool)
	// Said is what the service wrote last time about a point that is still open; "" for nothing.
	Said func(id string) string
	// Reply is what changed since it was last sent back; nil the first time.
	Reply *report.Reply
}

// Since says how an exception stands beside what was sent back before.
type Since int

// The states.
const (
	New       Since = iota
	StillOpen       // it was open when this return was last sent back
	Repeated        // the return of the period before had the same kind of fault
)

// FieldInfo is one field of the return.
type FieldInfo struct {
	Name    string // as exceptions name it
	Title   string
	Column  int    // 0-based sheet column it was read from; -1 for none
	Allowed string // what it may hold, in words: shown for a value that is not on its list
	Masked  bool   // privacy: drop: its values are not shown
	Key     bool   // part of what a record is known by
	// Values yields all that a field with a list may hold, in the order to show it;
	// nil for a field without one.
	Values iter.Seq[AllowedValue]
	Kind   FieldKind // what drop-downs and hints go by
	Low    string    // the least that it may hold: a plain number as a cell stores it (0.95 for 95%), a number of characters, or an ISO date; "" for no bound
	High   string
	Hint   string // what to type, in plain words, for whoever enters a cell: "A date from 1 April to 30 June 2021."
}

// FieldKind is what a field's cells hold, as far as a spreadsheet program can see to it.
type FieldKind int

// The kinds.
const (
	AnyText FieldKind = iota // Low and High bound the number of characters
	WholeNumber
	AnyNumber
	AnyDate
)

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
