package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/report"
)

// TestFailedCell holds that what was found on a cell stops the checks that ask
// for no more than it did: an error all of them, a query those that only query.
func TestFailedCell(t *testing.T) {
	severities := []report.Severity{report.Note, report.Query, report.Error}
	for c, cell := range severities {
		for r, rule := range severities {
			t.Run(fmt.Sprintf("%s on the cell, rule of severity %s", cell, rule), func(t *testing.T) {
				set, ret := load(t, withField(fmt.Sprintf(`{name: v, type: number, constraints: {maximum: {value: 100, severity: %s}}}`, cell))+
					fmt.Sprintf("rules:\n  - {id: r, severity: %s, expect: v < 10, message: m}\n", rule))
				x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "120", "50"))
				want := []string{"A2 v.maximum constraint-error " + string(cell)}
				if r > c || cell == report.Note {
					want = append(want, "A2 r row-constraint "+string(rule))
				}
				want = append(want, "A3 r row-constraint "+string(rule))
				if d := cmp.Diff(want, brief(x)); d != "" {
					t.Error(d)
				}
				rows := 0
				if cell == report.Error || rule == report.Error {
					rows++ // the first row, whichever found it
				}
				if rule == report.Error {
					rows++
				}
				if len(held) != rows {
					t.Errorf("%d rows held back, want %d", len(held), rows)
				}
			})
		}
	}
}

// TestQueriedKey holds that a query on a key doesn't keep its record out of the
// comparison.
func TestQueriedKey(t *testing.T) {
	set, ret := load(t, withField(`{name: k, type: string, constraints: {pattern: {value: 'K\d', severity: query}}}`)+"primaryKey: [k]\n")
	x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "x", "x", "K1"))
	want := []string{"A2 k.pattern constraint-error query", "A3 primaryKey primary-key error"}
	if d := cmp.Diff(want, brief(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{3}, held); d != "" {
		t.Error(d)
	}
}

// TestRepeatedFault holds that a repeat of a faulty row has one exception, and
// can't come to count.
func TestRepeatedFault(t *testing.T) {
	set, ret := load(t, keyed+"rules:\n  - {id: small, expect: amount < 10, message: m}\nmeasures:\n  - {name: n, count: {}}\n")
	x, held, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "a|50|", "a|50|", "b|1|"), batchOf(1, 5, "a|50|"))
	want := []string{"B2 small row-constraint error", "A3 primaryKey primary-key error", "A5 primaryKey primary-key error"}
	if d := cmp.Diff(want, brief(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{2, 3, 5}, held); d != "" {
		t.Error(d)
	}
	ms, _, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	if d := cmp.Diff([]string{"n map[] 1 count provisional 1..2 target - band - variance -"}, lines(ms)); d != "" {
		t.Error(d)
	}
}
