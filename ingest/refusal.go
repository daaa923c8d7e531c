package ingest

import (
	"errors"
	"fmt"

	"winnow/internal/report"
)

// Refusal says why a file cannot be used and what its sender should do. It
// carries sheet names and row numbers but no cell values.
type Refusal struct {
	Kind   string // a report.Kind constant
	Reason string // lower case, short: "password-protected", "damaged: …"
	Fix    string // one or two whole sentences

	again   bool // reading the file once more would not refuse it
	convert bool // a spreadsheet of another format, which can be made an .xlsx
}

// ErrAgain is what a refusal is, by errors.Is, when the pass that it ended has
// found out what the reader must know from the start, such as merged ranges,
// which a worksheet names behind its cells. Match and Read of the same File then
// succeed, unless there is something else.
var ErrAgain = errors.New("the sheet must be read again from its start")

// Is says whether target is ErrAgain and the refusal is one for this pass only.
func (r *Refusal) Is(target error) bool { return target == ErrAgain && r.again }

// Error returns the reason.
func (r *Refusal) Error() string { return r.Reason }

const (
	fixSaveAs   = "In Excel choose File, Save As, and pick Excel Workbook (*.xlsx); then send that file."
	fixDamaged  = "Open the file in Excel, check that every row is there, save it under a new name as Excel Workbook (*.xlsx) and send that. If it does not open, ask for the original again."
	fixDamagedC = "Open the file in Excel, check that every row is there, save it again as CSV UTF-8 and send that. If it does not open, ask for the original again."
	fixTooLarge = "Send only the table: copy its cells into a new workbook and save it as Excel Workbook (*.xlsx), or save it as CSV UTF-8."
)

func refuseFormat(reason, fix string) *Refusal {
	return &Refusal{Kind: report.KindFormat, Reason: reason, Fix: fix}
}

// refuseConvertible refuses a spreadsheet in a format that is not read.
func refuseConvertible(reason, fix string) *Refusal {
	return &Refusal{Kind: report.KindFormat, Reason: reason, Fix: fix, convert: true}
}

func refuseSource(reason, fix string) *Refusal {
	return &Refusal{Kind: report.KindSource, Reason: reason, Fix: fix}
}

// damaged refuses a workbook. where names the part, what happened follows it.
func damaged(where, format string, args ...any) *Refusal {
	return refuseSource("damaged: "+where+" "+fmt.Sprintf(format, args...), fixDamaged)
}

// tooLarge refuses a file that passes a limit.
func tooLarge(format string, args ...any) *Refusal {
	return refuseSource("too large: "+fmt.Sprintf(format, args...), fixTooLarge)
}
