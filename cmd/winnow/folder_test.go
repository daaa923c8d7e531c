package main

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"winnow/internal/drops"
	"winnow/internal/workspace"
)

// folderFiles is how much of TestFolder is run: `make test` a part, `make folder`
// all of it.
var folderFiles = flag.Int("files", 60, "how many files TestFolder drops")

// patience is how long a condition is waited for. It decides no test: what comes,
// comes within seconds, and a busy machine only takes longer.
const patience = 5 * time.Minute

// TestFolder drops files as people and programs do, several at once, while winnow
// watches the folder, or is run again and again as by a schedule; then the ledger
// must account for each of them, once.
func TestFolder(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process can't be asked to end as a service manager does on Windows; folders that are open can't be renamed")
	}
	for _, mode := range []string{"auto", "poll", "runs"} {
		t.Run(mode, func(t *testing.T) {
			t.Parallel()
			dir := folderWorkspace(t, mode)
			taker, stall := takeIn(t, dir, mode)
			f := dropAll(t, dir, *folderFiles, stall, vanish)
			f.awaitEmpty(t, taker)
			taker.stop(t)
			f.account(t)
		})
	}
}

// taker is what takes a folder's files in.
type taker interface {
	running() bool
	output() string // the end of what it printed
	stop(t *testing.T)
}

// takeIn starts what takes files in, and returns how long a pause in a copy is
// taken for its end.
func takeIn(t *testing.T, dir, mode string) (taker, time.Duration) {
	if mode == "runs" {
		return startRuns(t, dir), 300 * time.Millisecond
	}
	return startWatch(t, dir), 900 * time.Millisecond
}

// folderWorkspace makes a workspace with the rules of the dropped files.
func folderWorkspace(t *testing.T, mode string) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	checkWorkbooks(t, dir)
	if out, err := winnowProcess("init", dir).CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	if err := drops.Rules(filepath.Join(dir, "rules")); err != nil {
		t.Fatal(err)
	}
	settings := "winnow: v1\n"
	if mode != "runs" {
		settings += "watch: {mode: " + mode + ", poll: 500ms, settle: 1s}\n"
	}
	if err := os.WriteFile(filepath.Join(dir, "winnow.yaml"), []byte(settings), 0o644); err != nil {
		t.Fatal(err)
	}
	return dir
}

// folder is an inbox that files were dropped into.
type folder struct {
	dir     string
	dropped []drops.Drop
	stalled map[int]bool // drops whose slow copy took a pause as long as the end of one
}

// dropAll drops n files, with several writers at once, each going about it in its
// own ways, and does something else beside them, such as vanish. A pause as long as
// stall in a slow copy is taken for its end.
func dropAll(t *testing.T, dir string, n int, stall time.Duration, beside func(*testing.T, string, *atomic.Int64, int64)) *folder {
	t.Helper()
	all, err := drops.Make(uint64(n), n)
	if err != nil {
		t.Fatal(err)
	}
	f := &folder{dir: dir, dropped: all, stalled: map[int]bool{}}
	var done atomic.Int64
	var wg sync.WaitGroup
	writers := shareOut(dir, all)
	for _, w := range writers {
		w.stall = stall
		wg.Go(func() {
			if err := w.work(&done); err != nil {
				t.Errorf("writer %d: %v", w.id, err)
			}
		})
	}
	wg.Go(func() { beside(t, dir, &done, int64(n)) })
	wg.Wait()
	for _, w := range writers {
		for _, i := range w.stalled {
			f.stalled[i] = true
		}
	}
	return f
}

// vanish takes the inbox away, and then the whole workspace, as a share that is
// gone for some time, when a third and two thirds of the files were dropped.
func vanish(t *testing.T, dir string, done *atomic.Int64, n int64) {
	for i, path := range []string{filepath.Join(dir, workspace.InboxDir), dir} {
		if !eventually(func() bool { return done.Load() >= n*int64(i+1)/3 }) {
			t.Error("the writers came to a stop")
			return
		}
		if err := os.Rename(path, path+" away"); err != nil {
			t.Errorf("taking the share away: %v", err)
			return
		}
		time.Sleep(3 * time.Second) // long enough to be noticed; nothing depends on that
		if err := os.Rename(path+" away", path); err != nil {
			t.Errorf("bringing the share back: %v (what stands in its place: %v)", err, names(path))
		}
	}
}

// names lists the files below a folder.
func names(dir string) []string {
	var all []string
	_ = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error { // for a message; a folder that goes away is listed no further
		if err == nil && !d.IsDir() {
			all = append(all, strings.TrimPrefix(p, dir))
		}
		return nil
	})
	return all
}

// eventually waits for a condition.
func eventually(holds func() bool) bool {
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if holds() {
			return true
		}
	}
	return false
}

// awaitEmpty waits until nothing is in the inbox but what is never taken.
func (f *folder) awaitEmpty(t *testing.T, w taker) {
	t.Helper()
	var left []string
	empty := eventually(func() bool {
		left = nil
		for _, name := range names(filepath.Join(f.dir, workspace.InboxDir)) {
			if workspace.IgnoredName(filepath.Base(name)) == "" {
				left = append(left, name)
			}
		}
		return len(left) == 0 || !w.running()
	})
	if !empty || len(left) > 0 {
		t.Fatalf("%d files stayed in the inbox (still being taken in: %v): %q\n%s", len(left), w.running(), left[:min(len(left), 10)], w.output())
	}
}

// retry does what fails while the share is away until it is back.
func retry(what func() error) error {
	var err error
	if !eventually(func() bool { err = what(); return err == nil || !errors.Is(err, fs.ErrNotExist) }) {
		return fmt.Errorf("the share stayed away: %w", err)
	}
	return err
}
