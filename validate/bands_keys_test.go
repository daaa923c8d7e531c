package validate

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/number"
	"winnow/rules"
)

// exampleKeys are the council's key of the shipped set and those of other
// councils among the examples.
func exampleKeys(t *testing.T) map[string]*rules.Bands {
	t.Helper()
	shipped, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	examples, err := rules.LoadPath("../rules/examples/bands")
	if err != nil {
		t.Fatal(err)
	}
	examples.Bands["council-plan"] = shipped.Bands["council-plan"]
	return examples.Bands
}

// keyCase is a value against a target and what it must come to. Blank texts are
// none; a tolerance ending in % is a share of the target.
type keyCase struct {
	key, value, target, unit, direction, basis string
	last, tolerance                            string
	band, variance                             string
}

func (k keyCase) input() BandInput {
	in := BandInput{Unit: k.unit, Direction: k.direction, Basis: k.basis}
	for _, f := range []struct {
		text string
		into **number.Num
	}{{k.value, &in.Value}, {k.target, &in.Target}, {k.last, &in.LastYear}} {
		if f.text != "" {
			*f.into = num(f.text)
		}
	}
	if n := len(k.tolerance); n > 0 && k.tolerance[n-1] == '%' {
		in.Tolerance = &rules.Tolerance{By: *num(k.tolerance[:n-1]), Percent: true}
	} else if n > 0 {
		in.Tolerance = &rules.Tolerance{By: *num(k.tolerance)}
	}
	return in
}

func tryKeys(t *testing.T, cases []keyCase) {
	t.Helper()
	keys := exampleKeys(t)
	for _, k := range cases {
		t.Run(fmt.Sprintf("%s %s of %s %s%s%s%s", k.key, k.value, k.target, k.unit, k.direction, k.basis, k.tolerance), func(t *testing.T) {
			got := Band(keys[k.key], k.input())
			variance := ""
			if p := got.VariancePercent(); p != nil && k.key == "council-plan" {
				variance = *p
			}
			if d := cmp.Diff([]string{k.band, k.variance}, []string{got.Band, variance}); d != "" {
				t.Errorf("band, variance: -want +got\n%s", d)
			}
		})
	}
}

