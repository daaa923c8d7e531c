package ingest

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// corpora returns the folder of files that nobody here made, or skips the test.
func corpora(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("WINNOW_CORPORA")
	if dir == "" {
		t.Skip("WINNOW_CORPORA is not set")
	}
	return dir
}

// TestCSVSpectrum reads the CSVs of csv-spectrum: equal to their JSON.
func TestCSVSpectrum(t *testing.T) {
	dir := filepath.Join(corpora(t), "csv-spectrum")
	files, err := filepath.Glob(filepath.Join(dir, "csvs", "*.csv"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		t.Run(name, func(t *testing.T) {
			text, err := os.ReadFile(filepath.Join(dir, "json", name+".json"))
			if err != nil {
				t.Fatal(err)
			}
			var want []map[string]string
			if err := json.Unmarshal(text, &want); err != nil {
				t.Fatal(err)
			}
			csv, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasSuffix(name, "_crlf") && !strings.Contains(string(csv), "\r") {
				csv = []byte(strings.ReplaceAll(string(csv), "\n", "\r\n")) // as it was before a checkout changed it
			}
			if diff := cmp.Diff(want, objects(t, file(t, "in.csv", csv))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// objects reads a CSV as objects by its first row.
func objects(t *testing.T, path string) (out []map[string]string) {
	f, err := Open(path, Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var titles []string
	for r, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		object := map[string]string{}
		for i, c := range r.Cells {
			if titles == nil || len(object) < len(titles) && i < len(titles) {
				object[fmt.Sprint(i)] = c.Raw
			}
		}
		if titles == nil {
			for i := range len(r.Cells) {
				titles = append(titles, object[fmt.Sprint(i)])
			}
			continue
		}
		named := map[string]string{}
		for i, title := range titles {
			named[title] = object[fmt.Sprint(i)]
		}
		out = append(out, named)
	}
	return out
}

// csvlintCase is a CSV and the rows that csvlint reports.
type csvlintCase struct {
	ID, File string
	Expected struct {
		Types []string
		Rows  []string
	}
}

// TestCSVLint reads csvlint's cases. Where csvlint names a row, so must the
// refusal, the notes, the faults or the count of blank rows here.
func TestCSVLint(t *testing.T) {
	dir := corpora(t)
	text, err := os.ReadFile(filepath.Join(dir, "csvlint_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var all struct{ Cases []csvlintCase }
	if err := json.Unmarshal(text, &all); err != nil {
		t.Fatal(err)
	}
	for _, c := range all.Cases {
		rows, said := flagged(t, filepath.Join(dir, c.File))
		t.Logf("%v %v: %v %s (%s)", c.Expected.Types, c.Expected.Rows, rows, said, c.ID)
		for _, want := range c.Expected.Rows {
			// csvlint counts a blank line at the very end; the table has ended there.
			if n, _ := strconv.Atoi(want); !slices.Contains(rows, n) && !slices.Contains(c.Expected.Types, "blank_rows") {
				t.Errorf("%s: row %s is not flagged: %v %s", c.ID, want, rows, said)
			}
		}
		if slices.Contains(c.Expected.Types, "invalid_encoding") && said == "" {
			t.Errorf("%s: the encoding is not remarked", c.ID)
		}
	}
}

// flagged returns the rows that something is said of, and what.
func flagged(t *testing.T, path string) (rows []int, said string) {
	f, err := Open(path, Options{})
	var refused *Refusal
	if errors.As(err, &refused) {
		return nil, refused.Reason
	} else if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, n := range f.Notes {
		rows, said = append(rows, n.Row), said+n.Message
	}
	l := &Layout{}
	for r, err := range f.Rows(0) {
		if errors.As(err, &refused) {
			_, after, _ := strings.Cut(refused.Reason, "in line ")
			line, _ := strconv.Atoi(strings.Fields(after + " ?")[0])
			return append(rows, line), said + refused.Reason
		} else if err != nil {
			t.Fatal(err)
		}
		if len(l.Columns) == 0 {
			l = ownLayout(r)
		}
	}
	if len(l.Columns) == 0 {
		return rows, said
	}
	got := readAll(t, f, l)
	for i, cells := range got.Cells {
		for _, c := range cells {
			if c.Kind == 0 {
				rows = append(rows, got.Rows[i])
			}
		}
	}
	for _, x := range got.Faults {
		line, _ := strconv.Atoi(strings.Fields(x)[0])
		rows = append(rows, line)
	}
	for _, n := range got.Tail.Notes {
		rows, said = append(rows, n.Row), said+n.Message
	}
	if blank := got.Tail.Skipped.Blank; blank > 0 {
		said += fmt.Sprintf("%d blank", blank)
	}
	return rows, said
}
