package pipeline

import "winnow/internal/report"

// Explanation is what was seen in a file, before any rule has judged a cell.
type Explanation struct {
	Schema    string  `json:"schema"`
	Path      string  `json:"path"`
	SHA256    string  `json:"sha256"`
	Bytes     int64   `json:"bytes"`
	Format    string  `json:"format"`    // xlsx or csv; "" where it was refused as neither
	Encoding  *string `json:"encoding"`  // of a CSV
	Delimiter *string `json:"delimiter"` // of a CSV
	Quote     *string `json:"quote"`     // of a CSV
	Date1904  bool    `json:"date_1904"`
	Refused   *string `json:"refused"` // why it can't be used; nil where it can
	Fix       *string `json:"fix"`

	Notes  []Remark    `json:"notes"`
	Sheets []SheetSeen `json:"sheets"`
}

// ExplanationSchema names the version of the JSON form.
const ExplanationSchema = "winnow/explain/v1"

// Remark is something worth saying, or a row of text around a table.
type Remark struct {
	Row  int    `json:"row,omitempty"`
	Text string `json:"text"`
}

// SheetSeen is one sheet; a CSV has one without a name.
type SheetSeen struct {
	Name    string       `json:"name"`
	Hidden  bool         `json:"hidden"`
	Guesses []Guess      `json:"guesses"`               // the returns whose titles it has, the best first
	Table   *TableSeen   `json:"table"`                 // nil where no return fits
	More    []*TableSeen `json:"more_tables,omitempty"` // further tables of the sheet, each in a block of its own
	Unread  *string      `json:"unread"`                // why a sheet with a table is left out
}

// Guess is a return that a sheet may be.
type Guess struct {
	Return    string  `json:"return"`
	Title     string  `json:"title"`
	HeaderRow int     `json:"header_row"`
	Matched   int     `json:"matched"` // of its columns
	Columns   int     `json:"columns"`
	Share     float64 `json:"share"`
	Missing   int     `json:"missing_required"`
}

// TableSeen is the table of a sheet that was taken for a return.
type TableSeen struct {
	Return    string       `json:"return"`
	Title     string       `json:"title"`
	HeaderRow int          `json:"header_row"`
	TwoRows   bool         `json:"two_rows"`
	Form      bool         `json:"form,omitempty"`
	Labels    []LabelSeen  `json:"labels,omitempty"` // of a form
	Columns   []ColumnSeen `json:"columns"`
	Missing   []MissedSeen `json:"missing"`
	Period    *string      `json:"period"`
	AsAt      *string      `json:"as_at"`
	Service   *string      `json:"service"`
	Facts     []FactSeen   `json:"facts"`

	Read    int            `json:"read"`
	Records int            `json:"records"`
	Skipped report.Skipped `json:"skipped"`
	Totals  []Remark       `json:"totals"`
	Remarks []Remark       `json:"remarks"` // rows of text below the records
	Notes   []Remark       `json:"notes"`
	Refused *string        `json:"refused"` // why it would be sent back for what stands around its rows
}

// ColumnSeen is a column with a title.
type ColumnSeen struct {
	Column  string  `json:"column"` // letters, or the number in a CSV
	Heading string  `json:"heading"`
	Field   *string `json:"field"`        // nil for one that is not part of the return
	Near    *string `json:"did_you_mean"` // the missing column that it may be meant for
}

// MissedSeen is a column of the return that isn't there.
type MissedSeen struct {
	Field    string  `json:"field"`
	Title    string  `json:"title"`
	Required bool    `json:"required"`
	Near     *string `json:"did_you_mean"` // the unknown heading that may be meant for it
}

// FactSeen is a labelled cell around the table.
type FactSeen struct {
	Name string `json:"name"`
	Cell string `json:"cell"`
	Text string `json:"text"`
}
