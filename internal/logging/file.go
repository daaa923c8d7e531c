package logging

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/gofrs/flock"
)

// file appends lines to a log that other processes write too. It is opened for
// each line, which costs some microseconds and spares all else: on Windows an
// open file can't be put aside, and elsewhere a process that kept it open would
// go on writing to the one put aside. A line is one write to a file opened to
// append, so that lines of several processes don't mix.
type file struct {
	path string
	max  int64 // bytes past which the file is put aside; 0 for never
	keep int

	mu   sync.Mutex
	lost int   // lines that could not be written
	err  error // the first error that lost one
	full error // why the file can't be put aside; nil once it could
}

func newFile(s Settings) *file {
	f := &file{path: s.File, max: int64(s.RotateMB) << 20, keep: s.Keep}
	if s.RotateMB == 0 {
		f.max = defaultRotateMB << 20
	}
	if s.RotateMB < 0 {
		f.max = 0
	}
	if s.Keep == 0 {
		f.keep = defaultKeep
	}
	return f
}

// probe makes the folder and sees that the file can be written.
func (f *file) probe() error {
	if err := os.MkdirAll(filepath.Dir(f.path), 0o755); err != nil {
		return err
	}
	return f.add(nil)
}

// Write appends a line. What goes wrong is kept for Close.
func (f *file) Write(line []byte) (int, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.past(len(line)) {
		f.full = f.putAside(len(line))
	}
	if err := f.add(line); err != nil {
		f.lost++
		if f.err == nil {
			f.err = err
		}
		return 0, err
	}
	return len(line), nil
}

func (f *file) add(line []byte) error {
	g, err := os.OpenFile(f.path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o640)
	if err != nil {
		return err
	}
	_, err = g.Write(line)
	return errors.Join(err, g.Close())
}

// Close returns what kept lines from being written, or the file from being put
// aside.
func (f *file) Close() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return fmt.Errorf("%d lines of the log were lost: %w", f.lost, f.err)
	}
	if f.full != nil {
		return fmt.Errorf("putting the full log aside: %w", f.full)
	}
	return nil
}

func (f *file) past(more int) bool {
	info, err := os.Stat(f.path)
	return f.max > 0 && err == nil && info.Size() > 0 && info.Size()+int64(more) > f.max
}

// putAside renames FILE to FILE.1, FILE.1 to FILE.2 and so on; the last goes.
// Where another process is at it, it leaves it to that one.
func (f *file) putAside(more int) (err error) {
	lock := flock.New(f.path + ".lock")
	held, err := lock.TryLock()
	if err != nil || !held {
		return err
	}
	defer func() { err = errors.Join(err, lock.Close()) }()
	if !f.past(more) { // another has just done it
		return nil
	}
	for n := f.keep; n > 0; n-- {
		from := f.path
		if n > 1 {
			from = f.aside(n - 1)
		}
		if err := os.Rename(from, f.aside(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}

func (f *file) aside(n int) string { return fmt.Sprintf("%s.%d", f.path, n) }
