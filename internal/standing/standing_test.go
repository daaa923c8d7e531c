package standing

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/rules"
)

var q1 = period.Period{Kind: period.Quarter, Year: 2021, Number: 1}

// made writes submissions into a new ledger, each in its state, received at the
// given time, and closes a period where asked.
func made(t *testing.T, at time.Time, closed string, all ...ledger.Submission) *ledger.Ledger {
	t.Helper()
	l, err := ledger.Open(filepath.Join(t.TempDir(), "winnow.db"), ledger.Options{New: true, ID: "x", Now: at})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	tx, err := l.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(tx.Start(ledger.Run{Command: "run", At: at}, ledger.RuleSet{SHA256: "r"}, func(int64) string { return "1" }))
	for _, s := range all {
		must(tx.Receive(ledger.File{SHA256: s.SHA256, Name: s.Name}, ledger.Arrival{SHA256: s.SHA256, Name: s.Name, Outcome: ledger.Taken}))
		id, err := tx.Submit(s)
		must(err)
		must(tx.Decide(id, s.State, "", 0))
	}
	if closed != "" {
		must(tx.PutPeriod(ledger.Period{Period: closed, Closed: tx.RunID()}))
	}
	must(tx.Commit())
	return l
}

func set() *rules.Set {
	visits := rules.Due{Return: "visits", Service: "a", PeriodKind: period.Quarter, DueAfterDays: 28, MissingAfterDays: 28, RemindBeforeDays: 7}
	calls := visits
	calls.Return = "calls"
	return &rules.Set{Due: []rules.Due{visits, calls}}
}

// A file that comes at half past eleven at night by Greenwich is the next day's in
// a British summer, and with it late.
func TestLines(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	at := time.Date(2021, 7, 28, 23, 30, 0, 0, time.UTC)
	l := made(t, at, "2021-22-Q1",
		ledger.Submission{SHA256: "aa", Name: "a/sub/visits.csv", Return: "visits", Service: "a", Period: "2021-22-Q1", State: ledger.Accepted},
		ledger.Submission{SHA256: "bb", Name: "calls.csv", Return: "calls", Service: "a", Period: "2021-22-Q1", Span: "2021-M05", State: ledger.Checked})
	type line struct {
		Return   string
		State    due.State
		Late     int
		ID, File string
		Received string
		Closed   bool
	}
	var got []line
	lines, err := Lines(&l.Book, set(), q1, at.In(london))
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range lines {
		got = append(got, line{x.Return, x.State, x.DaysLate, x.Submission, x.File, x.Received.Format(time.RFC3339), x.Closed})
	}
	want := []line{
		{"visits", due.Accepted, 1, "1", "visits.csv", "2021-07-29T00:30:00+01:00", true},
		{"calls", due.Partial, 1, "2", "calls.csv", "2021-07-29T00:30:00+01:00", true},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Before the first run there is no ledger, and everything is still to come.
func TestLinesWithoutLedger(t *testing.T) {
	lines, err := Lines(nil, set(), q1, time.Date(2021, 7, 29, 9, 0, 0, 0, time.UTC))
	if err != nil || len(lines) != 2 || lines[0].State != due.Late {
		t.Errorf("%+v, %v", lines, err)
	}
}

// A part of a period that nobody can read is an error, and not a return that seems missing.
func TestLinesUnreadable(t *testing.T) {
	at := time.Date(2021, 7, 28, 9, 0, 0, 0, time.UTC)
	l := made(t, at, "", ledger.Submission{SHA256: "aa", Return: "visits", Service: "a", Period: "2021-22-Q1", Span: "2021-22-Q9", State: ledger.Accepted})
	if lines, err := Lines(&l.Book, set(), q1, at); err == nil {
		t.Errorf("no error, and %+v", lines)
	}
	l = made(t, at, "someday")
	if lines, err := Lines(&l.Book, set(), q1, at); err == nil {
		t.Errorf("no error, and %+v", lines)
	}
}
