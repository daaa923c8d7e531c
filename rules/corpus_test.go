package rules

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestFaulty loads every case under testdata/err, a file or a folder, and
// compares all faults with the case's .want. UPDATE=1 rewrites those.
func TestFaulty(t *testing.T) {
	entries, err := os.ReadDir("testdata/err")
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".want") {
			continue
		}
		t.Run(e.Name(), func(t *testing.T) {
			t.Parallel()
			_, err := Load(os.DirFS("testdata/err"), e.Name(), e.Name())
			var faults Errors
			if !errors.As(err, &faults) {
				t.Fatalf("Load gave %v, want Errors", err)
			}
			base := strings.TrimSuffix(e.Name(), filepath.Ext(e.Name()))
			compareGolden(t, filepath.Join("testdata/err", base+".want"), err.Error()+"\n")
		})
	}
}

func compareGolden(t *testing.T, file, got string) {
	t.Helper()
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", file, diff)
	}
}
