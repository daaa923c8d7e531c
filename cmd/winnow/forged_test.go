package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ledger"
	"winnow/internal/reply"
	"winnow/internal/table"
)

// TestForgedTicket is what a service could try that makes up winnow's sheets: to be
// sent another's rows, to take their place, or to have the run go on for ever. It
// knows the workspace's id and guesses the numbers of submissions; the hash of the
// other's file is given to it here.
func TestForgedTicket(t *testing.T) {
	t.Parallel()
	const theirs = "weight-management"
	for _, c := range []struct {
		name   string
		first  string // what the victim sent
		ticket func(t *reply.Ticket)
		copies bool
		ids    bool // no ticket, the id of the victim's exception
	}{
		{"their original as ours", victimRows, func(*reply.Ticket) {}, true, false},
		{"their original, their name", victimRows, func(t *reply.Ticket) { t.Tables[0].Service = theirs }, true, false},
		{"another return of theirs", victimRows, func(t *reply.Ticket) { t.Tables[0].Return = "nothing" }, true, false},
		{"no table", victimRows, func(t *reply.Ticket) { t.Tables = nil }, true, false},
		{"by the ids of exceptions", victimRows, nil, true, true},
		{"what was sent back as a whole", victimRefused, func(t *reply.Ticket) { t.Form = reply.Marked }, false, false},
		{"what stands", victimRows, func(t *reply.Ticket) { t.Form = reply.Marked }, false, false},
		{"more rows than there are", victimRows, func(t *reply.Ticket) {
			t.Sheets[0].Rows = reply.Runs{{From: 1, To: 1 << 62}}
		}, true, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := openForgery(t, theirs, c.first)
			book := excelize.NewFile()
			if c.copies {
				f.copies(t, book)
			} else {
				put(t, book, "Sheet1", [][]string{{"Area", "People"}, {"Ours", "1"}, {"Also ours", "2"}})
			}
			if c.ids {
				put(t, book, "Listed", [][]string{{reply.TitleDid, reply.TitleReason, reply.TitleReference}, {"", "", f.exception}})
			} else {
				ticket := f.ticket
				c.ticket(&ticket)
				put(t, book, reply.SheetName, ticket.Cells())
			}
			f.drop(t, book)
			f.winnow(t, "run", "--period", "2021-22-Q1")
			f.sealed(t)
		})
	}
}

const (
	victimRows    = "Area,People\nSecretham,-7\nHiddenby,12\nVeilton,3\n"
	victimRefused = "Area,People\nSecretham,-7\nHiddenby,-12\nVeilton,-3\n" // more in error than refuse_above lets pass
	forgeryRules  = `winnow: v1
return: counts
fields:
  - {name: area, title: Area, type: string, key: true, constraints: {required: true}}
  - {name: n, title: People, type: integer, constraints: {minimum: 0}}
refuse_above: 50%
measures:
  - {name: people, sum: {field: n}}
`
)

// forgery is a workspace in which two services send the same return, and what one of
// them would claim of the other's.
type forgery struct {
	dir, theirs, exception string
	ticket                 reply.Ticket
	clean                  map[string]string // what is published of the victim, by path
}

