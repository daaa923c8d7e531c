package rules

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"
	"testing/fstest"
	"time"
	"unicode/utf8"
)

// FuzzExtends puts any bytes over a sound rule set, as a return and as the
// ruleset.yaml. It must not panic, and what is wrong must be said as faults.
func FuzzExtends(f *testing.F) {
	base := years()
	for _, file := range base {
		f.Add(file.Data)
	}
	for _, name := range []string{"extends/quits.yaml", "extends/ruleset.yaml", "extends_ruleset/ruleset.yaml", "extends_paths/out.yaml"} {
		data, err := fs.ReadFile(os.DirFS("testdata/err"), name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		for _, name := range []string{"quits.yaml", "ruleset.yaml"} {
			files := fstest.MapFS{"y/ruleset.yaml": {Data: []byte("winnow: v1\nruleset: y\nextends: ../2020-21\n")}}
			for at, file := range base {
				files[at] = file
			}
			files["y/"+name] = &fstest.MapFile{Data: data}
			begin := time.Now()
			_, err := Load(files, "y", "y")
			if d := time.Since(begin); d > 10*time.Second {
				t.Fatalf("took %v", d)
			}
			var faults Errors
			switch {
			case err == nil:
			case !errors.As(err, &faults) || len(faults) == 0:
				t.Fatalf("not Errors: %v", err)
			case !utf8.ValidString(err.Error()):
				t.Fatalf("not UTF-8: %q", err.Error())
			}
			for _, e := range faults {
				if e.Message == "" || e.Line < 0 || e.Column < 0 || e.File == "y/"+name && e.Line > strings.Count(string(data), "\n")+strings.Count(string(data), "\r")+2 {
					t.Fatalf("fault %+v", e)
				}
			}
		}
	})
}
