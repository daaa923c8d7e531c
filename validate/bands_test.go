package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/rules"
)

const havering = `winnow: v1
bands: havering
scale:
  - {band: Green, worse_by: "<= 10%"}
  - {band: Amber, since_last_year: [better, same]}
  - {band: Red, since_last_year: [worse]}
no_data: No data
`

const oneField = `winnow: v1
return: one
title: One
grain: One.
period: quarter
owner: s
fields:
  - {name: v, type: number}
`

// keys loads the council plan and further bands.
func keys(t testing.TB, more ...string) map[string]*rules.Bands {
	set, _ := load(t, oneField, more...)
	return set.Bands
}

func TestBand(t *testing.T) {
	plan := keys(t)["council-plan"]
	tests := []struct{ value, target, unit, direction, band, variance string }{
		{"466", "300", "count", "", "Strong", "55.33"},
		{"348", "300", "count", "", "Strong", "16.00"},
		{"74", "57", "count", "", "Strong", "29.82"},
		{"54.5", "58.0", "percent", "", "Review", "-6.03"},
		{"83.6", "70.0", "percent", "", "Strong", "19.43"},
		{"35.7", "32.0", "percent", "", "Strong", "11.56"},
		{"93.5", "93.0", "percent", "", "Good", "0.54"},
		{"96.9", "94.0", "percent", "", "Good", "3.09"},
		{"69.9", "94", "percent", "", "Action", "-25.64"},
		{"98.7", "94.0", "percent", "", "Good", "5.00"}, // exactly 5 %
		{"98.71", "94.0", "percent", "", "Strong", "5.01"},
		{"310", "300", "count", "", "Good", "3.33"}, // the clause above 95 is for percentages
		{"98", "96", "percent", "", "Strong", "2.08"},
		{"97.92", "96", "percent", "", "Good", "2.00"},
		{"99.75", "95", "percent", "", "Good", "5.00"},
		{"98", "100", "count", "", "Good", "-2.00"},
		{"97.99", "100", "count", "", "Review", "-2.01"},
		{"90", "100", "count", "", "Review", "-10.00"},
		{"89.99", "100", "count", "", "Action", "-10.01"},
		{"105", "100", "count", "", "Good", "5.00"},
		{"95", "100", "count", "lower", "Good", "5.00"},
		{"94.99", "100", "count", "lower", "Strong", "5.01"},
		{"102", "100", "count", "lower", "Good", "-2.00"},
		{"110", "100", "count", "lower", "Review", "-10.00"},
		{"110.01", "100", "count", "lower", "Action", "-10.01"},
		{"-95", "-100", "count", "", "Good", "5.00"},
		{"-94", "-100", "count", "", "Strong", "6.00"},
		{"-111", "-100", "count", "", "Action", "-11.00"},
		{"-106", "-100", "count", "lower", "Strong", "6.00"},
		{"5", "0", "count", "", "No data", "-"},
		{"0", "0", "count", "", "No data", "-"},
		{"0", "10", "count", "", "Action", "-100.00"},
	}
	for _, tt := range tests {
		t.Run(tt.value+" against "+tt.target+" "+tt.direction, func(t *testing.T) {
			got := Band(plan, BandInput{Value: num(tt.value), Target: num(tt.target), Unit: tt.unit, Direction: tt.direction})
			v := "-"
			if p := got.VariancePercent(); p != nil {
				v = *p
			}
			if d := cmp.Diff([]string{tt.band, tt.variance}, []string{got.Band, v}); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestBandBoundaries tries every percentage target of one decimal at its exact
// edges and a hundredth of a hundredth beyond: floats get many of these wrong.
func TestBandBoundaries(t *testing.T) {
	plan := keys(t)["council-plan"]
	tick := number.FromScaled(1, 6)
	for tenth := int64(1); tenth <= 950; tenth++ {
		target := number.FromScaled(tenth, 1)
		edges := []struct {
			percent    int64
			at, beyond string
			step       number.Num
		}{{105, "Good", "Strong", tick}, {98, "Good", "Review", tick.Neg()}, {90, "Review", "Action", tick.Neg()}}
		for _, e := range edges {
			at := target.Mul(number.FromScaled(e.percent, 2))
			past := at.Add(e.step)
			a := Band(plan, BandInput{Value: &at, Target: &target, Unit: "percent"}).Band
			b := Band(plan, BandInput{Value: &past, Target: &target, Unit: "percent"}).Band
			if a != e.at || b != e.beyond {
				t.Fatalf("target %s: %s at %s, %s at %s", target, a, at, b, past)
			}
		}
	}
}

func TestBandOtherKeys(t *testing.T) {
	bands := keys(t, "havering.yaml", havering, "points.yaml", `winnow: v1
bands: points
basis: points
scale:
  - {band: Strong, better_by: "> 5"}
  - {band: Action, worse_by: "> 10"}
  - {band: Good}
no_data: No data
zero_target: no_data
`, "zero.yaml", `winnow: v1
bands: zero
scale:
  - {band: Good, better_by: ">= 0%"}
  - {band: Action}
no_data: No data
zero_target: {met: Good, missed: Action}
`)
	tests := []struct {
		key, value, target, last, direction, basis, want string
	}{
		{"havering", "90", "100", "", "", "", "Green"},
		{"havering", "89", "100", "88", "", "", "Amber"},
		{"havering", "89", "100", "89", "", "", "Amber"},
		{"havering", "89", "100", "90", "", "", "Red"},
		{"havering", "111", "100", "112", "lower", "", "Amber"},
		{"havering", "89", "100", "", "", "", "No data"},
		{"points", "35.7", "32.0", "", "", "", "Good"},
		{"points", "37.01", "32.0", "", "", "", "Strong"},
		{"points", "5.1", "0", "", "", "", "Strong"},
		{"council-plan", "35.7", "32.0", "", "", "points", "Good"},
		{"points", "35.7", "32.0", "", "", "relative", "Good"},
		{"zero", "0", "0", "", "", "", "Good"},
		{"zero", "1", "0", "", "lower", "", "Action"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprint(tt), func(t *testing.T) {
			in := BandInput{Value: num(tt.value), Target: num(tt.target), Direction: tt.direction, Basis: tt.basis, Unit: "percent"}
			if tt.last != "" {
				in.LastYear = num(tt.last)
			}
			if got := Band(bands[tt.key], in); got.Band != tt.want {
				t.Errorf("got %q, want %q", got.Band, tt.want)
			}
		})
	}
}
