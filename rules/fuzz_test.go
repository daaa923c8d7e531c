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

// FuzzLoad loads any bytes as a rule file and as a reference file. It must not
// panic, and every fault must point into its file and print as text.
func FuzzLoad(f *testing.F) {
	for _, dir := range []string{"testdata/err", "testdata/ok"} {
		err := fs.WalkDir(os.DirFS(dir), ".", func(name string, e fs.DirEntry, err error) error {
			if err != nil || e.IsDir() || strings.HasSuffix(name, ".want") {
				return err
			}
			data, err := fs.ReadFile(os.DirFS(dir), name)
			f.Add(data)
			return err
		})
		if err != nil {
			f.Fatal(err)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		good := []byte("winnow: v1\nreturn: z\nfields: [{name: a, type: string, constraints: {enum: {list: sites.csv, column: code}}}]\n")
		for _, files := range []fstest.MapFS{
			{"a.yaml": {Data: data}, "sites.csv": {Data: []byte("code,name\nA1,First\n")}, "targets.csv": {Data: []byte("measure,period,target\n")}},
			{"z.yaml": {Data: good}, "sites.csv": {Data: data}, "targets.csv": {Data: data}, "history.csv": {Data: data}, "returns_due.csv": {Data: data}, "waivers.csv": {Data: data}},
		} {
			begin := time.Now()
			s, err := Load(files, ".", "rules")
			if d := time.Since(begin); d > 10*time.Second {
				t.Fatalf("took %v", d)
			}
			if err == nil {
				if len(s.Returns) == 0 {
					t.Fatal("a set without returns")
				}
				continue
			}
			var faults Errors
			if !errors.As(err, &faults) || len(faults) == 0 {
				t.Fatalf("not Errors: %v", err)
			}
			if !utf8.ValidString(err.Error()) {
				t.Fatalf("not UTF-8: %q", err.Error())
			}
			for _, e := range faults {
				if e.Message == "" || e.Line < 0 || e.Column < 0 || e.Line > strings.Count(string(data), "\n")+strings.Count(string(data), "\r")+2+strings.Count(string(good), "\n") {
					t.Fatalf("fault %+v", e)
				}
			}
		}
	})
}
