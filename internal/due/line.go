package due

import (
	"cmp"
	"encoding/json"
	"slices"
	"time"

	"winnow/internal/period"
	"winnow/rules"
)

// State is how a line stands, as JSON has it.
type State string

// The states. A line has exactly one.
const (
	NotDue   State = "not_due"  // the period is not over, or reminders have not begun
	Due      State = "due"      // the period is over and the due date is not past
	Received State = "received" // here, and nobody has decided on it
	Returned State = "returned" // here, clean rows published, with points still open
	Accepted State = "accepted" // here, with nothing open
	Late     State = "late"     // the due date is past and nothing that can be used is here
	Missing  State = "missing"  // late for so long, or not here when the period was closed
	Partial  State = "partial"  // some of its parts are here: two months of a quarter
	Extra    State = "extra"    // here, and nobody owes it
)

// States lists every state in the order in which summaries count them.
var States = []State{Accepted, Returned, Received, Partial, Due, NotDue, Late, Missing, Extra}

// Words is the state as people read it: "not due".
func (s State) Words() string {
	if s == NotDue {
		return "not due"
	}
	return string(s)
}

// Line says how one return of one service stands for one period.
type Line struct {
	Return, Title        string
	Service, ServiceName string // "" where an extra submission's service is not certain
	Period               period.Period
	Due                  period.Date // the last day on which it is in time; of no meaning for Extra
	RemindFrom           period.Date // first day of state Due and of reminders
	MissingFrom          period.Date // first day of state Missing
	State                State
	Open                 int       // points still to correct or explain; 0 where nothing is here
	DaysLate             int       // days between the due date and the day it first came, or today; 0 where it is not late
	Submission           string    // number in the ledger: of several the last, with open points where there are any; "" where nothing is here
	Received             time.Time // when that came; zero where nothing is here
	File                 string    // its name
	Closed               bool      // the period is signed off
	Note                 string    // what else there is to say, as a sentence without capital and full stop
}

// Overdue says whether the due date is past and the return is not all here, or
// the period is closed without it.
func (l Line) Overdue() bool {
	return l.State == Late || l.State == Missing || l.State == Partial && (l.DaysLate > 0 || l.Closed)
}

// expected is the line of a row for a period, as yet without a state.
func (q Question) expected(d rules.Due, p period.Period) Line {
	l := Line{Return: d.Return, Service: d.Service, Period: p, Due: p.End().AddDays(d.DueAfterDays)}
	l.Title, l.ServiceName = q.title(d.Return), q.serviceName(d.Service)
	l.RemindFrom = min(max(p.End().AddDays(1), l.Due.AddDays(-d.RemindBeforeDays)), l.Due)
	l.MissingFrom = l.Due.AddDays(d.MissingAfterDays + 1)
	l.Closed = slices.ContainsFunc(q.Closed, p.Within)
	return l
}

func (q Question) title(ret string) string {
	if r := q.Rules.Return(ret); r != nil {
		return cmp.Or(r.Title, ret)
	}
	return ret
}

func (q Question) serviceName(service string) string {
	for _, s := range q.Rules.Services {
		if s.Service == service {
			return cmp.Or(s.Name, service)
		}
	}
	return service
}

// MarshalJSON writes the line as report.json and status have it: unset keys are
// null, dates ISO, `received` with the time and its offset.
func (l Line) MarshalJSON() ([]byte, error) {
	out := struct {
		Return      string  `json:"return"`
		Title       string  `json:"title"`
		Service     *string `json:"service"`
		ServiceName *string `json:"service_name"`
		Period      *string `json:"period"`
		Due         *string `json:"due"`
		RemindFrom  *string `json:"remind_from"`
		MissingFrom *string `json:"missing_from"`
		State       State   `json:"state"`
		Open        *int    `json:"open"`
		DaysLate    *int    `json:"days_late"`
		Submission  *string `json:"submission"`
		Received    *string `json:"received"`
		File        *string `json:"file"`
		Closed      bool    `json:"closed"`
		Note        *string `json:"note"`
	}{Return: l.Return, Title: l.Title, Service: set(l.Service), ServiceName: set(l.ServiceName), Period: set(l.Period.String()),
		State: l.State, Submission: set(l.Submission), File: set(l.File), Closed: l.Closed, Note: set(l.Note)}
	if l.State != Extra {
		out.Due, out.RemindFrom, out.MissingFrom = set(l.Due.String()), set(l.RemindFrom.String()), set(l.MissingFrom.String())
	}
	if l.Submission != "" {
		out.Open, out.Received = &l.Open, set(l.Received.Format(time.RFC3339))
	}
	if l.DaysLate > 0 {
		out.DaysLate = &l.DaysLate
	}
	return json.Marshal(out)
}

// set is a text for JSON, nil for none.
func set(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
