package ingest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

// openAs opens data as a text file of which something is declared.
func openAs(t *testing.T, data string, d Declared) *File {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte(data), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, Options{Declared: d})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// TestDeclared holds that what is declared of a text file wins over what its first
// rows look like.
func TestDeclared(t *testing.T) {
	for _, tt := range []struct {
		name, data string
		declared   Declared
		want       []string
		encoding   string
		notes      int
	}{
		{"as found", "a,b;c\n1,2;3\n", Declared{}, []string{"1: a|b;c", "2: 1|2;3"}, "utf-8", 0},
		{"delimiter", "a,b;c\n1,2;3\n", Declared{Delimiter: ';'}, []string{"1: a,b|c", "2: 1,2|3"}, "utf-8", 0},
		{"quote", "a,b\n'1,5',2\n", Declared{Quote: '\''}, []string{"1: a|b", "2: 1,5|2"}, "utf-8", 0},
		{"windows-1252, not told of", "a,b\ncaf\xe9,2\n", Declared{Encoding: "iso-8859-1"}, []string{"1: a|b", "2: café|2"}, "windows-1252", 0},
		{"windows-1252, not declared", "a,b\ncaf\xe9,2\n", Declared{Encoding: "utf-8"}, []string{"1: a|b", "2: café|2"}, "windows-1252", 1},
		{"another encoding", "a,b\n\xb3\xf3d\xbc,2\n", Declared{Encoding: "iso-8859-2"}, []string{"1: a|b", "2: łódź|2"}, "iso-8859-2", 0},
		{"UTF-8 all the same", "a,b\ncafé,2\n", Declared{Encoding: "iso-8859-1"}, []string{"1: a|b", "2: café|2"}, "utf-8", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := openAs(t, tt.data, tt.declared)
			if d := cmp.Diff(tt.want, textRows(t, f)); d != "" {
				t.Error(d)
			}
			if f.Encoding != tt.encoding || len(f.Notes) != tt.notes {
				t.Errorf("read as %s with %d notes, want %s with %d", f.Encoding, len(f.Notes), tt.encoding, tt.notes)
			}
		})
	}
}

// TestHeadless holds that a table without a header begins with its first row, and
// that rows marked as comments are counted as notes.
func TestHeadless(t *testing.T) {
	l := strict(func(l *Layout) { l.Headless, l.Comment = true, "#" })
	f := open(t, "in.csv", []byte("# counted by hand\n1,a,x\n2,b,y\n#3,c,z\n4,d\n"))
	loc, err := f.Match(0, l)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]int{0, 1, 2}, loc.Columns); d != "" || loc.HeaderRow != 0 {
		t.Error(loc.HeaderRow, d)
	}
	got := readAll(t, f, l)
	tail := got.Tail
	if d := cmp.Diff(report.Skipped{Note: 2}, tail.Skipped); d != "" || tail.Records != 3 || tail.Read != 5 {
		t.Error(tail.Records, tail.Read, d)
	}
}
