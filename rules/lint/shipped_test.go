package lint_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"winnow/rules"
	"winnow/rules/lint"
)

// TestNoFalseAlarms demands that the shipped rules, the examples and the rule
// files of the documents give no warning.
func TestNoFalseAlarms(t *testing.T) {
	shipped, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	csvs, err := fs.Glob(rules.ShippedFS(), "*.csv")
	if err != nil {
		t.Fatal(err)
	}
	read := func(file string) ([]byte, error) { return fs.ReadFile(rules.ShippedFS(), filepath.Base(file)) }
	warn(t, lint.Check(shipped, lint.Files{Read: read, CSVs: csvs}))
	folders, err := filepath.Glob("../examples/*/")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(folders, "../examples") {
		set, err := rules.LoadPath(dir)
		if err != nil {
			t.Fatal(err)
		}
		csvs, err := fs.Glob(os.DirFS(dir), "*.csv")
		if err != nil {
			t.Fatal(err)
		}
		warn(t, lint.Check(set, lint.Files{Read: os.ReadFile, CSVs: csvs}))
	}
}

func warn(t *testing.T, found []lint.Finding) {
	t.Helper()
	for _, f := range found {
		if f.Severity == lint.Note {
			t.Logf("note: %s: %s", f.Check, f.Error.Error())
			continue
		}
		t.Errorf("%s: %s\n%s", f.Check, f.Error.Error(), f.Snippet())
	}
}
