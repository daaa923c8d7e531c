package doctor

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"winnow/internal/convert"
	"winnow/rules"
)

// TestJudgements: what each check makes of the values that it is given.
func TestJudgements(t *testing.T) {
	london, err := time.LoadLocation("Europe/London")
	if err != nil {
		t.Fatal(err)
	}
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, london)
	without := &rules.Set{Services: []rules.Service{{Service: "finance", Email: "f@council.example"}, {Service: "leisure"}}, Due: []rules.Due{{Service: "finance"}, {Service: "parks"}, {Service: "parks"}}}
	for _, c := range []struct {
		name  string
		got   Check
		state State
		want  string
	}{
		{"space", enough(2_000_000_000, 0), OK, "2.0 GB"},
		{"space is short", enough(999_999_999, 0), Warning, "1000.0 MB free; with what is in the inbox 1.0 GB should be"},
		{"space for a full inbox", enough(2_000_000_000, 700_000_000), Warning, "2.1 GB should be"},
		{"workspace on a share", share("NFS"), OK, "lies on NFS"},
		{"ledger here", ledgerPlace("", "/x/winnow.db", false), OK, "local disk"},
		{"ledger on a share", ledgerPlace("SMB", "/x/winnow.db", false), Warning, "/x/winnow.db lies on SMB"},
		{"ledger on a share, as agreed", ledgerPlace("SMB", "/x/winnow.db", true), OK, "for one machine alone"},
		{"clock", tells(now, now.Add(-time.Hour), false), OK, "23 November 2026 09:00 +0000"},
		{"clock of 1970", tells(time.Unix(0, 0).In(london), time.Time{}, false), Fault, "1 January 1970"},
		{"clock of 2106", tells(time.Date(2106, 1, 1, 0, 0, 0, 0, london), time.Time{}, false), Fault, "2106"},
		{"clock of 1970, set", tells(time.Unix(0, 0).In(london), time.Time{}, true), OK, "1970"},
		{"clock gone back", tells(now, now.Add(2*time.Hour), false), Fault, "the last run was 2h0m0s later"},
		{"zone", zone(london), OK, "+0h from Greenwich in winter and +1h in summer"},
		{"another zone", zone(time.FixedZone("Elsewhere", -12600)), OK, "-3.5h from Greenwich in winter"},
		{"zone without summer", zone(time.FixedZone("Europe/London", 0)), Fault, "summer time is wrong"},
		{"no office", office("", convert.ErrNotInstalled, false), OK, "not asked for"},
		{"no office, wanted", office("", convert.ErrNotInstalled, true), Fault, "not installed"},
		{"office", office("/usr/bin/soffice", nil, true), OK, "/usr/bin/soffice"},
		{"office, unused", office("/usr/bin/soffice", nil, false), OK, "not used"},
		{"no run yet", beats(time.Time{}, time.Time{}, "", now), OK, "none yet"},
		{"ran", beats(now.Add(-time.Hour), now.Add(-2*time.Hour), "3", now), OK, "did its job"},
		{"failed", beats(now.Add(-2*time.Hour), now.Add(-time.Hour), "3", now), Warning, "with exit code 3"},
		{"quiet", beats(now.Add(-5*24*time.Hour), time.Time{}, "", now), Warning, "none since 18 November 2026"},
		{"contacts", contacts(without, false), OK, "2 services"},
		{"contacts, mailed", contacts(without, true), Warning, "1 service has no mail address: leisure"},
		{"no contacts", contacts(&rules.Set{}, false), Warning, "no service is known"},
		{"owed", owed(without), Warning, "names 1 service that services.csv doesn't: parks"},
		{"nothing owed", owed(&rules.Set{}), OK, "nothing is said"},
		{"program", program("1.2"), OK, "winnow 1.2, go"},
	} {
		if c.got.State != c.state || !strings.Contains(c.got.Message, c.want) || c.state != OK && c.got.Fix == "" || c.state == Fault != (c.got.Cause != None) {
			t.Errorf("%s: %+v, want %s with %q", c.name, c.got, c.state, c.want)
		}
	}
}

// TestLeft: only what a run would take counts, and only once it has been there for
// more than a day, however old its content is.
func TestLeft(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.csv", "svc/b.xlsx", "svc/~$b.xlsx", "c.tmp", ".hidden"} {
		write(t, filepath.Join(dir, name), "x")
	}
	old := time.Now().Add(-1000 * time.Hour)
	if err := os.Chtimes(filepath.Join(dir, "a.csv"), old, old); err != nil {
		t.Fatal(err)
	}
	if c := left(dir, time.Now()); c.State != OK {
		t.Errorf("just dropped: %+v", c)
	}
	if c := left(dir, time.Now().Add(25*time.Hour)); c.State != Warning || !strings.Contains(c.Message, "2 files have been here for more than a day: a.csv, svc/b.xlsx") {
		t.Errorf("a day later: %+v", c)
	}
	if c := left(filepath.Join(dir, "none"), time.Now()); c.State != Warning {
		t.Errorf("no inbox: %+v", c)
	}
}

func TestStrangers(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"finance", "Stop Smoking", "stop_smoking", "fincance", ".snapshot"} {
		if err := os.Mkdir(filepath.Join(dir, name), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	set := &rules.Set{Services: []rules.Service{{Service: "finance"}, {Service: "stop-smoking"}}}
	if c := folders(dir, set); c.State != Warning || !strings.HasSuffix(c.Message, "1 folder of the inbox names no service: fincance") {
		t.Errorf("%+v", c)
	}
	if c := folders(dir, &rules.Set{}); c.State != OK {
		t.Errorf("without services.csv: %+v", c)
	}
}

// TestReplaces: a file takes the place of another within a disk, and nothing is left.
func TestReplaces(t *testing.T) {
	from, to := t.TempDir(), t.TempDir()
	if err := replaces(from, to); err != nil {
		t.Error(err)
	}
	if err := replaces(from, filepath.Join(to, "not yet made")); err != nil {
		t.Error(err)
	}
	for _, dir := range []string{from, to} {
		if entries, err := os.ReadDir(dir); err != nil || len(entries) > 0 {
			t.Errorf("left behind: %v, %v", entries, err)
		}
	}
	if _, err := os.Stat("/dev/shm"); err == nil {
		if err := replaces(from, "/dev/shm"); err == nil {
			t.Log("/dev/shm is on the disk of the temporary files here")
		} else if !strings.Contains(err.Error(), "cross-device") {
			t.Error(err)
		}
	}
}

func TestWatching(t *testing.T) {
	dir := t.TempDir()
	for mode, want := range map[string]string{"": "wait for the system", "auto": "wait for the system", "events": "wait for the system", "poll": "as winnow.yaml says"} {
		if c := watching(mode, dir); c.State != OK || !strings.Contains(c.Message, want) {
			t.Errorf("%q: %+v", mode, c)
		}
	}
	if c := watching("", filepath.Join(dir, "none")); c.State != Warning {
		t.Errorf("no inbox: %+v", c)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
