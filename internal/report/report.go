// Package report holds what a run found out: exceptions, row counts, measures
// and rule statuses, in the form of the JSON contract `winnow/report/v1`.
//
// Start reading at Report. An Exception is data, never a Go error. The package
// imports nothing of winnow but table's positions and judges nothing.
package report

// Schema names the version of the JSON form.
const Schema = "winnow/report/v1"

// Report is the result of one run or check.
type Report struct {
	Schema   string       `json:"schema"`
	Period   *string      `json:"period"` // as 2021-22-Q1; nil where none was given
	Files    []*File      `json:"files"`
	Measures []Measure    `json:"measures"`
	Rules    []RuleStatus `json:"rules"`
	Waivers  []Waiver     `json:"waivers"`
	Final    bool         `json:"final"` // the final run of a year

	SignedOff  *SignedOff `json:"signed_off,omitempty"`  // nil before the period is signed off
	ReturnsDue []Owed     `json:"returns_due,omitempty"` // how each return owed for the period stands; only of a period's report
}

// Owed is how one return owed by a service stands: a line of winnow status, as JSON.
type Owed interface{ MarshalJSON() ([]byte, error) }

// FileStatus is what became of a file.
type FileStatus string

// The statuses of a file. FileExceptions means at least one of severity error;
// queries and notes leave FileAccepted. Both publish their clean rows.
const (
	FileAccepted   FileStatus = "accepted"
	FileExceptions FileStatus = "exceptions"
	FileRefused    FileStatus = "refused"
	FileIgnored    FileStatus = "ignored"
)

// File is one file received.
type File struct {
	Path       string     `json:"path"`
	SHA256     string     `json:"sha256"`
	Status     FileStatus `json:"status"`
	Reason     *string    `json:"reason"`     // why it was refused or ignored
	Format     *string    `json:"format"`     // xlsx or csv, by content; nil where it is neither
	Encoding   *string    `json:"encoding"`   // of a CSV
	Delimiter  *string    `json:"delimiter"`  // of a CSV
	Exceptions *List      `json:"exceptions"` // findings that have no table
	Tables     []*Table   `json:"tables"`

	Purged bool   `json:"purged,omitempty"` // the original was deleted when its time to keep was over: no name, and exceptions are only counted
	Found  *Found `json:"found,omitempty"`  // of a purged file: the count of Exceptions

	Waits bool `json:"-"` // ignored, and stays in the inbox until somebody decides

	Trace string `json:"-"` // where winnow itself failed on the file, for the operator; it holds no cell values

	Raw []byte `json:"-"` // the file's JSON as WriteJSON wrote it in an earlier run; printed in place of the rest
}

// Table is one table found in a file: a submission.
type Table struct {
	Return     string  `json:"return"`
	Service    *string `json:"service"`
	Period     *string `json:"period"`
	AsAt       *string `json:"as_at"` // ISO date
	Sheet      *string `json:"sheet"` // nil for CSV
	HeaderRow  int     `json:"header_row"`
	Rows       Rows    `json:"rows"`
	Skipped    Skipped `json:"skipped"` // the reasons behind rows.skipped
	Exceptions *List   `json:"exceptions"`

	Waived []Waived `json:"waived"`          // what waivers let pass, by waiver
	Trials *List    `json:"trial"`           // what rules on trial found, for the operator: only of a check, nil in a run
	Found  *Found   `json:"found,omitempty"` // of a purged file: the count of Exceptions

	Explained int    `json:"explained,omitempty"` // how many of the queries rest on a reason that the service gave
	Reply     *Reply `json:"reply,omitempty"`     // what it changes of what was sent back; nil for a table that answers nothing
}

// Rows counts a table's rows: Read = Clean + HeldBack + Skipped, always. All four
// count the same unit: rows of the sheet, or what Unit says.
type Rows struct {
	Unit     string `json:"unit,omitempty"` // cells of a wide table, forms; "" for rows
	Read     int    `json:"read"`           // after the header down to the last that isn't blank
	Clean    int    `json:"clean"`
	HeldBack int    `json:"held_back"`
	Skipped  int    `json:"skipped"`
}

// Balanced says whether the reconciliation invariant holds.
func (r Rows) Balanced() bool { return r.Read == r.Clean+r.HeldBack+r.Skipped }

// The units of Rows beside rows.
const (
	UnitCells = "cells"
	UnitForms = "forms"
)

// Noun is the word for n of what is counted: row, cells, forms.
func (r Rows) Noun(n int) string {
	unit := r.Unit
	if unit == "" {
		unit = "rows"
	}
	if n == 1 {
		return unit[:len(unit)-1]
	}
	return unit
}

// Skipped counts rows that are no records, by reason.
type Skipped struct {
	Blank  int `json:"blank"`
	Header int `json:"repeated_header"`
	Total  int `json:"total"`
	Note   int `json:"note"`
}

// Sum returns the number of rows skipped.
func (s Skipped) Sum() int { return s.Blank + s.Header + s.Total + s.Note }

// Measure is one figure of a period, banded where it has a target.
type Measure struct {
	Measure         string            `json:"measure"`
	Title           string            `json:"title"`
	Return          string            `json:"return"`
	Period          *string           `json:"period"`
	AsAt            *string           `json:"as_at"`
	ValueKind       string            `json:"value_kind"`          // actual, to_date, forecast, projected, …
	Group           map[string]string `json:"group"`               // empty for an ungrouped measure
	Label           *string           `json:"label"`               // of a placeholder: "due", "cancelled"
	Value           *string           `json:"value"`               // exact decimal text
	InPeriod        *string           `json:"in_period,omitempty"` // of a figure over a window of several periods: what this one came to
	Unit            *string           `json:"unit"`                // count, percent, money, …
	Status          string            `json:"status"`              // final or provisional
	HeldBack        int               `json:"held_back"`
	Low             *string           `json:"low"` // nil also where a held-back row puts no bound on it
	High            *string           `json:"high"`
	Target          *string           `json:"target"`
	VariancePercent *string           `json:"variance_percent"` // two places, positive is better
	Band            *string           `json:"band"`             // nil for a measure that no bands file speaks of
}

// The words of Measure.Status.
const (
	Final       = "final"
	Provisional = "provisional"
)

// RuleState is how a rule ended in a run.
type RuleState string

// The states of a rule. Failed is a fault of the rule or its reference data,
// never the sender's.
const (
	RuleOK      RuleState = "ok"
	RuleIssues  RuleState = "issues"
	RuleSkipped RuleState = "skipped"
	RuleFailed  RuleState = "failed"
)

// RuleStatus is one rule of one return in a run.
type RuleStatus struct {
	Rule   string    `json:"rule"`
	Return string    `json:"return"`
	Status RuleState `json:"status"`
	Count  int       `json:"count"`
	Reason *string   `json:"reason"` // why skipped or failed
	Waived int       `json:"waived"` // exceptions that a waiver let pass, beside Count
	Trial  bool      `json:"trial"`  // on trial: counted, never sent
	// Elsewhere is why a rule that ran on one table was skipped on another.
	Elsewhere *string `json:"skipped_elsewhere,omitempty"`
}

// Ptr returns a pointer to s, or nil for the empty string.
func Ptr(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
