package reply_test

import (
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/ingest"
	"winnow/internal/officetest"
	"winnow/internal/reply"
	"winnow/internal/report"
)

// The original of the workbook of copies: lines 2, 4 and 6 of it are held back.
const original = "ref,date,note,amount\nA1,31/02/2021,\"two\r\nlines\",5\nA2,01/02/2021,,6\nA3,2/3/21,=cmd,007\nA4,03/02/2021,x,8\n"

const idOne, idTwo, idThree = "00000000000000a1", "123456789012e345", "00000000000000a3"

var ticket = &reply.Ticket{
	Workspace: "7e10", Form: reply.Rows, FileName: "A & B.csv", SHA256: strings.Repeat("12e4567890123456", 4), Sent: time.Date(2021, 5, 1, 9, 0, 0, 0, time.UTC),
	Tables: []reply.Table{{Submission: 12, Return: "quits", Service: "0042", Period: "2021-04", HeaderRow: 1}},
	Sheets: []reply.Own{{Role: reply.RoleStart, Name: "Start here"}, {Role: reply.RoleExceptions, Name: "Exceptions"},
		{Role: reply.RoleRows, Name: "Rows to correct", Rows: reply.Runs{{2, 2}, {5, 6}}}, {Role: reply.RoleTicket, Name: reply.SheetName}},
}

// sent writes the workbook that went out.
func sent(t *testing.T, path string) {
	t.Helper()
	x := excelize.NewFile()
	defer x.Close()
	sheets := map[string][][]any{
		"Start here": {{"Please correct these rows"}},
		"Exceptions": {{"How serious", "Rule", reply.TitleDid, reply.TitleReason, reply.TitleReference},
			{"Must", "group", "", "", reply.GroupReference(1)}, {"Must", "r", "", "", reply.LineReference(idOne, 1)}, {"Must", "r", "", "", reply.LineReference(idTwo, 1)}, {"Ask", "s", "", "", idThree}},
		"Rows to correct": {{"A copy of each row held back."}, {nil, nil, "column 1", "column 2", "column 3", "column 4"},
			{reply.TitleLine, reply.TitleToCorrect, "ref", "date", "note", "amount"},
			{2, "date", "A1", "31/02/2021", "two\r\nlines", "5"}, {5, "date", "A3", "2/3/21", "=cmd", "007"}, {6, "date", report.MaskedValue, "03/02/2021", "x", "8"}},
	}
	for _, name := range []string{"Start here", "Exceptions", "Rows to correct", reply.SheetName} {
		fault := func(_ int, err error) {
			if err != nil {
				t.Fatal(err)
			}
		}
		fault(x.NewSheet(name))
		rows := sheets[name]
		if name == reply.SheetName {
			for _, texts := range ticket.Cells() {
				row := make([]any, len(texts))
				for i, text := range texts {
					row[i] = text
				}
				rows = append(rows, row)
			}
		}
		for i, row := range rows {
			fault(0, x.SetSheetRow(name, fmt.Sprint("A", i+1), &row))
		}
	}
	if err := x.DeleteSheet("Sheet1"); err != nil {
		t.Fatal(err)
	}
	if err := x.SetSheetVisible(reply.SheetName, false); err != nil {
		t.Fatal(err)
	}
	if err := x.SaveAs(path); err != nil {
		t.Fatal(err)
	}
}

type book struct{ *ingest.File }

func (b book) Sheets() []reply.Sheet {
	var sheets []reply.Sheet
	for _, s := range b.File.Sheets {
		sheets = append(sheets, reply.Sheet{Name: s.Name, Hidden: s.Hidden})
	}
	return sheets
}

func (b book) Date1904() bool { return b.File.Date1904 }

func (b book) Rows(sheet int) iter.Seq2[reply.Row, error] {
	return func(yield func(reply.Row, error) bool) {
		for row, err := range b.File.Rows(sheet) {
			if !yield(reply.Row{Number: row.Number, Cells: row.Cells}, err) {
				return
			}
		}
	}
}