// TestCouncilPlanKey: Strong is more than 5% better, or more than 2% better where
// a percentage has a target above 95%; Review more than 2% worse, Action more
// than 10% worse, and what is left is Good. Each edge is tried at and just past it.
func TestCouncilPlanKey(t *testing.T) {
	const key, pct, count, low = "council-plan", "percent", "count", "lower"
	tryKeys(t, []keyCase{
		// The traps of floating point, and of the clause above 95 taken for counts.
		{key: key, value: "98.7", target: "94.0", unit: pct, band: "Good", variance: "5.00"},
		{key: key, value: "98.71", target: "94.0", unit: pct, band: "Strong", variance: "5.01"},
		{key: key, value: "310", target: "300", unit: count, band: "Good", variance: "3.33"},
		{key: key, value: "315", target: "300", unit: count, band: "Good", variance: "5.00"},
		{key: key, value: "316", target: "300", unit: count, band: "Strong", variance: "5.33"},
		// A percentage with a target of 95 keeps the 5%; above 95 it is 2%.
		{key: key, value: "99.75", target: "95", unit: pct, band: "Good", variance: "5.00"},
		{key: key, value: "99.76", target: "95", unit: pct, band: "Strong", variance: "5.01"},
		{key: key, value: "97.4", target: "95.0", unit: pct, band: "Good", variance: "2.53"},
		{key: key, value: "97.0020", target: "95.1", unit: pct, band: "Good", variance: "2.00"},
		{key: key, value: "97.0021", target: "95.1", unit: pct, band: "Strong", variance: "2.00"},
		{key: key, value: "97.92", target: "96", unit: pct, band: "Good", variance: "2.00"},
		{key: key, value: "97.93", target: "96", unit: pct, band: "Strong", variance: "2.01"},
		{key: key, value: "100", target: "98.1", unit: pct, band: "Good", variance: "1.94"}, // Strong is out of reach
		{key: key, value: "97.92", target: "96", unit: "money", band: "Good", variance: "2.00"},
		{key: key, value: "98.00", target: "96", unit: "money", band: "Good", variance: "2.08"},
		// Review and Action.
		{key: key, value: "294", target: "300", unit: count, band: "Good", variance: "-2.00"},
		{key: key, value: "293.99", target: "300", unit: count, band: "Review", variance: "-2.00"},
		{key: key, value: "270", target: "300", unit: count, band: "Review", variance: "-10.00"},
		{key: key, value: "269.99", target: "300", unit: count, band: "Action", variance: "-10.00"},
		{key: key, value: "92.12", target: "94.0", unit: pct, band: "Good", variance: "-2.00"},
		{key: key, value: "92.11", target: "94.0", unit: pct, band: "Review", variance: "-2.01"},
		{key: key, value: "84.6", target: "94.0", unit: pct, band: "Review", variance: "-10.00"},
		{key: key, value: "84.59", target: "94.0", unit: pct, band: "Action", variance: "-10.01"},
		{key: key, value: "94.08", target: "96", unit: pct, band: "Good", variance: "-2.00"},
		{key: key, value: "94.07", target: "96", unit: pct, band: "Review", variance: "-2.01"},
		{key: key, value: "86.4", target: "96", unit: pct, band: "Review", variance: "-10.00"},
		{key: key, value: "86.39", target: "96", unit: pct, band: "Action", variance: "-10.01"},
		// Lower is better: the same edges mirrored.
		{key: key, value: "285", target: "300", unit: count, direction: low, band: "Good", variance: "5.00"},
		{key: key, value: "284.99", target: "300", unit: count, direction: low, band: "Strong", variance: "5.00"},
		{key: key, value: "306", target: "300", unit: count, direction: low, band: "Good", variance: "-2.00"},
		{key: key, value: "306.01", target: "300", unit: count, direction: low, band: "Review", variance: "-2.00"},
		{key: key, value: "330", target: "300", unit: count, direction: low, band: "Review", variance: "-10.00"},
		{key: key, value: "330.01", target: "300", unit: count, direction: low, band: "Action", variance: "-10.00"},
		{key: key, value: "94.08", target: "96", unit: pct, direction: low, band: "Good", variance: "2.00"},
		{key: key, value: "94.07", target: "96", unit: pct, direction: low, band: "Strong", variance: "2.01"},
		{key: key, value: "8.55", target: "9", unit: pct, direction: low, band: "Good", variance: "5.00"},
		{key: key, value: "8.54", target: "9", unit: pct, direction: low, band: "Strong", variance: "5.11"},
		// A target that asks for points: the same numbers, in points.
		{key: key, value: "35.7", target: "32.0", unit: pct, band: "Strong", variance: "11.56"},
		{key: key, value: "35.7", target: "32.0", unit: pct, basis: "points", band: "Good", variance: "3.70"},
		{key: key, value: "37.0", target: "32.0", unit: pct, basis: "points", band: "Good", variance: "5.00"},
		{key: key, value: "37.01", target: "32.0", unit: pct, basis: "points", band: "Strong", variance: "5.01"},
		{key: key, value: "98.0", target: "96.0", unit: pct, basis: "points", band: "Good", variance: "2.00"},
		{key: key, value: "98.1", target: "96.0", unit: pct, basis: "points", band: "Strong", variance: "2.10"},
		{key: key, value: "30", target: "32", unit: pct, basis: "points", band: "Good", variance: "-2.00"},
		{key: key, value: "29.9", target: "32", unit: pct, basis: "points", band: "Review", variance: "-2.10"},
		{key: key, value: "22", target: "32", unit: pct, basis: "points", band: "Review", variance: "-10.00"},
		{key: key, value: "21.9", target: "32", unit: pct, basis: "points", band: "Action", variance: "-10.10"},
		{key: key, value: "42", target: "32", unit: pct, basis: "points", direction: low, band: "Review", variance: "-10.00"},
		{key: key, value: "42.1", target: "32", unit: pct, basis: "points", direction: low, band: "Action", variance: "-10.10"},
		{key: key, value: "27", target: "32", unit: pct, basis: "points", direction: low, band: "Good", variance: "5.00"},
		{key: key, value: "26.9", target: "32", unit: pct, basis: "points", direction: low, band: "Strong", variance: "5.10"},
		// Targets of zero and below, and figures that aren't there.
		{key: key, value: "5", target: "0", unit: count, band: "No data"},
		{key: key, value: "0", target: "0", unit: count, band: "No data"},
		{key: key, value: "5.1", target: "0", unit: pct, basis: "points", band: "Strong", variance: "5.10"},
		{key: key, value: "-95", target: "-100", unit: count, band: "Good", variance: "5.00"},
		{key: key, value: "-94.9", target: "-100", unit: count, band: "Strong", variance: "5.10"},
		{key: key, value: "-110", target: "-100", unit: count, band: "Review", variance: "-10.00"},
		{key: key, value: "-110.1", target: "-100", unit: count, band: "Action", variance: "-10.10"},
		{key: key, value: "-105", target: "-100", unit: count, direction: low, band: "Good", variance: "5.00"},
		{key: key, value: "0", target: "57", unit: count, band: "Action", variance: "-100.00"},
		{key: key, value: "", target: "57", unit: count, band: "No data"},
		{key: key, value: "74", target: "", unit: count, band: "No data"},
		{key: key, value: "", target: "", unit: pct, band: "No data"},
	})
}

