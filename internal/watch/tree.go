package watch

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// tree is the folder as the watch sees it; tests have their own.
type tree interface {
	// moved says whether the root is another folder than at the last call (true at
	// the first): a share mounted over it, or a folder made anew in its place.
	moved() (bool, error)
	// list reads a folder ("" the root) and all below it. Before a folder is read,
	// enter is told its name. An error means that the folder itself can't be read.
	list(dir string, enter func(dir string)) (listing, error)
	// look returns a file's size and time; errGone, errFolder or errLink when it is no
	// plain file.
	look(name string) (stamp, error)
	// judge returns nil when the file is whole and free, else a *busyError, a *Doubt
	// or what is missing.
	judge(name string) error
}

// stamp is what changes when a file is written.
type stamp struct {
	size, modified int64 // bytes; Unix time in nanoseconds
}

// listing is what a look into a folder found, by name within the root.
type listing struct {
	files  map[string]stamp
	dirs   map[string]bool
	faults map[string]error // what can't be looked into, or is no plain file
}

var (
	errGone   = errors.New("not there")
	errFolder = errors.New("a folder")
	errLink   = errors.New("not a plain file: a link or device is not followed; put the file itself there")
	errDeep   = fmt.Errorf("folders are looked into %d deep: move what is in it further up", maxDepth)
)

// busyError says that a file is whole or not, but somebody has it in hand.
type busyError struct{ reason string }

func (e *busyError) Error() string { return e.reason }

// noFile says whether an error of look means that there is no such file.
func noFile(err error) bool {
	return errors.Is(err, errGone) || errors.Is(err, errFolder) || errors.Is(err, errLink)
}

// folder is the tree on disk.
type folder struct {
	root   string
	ignore func(string) string
	whole  func(string) error
	last   fs.FileInfo // the root, when moved was last asked
}

func newFolder(c Config) *folder {
	return &folder{root: c.Root, ignore: c.Ignore, whole: c.Whole}
}

func (f *folder) path(name string) string { return filepath.Join(f.root, filepath.FromSlash(name)) }

func (f *folder) moved() (bool, error) {
	info, err := os.Stat(f.root)
	if err != nil {
		return false, err
	}
	moved := f.last == nil || !os.SameFile(f.last, info)
	f.last = info
	return moved, nil
}

func (f *folder) list(dir string, enter func(string)) (listing, error) {
	l := listing{files: map[string]stamp{}, dirs: map[string]bool{}, faults: map[string]error{}}
	return l, f.walk(dir, enter, &l)
}

func (f *folder) walk(dir string, enter func(string), l *listing) error {
	if strings.Count(dir, "/") >= maxDepth {
		return errDeep
	}
	enter(dir)
	entries, err := os.ReadDir(f.path(dir))
	if err != nil {
		return err
	}
	l.dirs[dir] = true
	for _, d := range entries {
		if f.ignore(d.Name()) == "" {
			f.note(path.Join(dir, d.Name()), d, enter, l)
		}
	}
	return nil
}

// note puts a folder's entry into the listing. What vanishes meanwhile isn't there.
func (f *folder) note(name string, d fs.DirEntry, enter func(string), l *listing) {
	switch {
	case d.IsDir():
		if err := f.walk(name, enter, l); err != nil && !errors.Is(err, fs.ErrNotExist) {
			l.faults[name] = err
		}
	case !d.Type().IsRegular():
		l.faults[name] = errLink
	default:
		info, err := d.Info()
		if err == nil {
			l.files[name] = stampOf(info)
		} else if !errors.Is(err, fs.ErrNotExist) {
			l.faults[name] = err
		}
	}
}

func stampOf(info fs.FileInfo) stamp { return stamp{info.Size(), info.ModTime().UnixNano()} }

func (f *folder) look(name string) (stamp, error) {
	info, err := os.Lstat(f.path(name))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return stamp{}, errGone
	case err != nil:
		return stamp{}, err
	case info.IsDir():
		return stamp{}, errFolder
	case !info.Mode().IsRegular():
		return stamp{}, errLink
	}
	return stampOf(info), nil
}

func (f *folder) judge(name string) error {
	if part := name + ".part"; f.there(part) {
		return &busyError{fmt.Sprintf("a download into it is under way (or delete %q, if it was given up)", path.Base(part))}
	}
	if lock := f.lockBeside(name); lock != "" {
		return &busyError{fmt.Sprintf("open in another program: close it there (or delete %q, if nobody has it open)", lock)}
	}
	if err := probe(f.path(name)); err != nil {
		return err
	}
	return f.whole(f.path(name))
}

// lockBeside returns the lock file that Excel or LibreOffice keeps beside an open
// workbook, "" for none. Excel cuts the first two letters of long names.
func (f *folder) lockBeside(name string) string {
	dir, base := path.Split(name)
	locks := []string{"~$" + base, ".~lock." + base + "#"}
	if letters := []rune(base); len(letters) > 2 {
		locks = append(locks, "~$"+string(letters[2:]))
	}
	for _, lock := range locks {
		if f.there(dir + lock) {
			return lock
		}
	}
	return ""
}

func (f *folder) there(name string) bool {
	_, err := os.Lstat(f.path(name))
	return err == nil
}
