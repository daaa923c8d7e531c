package workbook

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/due"
	"winnow/internal/period"
)

func TestWriteReminder(t *testing.T) {
	q1 := period.Period{Kind: period.Quarter, Year: 2021, Number: 1}
	july := func(day int) period.Date {
		d, _ := period.NewDate(2021, 7, day)
		return d
	}
	line := func(title string, state due.State, dueOn int, change func(*due.Line)) due.Line {
		l := due.Line{Return: "r", Title: title, Period: q1, State: state, Due: july(dueOn)}
		if change != nil {
			change(&l)
		}
		return l
	}
	in := ReminderInput{ServiceName: "Stop smoking", Addressee: "Returns desk", Period: q1, Written: july(29), Contact: "J Shaw, 01629 000000", Lines: []due.Line{
		line("Visits", due.Due, 31, nil),
		line("Calls", due.Due, 30, nil),
		line("Letters", due.Due, 29, nil),
		line("Quits", due.Returned, 28, func(l *due.Line) {
			l.Open, l.File, l.Received = 12, "quits\n.xlsx", time.Date(2021, 7, 12, 9, 0, 0, 0, time.UTC)
			l.Note = "another file, received on 20 July 2021, waits for a decision"
		}),
		line("Reviews", due.Returned, 28, func(l *due.Line) {
			l.Open, l.File, l.Received = 1, "reviews.xlsx", time.Date(2021, 7, 13, 9, 0, 0, 0, time.UTC)
		}),
		line("Referrals", due.Late, 28, func(l *due.Line) { l.Note = "a file was refused on 20 July 2021" }),
		line("Progress", due.Missing, 1, nil),
		line("Sites", due.Partial, 28, func(l *due.Line) { l.Note = "here: April 2021; not here: May 2021 and June 2021" }),
		line("Tests", due.Late, 10, func(l *due.Line) { l.Period = period.Period{Kind: period.Month, Year: 2021, Number: 6} }),
	}}
	want := `Reminder: returns for Quarter 1 of 2021-22
==========================================

Service:                   Stop smoking
To:                        Returns desk
Period:                    Quarter 1 of 2021-22 (1 April to 30 June 2021)
Written on:                29 July 2021

Missing

  Progress: was due on 1 July 2021, 28 days ago. Nothing that we can use has
  come.

Late

  Referrals: was due on 28 July 2021, 1 day ago. Nothing that we can use has
  come. A file was refused on 20 July 2021.

  Tests for June 2021: was due on 10 July 2021, 19 days ago. Nothing that we can
  use has come.

Only partly here

  Sites: was due on 28 July 2021, 1 day ago. Here: April 2021; not here: May
  2021 and June 2021.

Sent back to you, with points still open

  Quits: of your file “quits .xlsx”, received on 12 July 2021, 12 points are
  still to be corrected or explained. Another file, received on 20 July 2021,
  waits for a decision.

  Reviews: of your file “reviews.xlsx”, received on 13 July 2021, 1 point is
  still to be corrected or explained.

Due soon

  Visits: due on 31 July 2021, in 2 days.

  Calls: due on 30 July 2021, tomorrow.

  Letters: due today, 29 July 2021.

What to do

  Send your file in the usual way. Where a file was sent back, correct it as the
  workbook says that you got with it, and send that workbook or your own file
  back, the whole of it. If you have sent it since this was written, there is
  nothing more to do. If you can't send it in time, or have nothing to report,
  please say so.

Who to ask:                J Shaw, 01629 000000
`
	var b strings.Builder
	if err := WriteReminder(&b, in); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, b.String()); d != "" {
		t.Error(d)
	}
}

// What the state of a line is, its return stands in the reminder.
func TestReminderNamesEveryLine(t *testing.T) {
	for _, state := range []due.State{due.NotDue, due.Due, due.Late, due.Missing, due.Partial, due.Returned} {
		var b strings.Builder
		in := ReminderInput{ServiceName: "S", Period: period.Period{Kind: period.Year, Year: 2021}, Lines: []due.Line{{Title: "Visits", State: state}}}
		if err := WriteReminder(&b, in); err != nil || !strings.Contains(b.String(), "Visits") {
			t.Errorf("%s: %v\n%s", state, err, b.String())
		}
		if onlySentBack := strings.Contains(b.String(), "Send your file in the usual way."); onlySentBack == (state == due.Returned) {
			t.Errorf("%s: what to do:\n%s", state, b.String())
		}
	}
}
