package due

import (
	"slices"

	"winnow/internal/period"
)

// judge gives the line its state from what is held of its return and service.
func (l *Line) judge(held map[key][]Held, q Question) {
	all := concerning(held[key{l.Return, l.Service}], l.Period)
	standing := filter(all, Held.stands)
	decided := filter(standing, Held.decided)
	pieces := pieces(l.Period, standing)
	switch {
	case len(standing) == 0:
		l.State = l.absent(q.Today)
		l.DaysLate = max(0, int(q.Today-l.Due))
		l.Note = absentNote(l, all, held[key{"", l.Service}])
	case len(lacking(pieces, standing)) > 0:
		l.State = Partial
		l.shown(standing)
		l.DaysLate = max(0, int(q.Today-l.Due))
		l.Note = partialNote(pieces, standing, l.Closed)
	default:
		used := decided
		if l.State = Accepted; len(lacking(pieces, decided)) > 0 {
			l.State, used = Received, standing
		}
		if l.shown(used); l.State == Accepted && slices.ContainsFunc(used, func(h Held) bool { return h.State == HeldReturned }) {
			l.State = Returned
		}
		first := firstWhole(pieces, filter(all, Held.came))
		l.DaysLate = max(0, int(first-l.Due))
		l.Note = presentNote(l, first, all, standing, used)
	}
}

// absent is the state of a return of which nothing that can be used is here. It
// only ever goes on, from not due to due, late and missing, as days pass.
func (l *Line) absent(today period.Date) State {
	switch {
	case l.Closed || today >= l.MissingFrom:
		return Missing
	case today > l.Due:
		return Late
	case today >= l.RemindFrom:
		return Due
	}
	return NotDue
}

// shown takes over what people look up: the last submission, one with open points
// where there are any, and the open points of all.
func (l *Line) shown(used []Held) {
	last := used[len(used)-1]
	for _, h := range used {
		if l.Open += h.Open; h.State == HeldReturned {
			last = h
		}
	}
	l.Submission, l.Received, l.File = last.ID, last.Received, last.Name
}

// stands says whether it counts as here: nobody has put it aside.
func (h Held) stands() bool {
	return h.State != HeldRefused && h.State != HeldSuperseded && h.State != HeldWithdrawn
}

// decided says whether it is published.
func (h Held) decided() bool { return h.State == HeldAccepted || h.State == HeldReturned }

// came says whether the service has done its part by it, be it that a better one
// has taken its place since.
func (h Held) came() bool { return h.stands() || h.State == HeldSuperseded }

// covers is the time that it speaks of.
func (h Held) covers() period.Period {
	if h.Span.IsZero() {
		return h.Period
	}
	return h.Span
}

// day is the day on which it came.
func (h Held) day() period.Date {
	d, _ := period.NewDate(h.Received.Year(), int(h.Received.Month()), h.Received.Day())
	return d
}

// concerning returns what is for the period or a part of it. What is for a longer
// one is not: nothing tells what of it is for this period.
func concerning(held []Held, p period.Period) []Held {
	return filter(held, func(h Held) bool { return h.covers().Within(p) })
}

func filter(held []Held, keep func(Held) bool) []Held {
	return slices.DeleteFunc(slices.Clone(held), func(h Held) bool { return !keep(h) })
}

// pieces cuts a period into those of the shortest kind that is held.
func pieces(p period.Period, held []Held) []period.Period {
	kind := p.Kind
	for _, h := range held {
		kind = min(kind, h.covers().Kind)
	}
	var out []period.Period
	for at := p.Start(); at <= p.End(); {
		piece := period.Of(at, kind)
		out = append(out, piece)
		at = piece.End().AddDays(1)
	}
	return out
}

// lacking returns the pieces that nothing held covers.
func lacking(pieces []period.Period, held []Held) []period.Period {
	return slices.DeleteFunc(slices.Clone(pieces), func(p period.Period) bool {
		return slices.ContainsFunc(held, func(h Held) bool { return p.Within(h.covers()) })
	})
}

// firstWhole is the day on which every piece had come for the first time.
func firstWhole(pieces []period.Period, held []Held) period.Date {
	var whole period.Date
	for i, p := range pieces {
		at := slices.IndexFunc(held, func(h Held) bool { return p.Within(h.covers()) })
		if day := held[at].day(); i == 0 || day > whole {
			whole = day
		}
	}
	return whole
}
