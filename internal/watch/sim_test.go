package watch

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// The tests in this file run the watch in a time of their own over a folder that is
// a map: each step is the loop's, and what happens when is exact.

// sim is a watch, its clock and its folder.
type sim struct {
	t       *testing.T
	w       *watcher
	now     time.Time
	start   time.Time
	started time.Duration // time passed, whatever the clock says
	files   map[string]*fakeFile
	rootErr error
	faults  map[string]error
	another bool // the root is another folder
	seen    bool
	take    func(names []string) (Taken, error)
	log     []string
	steps   int
}

type fakeFile struct {
	stamp   stamp
	judge   error
	lookErr error
	cached  *stamp // what a look says until the file is opened again
}

func newSim(t *testing.T, change func(*Config)) *sim {
	at := time.Date(2021, 7, 1, 9, 0, 0, 0, time.UTC)
	s := &sim{t: t, now: at, start: at, files: map[string]*fakeFile{}, faults: map[string]error{}}
	s.take = func(names []string) (Taken, error) {
		for _, name := range names {
			delete(s.files, name)
		}
		return Taken{}, nil
	}
	c := Config{Root: "/inbox", Mode: Poll, Clock: s, Event: s.event,
		Take: func(_ context.Context, names []string) (Taken, error) {
			return s.take(names)
		}}
	if change != nil {
		change(&c)
	}
	c, err := c.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	s.w = newWatcher(c, s)
	s.w.sweep = span{from: at}
	return s
}

func (s *sim) Now() time.Time                       { return s.now }
func (s *sim) After(time.Duration) <-chan time.Time { panic("the simulation doesn't sleep") }

func (s *sim) event(e Event) {
	switch e.Kind {
	case ModeChosen, Done, Taking:
		return
	}
	e.Count = 0
	s.note("%s", e)
}

func (s *sim) note(format string, args ...any) {
	s.log = append(s.log, s.started.String()+" "+fmt.Sprintf(format, args...))
}

func (s *sim) moved() (bool, error) {
	moved := s.another || !s.seen
	s.another, s.seen = false, s.rootErr == nil
	return moved, s.rootErr
}

func (s *sim) list(string, func(string)) (listing, error) {
	l := listing{files: map[string]stamp{}, dirs: map[string]bool{"": true}, faults: map[string]error{}}
	for name, f := range s.files {
		l.files[name] = f.stamp
		if f.cached != nil {
			l.files[name] = *f.cached
		}
	}
	for name, err := range s.faults {
		l.faults[name] = err
	}
	return l, s.rootErr
}

func (s *sim) look(name string) (stamp, error) {
	f, there := s.files[name]
	if !there || s.rootErr != nil {
		return stamp{}, errGone
	}
	if f.cached != nil {
		return *f.cached, f.lookErr
	}
	return f.stamp, f.lookErr
}

func (s *sim) judge(name string) error {
	f := s.files[name]
	if f.cached != nil { // opening asks the server
		*f.cached = f.stamp
	}
	return f.judge
}

// put writes a file: it is n bytes long and changed at this moment.
func (s *sim) put(name string, n int64) *fakeFile {
	f := s.files[name]
	if f == nil {
		f = &fakeFile{}
		s.files[name] = f
	}
	f.stamp = stamp{n, s.now.UnixNano()}
	return f
}

// run goes on for d. Each wait of the watch is as long as it asks for.
func (s *sim) run(d time.Duration) {
	s.t.Helper()
	end := s.started + d
	for {
		s.steps++
		rest := s.w.step(s.t.Context())
		if s.w.taking > 0 {
			r := <-s.w.taken
			s.note("take %s", strings.Join(r.names, " "))
			s.w.finish(r)
			continue
		}
		rest = min(rest, end-s.started)
		s.now, s.started = s.now.Add(rest), s.started+rest
		if s.started == end {
			return
		}
	}
}

func (s *sim) want(lines ...string) {
	s.t.Helper()
	if diff := cmp.Diff(lines, s.log); diff != "" {
		s.t.Errorf("what happened (-want +got):\n%s", diff)
	}
}

const sec = time.Second

