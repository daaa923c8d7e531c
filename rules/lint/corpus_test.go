package lint_test

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/rules"
	"winnow/rules/lint"
)

// TestCorpus compares what is found in each file and folder of testdata with its
// .want. UPDATE=1 rewrites those.
func TestCorpus(t *testing.T) {
	entries, err := os.ReadDir("testdata")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".want") || e.Name() == "rapid" {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			path := filepath.Join("testdata", e.Name())
			set, err := rules.LoadPath(path)
			if err != nil {
				t.Fatal(err)
			}
			files := lint.Files{Read: os.ReadFile}
			if e.IsDir() {
				if files.CSVs, err = fs.Glob(os.DirFS(path), "*.csv"); err != nil {
					t.Fatal(err)
				}
			}
			var b strings.Builder
			for _, f := range lint.Check(set, files) {
				b.WriteString(string(f.Severity) + " " + f.Check + " " + filepath.ToSlash(f.Error.Error()) + "\n" + f.Snippet())
			}
			want := filepath.Join("testdata", strings.TrimSuffix(e.Name(), ".yaml")+".want")
			if os.Getenv("UPDATE") == "1" {
				if err := os.WriteFile(want, []byte(b.String()), 0o644); err != nil {
					t.Fatal(err)
				}
				return
			}
			text, err := os.ReadFile(want)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(text), b.String()); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
