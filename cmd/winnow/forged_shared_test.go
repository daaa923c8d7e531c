package main

import (
	"bytes"
	"path/filepath"
	"testing"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ledger"
	"winnow/internal/reply"
	"winnow/internal/table"
)

const sharedRules = `winnow: v1
return: counts
facts:
  service: {label: Service, type: string}
fields:
  - {name: area, title: Area, type: string, key: true, constraints: {required: true}}
  - {name: n, title: People, type: integer, constraints: {minimum: 0}}
measures:
  - {name: people, sum: {field: n}}
`

// TestSharedFile has one of two services whose rows came in one file answer for its
// own: the other's rows are not read again with it, and stand as they are.
func TestSharedFile(t *testing.T) {
	t.Parallel()
	const ours, theirs = "community-testing", "weight-management"
	f := &forgery{dir: filepath.Join(t.TempDir(), "ws"), theirs: theirs}
	f.winnow(t, "init")
	write(t, filepath.Join(f.dir, "rules", "counts.yaml"), []byte(sharedRules))
	book := excelize.NewFile()
	put(t, book, "Sheet1", [][]string{{"Service", ours}, {}, {"Area", "People"}, {"Ours", "-4"}, {"Also ours", "2"}, {"More", "3"}})
	put(t, book, "Theirs", [][]string{{"Service", theirs}, {}, {"Area", "People"}, {"Secretham", "-7"}, {"Hiddenby", "12"}, {"Veilton", "3"}})
	var b bytes.Buffer
	must(t, book.Write(&b))
	write(t, filepath.Join(f.dir, "inbox", "both.xlsx"), b.Bytes())
	f.winnow(t, "run", "--period", "2021-22-Q1")
	f.clean = f.published(t)
	letters, err := filepath.Glob(filepath.Join(f.dir, "outbox", ours, "*", "both* - to correct.xlsx"))
	if err != nil || len(letters) != 1 || len(f.clean) != 1 {
		t.Fatalf("letters %q, published %d: %v", letters, len(f.clean), err)
	}
	sent, err := excelize.OpenFile(letters[0])
	must(t, err)
	defer sent.Close()
	sheet, cell := copyOf(t, sent, "-4")
	must(t, sent.SetCellValue(sheet, cell, 4))
	f.drop(t, sent)
	f.winnow(t, "run", "--period", "2021-22-Q1")
	f.sealed(t)
	l, err := ledger.OpenReader(filepath.Join(f.dir, "winnow.db"))
	must(t, err)
	defer l.Close()
	now, err := l.Submissions(ledger.Filter{Stands: true})
	must(t, err)
	for _, s := range now {
		if want := map[string]int64{ours: 3, theirs: 2}[s.Service]; s.ID != want {
			t.Errorf("of %s submission %d stands, not %d", s.Service, s.ID, want)
		}
		if s.Service == ours && s.Rows.Clean != 3 {
			t.Errorf("%d of our rows are accepted", s.Rows.Clean)
		}
	}
	if len(now) != 2 {
		t.Errorf("%d submissions stand", len(now))
	}
	f.winnow(t, "rebuild")
	f.winnow(t, "verify")
}

// copyOf finds a value among the rows to correct.
func copyOf(t *testing.T, book *excelize.File, value string) (sheet, cell string) {
	t.Helper()
	for _, name := range book.GetSheetList() {
		rows, err := book.GetRows(name)
		must(t, err)
		copies := false
		for r, cells := range rows {
			for c, text := range cells {
				if copies = copies || text == reply.TitleRow; copies && text == value {
					return name, table.Address(c, r+1)
				}
			}
		}
	}
	t.Fatalf("no copy of a row with %s", value)
	return "", ""
}
