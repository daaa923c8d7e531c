package sample

import (
	"bytes"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const folder = "../../testdata/sample"

// TestFilesOnDisk holds testdata/sample to what the generator makes; UPDATE=1
// writes it anew.
func TestFilesOnDisk(t *testing.T) {
	for _, form := range []string{Clean, AsReceived} {
		t.Run(form, func(t *testing.T) {
			files, expected, err := Files(form)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string][]byte{}
			for _, f := range files {
				want[f.Path] = f.Data
			}
			if form == AsReceived {
				want["expected.csv"] = ExpectedCSV(expected)
			}
			if os.Getenv("UPDATE") != "" {
				write(t, filepath.Join(folder, form), want)
			}
			compare(t, filepath.Join(folder, form), want)
		})
	}
}

func write(t *testing.T, dir string, files map[string][]byte) {
	t.Helper()
	if err := os.RemoveAll(dir); err != nil {
		t.Fatal(err)
	}
	for name, data := range files {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

func compare(t *testing.T, dir string, want map[string][]byte) {
	t.Helper()
	seen := 0
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		name = filepath.ToSlash(name)
		got, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		if data, ok := want[name]; !ok {
			t.Errorf("%s is not made by the generator", path)
		} else if seen++; !bytes.Equal(data, got) {
			t.Errorf("%s is not what the generator makes (UPDATE=1 writes it)", path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if seen != len(want) {
		t.Errorf("%s holds %d of the generator's %d files", dir, seen, len(want))
	}
}

// TestReproducible makes both forms twice: the bytes must be the same.
func TestReproducible(t *testing.T) {
	for _, form := range []string{Clean, AsReceived} {
		first, _, err := Files(form)
		if err != nil {
			t.Fatal(err)
		}
		second, _, err := Files(form)
		if err != nil {
			t.Fatal(err)
		}
		for i := range first {
			if !bytes.Equal(first[i].Data, second[i].Data) {
				t.Errorf("%s: %s differs from one run to the next", form, first[i].Path)
			}
		}
	}
}

func TestUnknownForm(t *testing.T) {
	if _, _, err := Files("dirty"); err == nil {
		t.Error("no error")
	}
}

// TestEnoughDefects holds the form as received to what it is there for.
func TestEnoughDefects(t *testing.T) {
	_, expected, err := Files(AsReceived)
	if err != nil {
		t.Fatal(err)
	}
	kinds, said := map[string]bool{}, 0
	for _, e := range expected {
		if e.Defect == "" || e.Done == "" {
			t.Errorf("an expectation without its defect: %+v", e)
		}
		if e.Defect[0] >= '0' && e.Defect[0] <= '9' {
			kinds[e.Defect] = true
		}
		if e.Kind != Nothing {
			said++
		}
	}
	t.Logf("%d defects, %d of them to be spoken of, %d numbered kinds", len(expected), said, len(kinds))
	if said < 40 || len(kinds) < 25 {
		t.Errorf("got %d defects to be spoken of and %d kinds, want at least 40 and 25", said, len(kinds))
	}
}

// TestNothingExpectedOfClean: the clean form has nothing to correct.
func TestNothingExpectedOfClean(t *testing.T) {
	files, expected, err := Files(Clean)
	if err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, f := range files {
		paths = append(paths, f.Path)
	}
	want := []string{
		"community-testing/Testing sites 2021-22 Q1.csv",
		"discretionary-fund/Discretionary Fund 2021-22 Q1.xlsx",
		"stop-smoking/Stop smoking 2021-22 Q1.xlsx",
		"weight-management/Weight management 2021-22 Q1.xlsx",
	}
	if diff := cmp.Diff(want, paths); diff != "" {
		t.Errorf("files: -want +got\n%s", diff)
	}
	if len(expected) != 0 {
		t.Errorf("got %d expectations, want none", len(expected))
	}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".csv") && !bytes.Contains(f.Data, []byte(synthetic)) {
			t.Errorf("%s doesn't say that it is synthetic", f.Path)
		}
	}
}
