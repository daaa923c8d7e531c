package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
)

func snapped(t *testing.T, dir string) map[string]string {
	t.Helper()
	all, err := snapshot(dir)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// size is how many bytes a folder's files hold.
func size(t *testing.T, dir string) int64 {
	t.Helper()
	var n int64
	err := filepath.WalkDir(dir, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		n += info.Size()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func copied(t *testing.T, from, to string) {
	t.Helper()
	if err := copyFolder(from, to); err != nil {
		t.Fatal(err)
	}
}

// copyFolder copies a folder with the modes and times of its files.
func copyFolder(from, to string) error {
	if err := os.CopyFS(to, os.DirFS(from)); err != nil {
		return err
	}
	return filepath.WalkDir(from, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(from, p)
		if err != nil {
			return err
		}
		return errors.Join(os.Chtimes(filepath.Join(to, rel), info.ModTime(), info.ModTime()), os.Chmod(filepath.Join(to, rel), info.Mode()))
	})
}
