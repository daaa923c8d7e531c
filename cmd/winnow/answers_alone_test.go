package main

import (
	"testing"

	"winnow/internal/officetest"
	"winnow/internal/reply"
)

// TestAnswersAlone sends a CSV sender's workbook back without its copies, as it is where
// no row is to be corrected: the reasons count, and the rows stay as they were.
func TestAnswersAlone(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	d := openDialogue(t, testingSites)
	d.run(t, exitToCorrect)
	l := openLetter(t, clerk, d.out("to correct.xlsx"))
	before := d.published(t)
	var edits []officetest.Edit
	asked := 0
	for _, p := range l.points {
		if p.serious == "Fix or explain" {
			asked++
			edits = append(edits, l.answer(p, reply.Answers[1], checked)...)
		}
	}
	d.sendBack(t, clerk, l, append(edits, officetest.DeleteSheet(copiesSheet)))
	d.run(t, exitToCorrect)
	open := len(l.points) - asked
	d.checkReply(t, &answeredReply{To: 2, Marked: true, Compared: true, StillOpen: open, Explained: asked}, 2389, open)
	d.kept(t, before, 0)
	d.stands(t, "returned", open)
}
