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
	fuzzRuns(f, set)
}

// FuzzForms is FuzzRun with a wide table in a block, and a form.
func FuzzForms(f *testing.F) {
	for _, seed := range []string{
		"PART 1B\nAge band,Males / Quit,Total\n18-34,5,5\n,,\nTotal,5,5\nPART 1C\n", "Part 1B\n,Males,\nAge band,Quit,Set a quit date\nUnder 18,,1\n\nx,y,z,9\n",
		"Site:,A\nOpened on,1/4/2021\nTests done: 5,\nSite,B\n", "Site,Manager\nA,B\n", "PART 1B\nSite,Age band,Females / Quit\na,b\n",
	} {
		f.Add([]byte(seed))
	}
	dir := f.TempDir()
	for name, text := range map[string]string{"wide.yaml": wide, "form.yaml": form} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			f.Fatal(err)
		}
	}
	set, err := rules.LoadPath(dir)
	if err != nil {
		f.Fatal(err)
	}
	fuzzRuns(f, set)
}

func fuzzRuns(f *testing.F, set *rules.Set) {
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
