package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// watching is a winnow watch under way.
type watching struct {
	process *exec.Cmd
	said    string // the file that its output goes to
	ended   chan struct{}
}

func startWatch(t *testing.T, dir string) *watching {
	t.Helper()
	w := &watching{process: inside(dir, "watch"), said: dir + ".watch.log", ended: make(chan struct{})}
	out, err := os.Create(w.said)
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	w.process.Stdout, w.process.Stderr = out, out
	if err := w.process.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		_ = w.process.Wait() // how it ended is judged by stop
		close(w.ended)
	}()
	t.Cleanup(func() {
		_ = w.process.Process.Kill() // it has ended, unless the test failed
		<-w.ended
	})
	return w
}

func (w *watching) running() bool {
	select {
	case <-w.ended:
		return false
	default:
		return true
	}
}

func (w *watching) output() string {
	b, err := os.ReadFile(w.said)
	if err != nil {
		return err.Error()
	}
	lines := strings.Split(string(b), "\n")
	return strings.Join(lines[max(0, len(lines)-40):], "\n")
}

// stop ends the watch as a service manager does and demands that it ends cleanly.
func (w *watching) stop(t *testing.T) {
	t.Helper()
	if err := w.process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-w.ended:
	case <-time.After(patience):
		t.Fatalf("watch did not end on SIGTERM:\n%s", w.output())
	}
	if code := w.process.ProcessState.ExitCode(); code != exitOK {
		t.Errorf("watch ended with %d on SIGTERM:\n%s", code, w.output())
	}
}

// runs is a winnow run again and again, as a schedule would have it.
type runs struct {
	last  atomic.Value // what the last one said
	done  chan struct{}
	ended chan struct{}
}

// startRuns runs winnow until it is stopped. A run may fail while the share is away.
func startRuns(t *testing.T, dir string) *runs {
	r := &runs{done: make(chan struct{}), ended: make(chan struct{})}
	go func() {
		defer close(r.ended)
		for r.running() {
			e, err := ended(inside(dir, "run", "--wait", "0s"))
			r.last.Store(fmt.Sprintf("exit %d, %v\n%s", e.code, err, e.stderr))
		}
	}()
	return r
}

func (r *runs) running() bool {
	select {
	case <-r.done:
		return false
	default:
		return true
	}
}

func (r *runs) output() string { return fmt.Sprint(r.last.Load()) }

func (r *runs) stop(t *testing.T) {
	t.Helper()
	close(r.done)
	<-r.ended
	if last := r.output(); !strings.HasPrefix(last, "exit 0") && !strings.HasPrefix(last, "exit 1") {
		t.Errorf("the last run failed: %s", last)
	}
}