// TestHavering: Green on or within 10% of the target; otherwise Amber where the
// same quarter last year was no better, Red where it was.
func TestHavering(t *testing.T) {
	tryKeys(t, []keyCase{
		{key: "havering", value: "120", target: "100", last: "130", band: "Green"},
		{key: "havering", value: "90", target: "100", last: "95", band: "Green"},
		{key: "havering", value: "90", target: "100", band: "Green"},
		{key: "havering", value: "89.99", target: "100", last: "89.98", band: "Amber"},
		{key: "havering", value: "89.99", target: "100", last: "89.99", band: "Amber"},
		{key: "havering", value: "89.99", target: "100", last: "90", band: "Red"},
		{key: "havering", value: "89.99", target: "100", band: "No data"},
		{key: "havering", value: "110", target: "100", direction: "lower", last: "90", band: "Green"},
		{key: "havering", value: "110.01", target: "100", direction: "lower", last: "110.02", band: "Amber"},
		{key: "havering", value: "110.01", target: "100", direction: "lower", last: "110.01", band: "Amber"},
		{key: "havering", value: "110.01", target: "100", direction: "lower", last: "110", band: "Red"},
		{key: "havering", value: "84.6", target: "94", unit: "percent", last: "99", band: "Green"},
	})
}

// TestBelfast: on target within 1%, slightly adrift from 1% to 5%, adrift at 5%
// or more.
func TestBelfast(t *testing.T) {
	tryKeys(t, []keyCase{
		{key: "belfast", value: "101", target: "100", band: "On target"},
		{key: "belfast", value: "99", target: "100", band: "On target"},
		{key: "belfast", value: "98.99", target: "100", band: "Slightly adrift"},
		{key: "belfast", value: "95.01", target: "100", band: "Slightly adrift"},
		{key: "belfast", value: "95", target: "100", band: "Adrift"},
		{key: "belfast", value: "101", target: "100", direction: "lower", band: "On target"},
		{key: "belfast", value: "101.01", target: "100", direction: "lower", band: "Slightly adrift"},
		{key: "belfast", value: "105", target: "100", direction: "lower", band: "Adrift"},
	})
}

// TestReigate: Green on target, Amber within the tolerance agreed for the
// indicator, Red beyond it.
func TestReigate(t *testing.T) {
	tryKeys(t, []keyCase{
		{key: "reigate", value: "95", target: "95", tolerance: "5%", band: "Green"},
		{key: "reigate", value: "95", target: "95", band: "Green"},
		{key: "reigate", value: "94.99", target: "95", tolerance: "5%", band: "Amber"},
		{key: "reigate", value: "90.25", target: "95", tolerance: "5%", band: "Amber"},
		{key: "reigate", value: "90.24", target: "95", tolerance: "5%", band: "Red"},
		{key: "reigate", value: "90", target: "95", tolerance: "5", band: "Amber"},
		{key: "reigate", value: "89.99", target: "95", tolerance: "5", band: "Red"},
		{key: "reigate", value: "94.99", target: "95", band: "No data"},
		{key: "reigate", value: "13", target: "10", direction: "lower", tolerance: "3", band: "Amber"},
		{key: "reigate", value: "13.1", target: "10", direction: "lower", tolerance: "3", band: "Red"},
		{key: "reigate", value: "9", target: "10", direction: "lower", tolerance: "0", band: "Green"},
		{key: "reigate", value: "10.1", target: "10", direction: "lower", tolerance: "0", band: "Red"},
	})
}

