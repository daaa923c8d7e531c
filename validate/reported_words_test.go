package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/report"
)

const reportedWords = `winnow: v1
return: plan
title: Council plan
fields:
  - {name: m, title: Measure, type: string, key: true}
  - {name: p, title: Period, type: string}
  - {name: k, title: Kind, type: string}
  - {name: at, title: As at, type: date}
  - {name: v, title: Value, type: number}
  - {name: t, title: Target, type: number}
  - {name: b, title: Better, type: string}
reported_measures: {measure: m, period: p, value_kind: k, as_at: at, value: v, target: t, direction: b, bands: council-plan}
`

func TestReportedWords(t *testing.T) {
	set, ret := load(t, reportedWords)
	x, held, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2,
		"a|2021-22 Q1|To date||95|100|Lower is better", "b||Actual||95|100|UP", "c|Q1 2021/22|not-collected||||",
		"d|soon|||1|1|", "e|||||1|smaller", "f||guess||1|1|sideways", "g||forecast||5|0|decrease", "||||1||"))
	want := []string{
		"B5 reported_measures constraint-error error", "G6 reported_measures constraint-error error",
		"G7 reported_measures constraint-error error", "C7 reported_measures constraint-error error",
		"F8 zero-target table-rule note", "A9 reported_measures primary-key error",
	}
	if d := cmp.Diff(want, brief(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{5, 6, 7, 9}, held); d != "" {
		t.Error(d)
	}
	if got, want := x[0].Message, "“soon” in Period is not understood."; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	ms, _, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	var got []string
	for _, m := range ms {
		got = append(got, *m.Period+" "+m.ValueKind+" "+line(m))
	}
	if d := cmp.Diff([]string{
		"2021-22-Q1 to_date a map[] 95 count final -..- target 100 band Good variance 5.00",
		"2021-22-Q1 actual b map[] 95 count final -..- target 100 band Review variance -5.00",
		"2021-22-Q1 not_collected c map[] - count final -..- target - band No data variance -",
		"2021-22-Q1 forecast g map[] 5 count final -..- target 0 band No data variance -",
	}, got); d != "" {
		t.Error(d)
	}
}

func TestDirectionWord(t *testing.T) {
	for text, want := range map[string]string{
		"": "", "Higher": "higher", "HIGH": "higher", "up": "higher", "increase": "higher", "The higher the better": "higher",
		"low": "lower", "Lower is better": "lower", "Down": "lower", "decrease": "lower", "low is good": "lower",
	} {
		if got, ok := directionWord(text); got != want || !ok {
			t.Errorf("%q: got %q, %v", text, got, ok)
		}
	}
	for _, text := range []string{"smaller", "sideways", "lower is worse", "higher or lower", "not high"} {
		if got, ok := directionWord(text); ok {
			t.Errorf("%q: got %q", text, got)
		}
	}
}

// TestReportedTwice holds rows that are one measure to the rules for a primary key.
func TestReportedTwice(t *testing.T) {
	set, ret := load(t, reportedWords)
	const id = " reported_measures primary-key error"
	for _, tt := range []struct {
		name string
		rows []string
		want []string
	}{
		{"equal", []string{"a|2021-22|actual||1|2|", "a|2021-22|actual||1|2|"}, []string{"A3" + id}},
		{"differing", []string{"a|2021-22|actual||1|2|", "b||||1||", "a|2021/22|Actual||3|2|"}, []string{"A2" + id, "A4" + id}},
		{"the run's own period, kind and date", []string{"a|Q1 2021/22|actual|2021-06-30|1|2|", "a||||3|2|"}, []string{"A2" + id, "A3" + id}},
		{"other periods, kinds and dates", []string{"a|2021-22||||1|", "a|2020-21||||1|", "a|2021-22|forecast|||1|", "a|2021-22||2021-05-31||1|"}, nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.rows...))
			if d := cmp.Diff(tt.want, brief(x)); d != "" {
				t.Error(d)
			}
			if len(held) != len(tt.want) {
				t.Errorf("%d rows held back", len(held))
			}
		})
	}
}

// TestTwoKeys holds that a row shared under two keys has one exception.
func TestTwoKeys(t *testing.T) {
	set, ret := load(t, reportedWords+"primaryKey: [m, v]\n")
	x, _, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "a||||1|2|", "a||||1|2|", "a||||3|2|", "b||||1|2|", "b||||1|9|"))
	var got []string
	for _, e := range x {
		got = append(got, e.Cell+" "+e.Rule)
	}
	want := []string{"A2 reported_measures", "A3 primaryKey", "A4 reported_measures", "A5 primaryKey", "A6 primaryKey"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// TestZeroTarget holds that the table is told of a measure that a target of zero
// leaves without a band.
func TestZeroTarget(t *testing.T) {
	set, ret := load(t, withField("{name: a, type: integer}")+"measures:\n  - {name: n, title: Visits, count: {}, target: n, bands: council-plan}\n",
		"targets.csv", "measure,period,target\nn,2021-22-Q1,0\n")
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "1"))
	ms, x, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	if d := cmp.Diff([]string{"n map[] 1 count final -..- target 0 band No data variance -"}, lines(ms)); d != "" {
		t.Error(d)
	}
	if len(x) != 1 || x[0].Severity != report.Note || x[0].Message != "The target of “Visits” is zero. Nothing can be so many per cent better or worse than zero, so there is no band." {
		t.Error(x)
	}
}
