// Package standing puts what the ledger holds to the question of what services owe:
// it is where status, chase and report.json get the same lines from.
//
// Start reading at Lines. The package judges nothing, which is package due's part,
// and writes nothing.
package standing

import (
	"fmt"
	"path"
	"strconv"
	"time"

	"winnow/internal/due"
	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/rules"
)

// Lines returns how every return owed in a period stands at an instant. Its zone is
// that of the council's clocks: by it a submission came on one day or the next. A
// nil book is that of a workspace that has taken in nothing yet. What came after
// the instant counts as here all the same.
func Lines(book *ledger.Book, set *rules.Set, p period.Period, at time.Time) ([]due.Line, error) {
	today, _ := period.NewDate(at.Year(), int(at.Month()), at.Day())
	q := due.Question{Rules: set, Period: p, Today: today}
	if book == nil {
		return due.List(q), nil
	}
	all, err := book.Submissions(ledger.Filter{Periods: ofItsYear(p)})
	if err != nil {
		return nil, err
	}
	for _, s := range all {
		h, err := held(s, at.Location())
		if err != nil {
			return nil, fmt.Errorf("submission %d: %w", s.ID, err)
		}
		q.Held = append(q.Held, h)
	}
	if q.Closed, err = closed(*book); err != nil {
		return nil, err
	}
	return due.List(q), nil
}

// held is what a submission says to the question.
func held(s ledger.Submission, zone *time.Location) (due.Held, error) {
	h := due.Held{ID: strconv.FormatInt(s.ID, 10), Return: s.Return, Service: s.Service, State: string(s.State),
		Open: s.Open, Received: s.Received.In(zone), Name: path.Base(s.Name)}
	var err error
	if h.Period, err = read(s.Period); err == nil {
		h.Span, err = read(s.Span)
	}
	return h, err
}

// ofItsYear names the periods of the financial year that a period lies in, and that of
// files whose period is not known: no other submission bears on what is owed for it.
func ofItsYear(p period.Period) []string {
	year := period.Of(p.Start(), period.Year)
	names := []string{"", year.String()}
	seen := map[string]bool{}
	for day := year.Start(); day <= year.End(); day = period.Of(day, period.Month).End().AddDays(1) {
		for _, kind := range []period.Kind{period.Month, period.Quarter} {
			if name := period.Of(day, kind).String(); !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

// read reads a period of the ledger; "" is none.
func read(s string) (period.Period, error) {
	if s == "" {
		return period.Period{}, nil
	}
	return period.Parse(s)
}

// closed returns the periods that were signed off.
func closed(book ledger.Book) ([]period.Period, error) {
	all, err := book.Periods()
	if err != nil {
		return nil, err
	}
	var out []period.Period
	for _, x := range all {
		if x.Closed == 0 {
			continue
		}
		p, err := read(x.Period)
		if err != nil {
			return nil, fmt.Errorf("a closed period: %w", err)
		}
		out = append(out, p)
	}
	return out, nil
}
