package testdata

import (
	"io/fs"
	"path"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestSampleFS(t *testing.T) {
	services := []string{"community-testing", "discretionary-fund", "stop-smoking", "weight-management"}
	for form, want := range map[string]int{"clean": 4, "as-received": 14} {
		inbox, err := SampleFS(form)
		if err != nil {
			t.Fatal(err)
		}
		var folders []string
		entries, err := fs.ReadDir(inbox, ".")
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range entries {
			folders = append(folders, e.Name())
		}
		if diff := cmp.Diff(services, folders); diff != "" {
			t.Errorf("%s: folders: -want +got\n%s", form, diff)
		}
		files := 0
		err = fs.WalkDir(inbox, ".", func(name string, d fs.DirEntry, err error) error {
			if !d.IsDir() {
				files++
			}
			if path.Base(name) == "expected.csv" {
				t.Errorf("%s: %s is embedded", form, name)
			}
			return err
		})
		if err != nil || files != want {
			t.Errorf("%s: got %d files and error %v, want %d", form, files, err, want)
		}
	}
	if _, err := SampleFS("../sample"); err == nil {
		t.Error("no error for an unknown form")
	}
}
