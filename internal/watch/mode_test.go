package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/google/go-cmp/cmp"
)

// stepped is a watch of a real folder whose steps the test makes, at its own time.
type stepped struct {
	*watcher
	t     *testing.T
	clock *handClock
	modes []string // as they were told
}

type handClock struct{ now time.Time }

func (c *handClock) Now() time.Time                       { return c.now }
func (c *handClock) After(time.Duration) <-chan time.Time { panic("the test makes the steps") }

func newStepped(t *testing.T, mode Mode) *stepped {
	t.Helper()
	s := &stepped{t: t, clock: &handClock{time.Date(2021, 7, 1, 9, 0, 0, 0, time.UTC)}}
	c, err := Config{Root: t.TempDir(), Mode: mode, Clock: s.clock,
		Take: func(context.Context, []string) (Taken, error) { return Taken{}, nil },
		Event: func(e Event) {
			if e.Kind == ModeChosen {
				s.modes = append(s.modes, string(e.Mode)+": "+e.Text)
			}
		}}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	s.watcher = newWatcher(c, newFolder(c))
	s.sweep = span{from: s.clock.now}
	t.Cleanup(func() {
		if err := s.closeHints(); err != nil {
			t.Error(err)
		}
	})
	if err := os.Mkdir(filepath.Join(c.Root, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	s.step(t.Context())
	if mode == Auto && s.hints == nil {
		t.Skip("the temporary folder lies where events don't work: ", s.modes)
	}
	return s
}

func (s *stepped) write(name string) {
	s.t.Helper()
	if err := os.WriteFile(filepath.Join(s.Root, name), []byte("x\n"), 0o644); err != nil {
		s.t.Fatal(err)
	}
}

// settle makes steps until the condition holds, without time going on.
func (s *stepped) settle(what string, holds func() bool) {
	s.t.Helper()
	until(s.t, what, func() bool { s.step(s.t.Context()); return holds() })
}

func (s *stepped) wantModes(substrings ...string) {
	s.t.Helper()
	ok := len(s.modes) == len(substrings)
	for i := range min(len(s.modes), len(substrings)) {
		ok = ok && strings.Contains(s.modes[i], substrings[i])
	}
	if !ok {
		s.t.Errorf("modes told:\n%s\nwant:\n%s", strings.Join(s.modes, "\n"), strings.Join(substrings, "\n"))
	}
}

// TestEventsThatDontCome takes the kernel's watch of a sub-folder away, as a share
// does whose changes come from elsewhere: the sweep finds the file, nothing tells of
// it, and the watch goes over to polling.
func TestEventsThatDontCome(t *testing.T) {
	s := newStepped(t, Auto)
	if err := s.hints.system.Remove(filepath.Join(s.Root, "sub")); err != nil {
		t.Fatal(err)
	}
	s.write("sub/a.csv")
	s.clock.now = s.clock.now.Add(s.Sweep)
	s.step(t.Context())
	s.clock.now = s.clock.now.Add(hearsay)
	s.step(t.Context())
	s.wantModes("events: ", `poll: looking into the folder every 2s: files come in that the system doesn't tell of, the first "sub/a.csv"`)
	if s.hints != nil {
		t.Error("events are still asked for")
	}
}

// TestEventsThatComeLate has a sweep find a file before its event is read: no reason
// to mistrust events.
func TestEventsThatComeLate(t *testing.T) {
	s := newStepped(t, Auto)
	s.clock.now = s.clock.now.Add(s.Sweep)
	s.write("sub/a.csv")
	s.step(t.Context()) // the event may be read before or after
	s.settle("the file is heard of", func() bool {
		e := s.book.entries["sub/a.csv"]
		return e != nil && !e.untold
	})
	s.clock.now = s.clock.now.Add(time.Minute)
	s.step(t.Context())
	s.wantModes("events: ")
}

// TestEventsOverflow loses events and finds the file by a sweep, in good faith.
func TestEventsOverflow(t *testing.T) {
	s := newStepped(t, Auto)
	if err := s.hints.system.Remove(filepath.Join(s.Root, "sub")); err != nil {
		t.Fatal(err)
	}
	s.write("sub/a.csv")
	s.hints.missed()
	s.settle("the file is found", func() bool { return s.book.entries["sub/a.csv"] != nil })
	s.clock.now = s.clock.now.Add(hearsay)
	s.step(t.Context())
	s.wantModes("events: ")
}

// TestManyEventsBecomeASweep bounds what is kept of events.
func TestManyEventsBecomeASweep(t *testing.T) {
	h, err := newHints(t.TempDir())
	if err != nil {
		t.Skip("no events here:", err)
	}
	defer h.close()
	for i := range maxPending + 10 {
		h.note(fsnotify.Event{Name: filepath.Join(h.root, fmt.Sprintf("f%d", i)), Op: fsnotify.Create})
	}
	if p := h.take(); !p.all || len(p.names) > 10 {
		t.Errorf("%d names are kept, all: %v", len(p.names), p.all)
	}
}

func TestNoMoreFoldersCanBeWatched(t *testing.T) {
	s := newStepped(t, Auto)
	if err := s.hints.system.Close(); err != nil { // each folder from now on is one too many
		t.Fatal(err)
	}
	s.hints.dirs = map[string]bool{}
	s.clock.now = s.clock.now.Add(s.Sweep)
	s.step(t.Context())
	s.wantModes("events: ", "poll: looking into the folder every 2s: the system can't tell of changes here")
	for _, limit := range []error{syscall.ENOSPC, &os.SyscallError{Syscall: "inotify_init1", Err: syscall.EMFILE}} {
		if got := hintFault(limit); !strings.Contains(got, "max_user_watches") {
			t.Errorf("%v is told as %q", limit, got)
		}
	}
}

func TestModeAsSet(t *testing.T) {
	s := newStepped(t, Poll)
	s.wantModes("poll: looking into the folder every 2s: as it is set")
	s.write("sub/a.csv")
	s.clock.now = s.clock.now.Add(s.Poll)
	s.step(t.Context())
	if s.book.entries["sub/a.csv"] == nil {
		t.Error("the file is not found by polling")
	}
}

// TestStop has the clock in hand: Take is cancelled when the first grace is over and
// given up when the second is.
func TestStop(t *testing.T) {
	for _, ends := range []bool{true, false} {
		t.Run(fmt.Sprintf("it ends: %v", ends), func(t *testing.T) {
			c := &alarmClock{rings: make(chan time.Time)}
			var kinds []Kind
			w := newWatcher(Config{Grace: sec, Clock: c, Event: func(e Event) { kinds = append(kinds, e.Kind) }}, nil)
			cancelled := make(chan bool, 10)
			w.taking, w.cancel = 1, func() { cancelled <- true }
			stopped := make(chan error, 1)
			go func() { stopped <- w.stop() }()
			c.rings <- time.Time{}
			<-cancelled
			if ends {
				w.taken <- takeResult{names: []string{"a"}, err: context.Canceled}
				if err := <-stopped; err != nil || !slices.Equal(kinds, []Kind{Stopping, TakeFailed}) {
					t.Errorf("stop: %v; told %v", err, kinds)
				}
				return
			}
			c.rings <- time.Time{}
			if err := <-stopped; err == nil || errors.Is(err, context.Canceled) {
				t.Errorf("stop: %v", err)
			}
		})
	}
}

type alarmClock struct{ rings chan time.Time }

func (c *alarmClock) Now() time.Time                       { return time.Time{} }
func (c *alarmClock) After(time.Duration) <-chan time.Time { return c.rings }

func TestEventText(t *testing.T) {
	got := []string{
		Event{Kind: Waits, Name: "a", Text: "open"}.String(),
		Event{Kind: RootBack, Text: "back"}.String(),
		Event{Kind: Done, Count: 3, Text: "taken in"}.String(),
	}
	if diff := cmp.Diff([]string{"waits: a: open", "root-back: back", "done: 3 files: taken in"}, got); diff != "" {
		t.Errorf("events (-want +got):\n%s", diff)
	}
	if !(Event{Kind: RootGone}).Warning() || (Event{Kind: Done}).Warning() {
		t.Error("warnings are the wrong ones")
	}
}
