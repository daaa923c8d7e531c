package pipeline

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"testing"

	"winnow/internal/report"
	"winnow/rules"
)

// FuzzRun feeds files of any bytes to a whole run: it never fails other than by
// a refusal, every table's rows reconcile, and the report can be printed.
func FuzzRun(f *testing.F) {
	for _, seed := range []string{"Ref,N\na,1\n", "Title\n\nRef;N\na;1\na;2\n\nTotal;3\n", "\xff\xfeR\x00e\x00f\x00,\x00N\x00\n\x00", "Ref,N\n\"a,1\n", "PK\x03\x04", ""} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	ruleFile := filepath.Join(dir, "keyed.yaml")
	if err := os.WriteFile(ruleFile, []byte(keyed), 0o644); err != nil {
		f.Fatal(err)
	}
	set, err := rules.LoadPath(ruleFile)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		path := filepath.Join(t.TempDir(), "in")
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		rep, err := Run(context.Background(), Config{Rules: set, Sources: []Source{{Path: path, Name: "in"}}})
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range rep.Files[0].Tables {
			if rep.Files[0].Status != report.FileRefused && !table.Rows.Balanced() {
				t.Errorf("rows %+v", table.Rows)
			}
		}
		if err := rep.WriteJSON(io.Discard); err != nil {
			t.Error(err)
		}
	})
}
