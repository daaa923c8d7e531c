package ledger

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var at = time.Date(2021, 7, 6, 9, 0, 0, 0, time.FixedZone("BST", 3600))

func fresh(t *testing.T) *Ledger {
	t.Helper()
	l, err := Open(filepath.Join(t.TempDir(), "winnow.db"), Options{New: true, ID: "ws", Now: at})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func begin(t *testing.T, l *Ledger) *Tx {
	t.Helper()
	tx, err := l.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := tx.Start(Run{Command: "run", At: at, Settings: "{}"}, RuleSet{"rules", "archive/rules/x.zip"}, func(id int64) string { return fmt.Sprint("run", id) }); err != nil {
		t.Fatal(err)
	}
	return tx
}

// submit takes in a table with some findings and decides it.
func submit(t *testing.T, tx *Tx, sum string, state State, keys ...string) int64 {
	t.Helper()
	must(t, tx.Receive(File{SHA256: sum, Ext: ".csv", Name: "inbox/" + sum + ".csv", Period: "2021-22-Q1"}, Arrival{SHA256: sum, Name: "inbox/" + sum + ".csv", Outcome: Taken}))
	id, err := tx.Submit(Submission{SHA256: sum, Name: "inbox/" + sum + ".csv", Return: "quits", Service: "stop", Period: "2021-22-Q1", Rows: Rows{3, 1, 1, 1}, Partial: "{}", Sketch: []byte{1}})
	must(t, err)
	f, err := tx.Find(id)
	must(t, err)
	for _, k := range keys {
		_, err := f.Add(Exception{Rule: "r", Kind: "k", Severity: "query", Key: k, Place: "A1", Value: "digest of " + sum})
		must(t, err)
	}
	must(t, f.Close())
	must(t, tx.Decide(id, state, "", 0))
	return id
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// TestCommitAndRollback: what a transaction wrote holds from its commit on, or not
// at all, and ids are not used up by what was given up.
func TestCommitAndRollback(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	submit(t, tx, "aa", Accepted)
	must(t, tx.Rollback())
	if all, err := l.Submissions(Filter{}); err != nil || len(all) != 0 {
		t.Fatalf("after a rollback: %v, %v", all, err)
	}
	tx = begin(t, l)
	id := submit(t, tx, "aa", Returned, "K1")
	must(t, tx.Commit())
	must(t, tx.Rollback()) // does nothing
	got, err := l.Submission(id)
	must(t, err)
	want := &Submission{ID: 1, SHA256: "aa", Run: 1, Name: "inbox/aa.csv", Return: "quits", Service: "stop", Period: "2021-22-Q1", Received: at, State: Returned,
		Stands: true, Rows: Rows{3, 1, 1, 1}, Partial: "{}", Sketch: []byte{1}, Open: 1}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	if damage, err := l.Damage(); err != nil || damage != nil {
		t.Errorf("damage %v, %v", damage, err)
	}
}

// TestFindingsOverTime: a correction keeps the beginning of what it did not mend,
// what it mended is fixed, and what is new begins with it.
func TestFindingsOverTime(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	first := submit(t, tx, "aa", Returned, "K1", "K2")
	must(t, tx.Commit())
	tx = begin(t, l)
	second := submit(t, tx, "bb", Returned, "K2", "K3")
	must(t, tx.Decide(first, Superseded, "corrected", second))
	must(t, tx.Follow(second, first))
	must(t, tx.Commit())
	states := func(id int64) map[string]string {
		all, err := l.Exceptions(id)
		must(t, err)
		out := map[string]string{}
		for _, e := range all {
			out[e.Key] = fmt.Sprintf("%s since %d", e.State, e.First)
		}
		return out
	}
	if diff := cmp.Diff(map[string]string{"K1": "fixed since 1", "K2": "open since 1"}, states(first)); diff != "" {
		t.Errorf("the first: -want +got:\n%s", diff)
	}
	if diff := cmp.Diff(map[string]string{"K2": "open since 1", "K3": "open since 2"}, states(second)); diff != "" {
		t.Errorf("the second: -want +got:\n%s", diff)
	}
	if stand, err := l.Standing("quits", "stop", "2021-22-Q1"); err != nil || len(stand) != 1 || stand[0].ID != second {
		t.Errorf("standing: %v, %v", stand, err)
	}
	if damage, err := l.Damage(); err != nil || damage != nil {
		t.Errorf("damage %v, %v", damage, err)
	}
}

// TestExplained: a submission is returned while anything is open and accepted after;
// the reason holds for later submissions while value and day allow.
func TestExplained(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	id := submit(t, tx, "aa", Returned, "K1")
	found, err := tx.Exceptions(id)
	must(t, err)
	sub, err := tx.Submission(id)
	must(t, err)
	must(t, tx.Explain(*sub, Explanation{Exception: found[0].ID, Reason: "so it is", Until: "2021-07-06", By: "Jo"}))
	must(t, tx.Settle("2021-22-Q1"))
	must(t, tx.Commit())
	if s, err := l.Submission(id); err != nil || s.State != Accepted || s.Open != 0 {
		t.Errorf("after the explanation: %+v, %v", s, err)
	}
	history, err := l.Transitions(id)
	must(t, err)
	var words []string
	for _, x := range history {
		words = append(words, string(x.State))
	}
	if diff := cmp.Diff([]string{"received", "returned", "accepted"}, words); diff != "" {
		t.Errorf("history -want +got:\n%s", diff)
	}
	tx = begin(t, l)
	if err := tx.Explain(*sub, Explanation{Exception: "unknown"}); err == nil {
		t.Error("what was not found was explained")
	}
	must(t, tx.Rollback())
	for _, c := range []struct {
		name, value string
		day         int
		open        int
	}{{"the same again", "digest of aa", 6, 0}, {"another value", "digest of bb", 6, 1}, {"past its day", "digest of aa", 7, 1}} {
		t.Run(c.name, func(t *testing.T) {
			tx := begin(t, l)
			defer tx.Rollback()
			tx.at = time.Date(2021, 7, c.day, 9, 0, 0, 0, time.UTC)
			later := submit(t, tx, "cc", Returned)
			f, err := tx.Find(later)
			must(t, err)
			_, err = f.Add(Exception{Rule: "r", Kind: "k", Severity: "query", Key: "K1", Value: c.value})
			must(t, err)
			must(t, f.Close())
			s, err := tx.Submission(later)
			must(t, err)
			must(t, tx.Rest(*s))
			if s, err = tx.Submission(later); err != nil || s.Open != c.open {
				t.Errorf("%d open, want %d; %v", s.Open, c.open, err)
			}
		})
	}
}

// TestAlike: several faults of one record by one rule are told apart, the same way
// each time.
func TestAlike(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	one, two := submit(t, tx, "aa", Returned, "K1", "K1", "K1"), submit(t, tx, "bb", Returned, "K1", "K1")
	a, err := tx.Exceptions(one)
	must(t, err)
	b, err := tx.Exceptions(two)
	must(t, err)
	ids := map[string]bool{}
	for _, e := range a {
		ids[e.ID] = true
	}
	if len(ids) != 3 || !ids[b[0].ID] || !ids[b[1].ID] {
		t.Errorf("ids of the first %v, of the second %v", a, b)
	}
	must(t, tx.Rollback())
}

// TestNewerAndOlder: a newer ledger is refused, by readers too; an older one is
// brought up to date, and a copy of it as it was stays beside it.
func TestNewerAndOlder(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	submit(t, tx, "aa", Accepted)
	must(t, tx.Commit())
	path := l.Path()
	known := migrations
	t.Cleanup(func() { migrations = known })
	must(t, l.Close())

	migrations = append(migrations[:len(migrations):len(migrations)], "ALTER TABLE file ADD COLUMN later TEXT NOT NULL DEFAULT 'x'")
	if _, err := OpenReader(path); err == nil || !strings.Contains(err.Error(), "older winnow") {
		t.Errorf("reading an older ledger: %v", err)
	}
	newer, err := Open(path, Options{})
	must(t, err)
	var later string
	must(t, newer.db.QueryRow("SELECT later FROM file").Scan(&later))
	must(t, newer.Close())
	old, err := sql.Open("sqlite", fmt.Sprintf("%s.v%d.bak", path, len(known)))
	must(t, err)
	var n int
	must(t, old.QueryRow("SELECT count(*) FROM submission").Scan(&n))
	if err := old.QueryRow("SELECT later FROM file").Scan(&later); err == nil || n != 1 {
		t.Errorf("the copy holds %d submissions and the new column: %v", n, err)
	}
	must(t, old.Close())

	migrations = known
	var refused *NewerError
	if _, err := Open(path, Options{}); !errors.As(err, &refused) {
		t.Errorf("opening a newer ledger: %v", err)
	}
	if _, err := OpenReader(path); !errors.As(err, &refused) {
		t.Errorf("reading a newer ledger: %v", err)
	}
}

// TestOpenRefuses what is missing, another program's, or no database at all.
func TestOpenRefuses(t *testing.T) {
	dir := t.TempDir()
	if _, err := Open(filepath.Join(dir, "none.db"), Options{}); !errors.Is(err, ErrMissing) {
		t.Errorf("a missing ledger: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("looking for a ledger made one")
	}
	other := filepath.Join(dir, "other.db")
	db, err := sql.Open("sqlite", other)
	must(t, err)
	_, err = db.Exec("CREATE TABLE x (y); PRAGMA user_version = 1")
	must(t, errors.Join(err, db.Close()))
	if _, err := Open(other, Options{}); err == nil || !strings.Contains(err.Error(), "another program") {
		t.Errorf("another program's database: %v", err)
	}
	text := filepath.Join(dir, "text.db")
	must(t, os.WriteFile(text, []byte(strings.Repeat("no database ", 500)), 0o644))
	if _, err := Open(text, Options{}); err == nil {
		t.Error("a text was opened as a ledger")
	}
}

// TestReadersSeeOnlyCommits, and don't wait for a run that is at work.
func TestReadersSeeOnlyCommits(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	submit(t, tx, "aa", Accepted)
	r, err := OpenReader(l.Path())
	must(t, err)
	defer r.Close()
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	if all, err := r.Submissions(Filter{}); err != nil || len(all) != 0 || ctx.Err() != nil {
		t.Errorf("before the commit a reader sees %v, %v", all, err)
	}
	must(t, tx.Commit())
	if all, err := r.Submissions(Filter{}); err != nil || len(all) != 1 {
		t.Errorf("after the commit a reader sees %v, %v", all, err)
	}
	to := filepath.Join(t.TempDir(), "copy.db")
	must(t, r.Backup(to))
	c, err := OpenReader(to)
	must(t, err)
	defer c.Close()
	if all, err := c.Submissions(Filter{}); err != nil || len(all) != 1 {
		t.Errorf("the copy holds %v, %v", all, err)
	}
}

// TestDamage finds what only something else can have done to a ledger.
func TestDamage(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	submit(t, tx, "aa", Accepted)
	submit(t, tx, "bb", Refused)
	must(t, tx.Commit())
	for _, harm := range []string{
		"UPDATE submission SET stands = 1, state = 'accepted' WHERE sha256 = 'bb'",
		"PRAGMA foreign_keys = 0; DELETE FROM file WHERE sha256 = 'aa'",
		"UPDATE submission SET rows_read = 99 WHERE sha256 = 'aa'",
	} {
		before, err := l.Damage()
		must(t, err)
		_, err = l.db.Exec(harm)
		must(t, err)
		if after, err := l.Damage(); err != nil || len(after) <= len(before) {
			t.Errorf("%s: found %v, %v", harm, after, err)
		}
	}
}

func BenchmarkFind(b *testing.B) {
	l, err := Open(filepath.Join(b.TempDir(), "winnow.db"), Options{New: true, Now: at})
	if err != nil {
		b.Fatal(err)
	}
	defer l.Close()
	tx, err := l.Begin(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	defer tx.Rollback()
	if err := tx.Start(Run{Command: "run", At: at}, RuleSet{"r", ""}, func(int64) string { return "" }); err != nil {
		b.Fatal(err)
	}
	if err := tx.Receive(File{SHA256: "aa"}, Arrival{SHA256: "aa"}); err != nil {
		b.Fatal(err)
	}
	id, err := tx.Submit(Submission{SHA256: "aa"})
	if err != nil {
		b.Fatal(err)
	}
	f, err := tx.Find(id)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	n := 0
	for b.Loop() {
		if _, err := f.Add(Exception{Rule: "date.type", Kind: "type-error", Severity: "error", Key: fmt.Sprint("LLB", n), Place: fmt.Sprint("J", n)}); err != nil {
			b.Fatal(err)
		}
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "findings/s")
}
