package main

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/officetest"
	"winnow/internal/reply"
)

// What the service writes under "Reason".
const (
	lost    = "The adviser's notes are lost"
	checked = "Checked against the record"
)

// smokingSheet is the sheet that the stop smoking service sends.
const smokingSheet = "Q1 quit attempts"

// TestDialogueMarked is the stop smoking service's quarter as received, which goes to
// and fro as the service's own workbook: four rounds, the service's edits all made by
// LibreOffice.
func TestDialogueMarked(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	d := openDialogue(t, smoking)
	received := filepath.Join(d.dir, "inbox", d.service, d.stem+".xlsx")
	copied := filepath.Join(t.TempDir(), "received.xlsx")
	if err := os.Link(received, copied); err != nil {
		t.Fatal(err)
	}
	d.run(t, exitToCorrect)
	first := openLetter(t, clerk, d.out("to correct.xlsx"))
	desk := newDesk(t, clerk, smokingSheet, first, rightValues(t, d.service+"/"+d.stem+".xlsx"))
	var second, third *letter
	for _, round := range []struct {
		name string
		take func(*testing.T)
	}{
		{"sent", func(t *testing.T) { d.firstSent(t, clerk.For(t), copied, first) }},
		{"partly corrected", func(t *testing.T) { second = d.partlyCorrected(t, clerk.For(t), desk, first) }},
		{"explained", func(t *testing.T) { third = d.explained(t, clerk.For(t), desk, second) }},
		{"complete", func(t *testing.T) { d.complete(t, clerk.For(t), desk, third, 717, 3) }},
	} {
		if !t.Run(round.name, round.take) {
			return // the next goes on from it
		}
	}
}

// firstSent looks at the workbook of the first round: the service's own, with every
// part as it was that winnow had no reason to touch.
func (d *dialogue) firstSent(t *testing.T, clerk *officetest.Clerk, received string, l *letter) {
	d.marked(t, l, received, l.points, nil)
	before, err := os.ReadFile(received)
	if err != nil {
		t.Fatal(err)
	}
	own, out := zipParts(t, before), zipParts(t, []byte(d.read(t, l.path)))
	for name, text := range own {
		switch name {
		case "[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/worksheets/_rels/sheet1.xml.rels":
		default:
			if out[name] != text {
				t.Errorf("part %s isn't as it was", name)
			}
		}
	}
	sheets, _ := clerk.Look(received)
	if diff := cmp.Diff(sheets[0].Rows, l.sheets[smokingSheet].Rows); diff != "" {
		t.Errorf("the service's cells (-received +sent back):\n%s", diff)
	}
	if n := len(d.published(t)); n != 697 {
		t.Errorf("%d rows published", n)
	}
}

// partlyCorrected is the second round: about half is corrected, one point wrongly,
// with a mistake and an edit where nobody asked, one row gone and one new.
func (d *dialogue) partlyCorrected(t *testing.T, clerk *officetest.Clerk, desk *desk, first *letter) *letter {
	must := slices.DeleteFunc(slices.Clone(first.points), func(p point) bool { return p.serious != "Must fix" })
	wrongly, fixed := must[0], must[1:10]
	edits := append(desk.correct(t, first, fixed...),
		officetest.Type(smokingSheet, fmt.Sprintf("P%d", wrongly.row), "170"), // it said 17
		officetest.Type(smokingSheet, "K300", "31/06/2021"), officetest.Type(smokingSheet, "C310", "High Peak"),
		officetest.InsertRow(smokingSheet, 405), officetest.CopyRow(smokingSheet, 404, 405), officetest.Type(smokingSheet, "A405", "LLB29999"),
		officetest.DeleteRow(smokingSheet, 401))
	before := d.published(t)
	back := d.sendBack(t, clerk, first, edits)
	d.run(t, exitToCorrect)
	d.checkReply(t, &answeredReply{To: 10, Marked: true, Compared: true, Fixed: 9, StillOpen: 15, New: 2, Asked: 9, Elsewhere: 2, Removed: 1, Added: 1}, 705, 13)
	second := openLetter(t, clerk, d.out("to correct.xlsx"))
	open := without(first.points, fixed)
	d.states(t, second, open, map[string]string{"300/quit_date.type": "New", fmt.Sprintf("%d/co_ppm.maximum", wrongly.row): "New"})
	d.marked(t, second, back, second.points, fixed)
	d.wants(t, "receipt.txt", "Rows accepted: +705", "9 points are fixed, 15 are still open and 2 are new",
		`Q1 quit attempts!K300, .*, LLB20953: before “07/05/2021”, now “31/06/2021”`, `Q1 quit attempts!C310, District, LLB20975: before “Erewash”, now “High Peak”`,
		"Row 401 of the file before: LLB21164", "Row 404: LLB29999")
	if changes := second.sheets["Changes"].Rows; len(changes) != 7 {
		t.Errorf("the sheet of changes: %q", changes)
	}
	d.kept(t, before, 2) // the row that is gone, and the one that was broken
	d.stands(t, "returned", 17)
	return second
}