// TestOtherPrograms has LibreOffice edit the workbook, and a re-save as Google makes
// it: the ticket, the answers and the corrected rows are read out of it, and laid
// over the original.
func TestOtherPrograms(t *testing.T) {
	clerk := officetest.Start(t)
	const exceptions, copies = "Exceptions", "Rows to correct"
	for _, c := range []struct {
		name    string
		edits   []officetest.Edit
		answers string
		want    string // the CSV with the corrections laid over it
		unclear int
	}{
		{"only saved", nil, "", original, 0},
		{"corrected", []officetest.Edit{
			officetest.Type(exceptions, "C2", "corrected"), officetest.Type(exceptions, "C5", "right as it is"), officetest.Type(exceptions, "D5", "it was so"),
			officetest.Type(copies, "D4", "28/02/2021"), officetest.Type(copies, "F5", "7.50"), officetest.Text(copies, "E5", "+1"),
		}, idOne + " Corrected; " + idTwo + " Corrected; " + idThree + " Right as it is (see reason) it was so; ",
			strings.NewReplacer("31/02/2021", "28/02/2021", "=cmd,007", "+1,7.5").Replace(original), 0},
		{"sorted, a row out, a row in", []officetest.Edit{
			officetest.Sort(exceptions, "A1:E5", 4, true, true), officetest.Sort(copies, "A3:F6", 0, true, true),
			officetest.DeleteRow(copies, 5), officetest.InsertRow(copies, 5), officetest.Text(copies, "C5", "N1"), officetest.Type(copies, "D5", "1/3/2021"), officetest.Type(copies, "F5", "9"),
		}, "", strings.Replace(original, "A3,2/3/21,=cmd,007\n", "", 1) + "N1,01/03/2021,,9\n", 0},
		{"a row copied", []officetest.Edit{officetest.CopyRow(copies, 4, 7), officetest.Text(copies, "C7", "A1b")}, "", original, 1},
		{"renamed", []officetest.Edit{officetest.RenameSheet(exceptions, "Mine"), officetest.RenameSheet(copies, "Copy"), officetest.DeleteSheet("Start here"), officetest.Type("Copy", "F4", "6")},
			"", strings.Replace(original, ",5\n", ",6\n", 1), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			at := func(name string) string { return filepath.Join(dir, name) }
			sent(t, at("sent.xlsx"))
			clerk.For(t).Edit(at("sent.xlsx"), at("office.xlsx"), c.edits...)
			officetest.Google(t, at("office.xlsx"), at("google.xlsx"))
			for _, name := range []string{"office.xlsx", "google.xlsx"} {
				checkReturned(t, at(name), c.answers, c.want, c.unclear)
			}
		})
	}
	t.Run("as it was sent", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "sent.xlsx")
		sent(t, path)
		checkReturned(t, path, "", original, 0)
	})
}

func checkReturned(t *testing.T, path, answers, want string, unclear int) {
	t.Helper()
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	back, err := reply.Read(book{f})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(ticket, back.Ticket); diff != "" {
		t.Error(path, diff)
	}
	var given strings.Builder
	for _, id := range []string{idOne, idTwo, idThree} {
		if i := slices.IndexFunc(back.Answers, func(a reply.Answer) bool { return a.ID == id }); i >= 0 {
			fmt.Fprintf(&given, "%s; ", strings.TrimSpace(id+" "+back.Answers[i].Did+" "+back.Answers[i].Reason))
		}
	}
	if given.String() != answers || len(back.Unclear) != unclear || len(back.Copies) != 1 {
		t.Fatalf("%s: %q, %v, %d copies", path, given.String(), back.Unclear, len(back.Copies))
	}
	if diff := cmp.Diff(recordsOf(t, want, nil), recordsOf(t, original, back.Copies[0])); diff != "" {
		t.Errorf("%s: %s", path, diff)
	}
}

// recordsOf reads a CSV, with copies laid over it, sorted.
func recordsOf(t *testing.T, text string, c *reply.Copies) []string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "in.csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := ingest.Open(path, ingest.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if c != nil {
		if why, notes := c.Place([]string{"ref", "date", "note", "amount"}); why != "" || len(notes) > 0 {
			t.Fatal(why, notes)
		}
		if _, err := f.Overlay(0, ingest.Overlay{HeaderRow: 1, Date1904: c.Date1904, Rows: corrections(c)}); err != nil {
			t.Fatal(err)
		}
	}
	var records []string
	for row, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		var cells []string
		for _, cell := range row.Cells {
			cells = append(cells, cell.Raw)
		}
		records = append(records, strings.Join(cells, "|"))
	}
	slices.Sort(records)
	return records
}

func corrections(c *reply.Copies) iter.Seq2[ingest.Correction, error] {
	return func(yield func(ingest.Correction, error) bool) {
		for _, run := range c.Removed {
			for row := run.From; row <= run.To; row++ {
				if !yield(ingest.Correction{Do: ingest.TakeOut, Row: row}, nil) {
					return
				}
			}
		}
		for row, err := range c.All() {
			x := ingest.Correction{Row: row.Row}
			if row.Row == 0 {
				x.Do, x.Row = ingest.Insert, row.After
			}
			for _, cell := range row.Cells {
				x.Cells = append(x.Cells, ingest.NewCell{Column: cell.Column, Cell: cell.Cell})
			}
			if !yield(x, err) {
				return
			}
		}
	}
}
