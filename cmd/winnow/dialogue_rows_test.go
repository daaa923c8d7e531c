package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"winnow/internal/officetest"
	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/reply"
)

// TestDialogueRows is the community testing programme's quarter, which comes as a CSV
// and goes to and fro as copies of the rows to correct.
func TestDialogueRows(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	d := openDialogue(t, testingSites)
	d.run(t, exitToCorrect)
	first := openLetter(t, clerk, d.out("to correct.xlsx"))
	desk := newDesk(t, clerk, "", first, rightValues(t, d.service+"/"+d.stem+".csv"))
	if n := len(d.published(t)); n != 2389 {
		t.Errorf("%d rows published", n)
	}
	var second, third *letter
	for _, round := range []struct {
		name string
		take func(*testing.T)
	}{
		{"partly corrected", func(t *testing.T) { second = d.rowsPartlyCorrected(t, clerk.For(t), desk, first) }},
		{"explained", func(t *testing.T) { third = d.rowsExplained(t, clerk.For(t), desk, second) }},
		{"complete", func(t *testing.T) { d.complete(t, clerk.For(t), desk, third, 2401, 2) }},
	} {
		if !t.Run(round.name, round.take) {
			return // the next goes on from it
		}
	}
}

// rowsPartlyCorrected is the second round: six points are put right, one wrongly, with
// a mistake and an edit where nobody asked, and a row taken out.
func (d *dialogue) rowsPartlyCorrected(t *testing.T, clerk *officetest.Clerk, desk *desk, first *letter) *letter {
	var fixed []point
	for _, p := range first.points {
		if slices.Contains([]int{572, 590, 811, 1036, 1224, 1315}, p.row) {
			fixed = append(fixed, p)
		}
	}
	cell := func(row int, column string) string { return first.copyCell(t, row, column) }
	edits := append(desk.correct(t, first, fixed...),
		officetest.Type(copiesSheet, cell(590, "12"), "11"),   // the line lacked two cells
		officetest.Type(copiesSheet, cell(257, "1"), "CTS32"), // it said CTS31
		officetest.Type(copiesSheet, cell(1927, "3"), "High Peek"), officetest.Type(copiesSheet, cell(2164, "12"), "16"),
		officetest.DeleteRow(copiesSheet, rowOf(cell(2204, "1"))))
	before := d.published(t)
	d.sendBack(t, clerk, first, edits)
	d.run(t, exitToCorrect)
	d.checkReply(t, &answeredReply{To: 2, Marked: true, Compared: true, Fixed: 7, StillOpen: 9, New: 1, Asked: 7, Elsewhere: 2, Removed: 1}, 2393, 8)
	second := openLetter(t, clerk, d.out("to correct.xlsx"))
	// An id holds the record's key, which the wrong site code is part of: it is another, and still open all the same.
	gone := slices.DeleteFunc(slices.Clone(first.points), func(p point) bool { return p.row != 2204 && p.row != 257 })
	d.states(t, second, without(first.points, slices.Concat(fixed, gone)), map[string]string{"1927/district.enum": "New", "257/site_code.enum": "Still open"})
	for _, p := range second.points {
		if p.row == 257 {
			desk.knows[p.id] = correction{column: "1", right: "CTS03"}
		}
	}
	ooxmlcheck.MustFile(t, second.path)
	d.wants(t, "receipt.txt", "Rows accepted: +2,393", "7 points are fixed, 9 are still open and 1 is new",
		"Line 1927, column 3, District, CTS22 / 01/06/2021: before “High Peak”, now “High Peek”", "Line 2164, column 12, Registered, .*: before “17”, now “16”",
		"Line 2204 of the file before: CTS26 / 05/06/2021")
	d.kept(t, before, 2) // the row taken out, and the one that was broken
	d.stands(t, "returned", 10)
	return second
}

// rowsExplained is the third round: reasons for the queries, one error that can't be
// corrected, all else put right, and the row that was taken out written in again.
func (d *dialogue) rowsExplained(t *testing.T, clerk *officetest.Clerk, desk *desk, second *letter) *letter {
	var edits []officetest.Edit
	var put, resting []point
	var stuck point
	for _, p := range second.points {
		switch {
		case p.row == 2401:
			stuck = p
			edits = append(edits, second.answer(p, reply.Answers[2], lost)...)
		case p.serious == "Fix or explain":
			resting = append(resting, p)
			edits = append(edits, second.answer(p, reply.Answers[1], checked)...)
		case p.rule == "district.enum" && p.row == 1927:
			edits = append(edits, officetest.Type(copiesSheet, second.copyCell(t, 1927, "3"), "High Peak"))
		default:
			put = append(put, p)
		}
	}
	spare := len(second.sheets[copiesSheet].Rows) // blank rows stand at the end
	for spare > 0 && strings.Join(second.sheets[copiesSheet].Rows[spare-1], "") == "" {
		spare--
	}
	for i, v := range []string{"CTS26", "Eckington", "North East Derbyshire", "Fixed", "05/06/2021", "Y", "8", "5", "0", "5", "0", "5"} {
		edits = append(edits, officetest.Type(copiesSheet, fmt.Sprintf("%c%d", 'C'+i, spare+1), v))
	}
	edits = append(edits, desk.correct(t, second, put...)...)
	before := d.published(t)
	d.sendBack(t, clerk, second, edits)
	d.run(t, exitToCorrect)
	d.checkReply(t, &answeredReply{To: 14, Marked: true, Compared: true, Fixed: 7, StillOpen: 1, Explained: 2, Asked: 6, Removed: 1, Added: 1}, 2400, 1)
	third := openLetter(t, clerk, d.out("to correct.xlsx"))
	rest := map[string]string{}
	for _, p := range resting {
		rest[fmt.Sprintf("%d/%s", p.row, p.rule)] = "Explained"
	}
	d.states(t, third, []point{stuck}, rest)
	if p := third.byID(t, stuck.id); !strings.Contains(p.words, lost) {
		t.Errorf("the next letter doesn't say what the service wrote: %q", p.words)
	}
	ooxmlcheck.MustFile(t, third.path)
	d.wants(t, "receipt.txt", "Rows accepted: +2,400", "Points explained: +2", checked, "CTS26 / 05/06/2021")
	d.kept(t, before, 0)
	d.stands(t, "returned", 1)
	return third
}
