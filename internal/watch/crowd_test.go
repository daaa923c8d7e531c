package watch

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestCrowd has eight writers drop a thousand files at once: plainly, in pieces,
// under another name first, replaced while they settle, with lock files beside them,
// in folders of their own. Each must be taken once and whole.
func TestCrowd(t *testing.T) {
	const writers, each = 8, 125
	for _, mode := range bothModes {
		t.Run(string(mode), func(t *testing.T) {
			l := startLive(t, Config{Mode: mode, Ignore: ignoreLikeWinnow})
			var writing sync.WaitGroup
			for w := range writers {
				writing.Go(func() {
					r := rand.New(rand.NewPCG(uint64(w), 5))
					for i := range each {
						drop(l, r, fmt.Sprintf("service%d/", w), fmt.Sprintf("f%03d", i))
					}
				})
			}
			writing.Wait()
			until(t, "a thousand files are taken", func() bool { return len(l.names()) >= writers*each })
			if err := l.stop(); err != nil {
				t.Error(err)
			}
			checkCrowd(t, l, writers*each)
			for _, e := range l.kinds(Left) {
				t.Error(e)
			}
			t.Logf("%s: %d files in %d batches", mode, len(l.names()), len(l.kinds(Taking)))
		})
	}
}

// body is a CSV file of n rows that ends in a line of its own.
func body(n int) string { return strings.Repeat("LLB00007,2021-04-09,quit\n", n) + "END\n" }

// drop writes a file into the folder in one of the ways people and programs do. It
// runs in goroutines of its own, and so reports by t.Error.
func drop(l *live, r *rand.Rand, folder, name string) {
	check := func(err error) {
		if err != nil {
			l.t.Error(err)
		}
	}
	content := []byte(body(1 + r.IntN(200)))
	check(os.MkdirAll(l.path(folder), 0o755))
	path := l.path(folder + name + ".csv")
	switch r.IntN(6) {
	case 0:
		check(os.WriteFile(path, content, 0o644))
	case 1: // in pieces that end anywhere, kept open
		f, err := os.Create(path)
		check(err)
		for len(content) > 0 {
			n := min(len(content), 1+r.IntN(2000))
			_, err := f.Write(content[:n])
			check(err)
			content = content[n:]
			time.Sleep(time.Duration(r.IntN(3)) * time.Millisecond)
		}
		check(f.Close())
	case 2: // under another name first
		check(os.WriteFile(path+".part", content, 0o644))
		check(os.Rename(path+".part", path))
	case 3: // with a lock file that goes
		lock := l.path(folder + "~$" + name + ".csv")
		check(os.WriteFile(lock, nil, 0o644))
		check(os.WriteFile(path, content, 0o644))
		time.Sleep(time.Duration(r.IntN(5)) * time.Millisecond)
		check(os.Remove(lock))
	case 4: // in a new folder
		sub := l.path(folder + "sub" + name)
		check(os.MkdirAll(sub, 0o755))
		check(os.WriteFile(filepath.Join(sub, "in.csv"), content, 0o644))
	case 5: // empty, then another put in its place
		check(os.WriteFile(path, nil, 0o644))
		check(os.WriteFile(path+".tmp", content, 0o644))
		check(os.Rename(path+".tmp", path))
	}
}

// checkCrowd wants n files taken once each, whole, and none left.
func checkCrowd(t *testing.T, l *live, n int) {
	t.Helper()
	taken, err := os.ReadDir(l.out)
	if err != nil {
		t.Fatal(err)
	}
	if len(taken) != n {
		t.Errorf("%d files were taken, want %d", len(taken), n)
	}
	for _, d := range taken {
		b, err := os.ReadFile(filepath.Join(l.out, d.Name()))
		if err != nil || !strings.HasSuffix(string(b), "END\n") {
			t.Errorf("%s was taken before it was whole: %d bytes, %v", d.Name(), len(b), err)
		}
	}
	for name, times := range l.taken {
		if times != 1 {
			t.Errorf("%s was taken %d times", name, times)
		}
	}
	if rest, err := newFolder(Config{Root: l.root, Ignore: ignoreLikeWinnow}).list("", func(string) {}); err != nil || len(rest.files) > 0 {
		t.Errorf("left in the folder: %d files, %v", len(rest.files), err)
	}
}

// TestNoLeaks counts descriptors and goroutines after many files and folders came and
// went, and after the end.
func TestNoLeaks(t *testing.T) {
	if _, err := os.Stat("/proc/self/fd"); err != nil {
		t.Skip("only Linux lists its descriptors in /proc")
	}
	for _, mode := range bothModes {
		t.Run(string(mode), func(t *testing.T) {
			before, goBefore := descriptors(t), runtime.NumGoroutine()
			l := startLive(t, Config{Mode: mode})
			l.write("first.csv", "x\n")
			until(t, "the first file", func() bool { return len(l.names()) == 1 })
			running := descriptors(t)
			for round := range 10 {
				for i := range 50 {
					l.write(fmt.Sprintf("d%d/e%d/f%d.csv", round, i, i), "x\n")
				}
				until(t, "the round's files", func() bool { return len(l.names()) == 1+50*(round+1) })
				if err := os.RemoveAll(l.path(fmt.Sprintf("d%d", round))); err != nil {
					t.Fatal(err)
				}
			}
			until(t, "as many descriptors as at the first file", func() bool { return descriptors(t) <= running })
			if err := l.stop(); err != nil {
				t.Error(err)
			}
			until(t, "as many descriptors as before", func() bool { return descriptors(t) <= before })
			until(t, "as many goroutines as before", func() bool { return runtime.NumGoroutine() <= goBefore })
			t.Logf("%s: descriptors %d before, %d while running", mode, before, running)
		})
	}
}

func descriptors(t *testing.T) int {
	t.Helper()
	fds, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(fds)
}

// TestSoak drops a file every 50 ms for as long as WINNOW_SOAK says ("5m") and quotes
// what the watch holds at the beginning and at the end.
func TestSoak(t *testing.T) {
	length, err := time.ParseDuration(os.Getenv("WINNOW_SOAK"))
	if err != nil {
		t.Skip("WINNOW_SOAK says how long to soak")
	}
	l := startLive(t, Config{Sweep: time.Second})
	var first, last runtime.MemStats
	n, begun := 0, false
	for end := time.Now().Add(length); time.Now().Before(end); n++ {
		l.write(fmt.Sprintf("s%d/f%d.csv", n%7, n), body(20))
		time.Sleep(50 * time.Millisecond)
		if !begun && time.Until(end) < length*9/10 {
			begun = true
			runtime.GC()
			runtime.ReadMemStats(&first)
			t.Logf("after %d files: heap %d kB, %d descriptors, %d goroutines", n, first.HeapAlloc/1024, descriptors(t), runtime.NumGoroutine())
		}
	}
	until(t, "all are taken", func() bool { return len(l.names()) == n })
	runtime.GC()
	runtime.ReadMemStats(&last)
	t.Logf("after %d files: heap %d kB (the test keeps each name), %d descriptors, %d goroutines, modes %v",
		n, last.HeapAlloc/1024, descriptors(t), runtime.NumGoroutine(), l.kinds(ModeChosen))
	if err := l.stop(); err != nil {
		t.Error(err)
	}
}
