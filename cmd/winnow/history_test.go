package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/sample"
)

// history is a workspace and a command that is to be harmed in it.
type history struct {
	name    string
	command []string // the workspace's folder is added
	start   string   // the workspace as it is before the command
	repeat  bool     // the command goes on where it was broken off, and is given again
	scratch string   // where the cases work

	before, want map[string]string // snapshots before the command and after it, undisturbed
	took         time.Duration
	writes       int   // how often the command writes to disk
	room         int64 // bytes that it adds to the workspace
}

func (h *history) process(dir string) *exec.Cmd { return inside(dir, h.command...) }

// inside returns a winnow at work in the workspace dir, with a folder for
// temporary files beside it, where what it leaves when killed is cleared away.
func inside(dir string, command ...string) *exec.Cmd {
	c := winnowProcess(append(append([]string{}, command...), "-w", dir)...)
	c.Env = append(c.Env, "TMPDIR="+filepath.Dir(dir))
	return c
}

// makeHistories makes the workspaces whose commands are harmed: a first run, a run
// with corrections, and a decision of each kind.
func makeHistories(t *testing.T) []*history {
	t.Helper()
	root := t.TempDir()
	checkWorkbooks(t, root)
	first := sampleWorkspace(t)
	sent := filepath.Join(root, "sent")
	copied(t, first, sent)
	work(t, sent, "run")
	drop(t, sent, sample.Clean)
	taken := filepath.Join(root, "taken")
	copied(t, sent, taken)
	work(t, taken, "run")
	histories := []*history{
		{name: "the sample as received", command: []string{"run"}, start: first},
		{name: "second files", command: []string{"run"}, start: sent},
	}
	for _, d := range decisions(t, taken) {
		histories = append(histories, &history{name: d[0], command: d, start: taken})
	}
	bare := filepath.Join(root, "bare")
	copied(t, taken, bare)
	if err := errors.Join(os.RemoveAll(filepath.Join(bare, "published")), os.RemoveAll(filepath.Join(bare, "reports"))); err != nil {
		t.Fatal(err)
	}
	again := &history{name: "rebuild", command: []string{"rebuild"}, start: bare, repeat: true}
	histories = append(histories, again)
	for i, h := range histories {
		h.scratch = filepath.Join(root, fmt.Sprint(i))
		h.measure(t)
	}
	if diff := differences(snapped(t, taken), again.want); diff != "" {
		t.Fatalf("rebuild does not make again what was published (-published +rebuilt):\n%s", diff)
	}
	return histories
}

// decisions are the commands that change what stands in a workspace where the
// sample's second files were taken in.
func decisions(t *testing.T, dir string) [][]string {
	t.Helper()
	rows, err := readLedger(filepath.Join(dir, ledgerFile))
	if err != nil {
		t.Fatal(err)
	}
	first := map[string]string{} // the first submission in each state
	for _, r := range rows {
		if r.table == "submission" && first[r.of("state")] == "" {
			first[r.of("state")] = r.of("id")
		}
	}
	var all [][]string
	for _, state := range []string{"checked", "superseded"} { // what was superseded may be taken back
		if id := first[state]; id != "" {
			all = append(all, []string{"supersede", id, "--reason", "it is the right one"})
		}
	}
	for _, state := range []string{"returned", "accepted"} {
		if id := first[state]; id != "" {
			all = append(all, []string{"withdraw", id, "--reason", "sent in error"})
		}
	}
	return append(all,
		[]string{"close", "--period", "2021-22-Q1", "--anyway"},
		[]string{"purge", "--submission", first["refused"], "--yes", "--reason", "asked for"})
}

// drop puts the files of a form of the sample into the inbox.
func drop(t *testing.T, dir, form string) {
	t.Helper()
	files, _, err := sample.Files(form)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		name := filepath.Join(dir, "inbox", filepath.FromSlash(f.Path))
		err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755), os.WriteFile(name, f.Data, 0o644), os.Chtimes(name, longAgo, longAgo))
		if err != nil {
			t.Fatal(err)
		}
	}
}