// explained is the third round: reasons for the queries, one error that can't be
// corrected, all else put right.
func (d *dialogue) explained(t *testing.T, clerk *officetest.Clerk, desk *desk, second *letter) *letter {
	var edits []officetest.Edit
	var put, resting []point
	var stuck point
	for _, p := range second.points {
		switch {
		case p.rule == "follow_up_date.type":
			stuck = p
			edits = append(edits, second.answer(p, reply.Answers[2], lost)...)
		case p.serious == "Fix or explain" && p.state == "Still open":
			resting = append(resting, p)
			edits = append(edits, second.answer(p, reply.Answers[1], checked)...)
		case p.row == 300:
			edits = append(edits, officetest.Type(smokingSheet, p.cell, "07/05/2021"))
		case p.serious == "Must fix":
			put = append(put, p)
		}
	}
	edits = append(edits, desk.correct(t, second, put...)...)
	before := d.published(t)
	back := d.sendBack(t, clerk, second, edits)
	d.run(t, exitToCorrect)
	d.checkReply(t, &answeredReply{To: 14, Marked: true, Compared: true, Fixed: 13, StillOpen: 1, Explained: 3, Asked: 11, Removed: 1}, 716, 1)
	third := openLetter(t, clerk, d.out("to correct.xlsx"))
	d.marked(t, third, back, []point{stuck}, slices.Concat(put, resting))
	rest := map[string]string{}
	for _, p := range resting {
		rest[fmt.Sprintf("%d/%s", p.row, p.rule)] = "Explained"
	}
	d.states(t, third, []point{stuck}, rest)
	if p := third.byID(t, stuck.id); !strings.Contains(p.words, lost) {
		t.Errorf("the next letter doesn't say what the service wrote: %q", p.words)
	}
	d.wants(t, "receipt.txt", "Rows accepted: +716", "13 points are fixed", "Points explained: +3", checked, "9 July 2022")
	d.kept(t, before, 0)
	d.stands(t, "returned", 1)
	return third
}

// complete is the last round, of either form: nothing is open, all rows count, and all
// of it holds together.
func (d *dialogue) complete(t *testing.T, clerk *officetest.Clerk, desk *desk, third *letter, rows, explained int) {
	before := d.published(t)
	open := slices.DeleteFunc(slices.Clone(third.points), func(p point) bool { return p.serious != "Must fix" })
	d.sendBack(t, clerk, third, desk.correct(t, third, open...))
	d.run(t, exitOK)
	d.checkReply(t, &answeredReply{To: 15, Marked: true, Compared: true, Fixed: 1, Explained: explained, Asked: 1}, rows, 0)
	if _, err := os.Stat(d.out("to correct.xlsx")); !os.IsNotExist(err) {
		t.Errorf("a workbook lies in the outbox, with nothing to correct: %v", err)
	}
	d.wants(t, "receipt.txt", "Rows accepted: +"+thousands(rows), "1 point is fixed", fmt.Sprintf("Points explained: +%d", explained))
	d.kept(t, before, 0)
	d.stands(t, "accepted", 0)
	d.sound(t)
}