func TestWhenAFileIsTaken(t *testing.T) {
	busy, cut := &busyError{"open in another program"}, errors.New("not complete")
	tests := []struct {
		name   string
		config func(*Config)
		do     func(s *sim)
		want   []string
	}{
		{"there at the start", nil, func(s *sim) {
			s.put("a", 1)
			s.run(10 * sec)
		}, []string{"1s take a"}},
		{"dropped between sweeps", nil, func(s *sim) {
			s.run(3 * sec)
			s.put("a", 1)
			s.run(10 * sec)
		}, []string{"5s take a"}}, // seen by the sweep at 4 s
		{"a longer settle", func(c *Config) { c.Settle = 5 * sec }, func(s *sim) {
			s.put("a", 1)
			s.run(10 * sec)
		}, []string{"5s take a"}},
		{"a slow copy", nil, func(s *sim) {
			for n := range int64(20) {
				s.put("a", n)
				s.run(sec / 2)
			}
			s.run(5 * sec)
		}, []string{"11s take a"}}, // last written at 9.5 s, seen changed at 10 s
		{"only its time changes", nil, func(s *sim) {
			s.put("a", 7)
			s.run(sec / 2)
			s.put("a", 7)
			s.run(5 * sec)
		}, []string{"2s take a"}},
		{"replaced by a shorter one while it settles", nil, func(s *sim) {
			s.put("a", 7)
			s.run(sec / 2)
			s.put("a", 3)
			s.run(5 * sec)
		}, []string{"2s take a"}},
		{"renamed while it settles", nil, func(s *sim) {
			s.put("a.csv", 7)
			s.run(sec / 2)
			s.files["b.csv"] = s.files["a.csv"]
			delete(s.files, "a.csv")
			s.run(5 * sec)
		}, []string{"3s take b.csv"}},
		{"gone before it settles", nil, func(s *sim) {
			s.put("a", 7)
			s.run(sec / 2)
			delete(s.files, "a")
			s.run(5 * sec)
		}, nil},
		{"a time in the future", nil, func(s *sim) {
			s.put("a", 7).stamp.modified = s.now.AddDate(50, 0, 0).UnixNano()
			s.run(5 * sec)
		}, []string{"1s take a"}},
		{"a time before 1970", nil, func(s *sim) {
			s.put("a", 7).stamp.modified = -1
			s.run(5 * sec)
		}, []string{"1s take a"}},
		{"the clock is set back", nil, func(s *sim) {
			s.run(sec / 2)
			s.put("a", 7)
			s.run(2 * sec) // seen at 2 s
			s.now = s.now.Add(-3 * time.Hour)
			s.run(10 * sec)
		}, []string{"3.5s take a"}}, // settles anew from when that is noticed
		{"the clock is set forward", nil, func(s *sim) {
			s.put("a", 7)
			s.run(sec / 4)
			s.now = s.now.Add(3 * time.Hour)
			s.run(10 * sec)
		}, []string{"250ms take a"}},
		{"open elsewhere", nil, func(s *sim) {
			s.put("a", 7).judge = busy
			s.run(time.Hour)
			s.files["a"].judge = nil
			s.run(10 * sec)
		}, []string{"13s waits: a: open in another program", "1h0m3s take a"}},
		{"a package that is not complete, and then is", nil, func(s *sim) {
			s.put("a", 7).judge = cut
			s.run(time.Minute)
			s.put("a", 9).judge = nil
			s.run(10 * sec)
		}, []string{"13s waits: a: not complete", "1m1s take a"}},
		{"a package that never is", nil, func(s *sim) {
			s.put("a", 7).judge = cut
			s.run(time.Hour)
		}, []string{"13s waits: a: not complete",
			"10m0s overdue: a: not complete; it has not changed for 10m0s and is taken in as it is", "10m0s take a"}},
		{"only time can tell", nil, func(s *sim) {
			s.put("a", 0).judge = &Doubt{"empty", 30}
			s.put("b", 5).judge = &Doubt{"its last line has no end", 5}
			s.run(time.Hour)
		}, []string{"5s take b", "13s waits: a: empty", "30s take a"}},
		{"written all the time", nil, func(s *sim) {
			for n := range int64(1300) {
				s.put("a", n)
				s.run(sec / 2)
			}
		}, []string{"10m1s waits: a: it never stays as it is for 1s: who writes it all the time?"}},
		{"grows behind a network client's memory", nil, func(s *sim) {
			f := s.put("a", 1)
			f.cached = &stamp{f.stamp.size, f.stamp.modified}
			for n := range int64(10) {
				s.put("a", n)
				s.run(sec / 2)
			}
			s.run(10 * sec)
		}, []string{"6s take a"}}, // last written at 4.5 s, seen so when opened at 5 s
		{"can't be looked at", nil, func(s *sim) {
			s.put("a", 7).lookErr = fs.ErrPermission
			s.run(20 * sec)
			s.files["a"].lookErr = nil
			s.run(10 * sec)
		}, []string{"13s waits: a: can't be looked at: permission denied", "23s take a"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := newSim(t, test.config)
			test.do(s)
			s.want(test.want...)
		})
	}
}

