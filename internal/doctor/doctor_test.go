package doctor

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/gofrs/flock"

	"winnow/internal/ledger"
	"winnow/internal/workspace"
)

const countsRules = "winnow: v1\nreturn: counts\nfields:\n  - {name: n, title: People, type: integer}\n"

// sound makes a workspace in which nothing is wrong, with a ledger.
func sound(t *testing.T) string {
	t.Helper()
	root := filepath.Join(t.TempDir(), "ws")
	err := workspace.Create(root, workspace.Contents{
		Rules: fstest.MapFS{"counts.yaml": {Data: []byte(countsRules)}, "services.csv": {Data: []byte("service,name,contact,email\nfinance,Finance,,f@council.example\n")}},
		Key:   []byte("key"), Period: "2021-22-Q1",
	})
	if err != nil {
		t.Fatal(err)
	}
	w, err := workspace.Open(t.Context(), root, workspace.Options{Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return root
}

// settings puts lines into a workspace's winnow.yaml.
func settings(t *testing.T, root, lines string) {
	write(t, filepath.Join(root, workspace.ConfigFile), "winnow: v1\n"+lines)
}

func TestExamine(t *testing.T) {
	for _, c := range []struct {
		name  string
		spoil func(t *testing.T, root string)
		check string // "" where all is well
		state State
		want  string
		cause Cause
	}{
		{"all is well", func(*testing.T, string) {}, "", OK, "", None},
		{"unknown key", func(t *testing.T, root string) { settings(t, root, "peroid: 2021-22-Q1\n") }, "settings", Fault, "peroid", Settings},
		{"bad zone", func(t *testing.T, root string) { settings(t, root, "timezone: Europe/Derby\n") }, "settings", Fault, "Europe/Derby", Settings},
		{"bad mail", func(t *testing.T, root string) { settings(t, root, "mail: {from: nobody}\n") }, "settings", Fault, "mail: from", Settings},
		{"no inbox", func(t *testing.T, root string) { remove(t, root, "inbox") }, "folders", Fault, "inbox is not there", Job},
		{"a file for a folder", func(t *testing.T, root string) {
			remove(t, root, "outbox")
			write(t, filepath.Join(root, "outbox"), "")
		}, "folders", Fault, "outbox can't be written", Job},
		{"ledger lost", func(t *testing.T, root string) { remove(t, root, "winnow.db") }, "ledger", Fault, "there is no ledger", Job},
		{"ledger damaged", func(t *testing.T, root string) {
			write(t, filepath.Join(root, "winnow.db"), strings.Repeat("no ledger ", 900))
		}, "ledger", Fault, "", Job},
		{"no key", func(t *testing.T, root string) { remove(t, root, ".winnow/pseudonym.key") }, "pseudonym key", Fault, "can't be read", Job},
		{"open key", func(t *testing.T, root string) { mode(t, root, ".winnow/pseudonym.key", 0o644) }, "pseudonym key", Warning, "every account", None},
		{"no passwords", func(t *testing.T, root string) { settings(t, root, "password_file: secret/p.txt\n") }, "passwords", Fault, "can't be read", Job},
		{"rule fault", func(t *testing.T, root string) { write(t, filepath.Join(root, "rules/zz.yaml"), "return: [\n") }, "rules", Fault, "1 fault", Settings},
		{"rule warning", func(t *testing.T, root string) {
			write(t, filepath.Join(root, "rules/counts.yaml"), countsRules+"rules:\n  - {id: never, expect: \"n == n\", message: Never.}\n")
		}, "rules", Warning, "1 warning", None},
		{"no address", func(t *testing.T, root string) {
			settings(t, root, "mail: {from: a@council.example}\n")
			write(t, filepath.Join(root, "rules/services.csv"), "service,name,contact,email\nfinance,Finance,,\n")
		}, "contacts", Warning, "finance", None},
		{"mail text", func(t *testing.T, root string) {
			write(t, filepath.Join(root, "mail/receipt.txt"), "Subject: {{.Nothing}}\n\nx\n")
		}, "mail texts", Fault, "", Settings},
		{"stranger's folder", func(t *testing.T, root string) {
			if err := os.Mkdir(filepath.Join(root, "inbox/fincance"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "services' folders", Warning, "fincance", None},
		{"log is a folder", func(t *testing.T, root string) {
			settings(t, root, "log: {file: logs}\n")
			if err := os.Mkdir(filepath.Join(root, "logs"), 0o755); err != nil {
				t.Fatal(err)
			}
		}, "log", Fault, "can't be written", Mending},
		{"office wanted", func(t *testing.T, root string) {
			settings(t, root, "convert: libreoffice\n")
			t.Setenv("PATH", t.TempDir())
		}, "LibreOffice", Fault, "not installed", Mending},
		{"failed mail", func(t *testing.T, root string) { post(t, root, ledger.MailFailed) }, "mails failed", Warning, "1 mail was given up", None},
		{"uncertain mail", func(t *testing.T, root string) { post(t, root, ledger.MailSending) }, "mails under way", Warning, "1 mail is", None},
		{"unfinished", func(t *testing.T, root string) {
			inLedger(t, root, func(tx *ledger.Tx) error { return tx.Plan([]ledger.Move{{Target: "outbox/x", SHA256: "aa"}}) })
		}, "last commit", Warning, "1 file is not in place", None},
		{"a decision waits", func(t *testing.T, root string) {
			inLedger(t, root, func(tx *ledger.Tx) error {
				if err := tx.Receive(ledger.File{SHA256: "aa", Name: "inbox/x.csv"}, ledger.Arrival{SHA256: "aa", Name: "inbox/x.csv", Outcome: ledger.Taken}); err != nil {
					return err
				}
				id, err := tx.Submit(ledger.Submission{SHA256: "aa", Name: "inbox/x.csv", Return: "counts"})
				return errors.Join(err, tx.Decide(id, ledger.Checked, "a second one", 0))
			})
		}, "decisions", Warning, "1 submission waits", None},
	} {
		t.Run(c.name, func(t *testing.T) {
			root := sound(t)
			c.spoil(t, root)
			all, err := Examine(t.Context(), Question{Root: root, Patience: time.Second, Version: "test"})
			if err != nil {
				t.Fatal(err)
			}
			seen := false
			for _, f := range all {
				if f.Name == c.check && f.State == c.state && f.Cause == c.cause && strings.Contains(f.Message, c.want) {
					seen = true
				} else if f.State == Fault || f.State == Warning && f.Name != "free space" && c.check == "" {
					t.Errorf("also found: %+v", f)
				}
			}
			if !seen && c.check != "" {
				t.Errorf("no %s of %s with %q in %+v", c.state, c.check, c.want, all)
			}
			leftBehind(t, root)
		})
	}
}

func TestNoWorkspace(t *testing.T) {
	if _, err := Examine(t.Context(), Question{Root: t.TempDir()}); !errors.Is(err, workspace.ErrNone) {
		t.Errorf("got %v, want ErrNone", err)
	}
}

// TestLockIsSeen: the doctor says that winnow is at work, and takes nothing from it.
func TestLockIsSeen(t *testing.T) {
	root := sound(t)
	p := &patient{Question: Question{Root: root}}
	if c := p.lock(); c.State != OK || c.Message != "nobody is at work" {
		t.Errorf("free: %+v", c)
	}
	l := flock.New(filepath.Join(root, ".winnow", "lock"))
	if got, err := l.TryLock(); err != nil || !got {
		t.Fatal(got, err)
	}
	if c := p.lock(); c.State != OK || !strings.HasPrefix(c.Message, "winnow is at work now") {
		t.Errorf("held: %+v", c)
	}
	if err := l.Close(); err != nil {
		t.Fatal(err)
	}
	if c := p.lock(); c.Message != "nobody is at work" {
		t.Errorf("free again: %+v", c)
	}
}

func inLedger(t *testing.T, root string, do func(*ledger.Tx) error) {
	t.Helper()
	config, err := workspace.ReadConfig(root)
	if err != nil {
		t.Fatal(err)
	}
	l, err := ledger.Open(workspace.LedgerPath(root, config), ledger.Options{})
	if err != nil {
		t.Fatal(err)
	}
	tx, err := l.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	start := tx.Start(ledger.Run{Command: "run", At: time.Now()}, ledger.RuleSet{SHA256: "r"}, func(int64) string { return "x" })
	if err := errors.Join(start, do(tx), tx.Commit(), l.Close()); err != nil {
		t.Fatal(err)
	}
}

func post(t *testing.T, root, state string) {
	t.Helper()
	inLedger(t, root, func(tx *ledger.Tx) error {
		return tx.Post(ledger.Mail{Kind: "receipt", Service: "finance", MessageID: "<1@x>", Path: "outbox/x.eml", State: state})
	})
}

func remove(t *testing.T, root, name string) {
	t.Helper()
	for _, more := range []string{"", "-wal", "-shm"} {
		if err := os.RemoveAll(filepath.Join(root, filepath.FromSlash(name)+more)); err != nil {
			t.Fatal(err)
		}
	}
}

func mode(t *testing.T, root, name string, to os.FileMode) {
	t.Helper()
	if err := os.Chmod(filepath.Join(root, filepath.FromSlash(name)), to); err != nil {
		t.Fatal(err)
	}
}

// leftBehind looks for what folders were tried with.
func leftBehind(t *testing.T, root string) {
	t.Helper()
	err := filepath.WalkDir(root, func(path string, _ os.DirEntry, err error) error {
		if strings.Contains(path, "winnow-doctor") {
			t.Errorf("left behind: %s", path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
