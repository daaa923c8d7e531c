package main

import (
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"winnow/internal/sample"
)

// rebuildable makes a workspace with a history: the sample as received, its second
// files, reminders, an answer, submissions put back and withdrawn, the period signed
// off; each command at another time, winter and summer.
func rebuildable(t *testing.T) string {
	t.Helper()
	dir := sampleWorkspace(t)
	hour := 0
	do := func(command ...string) {
		t.Helper()
		hour += 731 // a month and an hour
		c := inside(dir, command...)
		c.Env = append(c.Env, fmt.Sprint("SOURCE_DATE_EPOCH=", 1625558400+3600*hour))
		e, err := ended(c)
		if err != nil || e.code > exitToCorrect {
			t.Fatalf("winnow %s ended with %d: %v\n%s", strings.Join(command, " "), e.code, err, e.stderr)
		}
	}
	do("run")
	first := rowsOf(t, dir, "submission")
	query := rowsOf(t, dir, "exception").first("severity", "query", "state", "open")
	do("answer", query.of("submission"), query.of("id"), "--reason", "so it is", "--until", "2024-01-01")
	drop(t, dir, sample.Clean)
	if err := os.WriteFile(filepath.Join(dir, "inbox", "stop-smoking", "empty.csv"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	do("run")
	do("chase")
	replaced := rowsOf(t, dir, "submission").first("state", "superseded", "return", first.first("state", "returned").of("return"))
	do("supersede", replaced.of("id"), "--reason", "the first was right")
	do("withdraw", rowsOf(t, dir, "submission").first("state", "accepted").of("id"), "--reason", "sent in error")
	do("close", "--period", "2021-22-Q1", "--anyway")
	return dir
}

// tableRows are rows of one table of a ledger.
type tableRows []ledgerRow

func rowsOf(t *testing.T, dir, table string) tableRows {
	t.Helper()
	all, err := readLedger(filepath.Join(dir, ledgerFile))
	if err != nil {
		t.Fatal(err)
	}
	return slices.DeleteFunc(tableRows(all), func(r ledgerRow) bool { return r.table != table })
}

// first returns the first row whose columns have these values: name, value, ….
func (rows tableRows) first(want ...string) ledgerRow {
	for _, r := range rows {
		ok := true
		for i := 0; i < len(want); i += 2 {
			ok = ok && r.of(want[i]) == want[i+1]
		}
		if ok {
			return r
		}
	}
	panic(fmt.Sprintf("no row with %q", want))
}

// rebuilt runs rebuild and returns its exit code and what it printed.
func rebuilt(t *testing.T, dir string, flags ...string) (int, string) {
	t.Helper()
	c := inside(dir, append([]string{"rebuild"}, flags...)...)
	out, err := c.CombinedOutput()
	if c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), string(out)
}

// settled is a snapshot without what a rebuild leaves beside the outputs.
func settled(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := snapped(t, dir)
	maps.DeleteFunc(all, func(name, _ string) bool { return name == ".winnow/rebuild.lock" })
	return all
}

// spoil takes away all that a rebuild makes again.
func spoil(t *testing.T, dir string) {
	t.Helper()
	for _, part := range []string{"published", "reports", ".winnow/files"} {
		if err := os.RemoveAll(filepath.Join(dir, part)); err != nil {
			t.Fatal(err)
		}
	}
}

// TestRebuild: of an untouched workspace everything is the same; with published data
// and reports deleted, everything is there again, byte for byte.
func TestRebuild(t *testing.T) {
	dir := rebuildable(t)
	want := settled(t, dir)
	code, out := rebuilt(t, dir, "--check")
	if code != exitOK || strings.Count(out, "\n") != 2 {
		t.Fatalf("exit %d of an untouched workspace:\n%s", code, out)
	}
	if diff := differences(want, settled(t, dir)); diff != "" {
		t.Fatalf("--check changes the workspace (-before +after):\n%s", diff)
	}
	spoil(t, dir)
	if code, out := rebuilt(t, dir); code != exitOK {
		t.Fatalf("exit %d:\n%s", code, out)
	}
	if diff := differences(want, settled(t, dir)); diff != "" {
		t.Fatalf("not as it was (-before +after):\n%s", diff)
	}
	t.Log(out)
}

// TestRebuildOtherVersion: bytes that this version doesn't come to stay as they are,
// and are named with the versions.
func TestRebuildOtherVersion(t *testing.T) {
	dir := rebuildable(t)
	const report = "reports/2021-22-Q1/report.json"
	db, err := sql.Open("sqlite", filepath.Join(dir, ledgerFile))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec("UPDATE run SET program = 'v0.1' WHERE id = 1; UPDATE output SET sha256 = ?1 WHERE path = ?2; UPDATE submission SET clean = clean + 1, rows_read = rows_read + 1 WHERE id = 2",
		"66c29f2caa852d3108ad4e94c76155c40e2d6b42e8bf0a947319dc44421c1bf3", report) // the bytes below
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
	const then = "Area,People\nNorth,5\n"
	if err := os.WriteFile(filepath.Join(dir, report), []byte(then), 0o644); err != nil {
		t.Fatal(err)
	}
	code, out := rebuilt(t, dir)
	for _, want := range []string{
		"differs: " + report + ": it can't be made again as it was; runs were made by winnow v0.1, and this is " + version + "; what lies there is as it was recorded\n",
		"differs: submission 2: other than recorded: counts of rows\n",
	} {
		if code != exitToCorrect || !strings.Contains(out, want) {
			t.Errorf("exit %d, not said: %s\n%s", code, want, out)
		}
	}
	if got, err := os.ReadFile(filepath.Join(dir, report)); err != nil || string(got) != then {
		t.Errorf("what was recorded was replaced: %v", err)
	}
}

// TestRebuildPurged: with some originals deleted the rest is made again, with all of
// them everything is kept.
func TestRebuildPurged(t *testing.T) {
	for name, flags := range map[string][]string{
		"one that was replaced": {"--submission", "", "--yes"}, "all": {"--period", "2021-22-Q1", "--yes"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := rebuildable(t)
			if flags[0] == "--submission" {
				flags[1] = rowsOf(t, dir, "submission").first("state", "superseded", "return", "testing_sites").of("id")
			} else if err := appendTo(filepath.Join(dir, "winnow.yaml"), "retention: {originals: 1 day, letters: 1 day}\n"); err != nil {
				t.Fatal(err)
			}
			c := inside(dir, append([]string{"purge"}, flags...)...)
			c.Env = append(c.Env, "SOURCE_DATE_EPOCH=1725558400")
			if out, err := c.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			want := settled(t, dir)
			if code, out := rebuilt(t, dir, "--check"); code != exitOK || !strings.Contains(out, "deleted when their time to keep was over") {
				t.Errorf("exit %d:\n%s", code, out)
			}
			for _, part := range []string{"published/measures", "published/manifest.json", "published/datapackage.json", "reports"} {
				if err := os.RemoveAll(filepath.Join(dir, part)); err != nil {
					t.Fatal(err)
				}
			}
			if code, out := rebuilt(t, dir); code != exitOK {
				t.Errorf("exit %d:\n%s", code, out)
			}
			if diff := differences(want, settled(t, dir)); diff != "" {
				t.Errorf("not as it was (-before +after):\n%s", diff)
			}
		})
	}
}

