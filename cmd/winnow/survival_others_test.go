package main

import (
	"testing"

	"winnow/internal/officetest"
)

// TestSurvivalOthers sends the other two services' workbooks back: one that counts
// its dates from 1904, which other programs write anew from 1900, and one of some
// thousands of rows with a total below them.
func TestSurvivalOthers(t *testing.T) {
	clerk := officetest.Start(t)
	for _, c := range []struct {
		dialogue
		special   map[int]correction // by row: what the list of defects leaves open
		submitted int
		want      answeredReply
		clean     int
	}{
		{dialogue: dialogue{service: "weight-management", ret: "weight_management", stem: "Weight management 2021-22 Q1", sheet: "New starters", key: []string{"participant_ref"}},
			special:   map[int]correction{105: {}, 106: {remove: true}}, // two rows for one person
			submitted: 12, clean: 412,
			want: answeredReply{Fixed: 19, Explained: 4}},
		{dialogue: dialogue{service: "discretionary-fund", ret: "awards", stem: "Discretionary Fund 2021-22 Q1", sheet: "Awards Q1", key: []string{"award_ref"}},
			special: map[int]correction{418: {}, 1714: {column: "A", right: "DDF-105708"}, // two awards under one reference
				3197: {column: "H", right: "310498"}}, // the rows above it are corrected too
			submitted: 7, clean: 3190,
			want: answeredReply{Fixed: 20, Explained: 1}},
	} {
		ways := []way{
			{name: "saved by LibreOffice", marks: true, said: true},
			{name: "saved by Google Sheets", google: true, marks: true, said: true},
			{name: "by way of ods", by: []string{".ods"}, marks: true, said: true},
		}
		if c.service != "weight-management" { // a sheet copied from 1904 to 1900 takes its dates along as other days, in every program
			ways = append(ways, way{name: "the sheet copied into a new file", as: "Book1.xlsx", edits: []officetest.Edit{officetest.KeepOnly(c.sheet)}})
		}
		for _, w := range ways {
			t.Run(c.service+" "+w.name, func(t *testing.T) {
				t.Parallel()
				clerk := clerk.For(t)
				d := openDialogue(t, c.dialogue)
				d.run(t, exitToCorrect)
				l := openLetter(t, clerk, d.out("to correct.xlsx"))
				desk := newDesk(t, clerk, c.sheet, l, rightValues(t, d.service+"/"+d.stem+".xlsx"))
				for _, p := range l.points {
					if s, ok := c.special[p.row]; ok {
						desk.knows[p.id] = s
					}
				}
				w.send(t, clerk, d, l, putRight(t, desk, l))
				said := d.run(t, exitOK)
				r := d.report(t)
				want := c.want
				if !w.said {
					want.StillOpen, want.Explained = want.Explained, 0
				}
				if r.Reply == nil || r.Reply.To != c.submitted || r.Reply.Fixed != want.Fixed || r.Reply.StillOpen != want.StillOpen || r.Reply.Explained != want.Explained || r.Reply.New != 0 || r.Reply.Elsewhere != 0 || r.Rows.Clean != c.clean {
					t.Errorf("%+v %+v\n%s", r, r.Reply, said)
				}
				if n := len(d.published(t)); n != c.clean {
					t.Errorf("%d rows published", n)
				}
			})
		}
	}
}
