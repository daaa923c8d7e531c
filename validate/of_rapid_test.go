package validate

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// ofExpressions has every aggregate twice: of a field, and of an expression that
// comes to the same.
const ofExpressions = `winnow: v1
return: twice
title: Twice
grain: One.
period: quarter
owner: s
fields:
  - {name: k, type: string, key: true}
  - {name: g, type: string, constraints: {enum: [a, b]}}
  - {name: n, type: number, decimals: 2, constraints: {minimum: 0, maximum: 100}, missingValues: ["", {value: "<5", label: suppressed, between: [0, 4]}]}
measures:
  - {name: sum, sum: {field: n, where: g == "a"}}
  - {name: sum_of, sum: {of: n * 2 - n, where: g == "a"}}
  - {name: mean, mean: {field: n}}
  - {name: mean_of, mean: {of: n + 0}}
  - {name: min, min: {field: n}}
  - {name: min_of, min: {of: n + 0}}
  - {name: max, by: [g], max: {field: n}}
  - {name: max_of, by: [g], max: {of: n + 0}}
  - {name: median, median: {field: n}}
  - {name: median_of, median: {of: n + 0}}
  - {name: distinct, distinct: {field: k, where: n > 1}}
  - {name: distinct_of, distinct: {of: k + "", where: n > 1}}
  - {name: rows, count: {}}
  - {name: rows_of, value: sum(1)}
`

func twiceRow(rt *rapid.T) (valid, broken string) {
	k, g := rapid.SampledFrom([]string{"x", "y", "z"}).Draw(rt, "k"), rapid.SampledFrom([]string{"a", "b"}).Draw(rt, "g")
	n := rapid.SampledFrom([]string{"0", "1", "2.5", "50", "100", "", "<5"}).Draw(rt, "n")
	valid = k + "|" + g + "|" + n
	switch rapid.IntRange(0, 4).Draw(rt, "break") {
	case 0:
		n = rapid.SampledFrom([]string{"bad", "200", "-3"}).Draw(rt, "bad")
	case 1:
		g = "d"
	}
	return valid, k + "|" + g + "|" + n
}

// TestAggregatesOfExpressionsAgree holds aggregates of expressions to those of
// fields: the same value, bounds no narrower, and whatever the rows turn out to
// be once corrected within them; and the same from a stored Partial.
func TestAggregatesOfExpressionsAgree(t *testing.T) {
	set, ret := load(t, ofExpressions)
	rapid.Check(t, func(rt *rapid.T) {
		var valid, broken []string
		for range rapid.IntRange(1, 12).Draw(rt, "rows") {
			v, b := twiceRow(rt)
			valid, broken = append(valid, v), append(broken, b)
		}
		_, _, _, whole := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, valid...))
		_, _, _, part := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, broken...))
		truth, _, _ := Reduce(ret, quarterly(set), []*Partial{whole.Partial}, nil)
		stored, err := json.Marshal(part.Partial)
		back := new(Partial)
		if err == nil {
			err = json.Unmarshal(stored, back)
		}
		if err != nil {
			rt.Fatal(err)
		}
		guess, _, _ := Reduce(ret, quarterly(set), []*Partial{back}, nil)
		byName := map[string]int{}
		for i, m := range guess {
			byName[m.Measure+m.Group["g"]] = i
		}
		for i, m := range guess {
			plain, ok := strings.CutSuffix(m.Measure, "_of")
			if !ok {
				continue
			}
			of := guess[byName[plain+m.Group["g"]]]
			if d := cmp.Diff(of.Value, m.Value); d != "" {
				rt.Fatalf("%s: %s\n%q", m.Measure, d, broken)
			}
			if of.Status == "provisional" && (m.Low != nil && of.Low == nil || m.High != nil && of.High == nil) {
				rt.Fatalf("bounds of an expression where its field has none: %s, %s", line(of), line(m))
			}
			if m.Value == nil || m.Status != "provisional" || truth[i].Value == nil {
				continue
			}
			v := exact(rt, *truth[i].Value)
			if m.Low != nil && exact(rt, *m.Low).Cmp(v) > 0 || m.High != nil && exact(rt, *m.High).Cmp(v) < 0 {
				rt.Fatalf("%s, but corrected %s\n%q", line(m), v, broken)
			}
		}
	})
}
