package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

// loose is figures that held-back records of other returns may still move.
type loose struct {
	history
	low, high string
}

func (l loose) Range(_, _ string, _ period.Period) (low, high *number.Num, ok bool) {
	a, _ := number.Parse(l.low)
	b, _ := number.Parse(l.high)
	return &a, &b, l.low != l.high
}

// TestRulesWaitForHeldRecords holds that a rule that held-back records may come
// to keep is not said to be broken: what is wrong with them has been said.
func TestRulesWaitForHeldRecords(t *testing.T) {
	clean := []string{"1|N|a|3|2", "2|N|b|4|1"}
	held := append(clean[:2:2], "3|X|a|5|1") // of no district: counts everywhere it may
	pence := append(clean[:2:2], "3|X|a|5|1.5")
	last := history{"tally people 2020-21-Q1": "9"}
	for _, c := range []struct {
		name, rule string
		rows       []string
		figures    Figures
		final      bool
		want       string
	}{
		{"broken by clean records alone", "count() == 3", clean, last, false, "k issues"},
		{"an equality that the held one may make hold", "count() == 3", held, last, false, "k skipped: " + heldReason},
		{"one that it can't", "count() == 4", held, last, false, "k issues"},
		{"a bound that it may reach", "people >= 10", held, last, false, "k skipped: " + heldReason},
		{"two bounds that it may come to lie between", `"between(people, 9, 10)"`, held, last, false, "k skipped: " + heldReason},
		{"a distance that it may come within", "abs(people - 10) <= 1", held, last, false, "k skipped: " + heldReason},
		{"two bounds out of reach", `"between(people, 13, 15)"`, held, last, false, "k issues"},
		{"one out of reach", "people >= 13", held, last, false, "k issues"},
		{"an equality of sums far apart is not told", "sum(n * 100) == sum(n) * 90", held, last, false, "k skipped: " + heldReason},
		{"a choice by what is held, out of reach in pence", "'sum(n * rate) != null ? sum(n * rate) >= 17.51 : people == 1'", pence, last, false, "k issues"},
		{"a choice by what is held, in reach", "'sum(n * rate) != null ? sum(n * rate) >= 17.49 : people == 1'", pence, last, false, "k skipped: " + heldReason},
		{"kept already", "people >= 7", held, last, false, "k ok"},
		{"nothing is waited for at the end of the year", "people >= 10", held, last, true, "k issues"},
		{"another period's figure that may move", "people == last_year.people", clean, loose{last, "7", "9"}, false, "k skipped: " + heldReason},
		{"one that may not move so far", "people == last_year.people", clean, loose{last, "8", "9"}, false, "k issues"},
		{"one that is sure", "people == last_year.people", clean, loose{last, "9", "9"}, false, "k issues"},
	} {
		t.Run(c.name, func(t *testing.T) {
			set, ret := load(t, tally+"  - {id: k, expect: "+c.rule+", message: m}\n")
			ctx := quarterly(set)
			ctx.Final = c.final
			_, _, _, tb := run(t, checker(t, ret, ctx, false), nil, batchOf(0, 2, c.rows...))
			_, found, all := Reduce(ret, ctx, []*Partial{tb.Partial}, c.figures)
			if d := cmp.Diff([]string{c.want}, states(all, "k")); d != "" {
				t.Error(d)
			}
			if broken := len(found) > 0; broken != (c.want == "k "+string(report.RuleIssues)) {
				t.Errorf("found %v", told(found))
			}
		})
	}
}
