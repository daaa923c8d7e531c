package due

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"winnow/internal/period"
	"winnow/rules"
)

// extras returns a line for every submission of the period that no row of
// returns_due.csv asks for.
func (q Question) extras() []Line {
	var out []Line
	for _, h := range q.Held {
		if h.stands() && q.concerns(h) && !q.owed(h) {
			out = append(out, q.extra(h))
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Service, b.Service), cmp.Compare(a.Return, b.Return), cmp.Compare(a.Period.Start(), b.Period.Start()),
			a.Received.Compare(b.Received), cmp.Compare(len(a.Submission), len(b.Submission)), cmp.Compare(a.Submission, b.Submission))
	})
	return out
}

// concerns says whether a submission is of the period asked about: its own ends in
// it or, where it shows none, it came while that was the last to have ended.
func (q Question) concerns(h Held) bool {
	if p := h.covers(); !p.IsZero() {
		return q.Period.Contains(p.End())
	}
	return period.Of(h.day(), q.Period.Kind).Previous() == q.Period
}

// owed says whether a submission stands on a line, this question's or another's.
func (q Question) owed(h Held) bool {
	return !h.Period.IsZero() && slices.ContainsFunc(q.Rules.Due, func(d rules.Due) bool {
		p := period.Of(h.covers().Start(), d.PeriodKind)
		return d.Return == h.Return && d.Service == h.Service && h.covers().Within(p) && d.Owes(p)
	})
}

func (q Question) extra(h Held) Line {
	return Line{Return: h.Return, Title: q.title(h.Return), Service: h.Service, ServiceName: q.serviceName(h.Service), Period: h.covers(), State: Extra,
		Open: h.Open, Submission: h.ID, Received: h.Received, File: h.Name, Note: q.extraNote(h)}
}

// extraNote says why nobody owes it.
func (q Question) extraNote(h Held) string {
	var kinds []string
	for _, d := range q.Rules.Due {
		if kind := d.PeriodKind.String(); d.Return == h.Return && d.Service == h.Service && d.Owes(h.covers()) && !slices.Contains(kinds, kind) {
			kinds = append(kinds, kind)
		}
	}
	switch asked := q.asked(h); {
	case h.Period.IsZero():
		return "it does not say for which period it is"
	case len(kinds) > 0:
		return fmt.Sprintf("it is for %s, and the return is owed each %s", PeriodWords(h.covers()), strings.Join(kinds, " and each "))
	case asked:
		return fmt.Sprintf("the return is not owed for %s", PeriodWords(h.covers()))
	case h.Service == "":
		return "its service is not known"
	}
	return "returns_due.csv does not ask this service for it"
}

// asked says whether the service owes the return for any period at all.
func (q Question) asked(h Held) bool {
	return slices.ContainsFunc(q.Rules.Due, func(d rules.Due) bool { return d.Return == h.Return && d.Service == h.Service })
}
