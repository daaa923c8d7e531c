package validate

import (
	"testing"

	"pgregory.net/rapid"
	"winnow/internal/number"
)

// TestBoundsHoldTheTruth breaks cells of valid rows: every measure of the broken
// table must bound what the whole table comes to once they are corrected.
func TestBoundsHoldTheTruth(t *testing.T) {
	set, ret := load(t, allAggregates)
	rapid.Check(t, func(rt *rapid.T) {
		var valid, broken []string
		for range rapid.IntRange(1, 12).Draw(rt, "rows") {
			k, g := rapid.SampledFrom([]string{"x", "y", "z"}).Draw(rt, "k"), rapid.SampledFrom([]string{"a", "b", "c"}).Draw(rt, "g")
			n := rapid.SampledFrom([]string{"0", "1", "2.5", "50", "100", ""}).Draw(rt, "n")
			valid = append(valid, k+"|"+g+"|"+n)
			switch rapid.IntRange(0, 4).Draw(rt, "break") {
			case 0:
				n = rapid.SampledFrom([]string{"bad", "200", "-3"}).Draw(rt, "bad")
			case 1:
				g = "d"
			}
			broken = append(broken, k+"|"+g+"|"+n)
		}
		_, _, _, whole := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, valid...))
		_, _, _, part := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, broken...))
		truth, _, _ := Reduce(ret, quarterly(set), []*Partial{whole.Partial}, nil)
		guess, _, _ := Reduce(ret, quarterly(set), []*Partial{part.Partial}, nil)
		for i, m := range guess {
			if m.Value == nil || truth[i].Value == nil || m.Status != "provisional" {
				continue
			}
			v := exact(rt, *truth[i].Value)
			if m.Low != nil && exact(rt, *m.Low).Cmp(v) > 0 || m.High != nil && exact(rt, *m.High).Cmp(v) < 0 {
				rt.Fatalf("%s, but corrected %s\n%q", line(m), v, broken)
			}
		}
	})
}

// exact reads a figure; those of no exact decimal are rounded the same way on
// both sides.
func exact(rt *rapid.T, s string) number.Num {
	n, err := number.Parse(s)
	if err != nil {
		rt.Fatal(err)
	}
	return n
}
