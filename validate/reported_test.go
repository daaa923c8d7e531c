package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const reportedRules = `winnow: v1
return: plan
title: Council plan
grain: One row for each measure.
period: year
owner: s
fields:
  - {name: measure_id, type: string, key: true, constraints: {required: true}}
  - {name: period, type: string}
  - {name: actual, type: number, missingValues: ["", {value: Cancelled, label: Cancelled}, {value: "Due in Q3", label: due}]}
  - {name: target, type: number, missingValues: [""]}
  - {name: unit, type: string}
  - {name: direction, type: string}
  - {name: printed, title: Performance, type: string}
  - {name: target_period, type: string}
reported_measures: {measure: measure_id, period: period, value: actual, target: target, unit: unit, direction: direction, band: printed, target_period: target_period, bands: council-plan}
`

func TestReportedMeasures(t *testing.T) {
	set, ret := load(t, reportedRules)
	c := checker(t, ret, Context{Set: set}, true)
	x, held, _, tb := run(t, c, nil, batchOf(0, 2,
		"m1|2020-21|54.5%|58.0%||||", "m3|2020-21|%:0.357|32|percent|||", "m5|2021-22 Q1|466|300|count||Strong|",
		"m8|2020-21|Cancelled||||Grey|", "m4|2021-22|Due in Q3|55%||||", "m10|2020-21|93.5%|93%|||strong|",
		"m11|2020-21|69.9%|94.0%|||Good|", "wait|2020-21|95|100|count|lower||", "annual|2021-22 Q1|300|1200|count|||2021-22", "bad|2020-21|lots|100||||"))
	want := []string{"G5 band-mismatch band-mismatch query", "G7 band-mismatch band-mismatch query", "G8 band-mismatch band-mismatch query", "C11 actual.type type-error error"}
	if d := cmp.Diff(want, brief(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{11}, held); d != "" {
		t.Error(d)
	}
	ms, _, _ := Reduce(ret, Context{Set: set}, []*Partial{tb.Partial}, nil)
	var got []string
	for _, m := range ms {
		got = append(got, *m.Period+" "+line(m))
	}
	lines := []string{
		"2020-21 m1 map[] 54.5 percent final -..- target 58 band Review variance -6.03",
		"2020-21 m3 map[] 35.7 percent final -..- target 32 band Strong variance 11.56",
		"2021-22-Q1 m5 map[] 466 count final -..- target 300 band Strong variance 55.33",
		"2020-21 m8 map[] cancelled count final -..- target - band No data variance -",
		"2021-22 m4 map[] due percent final -..- target 55 band No data variance -",
		"2020-21 m10 map[] 93.5 percent final -..- target 93 band Good variance 0.54",
		"2020-21 m11 map[] 69.9 percent final -..- target 94 band Action variance -25.64",
		"2020-21 wait map[] 95 count final -..- target 100 band Good variance 5.00",
		"2021-22-Q1 annual map[] 300 count final -..- target 1200 band No data variance -",
	}
	if d := cmp.Diff(lines, got); d != "" {
		t.Error(d)
	}
}

func TestReportedStrings(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: plan
title: Council plan
grain: One row for each measure.
period: year
owner: s
fields:
  - {name: measure_id, type: string}
  - {name: actual, type: string}
  - {name: target, type: string}
reported_measures: {measure: measure_id, value: actual, target: target, bands: council-plan}
`)
	_, _, _, tb := run(t, checker(t, ret, Context{Set: set}, false), nil, batchOf(0, 2, "a|%:0.545|58.0%", "b|1,158|n:1100", "c|Due in Q3|55%", "d||1"))
	ms, _, _ := Reduce(ret, Context{Set: set}, []*Partial{tb.Partial}, nil)
	var got []string
	for _, m := range ms {
		got = append(got, line(m))
	}
	want := []string{
		"a map[] 54.5 percent final -..- target 58 band Review variance -6.03",
		"b map[] 1158 count final -..- target 1100 band Strong variance 5.27",
		"c map[] due in q3 percent final -..- target 55 band No data variance -",
		"d map[] - count final -..- target 1 band No data variance -",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
