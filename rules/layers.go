package rules

import (
	"errors"
	"io/fs"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// layer is one folder of a rule set: the one asked for, or one that it extends.
type layer struct {
	dir     string           // in the file system
	display string           // as messages name it
	rel     string           // how it is reached from the folder asked for: "", "../2020-21"
	returns bool             // its returns hold too, unless a folder above has them
	base    *layer           // the folder that this one extends; nil for none
	removed map[string]value // returns of the folders below that this one takes out
	index   map[string]string
}

// folders is a rule set's folder over those that it extends: a file is the one
// of the uppermost folder that has it. It is an fs.FS, so that what reads files
// needn't know.
type folders struct {
	root fs.FS
	top  *layer
}

// holder returns the folder that a file is taken from; the uppermost where none
// has it.
func (f *folders) holder(name string) *layer {
	for at := f.top; at != nil && fs.ValidPath(name); at = at.base {
		if _, err := fs.Stat(f.root, path.Join(at.dir, name)); !errors.Is(err, fs.ErrNotExist) {
			return at
		}
	}
	return f.top
}

func (f *folders) full(name string) string { return path.Join(f.holder(name).dir, name) }

// Open opens a file.
func (f *folders) Open(name string) (fs.File, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrInvalid}
	}
	return f.root.Open(f.full(name))
}

// Stat returns what is known of a file.
func (f *folders) Stat(name string) (fs.FileInfo, error) {
	if !fs.ValidPath(name) {
		return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrInvalid}
	}
	return fs.Stat(f.root, f.full(name))
}

// ReadDir lists what a folder holds, each name once, in order.
func (f *folders) ReadDir(name string) ([]fs.DirEntry, error) {
	var all []fs.DirEntry
	var first error
	seen := map[string]bool{}
	for at := f.top; at != nil; at = at.base {
		entries, err := fs.ReadDir(f.root, path.Join(at.dir, name))
		if err != nil && at == f.top {
			first = err
		}
		for _, e := range entries {
			if !seen[e.Name()] {
				all = append(all, e)
			}
			seen[e.Name()] = true
		}
	}
	if len(all) == 0 {
		return nil, first
	}
	slices.SortFunc(all, func(a, b fs.DirEntry) int { return strings.Compare(a.Name(), b.Name()) })
	return all, nil
}

// key is what the hash calls a file: its path from the folder asked for, so that
// it is the same wherever the rules stand.
func (at *layer) key(name string) string { return path.Join(at.rel, name) }

// path returns the name that messages call a file of the folder by.
func (at *layer) path(name string) string {
	if at.display == "." || at.display == "" {
		return filepath.FromSlash(name)
	}
	return filepath.Join(at.display, filepath.FromSlash(name))
}
