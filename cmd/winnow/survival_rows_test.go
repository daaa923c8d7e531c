package main

import (
	"path/filepath"
	"slices"
	"testing"

	"winnow/internal/officetest"
	"winnow/internal/reply"
	"winnow/internal/table"
)

func cellAt(column, row int) string { return table.Address(column, row) }

// testingSites is the dialogue with the community testing programme.
var testingSites = dialogue{service: "community-testing", ret: "testing_sites", stem: "Testing sites 2021-22 Q1", key: []string{"site_code", "test_date"}}

// rowsWays are ways of the workbook of copies.
var rowsWays = []way{
	{name: "saved by LibreOffice", marks: true, said: true},
	{name: "another file name", as: "answers.xlsx", marks: true, said: true},
	{name: "by way of ods", by: []string{".ods"}, marks: true, said: true},
	{name: "saved by Google Sheets", google: true, marks: true, said: true},
	{name: "front sheet deleted", edits: []officetest.Edit{officetest.DeleteSheet("Start here")}, marks: true, said: true},
	{name: "hidden sheet deleted", edits: []officetest.Edit{officetest.DeleteSheet(reply.SheetName)}, marks: true, said: true, unticketed: true},
	{name: "our sheets renamed", edits: []officetest.Edit{officetest.RenameSheet(copiesSheet, "Done"), officetest.RenameSheet(reply.SheetName, "x")}, marks: true, said: true},
	{name: "sorted", edits: []officetest.Edit{officetest.Sort(copiesSheet, "A6:O20", 2, true, false)}, marks: true, said: true},
}

// TestSurvivalRows sends the corrected copies of the community testing programme back
// on each of the ways.
func TestSurvivalRows(t *testing.T) {
	clerk := officetest.Start(t)
	for _, w := range rowsWays {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			clerk := clerk.For(t)
			d := openDialogue(t, testingSites)
			d.run(t, exitToCorrect)
			l := openLetter(t, clerk, d.out("to correct.xlsx"))
			desk := newDesk(t, clerk, "", l, rightValues(t, d.service+"/"+d.stem+".csv"))
			edits := append(putRight(t, desk, l), officetest.Type(copiesSheet, l.copyCell(t, 590, "12"), "11"))
			slices.SortStableFunc(edits, func(a, b officetest.Edit) int { return rank(a) - rank(b) })
			w.send(t, clerk, d, l, edits)
			if w.unticketed { // nothing says which rows were copied, so that the one taken out isn't missed
				d.run(t, exitToCorrect)
				d.checkReply(t, &answeredReply{To: 2, Marked: true, Compared: true, Fixed: 12, StillOpen: 1, Explained: 3, Asked: 12}, 2401, 1)
				d.stands(t, "returned", 1)
				return
			}
			said := d.run(t, exitOK)
			d.checkReply(t, &answeredReply{To: 2, Marked: true, Compared: true, Fixed: 13, Explained: 3, Asked: 12, Removed: 1}, 2401, 0)
			d.stands(t, "accepted", 0)
			if t.Failed() {
				t.Log(said)
			}
		})
	}
}

// rank puts the deleting of rows behind all else: it moves what is below.
func rank(e officetest.Edit) int {
	if e.Do == officetest.DeleteRow("", 1).Do {
		return 1
	}
	return 0
}

// TestCopiesAlone sends the sheet of copies without anything that says what it is of:
// it is refused, in words, and nothing is lost.
func TestCopiesAlone(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	d := openDialogue(t, testingSites)
	d.run(t, exitToCorrect)
	l := openLetter(t, clerk, d.out("to correct.xlsx"))
	before := d.published(t)
	out := filepath.Join(t.TempDir(), "Book1.xlsx")
	clerk.Edit(l.path, out, officetest.KeepOnly(copiesSheet))
	d.drop(t, out, d.service, "Book1.xlsx")
	said := d.run(t, exitToCorrect)
	wants(t, said, ".*Book1.xlsx: refused: it holds corrected rows, and nothing in it says what return they are of.*")
	d.kept(t, before, 0)
	d.sound(t)
}

// TestOwnCSV sends the service's own CSV corrected, opened and saved by LibreOffice,
// in place of the workbook.
func TestOwnCSV(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	d := openDialogue(t, testingSites)
	sent := filepath.Join(t.TempDir(), d.stem+".csv")
	clerk.Edit(filepath.Join(d.dir, "inbox", d.service, d.stem+".csv"), sent,
		officetest.Type("", "A257", "CTS03"), officetest.Type("", "E1036", "28/04/2021"), officetest.DeleteRow("", 2409))
	d.run(t, exitToCorrect)
	d.drop(t, sent, d.service, d.stem+".csv")
	said := d.run(t, exitToCorrect)
	r := d.report(t) // saved as a whole table, a line that was short has blanks, one that was long a column without a title; and the total no longer agrees
	if r.Reply == nil || r.Reply.To != 2 || r.Reply.Marked || r.Reply.Fixed != 5 || r.Reply.New != 3 || r.Reply.Elsewhere != 0 || r.Reply.Removed != 1 {
		t.Errorf("%+v\n%s", r.Reply, said)
	}
	d.stands(t, "returned", 14)
}