func TestBatches(t *testing.T) {
	s := newSim(t, nil)
	s.put("a", 1)
	s.put("sub/b", 1)
	s.run(1500 * time.Millisecond)
	s.put("c", 1)
	s.run(sec) // seen at 2 s, ready at 3 s
	s.put("d", 1)
	s.run(10 * sec)
	s.want("1s take a sub/b", "3s take c", "5s take d")
}

func TestBatchGathersWhileFilesArrive(t *testing.T) {
	s := newSim(t, func(c *Config) { c.Poll = sec / 5 })
	for i := range 30 { // one every 200 ms, for 6 s
		s.put(fmt.Sprintf("f%02d", i), 1)
		s.run(sec / 5)
	}
	s.run(10 * sec)
	taken := map[string]bool{}
	for _, line := range s.log {
		for _, name := range strings.Fields(line)[2:] {
			if taken[name] {
				t.Errorf("%s was taken twice", name)
			}
			taken[name] = true
		}
	}
	if len(taken) != 30 || len(s.log) < 4 || len(s.log) > 9 {
		t.Errorf("%d files in %d batches, want 30 in 4 to 9:\n%s", len(taken), len(s.log), strings.Join(s.log, "\n"))
	}
}

func TestLeftFilesAreTriedAgain(t *testing.T) {
	s := newSim(t, nil)
	leave := map[string]string{"a": "open in Excel"}
	s.take = func(names []string) (Taken, error) {
		for _, name := range names {
			if leave[name] == "" {
				delete(s.files, name)
			}
		}
		return Taken{Left: leave}, nil
	}
	s.put("a", 1)
	s.put("b", 1)
	s.run(4 * time.Minute)
	s.put("a", 2) // changed: no need to wait
	s.run(9 * sec)
	delete(leave, "a")
	s.run(20 * sec)
	s.want("1s take a b", "1s left: a: open in Excel",
		"2s take a", "4s take a", "8s take a", "16s take a", "32s take a", "1m4s take a", "2m4s take a", "3m4s take a",
		"4m1s take a", "4m1s left: a: open in Excel", "4m2s take a", "4m4s take a", "4m8s take a", "4m16s take a")
}

func TestAFileStillThereIsLeft(t *testing.T) {
	s := newSim(t, nil)
	s.take = func([]string) (Taken, error) { return Taken{}, nil }
	s.put("a", 1)
	s.run(5 * sec)
	s.take = func([]string) (Taken, error) { s.put("a", 2); return Taken{}, nil } // another in its place
	s.run(5 * sec)
	s.want("1s take a", "1s left: a: still in the folder after it was taken in", "2s take a", "4s take a", "8s take a", "9s take a")
}

func TestTakeFails(t *testing.T) {
	s := newSim(t, nil)
	works := s.take
	s.take = func([]string) (Taken, error) { return Taken{}, errors.New("disk full") }
	s.put("a", 1)
	s.run(10 * sec)
	s.put("b", 1)
	s.run(3 * time.Minute)
	s.take = works
	s.run(2 * time.Minute)
	const failed = "take-failed: taking the files in failed; tried again in "
	s.want("1s take a", "1s "+failed+"1s", "2s take a", "2s "+failed+"2s", "4s take a", "4s "+failed+"4s",
		"8s take a", "8s "+failed+"8s", "16s take a b", "16s "+failed+"16s", "32s take a b", "32s "+failed+"32s",
		"1m4s take a b", "1m4s "+failed+"1m0s", "2m4s take a b", "2m4s "+failed+"1m0s", "3m4s take a b", "3m4s "+failed+"1m0s",
		"4m4s take a b")
	if s.w.failures != 0 {
		t.Errorf("%d failures are still counted", s.w.failures)
	}
}

func TestRootGoesAndComesBack(t *testing.T) {
	s := newSim(t, nil)
	s.put("a", 1).judge = &busyError{"open"}
	s.run(5 * sec)
	s.rootErr = &fs.PathError{Op: "open", Path: "/inbox", Err: fs.ErrNotExist}
	s.run(5 * time.Minute)
	if len(s.w.book.entries) != 0 {
		t.Errorf("%d names are kept of a folder that is gone", len(s.w.book.entries))
	}
	s.files["a"].judge = nil
	s.rootErr = nil
	s.run(2 * time.Minute)
	s.want("6s root-gone: the folder can't be read (file does not exist): winnow tries again until it is back",
		"5m9s root-back: the folder can be read again: all that is in it is looked at anew", "5m10s take a")
}