func appendTo(name, text string) error {
	b, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	return os.WriteFile(name, append(b, text...), 0o644)
}

// TestRebuildKilled: a rebuild that is killed is finished by the next command, or made
// again; nothing of it stays behind.
func TestRebuildKilled(t *testing.T) {
	dir := rebuildable(t)
	want := settled(t, dir)
	spoil(t, dir)
	random := rand.New(rand.NewPCG(1, 2))
	whole := filepath.Join(t.TempDir(), "ws")
	checkWorkbooks(t, whole)
	copied(t, dir, whole)
	begun := time.Now()
	if code, out := rebuilt(t, whole); code != exitOK {
		t.Fatalf("exit %d:\n%s", code, out)
	}
	took := time.Since(begun)
	for i := range max(4, *kills/4) {
		at := filepath.Join(t.TempDir(), "ws")
		checkWorkbooks(t, at)
		copied(t, dir, at)
		c := inside(at, "rebuild")
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		time.Sleep(time.Duration(random.Int64N(int64(took)))) // which instant decides nothing
		_ = c.Process.Kill()                                  // it may have ended
		_ = c.Wait()
		if i%2 == 0 {
			work(t, at, "run")
			if _, err := os.Stat(filepath.Join(at, ".winnow", "rebuild")); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("what the killed rebuild left is still there: %v", err)
			}
		}
		if code, out := rebuilt(t, at); code != exitOK {
			t.Fatalf("exit %d:\n%s", code, out)
		}
		if diff := differences(want, settled(t, at)); diff != "" {
			t.Errorf("not as it was (-before +after):\n%s", diff)
		}
	}
}
