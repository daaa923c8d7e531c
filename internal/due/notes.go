package due

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/period"
)

// absentNote says why nothing is here where something once was.
func absentNote(l *Line, all, unknown []Held) string {
	var notes []string
	refused := filter(all, func(h Held) bool { return h.State == HeldRefused })
	withdrawn := filter(all, func(h Held) bool { return h.State == HeldWithdrawn })
	unplaced := filter(unknown, func(h Held) bool { return h.State == HeldRefused && l.mayBe(h) })
	if n := len(withdrawn); n > 0 {
		notes = append(notes, fmt.Sprintf("the file received on %s was withdrawn", withdrawn[n-1].day().Long()))
	}
	switch n, m := len(refused), len(unplaced); {
	case n == 1:
		notes = append(notes, fmt.Sprintf("a file was refused on %s", refused[0].day().Long()))
	case n > 1:
		notes = append(notes, fmt.Sprintf("%d files were refused, the last on %s", n, refused[n-1].day().Long()))
	case m > 0:
		notes = append(notes, fmt.Sprintf("a file that could not be read or recognised was refused on %s", unplaced[m-1].day().Long()))
	}
	if l.Closed {
		notes = append(notes, "the period is closed")
	}
	return strings.Join(notes, "; ")
}

// mayBe says whether a refused file that does not show its return may have been
// meant for the line: it is of its period or, without one, came in its time.
func (l *Line) mayBe(h Held) bool {
	if p := h.covers(); !p.IsZero() {
		return p.Within(l.Period) || l.Period.Within(p)
	}
	return h.day() > l.Period.End() && h.day() < l.MissingFrom
}

func partialNote(pieces []period.Period, standing []Held, closed bool) string {
	gone := lacking(pieces, standing)
	here := slices.DeleteFunc(slices.Clone(pieces), func(p period.Period) bool { return slices.Contains(gone, p) })
	note := fmt.Sprintf("here: %s; not here: %s", periodList(here), periodList(gone))
	if closed {
		note += "; the period is closed"
	}
	return note
}

// presentNote says what else is here beside what the line shows.
func presentNote(l *Line, first period.Date, all, standing, used []Held) string {
	var notes []string
	if waits := filter(standing, func(h Held) bool { return !h.decided() }); len(used) == len(standing) && len(waits) > 0 {
		notes = append(notes, "it waits for a decision")
	} else if n := len(waits); n > 0 {
		notes = append(notes, fmt.Sprintf("another file, received on %s, waits for a decision", waits[n-1].day().Long()))
	}
	if shown := (Held{Received: l.Received}).day(); shown > l.Due && first <= l.Due {
		notes = append(notes, fmt.Sprintf("it first came on %s", first.Long()))
	}
	later := filter(all, func(h Held) bool { return h.State == HeldRefused && h.Received.After(l.Received) })
	if n := len(later); n > 0 {
		notes = append(notes, fmt.Sprintf("a later file was refused on %s", later[n-1].day().Long()))
	}
	return strings.Join(notes, "; ")
}

// periodList returns "April 2021 and May 2021".
func periodList(periods []period.Period) string {
	words := make([]string, len(periods))
	for i, p := range periods {
		words[i] = PeriodWords(p)
	}
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " and " + words[last]
	}
	return strings.Join(words, "")
}

// PeriodWords returns June 2021, Quarter 1 of 2021-22, or 2021-22; "" for none.
func PeriodWords(p period.Period) string {
	switch p.Kind {
	case period.Month:
		return p.Start().Time().Format("January 2006")
	case period.Quarter:
		return fmt.Sprintf("Quarter %d of %s", p.Number, period.Period{Kind: period.Year, Year: p.Year})
	}
	return p.String()
}