// TestChorley: on target, or off it within a threshold of 5%.
func TestChorley(t *testing.T) {
	const within, outside = "Worse than target, but within the 5% threshold", "Worse than target, outside the threshold"
	tryKeys(t, []keyCase{
		{key: "chorley", value: "94", target: "94", band: "On target or better"},
		{key: "chorley", value: "93.99", target: "94", band: within},
		{key: "chorley", value: "89.3", target: "94", band: within},
		{key: "chorley", value: "89.29", target: "94", band: outside},
		{key: "chorley", value: "98.7", target: "94", direction: "lower", band: within},
		{key: "chorley", value: "98.71", target: "94", direction: "lower", band: outside},
	})
}

// TestCouncilPlanAgainstRat holds the key to the same key written down in exact
// fractions, on values drawn close to the edges.
func TestCouncilPlanAgainstRat(t *testing.T) {
	plan := exampleKeys(t)["council-plan"]
	rapid.Check(t, func(t *rapid.T) {
		scale := rapid.IntRange(0, 4).Draw(t, "places")
		target := number.FromScaled(rapid.Int64Range(-2_000_000, 2_000_000).Draw(t, "target"), scale)
		value := near(t, target)
		in := BandInput{Value: &value, Target: &target,
			Unit:      rapid.SampledFrom([]string{"percent", "count", "money"}).Draw(t, "unit"),
			Direction: rapid.SampledFrom([]string{"", "higher", "lower"}).Draw(t, "direction"),
			Basis:     rapid.SampledFrom([]string{"", "relative", "points"}).Draw(t, "basis")}
		if got, want := Band(plan, in).Band, planByRat(in); got != want {
			t.Fatalf("%s against %s, %s %s %s: got %s, want %s", value, target, in.Unit, in.Direction, in.Basis, got, want)
		}
	})
}

// near draws a value at one of the edges of a target, or a step off it, or
// anywhere.
func near(t *rapid.T, target number.Num) number.Num {
	share := rapid.SampledFrom([]int64{90, 95, 98, 100, 102, 105, 110}).Draw(t, "share")
	step := number.FromScaled(rapid.Int64Range(-1, 1).Draw(t, "step"), rapid.IntRange(0, 9).Draw(t, "step places"))
	switch rapid.SampledFrom([]string{"relative", "points", "anywhere"}).Draw(t, "near") {
	case "relative":
		return target.Mul(number.FromScaled(share, 2)).Add(step)
	case "points":
		return target.Add(number.FromInt(share - 100)).Add(step)
	}
	return number.FromScaled(rapid.Int64Range(-3_000_000, 3_000_000).Draw(t, "value"), 2)
}

// planByRat is the council plan's key once more, in math/big.
func planByRat(in BandInput) string {
	target := in.Target.Rat()
	better := new(big.Rat).Sub(in.Value.Rat(), target)
	if in.Direction == "lower" {
		better.Neg(better)
	}
	if in.Basis != "points" {
		if target.Sign() == 0 {
			return "No data"
		}
		better.Quo(better.Mul(better, big.NewRat(100, 1)), new(big.Rat).Abs(target))
	}
	strong := int64(5)
	if in.Unit == "percent" && target.Cmp(big.NewRat(95, 1)) > 0 {
		strong = 2
	}
	switch {
	case better.Cmp(big.NewRat(strong, 1)) > 0:
		return "Strong"
	case better.Cmp(big.NewRat(-10, 1)) < 0:
		return "Action"
	case better.Cmp(big.NewRat(-2, 1)) < 0:
		return "Review"
	}
	return "Good"
}

// TestReportedTolerance: a row that is a measure may bring its own tolerance.
func TestReportedTolerance(t *testing.T) {
	set, err := rules.LoadPath("../rules/examples/bands")
	if err != nil {
		t.Fatal(err)
	}
	ret := set.Returns[0]
	c := checker(t, ret, Context{Set: set}, true)
	_, _, _, tb := run(t, c, nil, batchOf(0, 2, // indicator, actual, target, tolerance, unit, better
		"share|90.25%|95%|5%|percent|High", "share past|90.24%|95%|5%|percent|High", "points|92%|95%|3|percent|High",
		"count|10|8|2|count|Low", "count past|10.01|8|2|count|Low", "met|8|8||count|Low", "none|9|8||count|Low"))
	ms, _, _ := Reduce(ret, Context{Set: set}, []*Partial{tb.Partial}, nil)
	got := map[string]string{}
	for _, m := range ms {
		got[m.Measure] = *m.Band
	}
	want := map[string]string{"share": "Amber", "share past": "Red", "points": "Amber", "count": "Amber", "count past": "Red", "met": "Green", "none": "No data"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
