package retention

import (
	"fmt"
	"slices"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/workspace"
)

// span is a period that a thing belongs to. What has none counts from the day on
// which it came or was written.
type span struct {
	name string // "" for none
	when period.Period
	end  period.Date
}

// spanOf reads a period of the ledger.
func spanOf(name string, since time.Time) (span, error) {
	if name == "" {
		d, _ := period.NewDate(since.Year(), int(since.Month()), since.Day())
		return span{end: d}, nil
	}
	when, err := period.Parse(name)
	if err != nil {
		return span{}, fmt.Errorf("the ledger's periods: %w", err)
	}
	return span{when.String(), when, when.End()}, nil
}

// spansOf returns the periods of all tables that a file has or had.
func (p *planner) spansOf(f ledger.File) ([]span, error) {
	var out []span
	add := func(name string, since time.Time) error {
		s, err := spanOf(name, since)
		if err == nil && !slices.Contains(out, s) {
			out = append(out, s)
		}
		return err
	}
	for _, s := range p.subs[f.SHA256] {
		if err := add(s.Period, s.Received); err != nil {
			return nil, err
		}
	}
	if f.Period != "" || len(out) == 0 {
		if err := add(f.Period, f.Received); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// last is the period that ended last, by name.
func last(spans []span) string {
	return slices.MaxFunc(spans, func(a, b span) int { return int(a.end) - int(b.end) }).name
}

// judge says whether a thing of some periods goes, and where it is past its time in
// one and stays all the same, why.
func (p *planner) judge(keep workspace.Years, spans []span) (goes bool, why string) {
	if keep.IsZero() || !p.Period.IsZero() && !slices.ContainsFunc(spans, func(s span) bool { return s.when == p.Period }) {
		return false, ""
	}
	past := func(s span) bool { return p.Today > keep.Until(s.end) }
	if !slices.ContainsFunc(spans, past) {
		return false, ""
	}
	for _, s := range spans {
		switch {
		case !past(s) && s.name != "":
			return false, "it is of " + s.name + " too, whose time is not over"
		case !past(s):
			return false, "a part of it came later, and its time is not over"
		case s.name != "" && !p.closed[s.name] && s.when != p.Period:
			return false, fmt.Sprintf("%s is not signed off (winnow close); --period %s deletes it all the same", s.name, s.name)
		}
	}
	return true, ""
}

// waits says whether a submission of a file waits for a decision.
func (p *planner) waits(sha256 string) (id int64, ok bool) {
	for _, s := range append(slices.Clone(p.subs[sha256]), p.over[sha256]...) {
		if s.State == ledger.Checked {
			return s.ID, true
		}
	}
	return 0, false
}
