package validate

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/report"
	"winnow/rules"
)

// TestEveryRuleEnds holds that each check of each shipped return ends once, and
// none beside them, whether its table is empty or lacks every column.
func TestEveryRuleEnds(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, ret := range set.Returns {
		var none []string
		for _, f := range ret.Fields {
			none = append(none, f.Name)
		}
		for name, missing := range map[string][]string{"no rows": nil, "no columns": none} {
			t.Run(ret.Name+" "+name, func(t *testing.T) {
				c := quarterly(set)
				k := checker(t, ret, c, true, missing...)
				tb := k.Finish(nil, 0)
				_, _, overall := Reduce(ret, c, []*Partial{tb.Partial}, nil)
				var got []string
				for _, s := range slices.Concat(tb.Rules, overall) {
					got = append(got, s.Rule)
					if (s.Status == report.RuleSkipped || s.Status == report.RuleFailed) && s.Reason == nil {
						t.Errorf("%s is %s and nobody says why", s.Rule, s.Status)
					}
				}
				want := ret.RuleIDs()
				slices.Sort(got)
				slices.Sort(want)
				if d := cmp.Diff(want, got); d != "" {
					t.Errorf("the checks of %s and how they ended (-checks +ended):\n%s", ret.Name, d)
				}
			})
		}
	}
}
