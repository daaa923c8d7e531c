package ingest

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"winnow/internal/table"
)

// TestCorpora opens every file of the folder that WINNOW_CORPORA names and
// reads all its sheets: each opens or is refused in words, within ten seconds.
func TestCorpora(t *testing.T) {
	dir := os.Getenv("WINNOW_CORPORA")
	if dir == "" {
		t.Skip("WINNOW_CORPORA is not set")
	}
	var opened, refused int
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		switch strings.ToLower(filepath.Ext(path)) {
		case ".xlsx", ".xlsm", ".csv", ".xls", ".xlsb", ".ods", ".txt", ".tsv", ".xml":
		default:
			return nil
		}
		start := time.Now()
		rows, err := countRows(t, path)
		took := time.Since(start)
		var r *Refusal
		switch {
		case err == nil:
			opened++
			t.Logf("ok      %6d rows %s", rows, path)
		case errors.As(err, &r):
			refused++
			t.Logf("refused %s: %s", path, r.Reason)
			if r.Kind == "" || r.Reason == "" || r.Fix == "" {
				t.Errorf("%s: refusal without words: %+v", path, r)
			}
		default:
			t.Errorf("%s: %v", path, err)
		}
		if took > 10*time.Second {
			t.Errorf("%s: took %s", path, took)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	t.Logf("%d opened, %d refused; %d MB from the system", opened, refused, m.Sys>>20)
}

// countRows opens a file, counts the rows of all its sheets, and reads each
// sheet as a table under its own first titles.
func countRows(t *testing.T, path string) (int, error) {
	f, err := Open(path, Options{})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	n := 0
	for i := range f.Sheets {
		l := &Layout{}
		for r, err := range f.Rows(i) {
			if err != nil {
				return n, err
			}
			n++
			if len(l.Columns) < 2 && r.Number < 50 {
				l = ownLayout(r)
			}
		}
		if len(l.Columns) > 1 {
			tail, err := readOwn(t, f, i, l)
			var refused *Refusal
			if errors.As(err, &refused) {
				return n, err
			} else if err != nil {
				t.Errorf("%s: %v", path, err)
			}
			if tail.Skipped.Sum() > 0 || len(tail.Notes) > 0 {
				t.Logf("        %d read, %d records, %+v, notes %d, totals %+v", tail.Read, tail.Records, tail.Skipped, len(tail.Notes), tail.Totals)
			}
		}
	}
	return n, nil
}

// ownLayout makes a layout from a row's texts: amounts by their name, all else
// required.
func ownLayout(r Row) *Layout {
	l := &Layout{}
	for _, c := range r.Cells {
		if c.Kind == table.Text && !c.Empty() {
			amount := strings.Contains(strings.ToLower(c.Raw), "amount")
			l.Columns = append(l.Columns, Column{Name: c.Raw, Titles: []string{c.Raw}, Required: !amount, Numeric: amount})
		}
	}
	return l
}

func readOwn(t *testing.T, f *File, sheet int, l *Layout) (Tail, error) {
	loc, err := f.Match(sheet, l)
	if err != nil || loc == nil {
		return Tail{}, err
	}
	r, err := f.Read(l, loc)
	if err != nil {
		return Tail{}, err
	}
	var b table.Batch
	records := 0
	for err = r.Next(&b); err == nil; err = r.Next(&b) {
		records += b.Len()
	}
	if err != io.EOF {
		return Tail{}, err
	}
	if tail := r.Tail(); tail.Read != tail.Records+tail.Skipped.Sum() || tail.Records != records {
		t.Errorf("%s: %d records, %+v", f.Path, records, tail)
	}
	return r.Tail(), nil
}
