package main

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/metrics"
)

// TestLedgerFigures counts over a ledger with submissions of two periods, one of
// which stands with points open, one of which was refused before it was recognised.
func TestLedgerFigures(t *testing.T) {
	now := time.Date(2021, 7, 6, 8, 0, 0, 0, time.UTC)
	l, err := ledger.Open(filepath.Join(t.TempDir(), "winnow.db"), ledger.Options{New: true, Now: now})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	tx, err := l.Begin(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer tx.Rollback()
	if err := tx.Start(ledger.Run{Command: "run", At: now}, ledger.RuleSet{SHA256: "r"}, func(int64) string { return "01" }); err != nil {
		t.Fatal(err)
	}
	for i, s := range []struct {
		ledger.Submission
		state ledger.State
	}{
		{ledger.Submission{Return: "smoking_quits", Period: "2021-22-Q1", Rows: ledger.Rows{Read: 6, Clean: 3, HeldBack: 2, Skipped: 1}}, ledger.Returned},
		{ledger.Submission{Return: "smoking_quits", Period: "2021-22-Q1", Service: "other"}, ledger.Checked},
		{ledger.Submission{Period: "2021-22-Q1"}, ledger.Refused},
		{ledger.Submission{Return: "smoking_quits", Period: "2020-21-Q4", Rows: ledger.Rows{Read: 9, Clean: 9}}, ledger.Accepted},
	} {
		s.SHA256 = fmt.Sprint(i)
		submit(t, tx, s.Submission, s.state)
	}
	if err := tx.Post(ledger.Mail{State: ledger.MailQueued, MessageID: "m"}); err != nil {
		t.Fatal(err)
	}
	if err := tx.Commit(); err != nil {
		t.Fatal(err)
	}
	got, err := ledgerFigures(l.Book, "2021-22-Q1", []due.Line{{Return: "smoking_quits", State: due.Returned}, {State: due.Extra}})
	if err != nil {
		t.Fatal(err)
	}
	want := metrics.Figures{
		Version: version, Schema: ledger.Version(),
		Submissions: []metrics.Submissions{{Return: "smoking_quits", State: "returned", Count: 1}, {Return: "smoking_quits", State: "checked", Count: 1}, {Return: unrecognised, State: "refused", Count: 1}},
		Exceptions:  []metrics.Exceptions{{Return: "smoking_quits", Severity: "error", Open: 2}, {Return: "smoking_quits", Severity: "query", Open: 1}},
		Rows:        []metrics.Rows{{Return: "smoking_quits", Clean: 3, HeldBack: 2, Skipped: 1}},
		Due:         []metrics.Due{{Return: "smoking_quits", State: "returned", Count: 1}, {Return: unrecognised, State: "extra", Count: 1}},
		Mails:       []metrics.Mails{{State: "draft"}, {State: "queued", Count: 1}, {State: "sending"}, {State: "sent"}, {State: "failed"}, {State: "cancelled"}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if err := metrics.Write(filepath.Join(t.TempDir(), "winnow.prom"), got); err != nil {
		t.Error(err)
	}
}

// submit records a submission in a state with two errors of one rule and a query.
func submit(t *testing.T, tx *ledger.Tx, s ledger.Submission, state ledger.State) {
	t.Helper()
	if err := tx.Receive(ledger.File{SHA256: s.SHA256}, ledger.Arrival{SHA256: s.SHA256, Outcome: ledger.Taken}); err != nil {
		t.Fatal(err)
	}
	id, err := tx.Submit(s)
	if err != nil {
		t.Fatal(err)
	}
	find, err := tx.Find(id)
	if err != nil {
		t.Fatal(err)
	}
	defer find.Close()
	for _, e := range []ledger.Exception{{Rule: "a", Severity: "error", Key: "1"}, {Rule: "a", Severity: "error", Key: "2"}, {Rule: "b", Severity: "query", Key: "1"}} {
		if _, err := find.Add(e); err != nil {
			t.Fatal(err)
		}
	}
	if err := tx.Decide(id, state, "", 0); err != nil {
		t.Fatal(err)
	}
}
