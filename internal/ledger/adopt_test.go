package ledger

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAdopt: a submission is recorded under the id that it has elsewhere, with its
// findings as they were; new ones get ids that nobody states.
func TestAdopt(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	must(t, tx.Reserve())
	must(t, tx.Reserve()) // again it changes nothing
	must(t, tx.Receive(File{SHA256: "aa"}, Arrival{SHA256: "aa", Outcome: Taken}))
	must(t, tx.Adopt(Submission{ID: 7, SHA256: "aa", Return: "quits", Partial: "{}"}, []WaiverUse{{Submission: 7, Rule: "w", Until: "2022-01-01", Count: 2}}))
	ended := []Exception{
		{Submission: 7, ID: "e1", Rule: "r", Severity: "query", State: ExceptionFixed, First: 3, Ended: 9},
		{Submission: 7, ID: "e2", Rule: "r", Severity: "query", State: ExceptionOpen, First: 9},
	}
	must(t, tx.Decide(7, Returned, "", 0))
	if err := tx.AdoptFindings(7, ended[:1]); err == nil {
		t.Error("a finding first made in a submission that isn't there was recorded")
	}
	must(t, tx.Rollback())

	tx = begin(t, l)
	must(t, tx.Reserve())
	must(t, tx.Receive(File{SHA256: "aa"}, Arrival{SHA256: "aa", Outcome: Taken}))
	must(t, tx.Adopt(Submission{ID: 7, SHA256: "aa", Return: "quits", Partial: "{}"}, []WaiverUse{{Submission: 7, Rule: "w", Until: "2022-01-01", Count: 2}}))
	ended[0].First = 7
	must(t, tx.AdoptFindings(7, ended))
	must(t, tx.AdoptFindings(7, ended)) // judged again it is the same
	must(t, tx.Decide(7, Returned, "", 0))
	if id := submit(t, tx, "bb", Accepted); id <= 1<<30 {
		t.Errorf("a new submission has the id %d, which a later one may state", id)
	}
	must(t, tx.Commit())
	s, err := l.Submission(7)
	must(t, err)
	if s.State != Returned || s.Open != 2 {
		t.Errorf("%s with %d open, want returned with 2: what a later run ended is open", s.State, s.Open)
	}
	used, err := l.WaiversUsed(7)
	must(t, err)
	if len(used) != 1 || used[0].Count != 2 {
		t.Errorf("waivers used: %v", used)
	}
	all, err := l.AllTransitions()
	must(t, err)
	var words []string
	for _, m := range all {
		words = append(words, string(m.State))
	}
	if diff := cmp.Diff([]string{"received", "returned", "received", "accepted"}, words); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestStartAgain: a run that is made again has the number that it had.
func TestStartAgain(t *testing.T) {
	l := fresh(t)
	tx, err := l.Begin(t.Context())
	must(t, err)
	must(t, tx.Start(Run{ID: 5, Command: "run", At: at}, RuleSet{SHA256: "rules"}, func(id int64) string { return "name" }))
	must(t, tx.Commit())
	r, err := l.Run(5)
	must(t, err)
	if r == nil || r.Name != "name" || tx.RunID() != 5 {
		t.Errorf("%+v", r)
	}
}

func TestOutputs(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	must(t, tx.Output("reports/p/report.json", "one"))
	must(t, tx.Output("published/manifest.json", "one"))
	must(t, tx.Commit())
	tx = begin(t, l)
	must(t, tx.Output("reports/p/report.json", "two"))
	must(t, tx.Output(".winnow/files/x.json", "x"))
	must(t, tx.Forget(".winnow/files/x.json"))
	must(t, tx.Commit())
	got, err := l.Outputs()
	must(t, err)
	want := []Output{{"published/manifest.json", 1, "one"}, {"reports/p/report.json", 2, "two"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
	sets, err := l.RuleSets()
	must(t, err)
	if diff := cmp.Diff([]RuleSet{{"rules", "archive/rules/x.zip"}}, sets); diff != "" {
		t.Errorf("-want +got:\n%s", diff)
	}
}

// TestReceiveAgain: content that came under two names lies in the archive under the
// first; deleted and received again, under the new one.
func TestReceiveAgain(t *testing.T) {
	l := fresh(t)
	come := func(ext string) {
		t.Helper()
		tx := begin(t, l)
		must(t, tx.Receive(File{SHA256: "aa", Ext: ext, Name: "inbox/a" + ext}, Arrival{SHA256: "aa", Outcome: Taken}))
		must(t, tx.Commit())
	}
	ext := func() string {
		t.Helper()
		f, err := l.File("aa")
		must(t, err)
		return f.Ext
	}
	come(".csv")
	if come(".txt"); ext() != ".csv" {
		t.Errorf("extension %q, want the first", ext())
	}
	tx := begin(t, l)
	must(t, tx.Purge("aa"))
	must(t, tx.Commit())
	if come(".txt"); ext() != ".txt" {
		t.Errorf("extension %q, want the one that it came back with", ext())
	}
}
