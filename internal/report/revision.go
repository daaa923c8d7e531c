package report

import (
	"maps"
	"slices"
	"strings"
)

// SignedOff says that a period's figures were signed off, and which have been
// revised since.
type SignedOff struct {
	At      string     `json:"at"`      // RFC 3339
	Revised []Revision `json:"revised"` // empty where all stand as they were
}

// Revision is a figure that differs from what was signed off.
type Revision struct {
	Measure string            `json:"measure"`
	Return  string            `json:"return"`
	Group   map[string]string `json:"group"`
	From    *string           `json:"from"` // nil where there was none
	To      *string           `json:"to"`   // nil where there is none now
	Band    *string           `json:"band"` // as it is now
	WasBand *string           `json:"was_band"`
}

// Revisions compares the figures of a period with those signed off, in the order of
// the figures as they are now; those that are gone come last.
func Revisions(then, now []Measure) []Revision {
	out := []Revision{}
	before := map[string]Measure{}
	for _, m := range then {
		before[m.id()] = m
	}
	for _, m := range now {
		old, known := before[m.id()]
		delete(before, m.id())
		if !known || !same(old.Value, m.Value) || !same(old.Band, m.Band) {
			out = append(out, Revision{Measure: m.Measure, Return: m.Return, Group: m.Group, From: old.Value, To: m.Value, Band: m.Band, WasBand: old.Band})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(before)) {
		m := before[id]
		out = append(out, Revision{Measure: m.Measure, Return: m.Return, Group: m.Group, From: m.Value, WasBand: m.Band})
	}
	return out
}

// id tells a figure of a period from the others.
func (m Measure) id() string {
	parts := []string{m.Return, m.Measure}
	for _, field := range slices.Sorted(maps.Keys(m.Group)) {
		parts = append(parts, field, m.Group[field])
	}
	return strings.Join(parts, "\x00")
}

func same(a, b *string) bool { return a == b || a != nil && b != nil && *a == *b }
