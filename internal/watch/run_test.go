package watch

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// The tests in this file watch real folders. They wait for what must happen, however
// long that takes on a busy machine, and never for a length of time.

// live is a watch of a real folder that moves what it takes into another.
type live struct {
	t    *testing.T
	root string
	out  string
	stop func() error // ends the watch and returns what Run did

	mu     sync.Mutex
	taken  map[string]int // how often each name was taken
	events []Event
}

func startLive(t *testing.T, c Config) *live {
	t.Helper()
	l := &live{t: t, root: c.Root, out: t.TempDir(), taken: map[string]int{}}
	if l.root == "" {
		l.root = filepath.Join(t.TempDir(), "inbox")
		l.mkdir("")
	}
	c.Root, c.Event = l.root, l.event
	c.Settle, c.Gather = orElse(c.Settle, 50*time.Millisecond), orElse(c.Gather, 50*time.Millisecond)
	c.Poll = orElse(c.Poll, 50*time.Millisecond)
	if c.Take == nil {
		c.Take = l.take
	}
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Run(ctx, c) }()
	l.stop = sync.OnceValue(func() error { cancel(); return <-done })
	t.Cleanup(func() { l.stop() })
	return l
}

func orElse(d, usual time.Duration) time.Duration {
	if d == 0 {
		return usual
	}
	return d
}

func (l *live) event(e Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.events = append(l.events, e)
}

func (l *live) kinds(kind Kind) (events []Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, e := range l.events {
		if e.Kind == kind {
			events = append(events, e)
		}
	}
	return events
}

// take moves the files away, under names of their own.
func (l *live) take(_ context.Context, names []string) (Taken, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	left := map[string]string{}
	for _, name := range names {
		l.taken[name]++
		to := fmt.Sprintf("%s.%d", strings.ReplaceAll(name, "/", "_"), l.taken[name])
		err := os.Rename(l.path(name), filepath.Join(l.out, to))
		if errors.Is(err, syscall.EXDEV) { // out of a share
			err = os.Remove(l.path(name))
		}
		if err != nil {
			left[name] = err.Error()
		}
	}
	return Taken{Left: left}, nil
}

func (l *live) path(name string) string { return filepath.Join(l.root, filepath.FromSlash(name)) }

func (l *live) mkdir(name string) {
	l.t.Helper()
	if err := os.MkdirAll(l.path(name), 0o755); err != nil {
		l.t.Fatal(err)
	}
}

func (l *live) write(name, content string) {
	l.t.Helper()
	l.mkdir(filepath.ToSlash(filepath.Dir(name)))
	if err := os.WriteFile(l.path(name), []byte(content), 0o644); err != nil {
		l.t.Fatal(err)
	}
}

func (l *live) rename(from, to string) {
	l.t.Helper()
	if err := os.Rename(l.path(from), l.path(to)); err != nil {
		l.t.Fatal(err)
	}
}

func (l *live) names() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	var names []string
	for name := range l.taken {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// fastClock has twenty seconds for each of the machine's.
type fastClock struct{ start time.Time }

func newFastClock() fastClock { return fastClock{time.Now()} }

func (c fastClock) Now() time.Time { return c.start.Add(20 * time.Since(c.start)) }

func (c fastClock) After(d time.Duration) <-chan time.Time { return time.After(d / 20) }

// until waits for a condition.
func until(t *testing.T, what string, holds func() bool) {
	t.Helper()
	for deadline := time.Now().Add(2 * time.Minute); !holds(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("it never came about: %s", what)
		}
	}
}

func (l *live) wantTaken(names ...string) {
	l.t.Helper()
	until(l.t, "taken: "+strings.Join(names, " "), func() bool { return slices.Equal(l.names(), names) })
}

var bothModes = []Mode{Auto, Poll}

func ignoreLikeWinnow(name string) string {
	if strings.HasPrefix(name, "~$") || strings.HasPrefix(name, ".") || strings.HasSuffix(name, ".tmp") || strings.HasSuffix(name, ".part") {
		return "not a return"
	}
	return ""
}

