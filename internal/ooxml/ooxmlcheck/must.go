package ooxmlcheck

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Must fails the test for each fault of a package.
func Must(t testing.TB, data []byte) {
	t.Helper()
	for _, f := range Check(bytes.NewReader(data), int64(len(data))) {
		t.Errorf("Excel would offer to repair this workbook: %v", f)
	}
}

// MustFile fails the test for each fault of a file.
func MustFile(t testing.TB, name string) {
	t.Helper()
	faults, err := CheckFile(name)
	if err != nil {
		t.Error(err)
	}
	for _, f := range faults {
		t.Errorf("Excel would offer to repair %s: %v", name, f)
	}
}

// Workbooks lists the .xlsx and .xlsm files below a folder that pick takes by
// their path from it, slashes between. Files that spreadsheet programs lock with
// (~$…) are none.
func Workbooks(dir string, pick func(name string) bool) ([]string, error) {
	var out []string
	err := filepath.WalkDir(dir, func(name string, d fs.DirEntry, err error) error {
		if os.IsNotExist(err) {
			return nil // a test may take its workspace away
		}
		if err != nil || d.IsDir() {
			return err
		}
		ext := strings.ToLower(filepath.Ext(name))
		rel, err := filepath.Rel(dir, name)
		if rel = filepath.ToSlash(rel); err == nil && (ext == ".xlsx" || ext == ".xlsm") && !strings.HasPrefix(d.Name(), "~$") && pick(rel) {
			out = append(out, name)
		}
		return err
	})
	return out, err
}
