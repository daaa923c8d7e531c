package main

import (
	"bytes"
	"fmt"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// TestLocked holds a workspace's lock as another winnow does: a run that may not
// wait says so and does nothing, one that may waits and then does its work.
func TestLocked(t *testing.T) {
	dir := sampleWorkspace(t)
	undisturbed := sampleWorkspace(t)
	run(t, undisturbed)
	lock := flock.New(filepath.Join(dir, ".winnow", "lock"))
	if ok, err := lock.TryLock(); err != nil || !ok {
		t.Fatalf("locking: %v, %v", ok, err)
	}
	before := snapped(t, dir)
	e, err := ended(inside(dir, "run", "--wait", "0s"))
	if err != nil || e.code != exitFailed || !strings.Contains(e.stderr, "winnow: error: another winnow is at work in this workspace") {
		t.Errorf("a run beside another that may not wait ended with %d, %v:\n%s", e.code, err, e.stderr)
	}
	if diff := differences(before, snapped(t, dir)); diff != "" {
		t.Errorf("it changed something:\n%s", diff)
	}
	waiting := inside(dir, "run", "--wait", patience.String())
	said := &watched{}
	waiting.Stderr = said
	if err := waiting.Start(); err != nil {
		t.Fatal(err)
	}
	if !eventually(func() bool { return strings.Contains(said.String(), "waiting up to") }) {
		t.Errorf("a run that waits did not say so:\n%s", said)
	}
	if err := lock.Unlock(); err != nil {
		t.Fatal(err)
	}
	_ = waiting.Wait() // exit 1: there is something to correct
	if code := waiting.ProcessState.ExitCode(); code != exitToCorrect {
		t.Errorf("after it had waited the run ended with %d:\n%s", code, said)
	}
	if diff := differences(snapped(t, undisturbed), snapped(t, dir)); diff != "" {
		t.Errorf("a run that waited ended elsewhere (-alone +waited):\n%s", diff)
	}
}

// watched is what a process has written so far.
type watched struct {
	sync.Mutex
	b bytes.Buffer
}

func (w *watched) Write(p []byte) (int, error) {
	w.Lock()
	defer w.Unlock()
	return w.b.Write(p)
}

func (w *watched) String() string {
	w.Lock()
	defer w.Unlock()
	return w.b.String()
}

// TestRunsAtOnce starts several runs at the same time, those that wait for each
// other and those that don't. They must end where one run alone does, with no
// letter or mail twice.
func TestRunsAtOnce(t *testing.T) {
	undisturbed := sampleWorkspace(t)
	run(t, undisturbed)
	want := snapped(t, undisturbed)
	for _, wait := range []string{"0s", patience.String()} {
		dir := sampleWorkspace(t)
		var did atomic.Int64
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				e, err := ended(inside(dir, "run", "--wait", wait))
				switch {
				case err == nil && e.code <= exitToCorrect:
					did.Add(1)
				case wait == "0s" && strings.Contains(e.stderr, "another winnow is at work"):
				default:
					t.Errorf("a run with --wait %s ended with %d, %v:\n%s", wait, e.code, err, e.stderr)
				}
			})
		}
		wg.Wait()
		if did.Load() == 0 || wait != "0s" && did.Load() < 4 {
			t.Errorf("with --wait %s %d of 4 runs did their work", wait, did.Load())
		}
		if diff := differences(want, snapped(t, dir)); diff != "" {
			t.Errorf("four runs at once with --wait %s ended elsewhere (-one +four):\n%s", wait, diff)
		}
	}
}

// TestRunsBesideWatch takes the inbox in by hand, again and again, while winnow
// watches it and files are dropped.
func TestRunsBesideWatch(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("a process can't be asked to end as a service manager does on Windows")
	}
	dir := folderWorkspace(t, "auto")
	watch := startWatch(t, dir)
	runs := 0
	f := dropAll(t, dir, 120, 300*time.Millisecond, func(t *testing.T, dir string, done *atomic.Int64, n int64) {
		for ; done.Load() < n; runs++ {
			e, err := ended(inside(dir, "run", "--wait", patience.String()))
			if err != nil || e.code > exitToCorrect {
				t.Error(fmt.Errorf("a run beside watch ended with %d, %w:\n%s", e.code, err, e.stderr))
			}
		}
	})
	f.awaitEmpty(t, watch)
	watch.stop(t)
	f.account(t)
	t.Logf("%d runs beside watch", runs)
}
