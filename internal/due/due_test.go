package due

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
	"winnow/rules"
)

// on reads a period; day a date; at noon of a day in London.
func on(t *testing.T, s string) period.Period {
	t.Helper()
	if s == "" {
		return period.Period{}
	}
	p, err := period.Parse(s)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func day(t *testing.T, s string) period.Date {
	t.Helper()
	d, ok := period.ParseDate(s)
	if !ok {
		t.Fatalf("%q is no date", s)
	}
	return d
}

func noon(t *testing.T, s string) time.Time { return day(t, s).Time().Add(12 * time.Hour) }

// held reads "17 2021-07-12 accepted" and its like: number, day, state.
func held(t *testing.T, id, received, state string, change ...func(*Held)) Held {
	t.Helper()
	h := Held{ID: id, Return: "visits", Service: "a", Period: on(t, "2021-22-Q1"), State: state, Received: noon(t, received), Name: id + ".csv"}
	for _, c := range change {
		c(&h)
	}
	return h
}

// byDefault is visits owed by service a: due on 28 July, late to 25 August.
var byDefault = rules.Due{Return: "visits", Service: "a", PeriodKind: period.Quarter, DueAfterDays: 28, MissingAfterDays: 28, RemindBeforeDays: 7}

func setOf(due ...rules.Due) *rules.Set {
	return &rules.Set{Due: due, Services: []rules.Service{{Service: "a", Name: "Service A"}, {Service: "b"}},
		Returns: []*rules.Return{{Name: "visits", Title: "Visits"}}}
}

func open(n int) func(*Held)        { return func(h *Held) { h.Open = n } }
func unrecognised(h *Held)          { h.Return = "" }
func withoutPeriod(h *Held)         { h.Period = period.Period{} }
func of(service string) func(*Held) { return func(h *Held) { h.Service = service } }
func span(t *testing.T, s string) func(*Held) {
	p := on(t, s)
	return func(h *Held) { h.Span = p }
}
func forPeriod(t *testing.T, s string) func(*Held) {
	p := on(t, s)
	return func(h *Held) { h.Period = p }
}

// TestState puts one line through what may be held of it and through time.
func TestState(t *testing.T) {
	type line struct {
		State      State
		Open, Late int
		Submission string
		Note       string
	}
	april, may, june := span(t, "2021-M04"), span(t, "2021-M05"), span(t, "2021-M06")
	tests := []struct {
		name, today string
		held        []Held
		closed      bool
		want        line
	}{
		{"before the period ends", "2021-06-30", nil, false, line{State: NotDue}},
		{"reminders have not begun", "2021-07-20", nil, false, line{State: NotDue}},
		{"reminders begin", "2021-07-21", nil, false, line{State: Due}},
		{"the due date", "2021-07-28", nil, false, line{State: Due}},
		{"the day after", "2021-07-29", nil, false, line{State: Late, Late: 1}},
		{"the last day of late", "2021-08-25", nil, false, line{State: Late, Late: 28}},
		{"missing", "2021-08-26", nil, false, line{State: Missing, Late: 29}},
		{"closed early", "2021-07-02", nil, true, line{State: Missing, Note: "the period is closed"}},

		{"accepted in time", "2022-01-01", []Held{held(t, "1", "2021-07-28", HeldAccepted)}, false, line{State: Accepted, Submission: "1"}},
		{"accepted before the period ends", "2021-06-20", []Held{held(t, "1", "2021-06-15", HeldAccepted)}, false, line{State: Accepted, Submission: "1"}},
		{"accepted late", "2022-01-01", []Held{held(t, "1", "2021-07-30", HeldAccepted)}, true, line{State: Accepted, Late: 2, Submission: "1"}},
		{"sent back", "2021-08-01", []Held{held(t, "1", "2021-07-10", HeldReturned, open(12))}, false, line{State: Returned, Open: 12, Submission: "1"}},
		{"waits", "2021-08-01", []Held{held(t, "1", "2021-07-10", HeldChecked)}, false, line{State: Received, Submission: "1", Note: "it waits for a decision"}},
		{"a word of a later ledger", "2021-08-01", []Held{held(t, "1", "2021-07-10", "weighed")}, false, line{State: Received, Submission: "1", Note: "it waits for a decision"}},
		{"corrected after the due date", "2021-08-10", []Held{held(t, "2", "2021-08-05", HeldAccepted), held(t, "1", "2021-07-20", HeldSuperseded)}, false,
			line{State: Accepted, Submission: "2", Note: "it first came on 20 July 2021"}},
		{"a second file waits", "2021-08-10", []Held{held(t, "1", "2021-07-20", HeldReturned, open(3)), held(t, "2", "2021-07-22", HeldChecked)}, false,
			line{State: Returned, Open: 3, Submission: "1", Note: "another file, received on 22 July 2021, waits for a decision"}},
		{"two sheets, one with points", "2021-08-10", []Held{held(t, "9", "2021-07-20", HeldReturned, open(3)), held(t, "10", "2021-07-20", HeldAccepted)}, false,
			line{State: Returned, Open: 3, Submission: "9"}},
		{"two sheets of one file", "2021-08-10", []Held{held(t, "10", "2021-07-20", HeldAccepted), held(t, "9", "2021-07-20", HeldAccepted)}, false, line{State: Accepted, Submission: "10"}},
		{"a later file refused", "2021-08-10", []Held{held(t, "1", "2021-07-20", HeldAccepted), held(t, "2", "2021-07-22", HeldRefused)}, false,
			line{State: Accepted, Submission: "1", Note: "a later file was refused on 22 July 2021"}},

		{"refused alone", "2021-07-29", []Held{held(t, "1", "2021-07-20", HeldRefused)}, false, line{State: Late, Late: 1, Note: "a file was refused on 20 July 2021"}},
		{"refused twice", "2021-07-22", []Held{held(t, "2", "2021-07-21", HeldRefused), held(t, "1", "2021-07-20", HeldRefused)}, false,
			line{State: Due, Note: "2 files were refused, the last on 21 July 2021"}},
		{"withdrawn, then refused", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldWithdrawn), held(t, "2", "2021-07-21", HeldRefused)}, false,
			line{State: Due, Note: "the file received on 20 July 2021 was withdrawn; a file was refused on 21 July 2021"}},
		{"an unrecognised one refused", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldRefused, unrecognised)}, false,
			line{State: Due, Note: "a file that could not be read or recognised was refused on 20 July 2021"}},
		{"one without a period refused", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldRefused, unrecognised, withoutPeriod)}, false,
			line{State: Due, Note: "a file that could not be read or recognised was refused on 20 July 2021"}},
		{"one of long ago", "2021-07-22", []Held{held(t, "1", "2021-04-20", HeldRefused, unrecognised, withoutPeriod)}, false, line{State: Due}},
		{"one that came when it was the next one's turn", "2021-09-12", []Held{held(t, "1", "2021-09-10", HeldRefused, unrecognised, withoutPeriod)}, false, line{State: Missing, Late: 46}},
		{"an unrecognised one of the year", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldRefused, unrecognised, forPeriod(t, "2021-22"))}, false,
			line{State: Due, Note: "a file that could not be read or recognised was refused on 20 July 2021"}},
		{"another service's", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldAccepted, of("b"))}, false, line{State: Due}},
		{"another period's", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldAccepted, forPeriod(t, "2020-21-Q4"))}, false, line{State: Due}},
		{"a longer period's", "2021-07-22", []Held{held(t, "1", "2021-07-20", HeldAccepted, forPeriod(t, "2021-22"))}, false, line{State: Due}},

		{"one month of three", "2021-07-02", []Held{held(t, "1", "2021-05-20", HeldAccepted, april)}, false,
			line{State: Partial, Submission: "1", Note: "here: April 2021; not here: May 2021 and June 2021"}},
		{"two months, late", "2021-07-30", []Held{held(t, "1", "2021-05-20", HeldReturned, april, open(2)), held(t, "2", "2021-06-20", HeldAccepted, june)}, true,
			line{State: Partial, Open: 2, Late: 2, Submission: "1", Note: "here: April 2021 and June 2021; not here: May 2021; the period is closed"}},
		{"the last month late", "2022-01-01", []Held{held(t, "1", "2021-05-20", HeldAccepted, april), held(t, "2", "2021-06-20", HeldAccepted, forPeriod(t, "2021-M05")), held(t, "3", "2021-08-01", HeldAccepted, june)}, false,
			line{State: Accepted, Late: 4, Submission: "3"}},
		{"a month waits", "2022-01-01", []Held{held(t, "1", "2021-05-20", HeldAccepted, april), held(t, "2", "2021-06-20", HeldChecked, may), held(t, "3", "2021-07-01", HeldAccepted, june)}, false,
			line{State: Received, Submission: "3", Note: "it waits for a decision"}},
		{"the whole beside a month", "2022-01-01", []Held{held(t, "1", "2021-05-20", HeldReturned, april, open(1)), held(t, "2", "2021-07-20", HeldAccepted)}, false,
			line{State: Returned, Open: 1, Submission: "1"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			q := Question{Rules: setOf(byDefault), Period: on(t, "2021-22-Q1"), Today: day(t, test.today), Held: test.held}
			if test.closed {
				q.Closed = []period.Period{on(t, "2021-22-Q1")}
			}
			l := List(q)[0]
			if d := cmp.Diff(test.want, line{l.State, l.Open, l.DaysLate, l.Submission, l.Note}); d != "" {
				t.Error(d)
			}
		})
	}
}

