package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestManyHeldRecordsDontExcuse holds that a count no number of the held-back
// records comes to is said to be wrong, though they are more than a few.
func TestManyHeldRecordsDontExcuse(t *testing.T) {
	rows := []string{"1|N|a|3|2", "2|N|b|4|1"}
	for i := range 200 {
		rows = append(rows, fmt.Sprintf("%d|X|a|5|1", i+3)) // of no district
	}
	for rule, want := range map[string]string{
		"count() == 150": "k skipped: " + heldReason,
		"count() == 202": "k skipped: " + heldReason,
		"count() == 203": "k issues",
	} {
		set, ret := load(t, tally+"  - {id: k, expect: "+rule+", message: m}\n")
		ctx := quarterly(set)
		_, _, _, tb := run(t, checker(t, ret, ctx, false), nil, batchOf(0, 2, rows...))
		_, _, all := Reduce(ret, ctx, []*Partial{tb.Partial}, nil)
		if d := cmp.Diff([]string{want}, states(all, "k")); d != "" {
			t.Errorf("%s: %s", rule, d)
		}
	}
}

// TestGroupsThatWait holds that groups which wait for held-back records are told
// apart from those without figures, and that the others are judged.
func TestGroupsThatWait(t *testing.T) {
	set, ret := load(t, tally+"  - {id: k, per: site, expect: sum(n) >= 5, message: '{site}'}\n")
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "1|N|a|3|2", "2|N|b|4|1", "3|X|a|5|1"))
	if d := cmp.Diff([]string{" [b] k error: b"}, told(tb.Exceptions)); d != "" {
		t.Error(d)
	}
	want := []string{"k issues: broken in 1 group that can't be judged before the records held back are corrected"}
	if d := cmp.Diff(want, states(tb.Rules, "k")); d != "" {
		t.Error(d)
	}
}