func openForgery(t *testing.T, theirs, first string) *forgery {
	t.Helper()
	f := &forgery{dir: filepath.Join(t.TempDir(), "ws"), theirs: theirs}
	f.winnow(t, "init")
	write(t, filepath.Join(f.dir, "rules", "counts.yaml"), []byte(forgeryRules))
	write(t, filepath.Join(f.dir, "inbox", theirs, "first.csv"), []byte(first))
	f.winnow(t, "run", "--period", "2021-22-Q1")
	book, err := ledger.OpenReader(filepath.Join(f.dir, "winnow.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer book.Close()
	id, err := book.ID()
	if err != nil {
		t.Fatal(err)
	}
	sub, err := book.Submission(1)
	if err != nil || sub == nil || sub.Service != theirs || sub.Return != "counts" {
		t.Fatalf("the victim's submission: %+v %v", sub, err)
	}
	found, err := book.Exceptions(1)
	if err != nil || len(found) == 0 {
		t.Fatalf("nothing is found in it: %v", err)
	}
	f.exception = found[0].ID
	sum := sha256.Sum256([]byte(first))
	f.ticket = reply.Ticket{Workspace: id, Form: reply.Rows, FileName: "first.csv", SHA256: hex.EncodeToString(sum[:]), Sent: time.Unix(1625558400, 0),
		Tables: []reply.Table{{Submission: 1, Return: "counts", Service: "community-testing", Period: "2021-22-Q1", HeaderRow: 1}},
		Sheets: []reply.Own{{Role: reply.RoleRows, Name: "Copied", Rows: reply.Runs{{From: 3, To: 3}}}}}
	f.clean = f.published(t)
	return f
}

// winnow runs a command in the workspace. It must come to an end and not fail.
func (f *forgery) winnow(t *testing.T, args ...string) {
	t.Helper()
	args = append(args, "-w", f.dir)
	if args[0] == "init" {
		args = []string{"init", f.dir}
	}
	c := winnowProcess(args...)
	out, _ := c.CombinedOutput() // its exit code says all
	if code := c.ProcessState.ExitCode(); code > exitToCorrect || code < 0 {
		t.Fatalf("winnow %q ended with %d:\n%s", args, code, out)
	}
	if regexp.MustCompile(`Secretham|Hiddenby|Veilton`).Match(out) {
		t.Errorf("what it prints holds rows:\n%s", out)
	}
}

// copies makes sheets that are laid out as winnow's copies of rows are.
func (f *forgery) copies(t *testing.T, book *excelize.File) {
	put(t, book, "Copied", [][]string{{"", "column 1", "column 2", ""}, {reply.TitleLine, "Area", "People", reply.TitleToCorrect}, {"3", "Hiddenby", "999", ""}})
}

func (f *forgery) drop(t *testing.T, book *excelize.File) {
	t.Helper()
	var b bytes.Buffer
	if err := book.Write(&b); err != nil {
		t.Fatal(err)
	}
	write(t, filepath.Join(f.dir, "inbox", "community-testing", "answer.xlsx"), b.Bytes())
}

// sealed demands that nothing of the victim's went to the other service, and that what
// is published of it stands.
func (f *forgery) sealed(t *testing.T) {
	t.Helper()
	for name, b := range treeBytes(t, filepath.Join(f.dir, "outbox", "community-testing")) {
		for sheet, text := range texts(t, name, b) {
			if m := regexp.MustCompile(`Secretham|Hiddenby|Veilton`).FindString(text); m != "" {
				t.Errorf("%s %s tells of another service's record %s", name, sheet, m)
			}
		}
	}
	for name, sum := range f.clean {
		if got := f.published(t)[name]; got != sum {
			t.Errorf("%s, which is another's, was %s and is %q", name, sum, got)
		}
	}
	if letters := treeBytes(t, filepath.Join(f.dir, "outbox", f.theirs)); len(letters) == 0 {
		t.Error("what had gone out to the other service is taken back")
	}
}

// published is what is published of the victim's rows, with its hashes.
func (f *forgery) published(t *testing.T) map[string]string {
	t.Helper()
	sums := map[string]string{}
	for name, b := range treeBytes(t, filepath.Join(f.dir, "published")) {
		if strings.HasSuffix(name, ".parquet") && strings.Contains(filepath.ToSlash(name), "counts/") && strings.Contains(name, f.theirs) {
			sum := sha256.Sum256(b)
			sums[name] = hex.EncodeToString(sum[:])
		}
	}
	return sums
}

// texts returns what a letter says: of a workbook each sheet's cells.
func texts(t *testing.T, name string, b []byte) map[string]string {
	t.Helper()
	if filepath.Ext(name) != ".xlsx" {
		return map[string]string{"": string(b)}
	}
	book, err := excelize.OpenReader(bytes.NewReader(b))
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	defer book.Close()
	all := map[string]string{}
	for _, sheet := range book.GetSheetList() {
		rows, err := book.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			all[sheet] += strings.Join(row, "\t") + "\n"
		}
	}
	return all
}

// put writes texts onto a sheet; what looks like a number as one.
func put(t *testing.T, book *excelize.File, sheet string, rows [][]string) {
	t.Helper()
	if _, err := book.NewSheet(sheet); err != nil {
		t.Fatal(err)
	}
	for r, cells := range rows {
		for c, text := range cells {
			var value any = text
			if n, err := strconv.Atoi(text); err == nil {
				value = n
			}
			if err := book.SetCellValue(sheet, table.Address(c, r+1), value); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func write(t *testing.T, path string, b []byte) {
	t.Helper()
	for _, err := range []error{os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, b, 0o644), os.Chtimes(path, longAgo, longAgo)} {
		if err != nil {
			t.Fatal(err)
		}
	}
}

func treeBytes(t *testing.T, dir string) map[string][]byte {
	t.Helper()
	all := map[string][]byte{}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		all[p], err = os.ReadFile(p)
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return all
}
