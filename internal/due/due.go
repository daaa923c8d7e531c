// Package due says what services owe for a period and how it stands: what is not
// due yet, late, missing, partly here, sent back or accepted.
//
// Start reading at List, which gives a Line for every service and return that
// returns_due.csv asks for; state.go judges one line, Chase picks those worth a
// reminder. The package knows rules and periods. It must not know the ledger, the
// clock or the disk: what is here and what day it is come in as values, so that
// the same question always has the same answer. No value of a cell passes through.
package due

import (
	"cmp"
	"slices"
	"time"

	"winnow/internal/period"
	"winnow/rules"
)

// The words of the ledger for what became of a submission. Any other word counts
// as HeldReceived: something is here, and nobody has decided on it.
const (
	HeldReceived   = "received"
	HeldChecked    = "checked" // waits for a decision
	HeldAccepted   = "accepted"
	HeldReturned   = "returned"
	HeldRefused    = "refused"
	HeldSuperseded = "superseded"
	HeldWithdrawn  = "withdrawn"
)

// Held is what the ledger knows of one submission, or of a file that was refused.
type Held struct {
	ID       string
	Return   string // "" where a refused file did not show it
	Service  string // "" where it is not certain
	Period   period.Period
	Span     period.Period // the part of Period that it is for, such as a month's sheet; zero for all of it
	State    string        // one of the Held words
	Open     int           // points still to correct or explain
	Received time.Time     // by the clocks of the council: its day decides what is late
	Name     string        // of the file
}

// Question is what List answers.
type Question struct {
	Rules  *rules.Set
	Period period.Period   // the lines are those whose own period ends in it: months of a quarter, a year in its last quarter
	Today  period.Date     // the day to judge by
	Held   []Held          // of any period, in any order; what does not concern the question is passed over
	Closed []period.Period // signed off: what is not here by then is missing
}

// List returns a line for every service and return owed, services in the order of
// services.csv, returns in that of returns_due.csv, then by period; after them a
// line for every submission that nobody owes, by service, return and time. Each
// line has exactly one state. The same question gives the same lines.
func List(q Question) []Line {
	held := byKey(q.Held)
	var lines []Line
	for _, d := range q.Rules.Due {
		for _, p := range owedIn(d, q.Period) {
			l := q.expected(d, p)
			l.judge(held, q)
			lines = append(lines, l)
		}
	}
	order := q.serviceOrder()
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(order[a.Service], order[b.Service]), cmp.Compare(order["\x00"+a.Return], order["\x00"+b.Return]),
			cmp.Compare(a.Period.Start(), b.Period.Start()), cmp.Compare(a.Period.Kind, b.Period.Kind))
	})
	return append(lines, q.extras()...)
}

// Pending is the period to ask about where nobody named one: the one that ended
// last before today, a month or a year where nothing else is owed, else a quarter.
func Pending(set *rules.Set, today period.Date) period.Period {
	kind := period.Quarter
	if len(set.Due) > 0 && !slices.ContainsFunc(set.Due, func(d rules.Due) bool { return d.PeriodKind != set.Due[0].PeriodKind }) {
		kind = set.Due[0].PeriodKind
	}
	return period.Of(today, kind).Previous()
}

// owedIn returns the periods for which a row asks and that end in p, in order.
func owedIn(d rules.Due, p period.Period) []period.Period {
	var out []period.Period
	for at := p.Start(); !p.IsZero() && at <= p.End(); {
		owed := period.Of(at, d.PeriodKind)
		if p.Contains(owed.End()) && d.Owes(owed) {
			out = append(out, owed)
		}
		at = owed.End().AddDays(1)
	}
	return out
}

// key tells whose and which return is meant.
type key struct{ ret, service string }

// byKey groups what is held by return and service, in order of receipt.
func byKey(held []Held) map[key][]Held {
	sorted := slices.Clone(held)
	slices.SortStableFunc(sorted, earlier)
	groups := map[key][]Held{}
	for _, h := range sorted {
		groups[key{h.Return, h.Service}] = append(groups[key{h.Return, h.Service}], h)
	}
	return groups
}

// earlier orders by receipt, then by number: "9" before "10".
func earlier(a, b Held) int {
	return cmp.Or(a.Received.Compare(b.Received), cmp.Compare(len(a.ID), len(b.ID)), cmp.Compare(a.ID, b.ID))
}

// serviceOrder ranks services and, behind a NUL, returns. A service that
// services.csv lacks comes after the others, as returns_due.csv names it.
func (q Question) serviceOrder() map[string]int {
	order := map[string]int{}
	put := func(name string) {
		if _, ok := order[name]; !ok {
			order[name] = len(order)
		}
	}
	for _, s := range q.Rules.Services {
		put(s.Service)
	}
	for _, d := range q.Rules.Due {
		put(d.Service)
		put("\x00" + d.Return)
	}
	return order
}
