package main

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"time"
)

// harm is a way to break a command off.
type harm struct {
	name    string
	family  string // killed, failed or full: what the counts are of
	inflict func(h *history, dir string, random *rand.Rand) (ending, error)
}

// ending is what became of a command that was harmed.
type ending struct {
	what   string // of the harm, for the message when a case fails: "killed after 40ms"
	code   int    // exit code; -1 where it was killed
	stderr string
}

func (e ending) killed() bool { return e.code < 0 || e.code == 137 }

// harms returns what can be done to a command on this machine, and in words what
// cannot.
func harms() (can []harm, not []string) {
	can = []harm{
		{"killed at an instant", "killed", killAtInstant},
		{"killed at its beginning", "killed", killEarly},
	}
	if traceable {
		can = append(can,
			harm{"killed at a write", "killed", killAtWrite},
			harm{"killed while outputs are put in place", "killed", killInPlace},
			harm{"killed, and the next run too", "killed", killTwice},
			harm{"a write fails", "failed", failWrite},
			harm{"nothing is safe on disk from one write on", "failed", failSyncs},
			harm{"all writes fail from one on", "full", failWrites})
	} else {
		not = append(not, "kills at a chosen write and single writes that fail: Linux on amd64 alone")
	}
	more, lacking := systemHarms()
	return append(can, more...), append(not, lacking...)
}

func killAtInstant(h *history, dir string, random *rand.Rand) (ending, error) {
	return stopAfter(h, dir, time.Duration(random.Int64N(int64(h.took))), os.Kill)
}

// killEarly kills within the time that a process takes to start and to open the
// workspace.
func killEarly(h *history, dir string, random *rand.Rand) (ending, error) {
	return stopAfter(h, dir, time.Duration(random.Int64N(int64(h.took)/8)), os.Kill)
}

func stopAfter(h *history, dir string, after time.Duration, by os.Signal) (ending, error) {
	c := h.process(dir)
	var stderr bytes.Buffer
	c.Stderr = &stderr
	if err := c.Start(); err != nil {
		return ending{}, err
	}
	time.Sleep(after)
	_ = c.Process.Signal(by) // it may have ended just before
	_ = c.Wait()
	return ending{fmt.Sprintf("%v after %v", by, after), c.ProcessState.ExitCode(), stderr.String()}, nil
}

func killAtWrite(h *history, dir string, random *rand.Rand) (ending, error) {
	return traced(h, dir, "kill", 1+random.IntN(h.writes))
}

// killInPlace kills in the last third of the writes, where the outputs of a
// committed run are moved to their places.
func killInPlace(h *history, dir string, random *rand.Rand) (ending, error) {
	return traced(h, dir, "kill", h.writes-random.IntN(1+h.writes/3))
}

// killTwice kills the run that finishes or clears away what the first left, too.
func killTwice(h *history, dir string, random *rand.Rand) (ending, error) {
	first, err := killAtWrite(h, dir, random)
	if err != nil {
		return first, err
	}
	next := *h
	next.command = []string{"run"}
	second, err := traced(&next, dir, "kill", 1+random.IntN(150))
	if err == nil && !second.killed() {
		err = second.judge()
		second.code = first.code // it came to its end, and the first did not
	}
	second.what = first.what + ", then " + second.what
	return second, err
}

func failWrite(h *history, dir string, random *rand.Rand) (ending, error) {
	return traced(h, dir, "fail", 1+random.IntN(h.writes))
}

func failWrites(h *history, dir string, random *rand.Rand) (ending, error) {
	return traced(h, dir, "full", 1+random.IntN(h.writes))
}

func failSyncs(h *history, dir string, random *rand.Rand) (ending, error) {
	return traced(h, dir, "unsafe", h.writes-random.IntN(1+h.writes/2))
}

// traced runs the command with something done to its n-th write to disk.
func traced(h *history, dir, what string, n int) (ending, error) {
	c := h.process(dir)
	c.Env = append(c.Env, fmt.Sprintf("%s=%s %d", asTracer, what, n))
	e, err := ended(c)
	e.what = fmt.Sprintf("write %d: %s", n, what)
	if e.code == 125 {
		return e, fmt.Errorf("the tracer failed: %s", e.stderr)
	}
	return e, err
}

// ended runs a command to its end, whatever that is.
func ended(c *exec.Cmd) (ending, error) {
	var stderr bytes.Buffer
	c.Stderr = &stderr
	err := c.Run()
	if c.ProcessState == nil {
		return ending{}, err
	}
	return ending{"", c.ProcessState.ExitCode(), stderr.String()}, nil
}

// countWrites runs the command undisturbed and returns how often it wrote to disk.
func countWrites(h *history, dir string) (int, error) {
	e, err := traced(h, dir, "count", 0)
	if err != nil {
		return 0, err
	}
	lines := strings.Split(strings.TrimSpace(e.stderr), "\n")
	n := 0
	if _, err := fmt.Sscanf(lines[len(lines)-1], "writes: %d", &n); err != nil || n == 0 {
		return 0, fmt.Errorf("the tracer counted no writes: %s", e.stderr)
	}
	return n, nil
}

// crashed says that a process ended with Go's own words, which are no message.
func (e ending) crashed() bool {
	for _, words := range []string{"panic: ", "fatal error: ", "goroutine 1 ["} {
		if strings.Contains(e.stderr, words) {
			return true
		}
	}
	return false
}