// A reminder on the due day itself, whatever the days say.
func TestDueOnThePeriodsLastDay(t *testing.T) {
	d := byDefault
	d.DueAfterDays, d.RemindBeforeDays, d.MissingAfterDays = 0, 7, 0
	var got []State
	for _, today := range []string{"2021-06-29", "2021-06-30", "2021-07-01"} {
		got = append(got, List(Question{Rules: setOf(d), Period: on(t, "2021-22-Q1"), Today: day(t, today)})[0].State)
	}
	if diff := cmp.Diff([]State{NotDue, Due, Missing}, got); diff != "" {
		t.Error(diff)
	}
}

// However early reminders begin, nothing is due before its period is over.
func TestDueAfterThePeriod(t *testing.T) {
	d := byDefault
	d.DueAfterDays, d.RemindBeforeDays = 3, 30
	l := List(Question{Rules: setOf(d), Period: on(t, "2021-22-Q1"), Today: day(t, "2021-06-30")})[0]
	if want := day(t, "2021-07-01"); l.State != NotDue || l.RemindFrom != want {
		t.Errorf("%s, due from %s; want not due, and %s", l.State, l.RemindFrom, want)
	}
}

// TestPeriods asks about periods of every kind: lines are those whose own period
// ends in the one asked about.
func TestPeriods(t *testing.T) {
	row := func(service string, kind period.Kind, first, last string) rules.Due {
		return rules.Due{Return: "visits", Service: service, PeriodKind: kind, DueAfterDays: 1, FirstPeriod: on(t, first), LastPeriod: on(t, last)}
	}
	tests := []struct {
		name, asked string
		due         []rules.Due
		want        []string
	}{
		{"a quarter of months", "2021-22-Q1", []rules.Due{row("a", period.Month, "", "")}, []string{"a 2021-M04", "a 2021-M05", "a 2021-M06"}},
		{"a year of quarters", "2021-22", []rules.Due{row("a", period.Quarter, "2021-22-Q2", "2021-22-Q3")}, []string{"a 2021-22-Q2", "a 2021-22-Q3"}},
		{"a year in its last quarter", "2021-22-Q4", []rules.Due{row("a", period.Year, "", "")}, []string{"a 2021-22"}},
		{"a year in another", "2021-22-Q3", []rules.Due{row("a", period.Year, "", "")}, nil},
		{"a quarter in its last month", "2021-M06", []rules.Due{row("a", period.Quarter, "", "")}, []string{"a 2021-22-Q1"}},
		{"from a month on", "2021-22-Q1", []rules.Due{row("a", period.Month, "2021-M06", "")}, []string{"a 2021-M06"}},
		{"no more", "2021-22-Q1", []rules.Due{row("a", period.Month, "", "2020-21")}, nil},
		{"services in their order", "2021-M06", []rules.Due{row("x", period.Month, "", ""), row("b", period.Month, "", ""), row("a", period.Quarter, "", ""), row("a", period.Month, "", "")},
			[]string{"a 2021-22-Q1", "a 2021-M06", "b 2021-M06", "x 2021-M06"}},
		{"no period", "", []rules.Due{row("a", period.Month, "", "")}, nil},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, l := range List(Question{Rules: setOf(test.due...), Period: on(t, test.asked)}) {
				got = append(got, l.Service+" "+l.Period.String())
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestExtra(t *testing.T) {
	last := byDefault
	last.Service, last.LastPeriod = "b", on(t, "2020-21")
	q := Question{Rules: setOf(byDefault, last), Period: on(t, "2021-22-Q1"), Today: day(t, "2021-07-30"), Held: []Held{
		held(t, "6", "2021-07-06", HeldAccepted, withoutPeriod),
		held(t, "5", "2021-07-05", HeldReturned, of("b"), open(2)),
		held(t, "4", "2021-07-04", HeldAccepted, of("c")),
		held(t, "3", "2021-07-03", HeldChecked, of("")),
		held(t, "2", "2021-07-02", HeldAccepted, func(h *Held) { h.Return = "calls" }),
		held(t, "1", "2021-07-01", HeldAccepted),
		held(t, "7", "2021-07-07", HeldRefused, of("c")),
		held(t, "8", "2021-07-07", HeldAccepted, of("c"), forPeriod(t, "2020-21-Q4")),
		held(t, "9", "2022-04-07", HeldAccepted, of("a"), forPeriod(t, "2021-22")),
	}}
	want := []string{
		"3 : its service is not known",
		"2 a: returns_due.csv does not ask this service for it",
		"6 a: it does not say for which period it is",
		"5 b: the return is not owed for Quarter 1 of 2021-22",
		"4 c: returns_due.csv does not ask this service for it",
	}
	if d := cmp.Diff(want, extrasOf(q)); d != "" {
		t.Error(d)
	}
	q.Period = on(t, "2021-22-Q4")
	if d := cmp.Diff([]string{"9 a: it is for 2021-22, and the return is owed each quarter"}, extrasOf(q)); d != "" {
		t.Error(d)
	}
}

func extrasOf(q Question) []string {
	var got []string
	for _, l := range List(q) {
		if l.State == Extra {
			got = append(got, l.Submission+" "+l.Service+": "+l.Note)
		}
	}
	return got
}

func TestPending(t *testing.T) {
	month, quarter, year := rules.Due{PeriodKind: period.Month}, rules.Due{PeriodKind: period.Quarter}, rules.Due{PeriodKind: period.Year}
	for _, c := range []struct {
		name string
		due  []rules.Due
		want string
	}{
		{"nothing", nil, "2021-22-Q1"}, {"quarters", []rules.Due{quarter, quarter}, "2021-22-Q1"}, {"months", []rules.Due{month}, "2021-M06"},
		{"years", []rules.Due{year, year}, "2020-21"}, {"both", []rules.Due{year, month}, "2021-22-Q1"},
	} {
		if got := Pending(setOf(c.due...), day(t, "2021-07-12")).String(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
	}
}