func TestRealFolder(t *testing.T) {
	for _, mode := range bothModes {
		t.Run(string(mode), func(t *testing.T) {
			l := startLive(t, Config{Mode: mode, Ignore: ignoreLikeWinnow})
			l.write("a.csv", "x\n")
			l.wantTaken("a.csv")

			l.write("service/deep/er/b.csv", "x\n")
			l.wantTaken("a.csv", "service/deep/er/b.csv")

			l.write("c.tmp", "x\n") // as browsers and Office save
			l.rename("c.tmp", "c.csv")
			l.wantTaken("a.csv", "c.csv", "service/deep/er/b.csv")

			outside := t.TempDir() // a folder that is moved in whole
			if err := errors.Join(os.MkdirAll(filepath.Join(outside, "f", "g"), 0o755),
				os.WriteFile(filepath.Join(outside, "f", "d.csv"), []byte("x\n"), 0o644),
				os.WriteFile(filepath.Join(outside, "f", "g", "e.csv"), []byte("x\n"), 0o644),
				os.Rename(filepath.Join(outside, "f"), l.path("moved"))); err != nil {
				t.Fatal(err)
			}
			l.wantTaken("a.csv", "c.csv", "moved/d.csv", "moved/g/e.csv", "service/deep/er/b.csv")

			l.rename("moved", "service/again") // and within; what is dropped there afterwards is found
			l.write("service/again/g/h.csv", "x\n")
			l.write("a.csv", "once more\n")
			until(t, "files in a renamed folder and of an old name", func() bool {
				l.mu.Lock()
				defer l.mu.Unlock()
				return l.taken["service/again/g/h.csv"] == 1 && l.taken["a.csv"] == 2
			})
			if err := l.stop(); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestRealFolderLeavesWhatIsNotReady(t *testing.T) {
	l := startLive(t, Config{Ignore: ignoreLikeWinnow})
	l.write("~$Book.xlsx", "x\n")
	l.write("Book.xlsx", "x\n")
	l.write(".~lock.open.ods#", "x\n")
	l.write("open.ods", "x\n")
	l.write("~$ngname.xlsx", "x\n")
	l.write("longname.xlsx", "x\n")
	l.write("half.xlsx", string(zipOf(t, 3, "")[:100]))
	l.write("download.csv", "")
	l.write("download.csv.part", "x")
	l.write("f.tmp", "x\n")
	l.write(".hidden/g.csv", "x\n")
	if err := os.Symlink(l.path("f.tmp"), l.path("link.csv")); err != nil {
		t.Log("no symbolic links here:", err)
	}
	if err := os.Symlink(t.TempDir(), l.path("linked")); err != nil {
		t.Log("no symbolic links here:", err)
	}
	l.write("good.csv", "x\n")
	l.wantTaken("good.csv")
	l.write("half.xlsx", string(zipOf(t, 3, "")))
	l.wantTaken("good.csv", "half.xlsx")
	for _, lock := range []string{"~$Book.xlsx", ".~lock.open.ods#", "~$ngname.xlsx"} {
		if err := os.Remove(l.path(lock)); err != nil {
			t.Fatal(err)
		}
	}
	l.wantTaken("Book.xlsx", "good.csv", "half.xlsx", "longname.xlsx", "open.ods")
	l.write("download.csv.part", "x\n")
	l.rename("download.csv.part", "download.csv")
	l.wantTaken("Book.xlsx", "download.csv", "good.csv", "half.xlsx", "longname.xlsx", "open.ods")
	if runtime.GOOS != "windows" {
		until(t, "both links are told of", func() bool { return len(l.kinds(FolderFault)) == 2 })
	}
}

// TestRealFolderOpenForWriting keeps a file open and finished: where the system tells
// of writers it is not taken before it is closed.
func TestRealFolderOpenForWriting(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "windows" {
		t.Skip("this system does not tell who has a file open")
	}
	l := startLive(t, Config{Mode: Poll, Clock: newFastClock(), Settle: 2 * time.Second})
	f, err := os.Create(l.path("slow.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("a,b\n1,2\n"); err != nil {
		t.Fatal(err)
	}
	if err := probe(l.path("slow.csv")); err == nil {
		f.Close()
		t.Skip("this file system does not tell who has a file open")
	}
	until(t, "the reason it waits", func() bool { return len(l.kinds(Waits)) == 1 })
	if names := l.names(); len(names) != 0 {
		t.Errorf("taken while it was open for writing: %v", names)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	l.wantTaken("slow.csv")
}

// TestRealFolderVanishes moves the root away and back, as a share goes and comes.
func TestRealFolderVanishes(t *testing.T) {
	for _, mode := range bothModes {
		t.Run(string(mode), func(t *testing.T) {
			l := startLive(t, Config{Mode: mode, Clock: newFastClock(), Settle: 2 * time.Second})
			l.write("a.csv", "x\n")
			l.wantTaken("a.csv")
			away := l.root + "-away"
			if err := os.Rename(l.root, away); err != nil {
				t.Fatal(err)
			}
			until(t, "the root is missed", func() bool { return len(l.kinds(RootGone)) == 1 })
			if err := os.WriteFile(filepath.Join(away, "b.csv"), []byte("x\n"), 0o644); err != nil {
				t.Fatal(err)
			}
			if err := os.Rename(away, l.root); err != nil {
				t.Fatal(err)
			}
			l.wantTaken("a.csv", "b.csv")
			l.write("sub/c.csv", "x\n")
			l.wantTaken("a.csv", "b.csv", "sub/c.csv")
			if n := len(l.kinds(RootGone)); n != 1 {
				t.Errorf("told %d times that the root is gone", n)
			}
		})
	}
}

func TestRootComesLater(t *testing.T) {
	root := filepath.Join(t.TempDir(), "not", "yet")
	l := startLive(t, Config{Root: root})
	until(t, "the root is missed", func() bool { return len(l.kinds(RootGone)) == 1 })
	l.write("a.csv", "x\n")
	l.wantTaken("a.csv")
}

func TestStopWaitsForTake(t *testing.T) {
	begun, release := make(chan bool), make(chan bool)
	var took error
	l := startLive(t, Config{Take: func(ctx context.Context, _ []string) (Taken, error) {
		close(begun)
		<-release
		took = ctx.Err()
		return Taken{}, nil
	}})
	l.write("a.csv", "x\n")
	<-begun
	ended := make(chan error, 1)
	go func() { ended <- l.stop() }()
	until(t, "the watch says that it ends", func() bool { return len(l.kinds(Stopping)) == 1 })
	select {
	case err := <-ended:
		t.Fatalf("Run returned %v before Take had", err)
	default:
	}
	close(release)
	if err := <-ended; err != nil || took != nil {
		t.Errorf("Run returned %v; Take's context: %v", err, took)
	}
	if done := l.kinds(Done); len(done) != 1 {
		t.Errorf("the end of the last Take was told %d times", len(done))
	}
}

func TestStopGivesUpOnTake(t *testing.T) {
	begun, release := make(chan bool), make(chan bool)
	defer close(release)
	l := startLive(t, Config{Grace: 10 * time.Millisecond, Take: func(context.Context, []string) (Taken, error) {
		close(begun)
		<-release
		return Taken{}, nil
	}})
	l.write("a.csv", "x\n")
	<-begun
	if err := l.stop(); err == nil {
		t.Error("Run returned nil though Take never ended")
	}
}

// hung is a share that no longer answers.
type hung struct {
	tree
	release chan bool
}

func (h hung) list(string, func(string)) (listing, error) { <-h.release; return listing{}, nil }

func TestStopGivesUpOnTheFolder(t *testing.T) {
	c, err := Config{Root: t.TempDir(), Grace: 10 * time.Millisecond, Take: func(context.Context, []string) (Taken, error) {
		return Taken{}, nil
	}}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	h := hung{newFolder(c), make(chan bool)}
	w := newWatcher(c, h)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	looped, waited := make(chan error, 1), make(chan error, 1)
	go func() { looped <- w.loop(t.Context()) }()
	go func() { waited <- w.guard(ctx, looped) }()
	if err := <-waited; err == nil || !strings.Contains(err.Error(), "has not answered") {
		t.Errorf("guard returned %v", err)
	}
	close(h.release)
}

func TestStuckFolderIsTold(t *testing.T) {
	told := make(chan Kind, 100)
	c, err := Config{Root: t.TempDir(), Mode: Poll, Poll: time.Millisecond, Event: func(e Event) { told <- e.Kind },
		Take: func(context.Context, []string) (Taken, error) { return Taken{}, nil }}.withDefaults()
	if err != nil {
		t.Fatal(err)
	}
	h := hung{newFolder(c), make(chan bool)}
	w := newWatcher(c, h)
	w.stuckAfter = 50 * time.Millisecond
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- w.loop(ctx) }()
	ended := make(chan error, 1)
	go func() { ended <- w.guard(ctx, done) }()
	waitKind := func(want Kind) {
		t.Helper()
		until(t, string(want), func() bool {
			select {
			case k := <-told:
				return k == want
			default:
				return false
			}
		})
	}
	waitKind(Stuck)
	close(h.release)
	waitKind(Unstuck)
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
