package main

import (
	"path/filepath"
	"strconv"
	"testing"

	"winnow/internal/officetest"
)

// TestReasonsCarry has the stop smoking service explain its queries in the workbook
// and then send its own sheet, without any answers: the reasons hold for the same
// values, not for another one, and not for ever.
func TestReasonsCarry(t *testing.T) {
	t.Parallel()
	clerk := officetest.Start(t)
	d := openDialogue(t, smoking)
	d.run(t, exitToCorrect)
	l := openLetter(t, clerk, d.out("to correct.xlsx"))
	desk := newDesk(t, clerk, smokingSheet, l, rightValues(t, d.service+"/"+d.stem+".xlsx"))
	answered := d.sendBack(t, clerk, l, putRight(t, desk, l))
	d.run(t, exitOK)
	for _, step := range []struct {
		name                   string
		later                  int // days
		edit                   officetest.Edit
		waits                  bool // as nothing had to be corrected in what stands
		explained, still, anew int
	}{
		{"an edit elsewhere", 0, officetest.Type(smokingSheet, "C310", "High Peak"), true, 3, 0, 0},
		{"another value", 0, officetest.Type(smokingSheet, "P236", "151"), true, 2, 0, 1},
		{"a year later", 366, officetest.Type(smokingSheet, "C310", "Bolsover"), false, 0, 1, 2},
	} {
		t.Run(step.name, func(t *testing.T) {
			d.round += step.later
			own := filepath.Join(t.TempDir(), "own.xlsx")
			clerk.For(t).Edit(answered, own, officetest.KeepOnly(smokingSheet), step.edit)
			d.drop(t, own, d.service, "own.xlsx")
			if !step.waits {
				d.run(t, exitOK)
			} else {
				d.run(t, exitToCorrect)
				if said, code := d.winnow(t, "supersede", strconv.Itoa(d.ledger(t)[0].ID), "--reason", "they sent it anew"); code != exitOK {
					t.Fatalf("supersede: %d\n%s", code, said)
				}
			}
			r := d.report(t)
			if r == nil || r.Reply == nil || r.Explained != step.explained || r.Reply.Explained != step.explained || r.Reply.StillOpen != step.still || r.Reply.New != step.anew {
				t.Errorf("%+v, want %+v", r, step)
			}
			if all := d.ledger(t); all[0].Open != step.still+step.anew {
				t.Errorf("%+v", all[0])
			}
		})
	}
	d.sound(t)
}
