package ledger

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestPurge leaves the tombstone and no name or key.
func TestPurge(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	id := submit(t, tx, "aa", Returned, "secret-key")
	must(t, tx.Commit())
	tx = begin(t, l)
	must(t, tx.Purge("aa"))
	must(t, tx.Commit())
	f, err := l.File("aa")
	must(t, err)
	if f == nil || !f.Purged.Equal(at) || f.Name != "" {
		t.Errorf("tombstone %+v", f)
	}
	if e, err := l.Exceptions(id); err != nil || e[0].Key != "" || e[0].Place != "" || e[0].Rule != "r" {
		t.Errorf("finding %+v, %v", e, err)
	}
	if s, err := l.Submission(id); err != nil || s.Name != "" || s.Sketch != nil || s.Rows.Read != 3 {
		t.Errorf("submission %+v, %v", s, err)
	}
}

// TestPurgeForgets: what could lead back to a person goes from every table, and from
// the file itself; what others share with it stays.
func TestPurgeForgets(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	id := submit(t, tx, "aa", Returned, "Jo Example", "Shared Key")
	other := submit(t, tx, "bb", Checked, "Shared Key")
	must(t, tx.Decide(other, Checked, "accepted before, as inbox/aa.csv: no correction of it", 0))
	found, err := tx.Exceptions(id)
	must(t, err)
	sub, err := tx.Submission(id)
	must(t, err)
	must(t, tx.Commit())
	for _, e := range found {
		tx, err = l.Begin(t.Context())
		must(t, err)
		settings := `{"answer":{"submission":1,"exception":"` + e.ID + `","reason":"because of ` + e.Key + `","until":"2022-01-01","by":"Pat ` + e.Key + `"}}`
		must(t, tx.Start(Run{Command: "answer", At: at, Settings: settings}, RuleSet{"rules", "archive/rules/x.zip"}, func(id int64) string { return fmt.Sprint("run", id) }))
		must(t, tx.Explain(*sub, Explanation{Exception: e.ID, Reason: "because of " + e.Key, Until: "2022-01-01", By: "Pat " + e.Key}))
		must(t, tx.Commit())
	}
	tx = begin(t, l)
	for _, key := range []string{"Jo Example", "Another"} {
		must(t, tx.UseWaiver(WaiverUse{Submission: id, Rule: "r", Key: key, Until: "2022-01-01", Count: 2}))
	}
	must(t, tx.Write(Letter{Submission: id, Kind: LetterMail, Path: "outbox/stop/2021-22-Q1/aa Jo Example.eml", Digest: "d"}))
	must(t, tx.Post(Mail{Submission: id, Kind: "receipt", MessageID: "<1>", Path: "outbox/stop/2021-22-Q1/aa Jo Example.eml", State: MailDraft}))
	must(t, tx.Commit())

	tx = begin(t, l)
	letters, err := tx.Letters(id)
	must(t, err)
	must(t, tx.PurgeLetter(letters[0]))
	must(t, tx.Purge("aa"))
	must(t, tx.Purge("aa")) // changes nothing more
	must(t, tx.Unpublish(id))
	must(t, tx.Commit())

	used, err := l.WaiversUsed(id)
	if err != nil || len(used) != 1 || used[0].Count != 4 || used[0].Key != "" {
		t.Errorf("waivers used: %+v, %v", used, err)
	}
	reasons, err := l.Explanations("quits", "stop")
	if err != nil || len(reasons) != 2 {
		t.Fatalf("%+v, %v", reasons, err)
	}
	for _, e := range reasons {
		if kept := strings.Contains(e.Reason, "Shared"); kept != (e.By != "") || kept != (e.Value != "") {
			t.Errorf("explanation %+v", e)
		}
	}
	if s, err := l.Submission(other); err != nil || s.Reason != "accepted before, as a file that has since been deleted: no correction of it" {
		t.Errorf("reason %q, %v", s.Reason, err)
	}
	runs, err := l.Runs()
	must(t, err)
	for _, r := range runs {
		want := `{"answer":{"submission":1,"exception":"` + alone(found).ID + `","reason":"","until":"2022-01-01"}}`
		if strings.Contains(r.Settings, alone(found).ID) && r.Settings != want {
			t.Errorf("settings %s, want %s", r.Settings, want)
		}
	}
	if m, err := l.MailsOf(id); err != nil || m[0].State != MailCancelled || m[0].Path != "outbox/stop/2021-22-Q1/" {
		t.Errorf("mail %+v, %v", m, err)
	}
	if left, err := l.AllLetters(); err != nil || len(left) != 0 {
		t.Errorf("letters %+v, %v", left, err)
	}
	if damage, err := l.Damage(); err != nil || len(damage) > 0 {
		t.Errorf("damage %q, %v", damage, err)
	}
	must(t, l.Close())
	raw, err := os.ReadFile(l.Path())
	must(t, err)
	for _, gone := range []string{"Jo Example", "inbox/aa.csv"} {
		if strings.Contains(string(raw), gone) {
			t.Errorf("%q is still in the file", gone)
		}
	}
}

// alone is the finding that no other file has.
func alone(all []Exception) Exception {
	for _, e := range all {
		if e.Key == "Jo Example" {
			return e
		}
	}
	return Exception{}
}

// TestRevive: an original that comes again is no tombstone any more.
func TestRevive(t *testing.T) {
	l := fresh(t)
	tx := begin(t, l)
	submit(t, tx, "aa", Accepted)
	must(t, tx.Revive("aa", "inbox/x.csv", ".csv")) // it wasn't deleted
	must(t, tx.Commit())
	tx = begin(t, l)
	must(t, tx.Purge("aa"))
	must(t, tx.Revive("aa", "inbox/again.csv", ".csv"))
	must(t, tx.Commit())
	if f, err := l.File("aa"); err != nil || f.Name != "inbox/again.csv" || f.Ext != ".csv" || !f.Purged.IsZero() {
		t.Errorf("%+v, %v", f, err)
	}
}
