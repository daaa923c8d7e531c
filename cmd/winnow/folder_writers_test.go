package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	"winnow/internal/drops"
	"winnow/internal/workspace"
)

// writer drops files into an inbox, one after another.
type writer struct {
	id      int
	inbox   string
	outside string // a folder on the same disk that nobody watches
	random  *rand.Rand
	own     []int // the drops that it makes, in its order
	all     []drops.Drop
	stall   time.Duration // a pause so long ends a copy, to those who wait for its end
	stalled []int
}

// shareOut deals the drops out to writers in random order.
func shareOut(dir string, all []drops.Drop) []*writer {
	const writers = 6
	order := rand.New(rand.NewPCG(uint64(len(all)), 3)).Perm(len(all))
	list := make([]*writer, writers)
	for id := range list {
		list[id] = &writer{
			id: id, inbox: filepath.Join(dir, workspace.InboxDir), outside: filepath.Join(filepath.Dir(dir), fmt.Sprintf("outside %d", id)),
			random: rand.New(rand.NewPCG(uint64(id), 9)), all: all,
		}
	}
	for n, i := range order {
		w := list[n%writers]
		w.own = append(w.own, i)
	}
	return list
}

// work drops the writer's files, now and then a whole folder of a service's.
func (w *writer) work(done *atomic.Int64) error {
	if err := os.MkdirAll(w.outside, 0o755); err != nil {
		return err
	}
	for n := 0; n < len(w.own); n++ {
		if w.random.IntN(8) == 0 {
			taken, err := w.moveFolder(w.own[n:])
			if err != nil {
				return err
			}
			done.Add(int64(taken))
			n += taken - 1
			continue
		}
		if err := w.drop(w.own[n]); err != nil {
			return fmt.Errorf("dropping %q: %w", w.all[w.own[n]].Name, err)
		}
		done.Add(1)
	}
	return nil
}

// drop drops one file in one of the ways that people and programs have.
func (w *writer) drop(i int) error {
	d := w.all[i]
	folder := filepath.Join(w.inbox, d.Service)
	if err := retry(func() error { return mkdir(folder) }); err != nil {
		return err
	}
	target := filepath.Join(folder, d.Name)
	ways := []func(i int, target string) error{w.atOnce, w.slowly, w.renamed, w.uploaded, w.movedIn, w.beingEdited}
	return ways[w.random.IntN(len(ways))](i, target)
}

// mkdir makes a service's folder, but not the inbox: that is the share's.
func mkdir(folder string) error {
	if err := os.Mkdir(folder, 0o755); err != nil && !errors.Is(err, os.ErrExist) {
		return err
	}
	return nil
}

func (w *writer) atOnce(i int, target string) error {
	return retry(func() error { return os.WriteFile(target, w.all[i].Data, 0o644) })
}

// slowly copies chunk by chunk. A copy that this machine stalled for as long as a
// finished one stands still can't be told from it: the file is dropped once more.
func (w *writer) slowly(i int, target string) error {
	stalled, err := w.copySlowly(i, target)
	if err != nil || !stalled {
		return err
	}
	w.stalled = append(w.stalled, i)
	return w.atOnce(i, target)
}

// copySlowly writes a file with pauses and says whether one was far too long.
func (w *writer) copySlowly(i int, name string) (stalled bool, err error) {
	var f *os.File
	err = retry(func() (err error) {
		f, err = os.Create(name)
		return err
	})
	if err != nil {
		return false, err
	}
	data := w.all[i].Data
	last := time.Now()
	for chunk := 1 + len(data)/(2+w.random.IntN(6)); len(data) > 0 && err == nil; {
		n := min(chunk, len(data))
		_, err = f.Write(data[:n])
		data = data[n:]
		time.Sleep(time.Duration(20+w.random.IntN(150)) * time.Millisecond)
		stalled = stalled || time.Since(last) > w.stall
		last = time.Now()
	}
	return stalled, errors.Join(err, f.Close())
}

// renamed writes under a temporary name beside the target, as Office does.
func (w *writer) renamed(i int, target string) error {
	temporary := filepath.Join(filepath.Dir(target), fmt.Sprintf("~WRD%04d.tmp", i))
	if err := w.atOnce(i, temporary); err != nil {
		return err
	}
	return retry(func() error { return os.Rename(temporary, target) })
}

// uploaded writes slowly under an upload's name, then under the file's own.
func (w *writer) uploaded(i int, target string) error {
	temporary := filepath.Join(filepath.Dir(target), fmt.Sprintf("upload %d", i)+[]string{".part", ".crdownload", ".filepart"}[w.random.IntN(3)])
	if _, err := w.copySlowly(i, temporary); err != nil {
		return err
	}
	return retry(func() error { return os.Rename(temporary, target) })
}

// movedIn moves a file in that was written long ago elsewhere.
func (w *writer) movedIn(i int, target string) error {
	outside := filepath.Join(w.outside, fmt.Sprint(i))
	if err := errors.Join(os.WriteFile(outside, w.all[i].Data, 0o644), os.Chtimes(outside, longAgo, longAgo)); err != nil {
		return err
	}
	return retry(func() error { return os.Rename(outside, target) })
}

// beingEdited keeps the lock file of a spreadsheet program beside the file for a
// while. Now and then the program dies and leaves it.
func (w *writer) beingEdited(i int, target string) error {
	base := []rune(filepath.Base(target))
	lock := filepath.Join(filepath.Dir(target), "~$"+string(base[min(2, len(base)):])) // Excel cuts two letters
	if err := retry(func() error { return os.WriteFile(lock, []byte("Returns desk"), 0o644) }); err != nil {
		return err
	}
	if err := w.atOnce(i, target); err != nil {
		return err
	}
	time.Sleep(time.Duration(w.random.IntN(300)) * time.Millisecond)
	if err := retry(func() error { return os.Remove(lock) }); err != nil {
		return err
	}
	if w.random.IntN(4) == 0 {
		left := filepath.Join(filepath.Dir(target), fmt.Sprintf("~$left behind %d.xlsx", i))
		return retry(func() error { return os.WriteFile(left, []byte("Returns desk"), 0o644) })
	}
	return nil
}

// moveFolder moves a folder with up to five of a service's files in as a whole, the
// first of next and others of the same service, which it brings to the front. It
// returns how many those are.
func (w *writer) moveFolder(next []int) (int, error) {
	service := w.all[next[0]].Service
	folder := filepath.Join(w.outside, fmt.Sprintf("folder %d", next[0]))
	if err := os.MkdirAll(filepath.Join(folder, "deeper"), 0o755); err != nil {
		return 0, err
	}
	n := 0
	for at, i := range next {
		if n == 5 || w.all[i].Service != service {
			continue
		}
		next[n], next[at] = next[at], next[n]
		name := filepath.Join(folder, []string{"", "deeper"}[n%2], w.all[i].Name)
		if err := os.WriteFile(name, w.all[i].Data, 0o644); err != nil {
			return 0, err
		}
		n++
	}
	if err := retry(func() error { return mkdir(filepath.Join(w.inbox, service)) }); err != nil {
		return 0, err
	}
	return n, retry(func() error { return os.Rename(folder, filepath.Join(w.inbox, service, filepath.Base(folder))) })
}