// work runs a command in a workspace and demands that it ends as documented.
func work(t *testing.T, dir string, command ...string) {
	t.Helper()
	if err := undisturbed(dir, command...); err != nil {
		t.Fatal(err)
	}
}

func undisturbed(dir string, command ...string) error {
	e, err := ended(inside(dir, command...))
	if err == nil && e.code > exitToCorrect {
		err = errors.New(e.stderr)
	}
	if err != nil {
		return fmt.Errorf("winnow %s, undisturbed, ended with %d: %w", strings.Join(command, " "), e.code, err)
	}
	return nil
}

// measure runs the command undisturbed, for what it comes to, how long it takes and
// how often it writes. A run after it must find nothing more to do.
func (h *history) measure(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll(h.scratch, 0o755); err != nil {
		t.Fatal(err)
	}
	h.before = snapped(t, h.start)
	dir := filepath.Join(h.scratch, "undisturbed")
	copied(t, h.start, dir)
	begun := time.Now()
	work(t, dir, h.command...)
	h.took = time.Since(begun)
	h.want = snapped(t, dir)
	h.room = size(t, dir)
	work(t, dir, "run")
	if diff := differences(h.want, snapped(t, dir)); diff != "" {
		t.Fatalf("%s: a run with nothing to do changes the workspace (-before +after):\n%s", h.name, diff)
	}
	if !traceable {
		return
	}
	dir = filepath.Join(h.scratch, "traced")
	copied(t, h.start, dir)
	var err error
	if h.writes, err = countWrites(h, dir); err != nil {
		t.Fatal(err)
	}
	if diff := differences(h.want, snapped(t, dir)); diff != "" {
		t.Fatalf("%s: the command ends elsewhere the second time (-first +second):\n%s", h.name, diff)
	}
}

// comesRight demands that one undisturbed run brings the workspace to where an
// undisturbed history ends. A decision that was not committed is made again: who
// made it saw that it failed.
func (h *history) comesRight(dir string) error {
	if err := undisturbed(dir, "run"); err != nil {
		return err
	}
	got, err := snapshot(dir)
	if err != nil {
		return err
	}
	if h.repeat || h.command[0] != "run" && cmp.Equal(h.before, got) {
		if err := undisturbed(dir, h.command...); err != nil {
			return err
		}
		if got, err = snapshot(dir); err != nil {
			return err
		}
	}
	if diff := differences(h.want, got); diff != "" {
		return fmt.Errorf("an undisturbed run afterwards ended elsewhere (-never harmed +harmed):\n%s", diff)
	}
	return nil
}

// The phases that a harmed command may have ended in.
const (
	phaseBefore = "before the commit"
	phaseMoving = "after it, with outputs to put in place"
	phaseAfter  = "after it, with all in place"
	phaseEnded  = "unharmed at the end"
)

var phaseNames = []string{phaseBefore, phaseMoving, phaseAfter, phaseEnded}

// phase says how far a command had come, by what it left behind.
func (h *history) phase(dir string, e ending) (string, error) {
	if e.code == exitOK || e.code == exitToCorrect {
		return phaseEnded, nil
	}
	got, err := snapshot(dir)
	if err != nil {
		return "", err
	}
	for name := range got {
		if strings.HasPrefix(name, "ledger: journal ") {
			return phaseMoving, nil
		}
	}
	if cmp.Equal(commits(h.before), commits(got)) {
		return phaseBefore, nil
	}
	return phaseAfter, nil
}

// commits returns the commits that a snapshot's ledger knows of.
func commits(all map[string]string) map[string]string {
	some := map[string]string{}
	for name, v := range all {
		if strings.HasPrefix(name, "ledger: run ") {
			some[name] = v
		}
	}
	return some
}