func TestRootGoesWhileTaking(t *testing.T) {
	s := newSim(t, nil)
	works := s.take
	s.take = func([]string) (Taken, error) {
		s.rootErr = fs.ErrNotExist
		return Taken{}, errors.New("gone")
	}
	s.put("a", 1)
	s.run(time.Minute)
	s.rootErr, s.take = nil, works
	s.run(2 * time.Minute)
	if got := s.log[len(s.log)-1]; !strings.HasSuffix(got, "take a") || len(s.files) > 0 {
		t.Errorf("in the end: %s; %d files left", got, len(s.files))
	}
}

func TestAnotherFolderInTheRootsPlace(t *testing.T) {
	s := newSim(t, nil)
	s.put("a", 1).judge = &busyError{"open"}
	s.run(5 * sec)
	s.another = true
	s.files = map[string]*fakeFile{}
	s.put("b", 1)
	s.run(5 * sec)
	s.want("7s take b")
}

func TestFaultsOfFoldersAreToldOnce(t *testing.T) {
	s := newSim(t, nil)
	s.faults["sub"] = fs.ErrPermission
	s.put("a", 1)
	s.run(time.Minute)
	s.faults["other"] = errLink
	s.run(time.Minute)
	delete(s.faults, "sub")
	s.run(time.Minute)
	s.want("0s folder-fault: sub: permission denied", "1s take a", "1m0s folder-fault: other: "+errLink.Error(),
		"2m0s folder-back: sub: in order again, or gone")
}

// TestNoBusyLoop counts the steps of an hour with something of everything waiting.
func TestNoBusyLoop(t *testing.T) {
	s := newSim(t, nil)
	s.take = func(names []string) (Taken, error) {
		left := map[string]string{}
		for _, name := range names {
			left[name] = "waits"
		}
		return Taken{Left: left}, nil
	}
	s.put("busy", 1).judge = &busyError{"open"}
	s.put("cut", 1).judge = errors.New("cut")
	s.put("left", 1)
	s.put("doubt", 1).judge = &Doubt{"d", 30}
	s.put("blind", 1).lookErr = fs.ErrPermission
	s.run(time.Hour)
	if limit := 8000; s.steps > limit { // 1800 sweeps, 720 looks at each of three, 60 Takes of the others
		t.Errorf("%d steps in an hour, want at most %d", s.steps, limit)
	}
	s.rootErr, s.steps = fs.ErrNotExist, 0
	s.run(time.Hour)
	if limit := 900; s.steps > limit { // each idleLast
		t.Errorf("%d steps in an hour without a root, want at most %d", s.steps, limit)
	}
}

// TestMemoryIsOfWhatIsThere has 100,000 names come and go.
func TestMemoryIsOfWhatIsThere(t *testing.T) {
	s := newSim(t, nil)
	for round := range 100 {
		for i := range 1000 {
			s.put(fmt.Sprintf("%d/%d", round, i), 1)
		}
		s.run(4 * sec)
	}
	if n := len(s.w.book.entries); n != 0 || len(s.files) != 0 {
		t.Errorf("%d entries are kept, %d files not taken", n, len(s.files))
	}
}

// TestHearsay has a sweep find a file that no event tells of.
func TestHearsay(t *testing.T) {
	now := time.Date(2021, 7, 1, 9, 0, 0, 0, time.UTC)
	b := newBook(sec)
	for _, name := range []string{"told", "untold", "gone"} {
		b.see(name, stamp{}, now)
		b.entries[name].untold, b.entries[name].hearsay = true, span{now, hearsay}
	}
	b.heard("told")
	b.forget("gone")
	got := []string{b.unheard(now), b.unheard(now.Add(hearsay - 1)), b.unheard(now.Add(hearsay))}
	b.heardAll()
	got = append(got, b.unheard(now.Add(time.Hour)))
	if diff := cmp.Diff([]string{"", "", "untold", ""}, got); diff != "" {
		t.Errorf("unheard of (-want +got):\n%s", diff)
	}
}

func TestConfigFaults(t *testing.T) {
	take := func(context.Context, []string) (Taken, error) { return Taken{}, nil }
	tests := []struct {
		config Config
		want   string
	}{
		{Config{Take: take}, "watching: no folder is given"},
		{Config{Root: "x"}, "watching: nothing is given to do with the files"},
		{Config{Root: "x", Take: take, Mode: "magic"}, `watching: mode "magic": it is auto, events or poll`},
		{Config{Root: "x", Take: take, Poll: -1}, "watching: poll is -1ns: it can't be less than nothing"},
	}
	for _, test := range tests {
		if err := Run(t.Context(), test.config); err == nil || err.Error() != test.want {
			t.Errorf("Run: %v, want %s", err, test.want)
		}
	}
}
