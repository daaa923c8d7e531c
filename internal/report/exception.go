package report

// Severity says what the sender must do about an exception.
type Severity string

// The severities. An Error on a row holds the row back; a Query is to be fixed
// or explained and the row is kept; a Note asks for nothing.
const (
	Error Severity = "error"
	Query Severity = "query"
	Note  Severity = "note"
)

// Exception is one finding about a cell, a row, a table, a file or a measure.
// Unset positions are zero and print as null.
type Exception struct {
	Rule      string // the author's id, or <field>.<constraint>, <field>.type, primaryKey, or the kind
	Kind      string // see the Kind constants
	Severity  Severity
	Row       int    // 1-based as a person sees it; 0 for a table or file
	Column    string // letters in a workbook, the 1-based number in a CSV; "" for none
	Cell      string // J12, in a workbook; "" where no cell can be named
	Field     string
	Key       string // the record's own key
	Value     string // what was given, raw
	HasValue  bool   // Value is set, if only to ""
	RealDate  bool   // Value is that of a date cell, as ISO: the sheet itself shows it otherwise
	Expected  string
	Message   string    // what is wrong, for the person who filled the file in
	Fix       string    // what to do
	Masked    bool      // Value is of a field marked privacy: drop
	Cells     []CellRef // every cell to mark, the first being Column, Cell and Field
	OtherRows []int     // rows that this exception names besides Row, such as duplicates
	Scope     string    // ScopePeriod where it is of figures of the whole period; "" of the table itself
}

// ScopePeriod is Exception.Scope of what was found in the figures of a period, over
// all its submissions.
const ScopePeriod = "period"

// OnTheList is Exception.Expected where a cell must hold one of more values than
// a sentence takes. Whoever has room for the list says where it is.
const OnTheList = "one of the values on the list"

// CellRef names a cell to mark: a 0-based sheet column and its field.
type CellRef struct {
	Column int
	Field  string
	Row    int // where it isn't the exception's own; 0 where it is
}

// The kinds of exception: Frictionless error names where one fits, winnow's own
// otherwise.
const (
	KindType         = "type-error"
	KindConstraint   = "constraint-error"
	KindUnique       = "unique-error"
	KindPrimaryKey   = "primary-key"
	KindForeignKey   = "foreign-key"
	KindRow          = "row-constraint"
	KindMissingLabel = "missing-label"
	KindExtraLabel   = "extra-label"
	KindIncorrect    = "incorrect-label"
	KindDupLabel     = "duplicate-label"
	KindBlankLabel   = "blank-label"
	KindBlankRow     = "blank-row"
	KindExtraCell    = "extra-cell"
	KindMissingCell  = "missing-cell"
	KindEncoding     = "encoding-error"
	KindFormat       = "format-error"
	KindSource       = "source-error"
	KindTableRule    = "table-rule"
	KindCrossReturn  = "cross-return"
	KindCrossPeriod  = "cross-period"
	KindTotal        = "total-mismatch"
	KindWrongPeriod  = "wrong-period"
	KindTemplate     = "wrong-template"
	KindFormula      = "formula-error"
	KindScale        = "percent-scale"
	KindBand         = "band-mismatch"
	KindHidden       = "hidden-data"
	KindSecondTable  = "second-table"
	KindTwoRows      = "two-row-header"
	KindPersonal     = "personal-data"
	KindWrongService = "wrong-service"
	KindRevision     = "revision" // a sheet of an earlier period differs from what was accepted
)
