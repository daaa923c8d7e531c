package due

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/period"
	"winnow/rules"
)

// rank orders the states of a line of which nothing is here, as days pass.
var rank = map[State]int{NotDue: 1, Due: 2, Late: 3, Missing: 4}

var (
	kinds   = []period.Kind{period.Month, period.Quarter, period.Year}
	heldAre = []string{HeldReceived, HeldChecked, HeldAccepted, HeldReturned, HeldRefused, HeldSuperseded, HeldWithdrawn}
)

// drawPeriod draws a period in or about the financial year 2021-22.
func drawPeriod(t *rapid.T, label string) period.Period {
	d, _ := period.NewDate(2021, 1, 1)
	return period.Of(d.AddDays(rapid.IntRange(0, 500).Draw(t, label)), rapid.SampledFrom(kinds).Draw(t, label+" kind"))
}

func drawDue(t *rapid.T) []rules.Due {
	var out []rules.Due
	for _, service := range []string{"a", "b"} {
		for _, ret := range []string{"visits", "calls"} {
			for _, kind := range kinds {
				if !rapid.Bool().Draw(t, "owed") {
					continue
				}
				d := rules.Due{Return: ret, Service: service, PeriodKind: kind, DueAfterDays: rapid.IntRange(0, 60).Draw(t, "due"),
					MissingAfterDays: rapid.IntRange(0, 60).Draw(t, "missing"), RemindBeforeDays: rapid.IntRange(0, 60).Draw(t, "remind")}
				if rapid.IntRange(0, 3).Draw(t, "limits") == 0 {
					d.FirstPeriod = drawPeriod(t, "first")
				}
				if rapid.IntRange(0, 3).Draw(t, "ends") == 0 {
					d.LastPeriod = drawPeriod(t, "last")
				}
				out = append(out, d)
			}
		}
	}
	return out
}

func drawHeld(t *rapid.T) []Held {
	out := make([]Held, rapid.IntRange(0, 8).Draw(t, "held"))
	for i := range out {
		h := &out[i]
		h.ID, h.State = fmt.Sprint(i+1), rapid.SampledFrom(heldAre).Draw(t, "state")
		h.Return, h.Service = rapid.SampledFrom([]string{"visits", "calls", "other", ""}).Draw(t, "return"), rapid.SampledFrom([]string{"a", "b", "c", ""}).Draw(t, "service")
		h.Received = time.Date(2021, 7, 1+rapid.IntRange(0, 90).Draw(t, "received"), 12, 0, 0, 0, time.UTC)
		if rapid.IntRange(0, 9).Draw(t, "has a period") > 0 {
			h.Period = drawPeriod(t, "period")
			if h.Period.Kind > period.Month && rapid.Bool().Draw(t, "has a span") {
				h.Span = period.Of(h.Period.Start().AddDays(rapid.IntRange(0, 80).Draw(t, "span")), period.Month)
			}
		}
		if h.State == HeldReturned {
			h.Open = rapid.IntRange(1, 9).Draw(t, "open")
		}
	}
	return out
}

func drawQuestion(t *rapid.T) Question {
	q := Question{Rules: setOf(drawDue(t)...), Period: drawPeriod(t, "asked"), Held: drawHeld(t)}
	d, _ := period.NewDate(2021, 1, 1)
	q.Today = d.AddDays(rapid.IntRange(0, 900).Draw(t, "today"))
	if rapid.IntRange(0, 3).Draw(t, "closed") == 0 {
		q.Closed = []period.Period{drawPeriod(t, "closed period")}
	}
	return q
}

// Every return owed has one line with one state, and every submission of the
// period is on a line of its own return and service or an extra, never both.
func TestEveryLineHasOneState(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		lines := List(q)
		want := 0
		for _, d := range q.Rules.Due {
			want += len(owedIn(d, q.Period))
		}
		owed, seen := slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return l.State == Extra }), map[string]bool{}
		for _, l := range owed {
			k := fmt.Sprint(l.Return, " ", l.Service, " ", l.Period)
			if seen[k] || !slices.Contains(States, l.State) {
				t.Fatalf("%s: again, or with the state %q", k, l.State)
			}
			if _, absent := rank[l.State]; absent != (l.Submission == "") {
				t.Fatalf("%s is %s with submission %q", k, l.State, l.Submission)
			}
			seen[k] = true
		}
		if len(owed) != want {
			t.Fatalf("%d lines, want %d", len(owed), want)
		}
		for _, h := range q.Held {
			onLine := slices.ContainsFunc(owed, func(l Line) bool {
				return l.Return == h.Return && l.Service == h.Service && h.covers().Within(l.Period)
			})
			extra := slices.ContainsFunc(lines, func(l Line) bool { return l.State == Extra && l.Submission == h.ID })
			switch {
			case onLine && extra, !h.stands() && extra:
				t.Fatalf("submission %s is owed or put aside, and extra", h.ID)
			case h.stands() && q.concerns(h) && !onLine && !extra && !q.owed(h):
				t.Fatalf("submission %s is nowhere", h.ID)
			}
		}
	})
}

// As days pass and nothing comes, a line goes from not due to due, late and
// missing and never back; what is here keeps its state.
func TestStatesOnlyGoOn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		before := List(q)
		q.Today = q.Today.AddDays(rapid.IntRange(0, 200).Draw(t, "days later"))
		for i, l := range List(q) {
			was := before[i]
			if rank[l.State] < rank[was.State] || rank[was.State] == 0 && l.State != was.State || l.DaysLate < was.DaysLate {
				t.Fatalf("from %+v to %+v", was, l)
			}
		}
	})
}

// The order in which the ledger tells what is held does not matter.
func TestOrderDoesNotMatter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		want := List(q)
		q.Held = rapid.Permutation(q.Held).Draw(t, "order")
		if d := cmp.Diff(want, List(q)); d != "" {
			t.Fatal(d)
		}
	})
}

// A reminder never speaks of what is accepted or waits for the council, and a
// longer notice chases no less.
func TestChaseLeavesAlone(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		q := drawQuestion(t)
		lines := List(q)
		n := rapid.IntRange(0, 40).Draw(t, "notice")
		longer := n + rapid.IntRange(0, 40).Draw(t, "more")
		for _, l := range Chase(lines, q.Today, &n) {
			if l.State == Accepted || l.State == Received || l.State == Extra || l.State == NotDue && l.Due.AddDays(-n) > q.Today {
				t.Fatalf("chases %+v", l)
			}
		}
		if a, b := len(Chase(lines, q.Today, &n)), len(Chase(lines, q.Today, &longer)); a > b {
			t.Fatalf("%d lines with %d days' notice, %d with %d", a, n, b, longer)
		}
		for _, l := range lines {
			if l.Overdue() && !slices.Contains(Chase(lines, q.Today, nil), l) && !l.Closed {
				t.Fatalf("does not chase %+v", l)
			}
		}
	})
}
