package main

import (
	"bufio"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// score counts the cases of one kind.
type score struct{ cases, equal, departures int }

// scores is the table of one list of cases.
type scores struct {
	kinds       map[string]*score
	unexplained int
	reasons     map[string]int // departures by their reason
}

func (t *scores) of(kind string) *score {
	if t.kinds == nil {
		t.kinds, t.reasons = map[string]*score{}, map[string]int{}
	}
	if t.kinds[kind] == nil {
		t.kinds[kind] = &score{}
	}
	return t.kinds[kind]
}

func (t *scores) right(kind string) {
	s := t.of(kind)
	s.cases++
	s.equal++
}

// wrong counts a case that is not as it should be and has no reason.
func (t *scores) wrong(out *bufio.Writer, kind, id, what string) {
	t.of(kind).cases++
	t.unexplained++
	fmt.Fprintf(out, "  UNEXPLAINED %s: %s\n", id, what)
}

// departs counts a case that differs for a reason of substance.
func (t *scores) departs(out *bufio.Writer, kind, id, reason string) {
	s := t.of(kind)
	s.cases++
	s.departures++
	t.reasons[reason]++
	fmt.Fprintf(out, "  departs %s: %s\n", id, reason)
}

// marks compares what was found with what should be. Every difference needs a
// reason that applies to it.
func (t *scores) marks(out *bufio.Writer, kind, id string, v *verdict, want map[mark]bool) {
	if v.refusedRule && len(want) > 0 {
		t.departs(out, kind, id, notAnExpr)
		return
	}
	if v.schema != nil {
		t.wrong(out, kind, id, "the schema is refused: "+strings.SplitN(v.schema.Error(), "\n", 2)[0])
		return
	}
	missing, extra := minus(want, v.marks), minus(v.marks, want)
	if len(missing)+len(extra) == 0 && (v.refused == "" || len(want) > 0) {
		t.right(kind)
		return
	}
	reasons := map[string]bool{}
	for _, m := range missing {
		reasons[whyMissing(m, v, want)] = true
	}
	for _, m := range extra {
		reasons[whyExtra(m, v, want)] = true
	}
	if v.refused != "" && len(want) == 0 {
		reasons[""] = true
	}
	if reasons[""] {
		t.wrong(out, kind, id, fmt.Sprintf("missing %v, beyond %v %s", missing, extra, v.refused))
		return
	}
	t.departs(out, kind, id, strings.Join(slices.Sorted(maps.Keys(reasons)), "; "))
}

func minus(a, b map[mark]bool) []mark {
	var out []mark
	for m := range a {
		if !b[m] {
			out = append(out, m)
		}
	}
	slices.SortFunc(out, func(x, y mark) int { return strings.Compare(x.String(), y.String()) })
	return out
}

func (t *scores) print(out *bufio.Writer, name string) {
	fmt.Fprintf(out, "\n%-50s %6s %6s %8s %12s\n", name, "cases", "equal", "departs", "unexplained")
	for _, kind := range slices.Sorted(maps.Keys(t.kinds)) {
		s := t.kinds[kind]
		fmt.Fprintf(out, "  %-48s %6d %6d %8d %12d\n", kind, s.cases, s.equal, s.departures, s.cases-s.equal-s.departures)
	}
	for _, reason := range slices.Sorted(maps.Keys(t.reasons)) {
		fmt.Fprintf(out, "  %4d depart: %s\n", t.reasons[reason], reason)
	}
}

// departure counts a case that differs, with its reason if it has one.
func (t *scores) departure(out *bufio.Writer, kind, id, reason, what string) {
	if reason == "" {
		t.wrong(out, kind, id, what)
		return
	}
	t.departs(out, kind, id, reason)
}
