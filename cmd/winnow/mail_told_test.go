package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/internal/ledger"
)

// TestMailsAreToldOfAsTheyEnded: log and metrics of a run speak of its mails as they
// were when it ended, not as they were queued.
func TestMailsAreToldOfAsTheyEnded(t *testing.T) {
	p := openPostOffice(t)
	p.set("550 no such user", nil)
	dir := mailWorkspace(t, p)
	f, err := os.OpenFile(filepath.Join(dir, "winnow.yaml"), os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.WriteString("metrics: winnow.prom\nlog: {file: winnow.log, format: json}\n")
	must(t, err)
	must(t, f.Close())
	run(t, dir)
	figures, err := os.ReadFile(filepath.Join(dir, "winnow.prom"))
	must(t, err)
	for state, want := range map[string]string{"queued": "0", "failed": "13"} {
		if line := `winnow_mails{state="` + state + `",workspace="` + filepath.Base(dir) + `"} ` + want; !strings.Contains(string(figures), line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
	log, err := os.ReadFile(filepath.Join(dir, "winnow.log"))
	must(t, err)
	if n := strings.Count(string(log), "no such user"); n != 13 {
		t.Errorf("the log tells of %d mails that were not sent, not of 13", n)
	}
}

// TestABrokenOffMailKeepsItsReason: a server that breaks off is told of as such, and
// the next run neither sends the mail again nor says that winnow ended. It is one
// mail in each run that is put at risk so.
func TestABrokenOffMailKeepsItsReason(t *testing.T) {
	p := openPostOffice(t)
	p.drops = true
	dir := mailWorkspace(t, p)
	run(t, dir)
	if states := mailsIn(t, dir); states[ledger.MailSending] != 1 || states[ledger.MailQueued] != 12 {
		t.Fatalf("the ledger has %v", states)
	}
	out, err := winnowProcess("run", "-w", dir).CombinedOutput()
	if err != nil || strings.Contains(string(out), "winnow ended") {
		t.Errorf("the run after: %v\n%s", err, out)
	}
	if states := mailsIn(t, dir); states[ledger.MailSending] != 2 || states[ledger.MailQueued] != 11 {
		t.Errorf("after another run the ledger has %v", states)
	}
	r, err := ledger.OpenReader(filepath.Join(dir, "winnow.db"))
	must(t, err)
	defer r.Close()
	mails, err := r.Mails()
	must(t, err)
	for _, m := range mails {
		if m.State == ledger.MailSending && !strings.Contains(m.Reason, "broke the connection off") {
			t.Errorf("mail %d: %s", m.ID, m.Reason)
		}
	}
	p.received(t)
}
