package main

import (
	"fmt"
	"path/filepath"
	"slices"
	"testing"

	"winnow/internal/officetest"
	"winnow/internal/reply"
)

// way is what happens to a corrected workbook before it comes back.
type way struct {
	name   string
	as     string // the name under which it is sent; "" for its own
	edits  []officetest.Edit
	by     []string // endings of the files that it is saved as on its way
	google bool
	marks  bool // winnow's own sheets are still there to be known by
	said   bool // and the reasons written into them

	unticketed bool // the hidden sheet is gone
}

// smokingWays are ways of the marked workbook.
var smokingWays = []way{
	{name: "saved by LibreOffice", marks: true, said: true},
	{name: "another file name", as: "my return (final) v2.xlsx", marks: true, said: true},
	{name: "by way of ods", by: []string{".ods"}, marks: true, said: true},
	{name: "by way of xls", by: []string{".xls"}, marks: true, said: true},
	{name: "saved by Google Sheets", google: true, marks: true, said: true},
	{name: "by all of them", by: []string{".ods", ".xls"}, google: true, marks: true, said: true},
	{name: "front sheet deleted", edits: []officetest.Edit{officetest.DeleteSheet("Start here")}, marks: true, said: true},
	{name: "hidden sheet deleted", edits: []officetest.Edit{officetest.DeleteSheet(reply.SheetName)}, marks: true, said: true},
	{name: "all of ours deleted", edits: []officetest.Edit{officetest.DeleteSheet("Start here"), officetest.DeleteSheet(exceptionsSheet), officetest.DeleteSheet("Allowed values"),
		officetest.DeleteSheet("Rules"), officetest.DeleteSheet(reply.SheetName)}},
	{name: "the service's sheet renamed", edits: []officetest.Edit{officetest.RenameSheet(smokingSheet, "Corrected!")}, marks: true, said: true},
	{name: "our sheets renamed", edits: []officetest.Edit{officetest.RenameSheet(exceptionsSheet, "What they said"), officetest.RenameSheet(reply.SheetName, "x")}, marks: true, said: true},
	{name: "the sheet copied into a new file", as: "Book1.xlsx", edits: []officetest.Edit{officetest.KeepOnly(smokingSheet)}},
	{name: "a CSV of the sheet", as: "Book1.csv", edits: []officetest.Edit{officetest.KeepOnly(smokingSheet)}},
	{name: "sorted", edits: []officetest.Edit{officetest.Sort(smokingSheet, "A8:Q726", 2, true, false)}, marks: true, said: true},
}

// TestSurvivalMarked sends the corrected workbook of the stop smoking service back
// on each of the ways. All errors are put right and the queries are explained, so
// that what becomes of it is known.
func TestSurvivalMarked(t *testing.T) {
	clerk := officetest.Start(t)
	for _, w := range smokingWays {
		t.Run(w.name, func(t *testing.T) {
			t.Parallel()
			clerk := clerk.For(t)
			d := openDialogue(t, smoking)
			d.run(t, exitToCorrect)
			l := openLetter(t, clerk, d.out("to correct.xlsx"))
			desk := newDesk(t, clerk, smokingSheet, l, rightValues(t, d.service+"/"+d.stem+".xlsx"))
			w.send(t, clerk, d, l, putRight(t, desk, l))
			d.run(t, exitOK)
			want := &answeredReply{To: 10, Marked: w.marks, Compared: true, Fixed: 21, Asked: 19, Removed: 1}
			state, open := "accepted", 0
			if w.said {
				want.Explained = 3
			} else {
				want.StillOpen = 3
				state, open = "returned", 3
			}
			d.checkReply(t, want, 717, 0)
			d.stands(t, state, open)
			if t.Failed() {
				letters, _ := filepath.Glob(filepath.Join(d.dir, "outbox", d.service, "*", "*receipt.txt"))
				for _, l := range letters {
					t.Log(d.read(t, l))
				}
			}
		})
	}
}

// smoking is the dialogue with the stop smoking service.
var smoking = dialogue{service: "stop-smoking", ret: "smoking_quits", stem: "Stop smoking 2021-22 Q1", sheet: smokingSheet, key: []string{"client_ref"}}

// putRight returns the edits that correct every error and explain every query.
func putRight(t *testing.T, desk *desk, l *letter) []officetest.Edit {
	t.Helper()
	var edits []officetest.Edit
	for _, p := range l.points {
		if p.serious == "Fix or explain" {
			edits = append(edits, l.answer(p, reply.Answers[1], checked)...)
		}
	}
	must := slices.DeleteFunc(slices.Clone(l.points), func(p point) bool { return p.serious != "Must fix" })
	return append(edits, desk.correct(t, l, must...)...)
}

// send passes a letter on its way, edited, into the inbox.
func (w way) send(t *testing.T, clerk *officetest.Clerk, d *dialogue, l *letter, edits []officetest.Edit) {
	t.Helper()
	dir := t.TempDir()
	at := l.path
	for i, ending := range w.by {
		next := filepath.Join(dir, fmt.Sprintf("%d%s", i, ending))
		clerk.Edit(at, next)
		at = next
	}
	name := w.as
	if name == "" {
		name = filepath.Base(l.path)
	}
	out := filepath.Join(dir, name)
	clerk.Edit(at, out, append(edits, w.edits...)...)
	if w.google {
		again := filepath.Join(dir, "google.xlsx")
		officetest.Google(t, out, again)
		out = again
	}
	d.drop(t, out, d.service, name)
}
