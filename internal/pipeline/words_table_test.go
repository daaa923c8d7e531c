package pipeline

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
	"winnow/rules"
)

// The sheet of rules has whatever the exceptions of a workbook may name: table
// rules and unique keys too, and no braces.
func TestRuleInfosOfTables(t *testing.T) {
	set, err := rules.Load(fstest.MapFS{"visits.yaml": {Data: []byte(`winnow: v1
return: visits
title: Visits
period: quarter
fields:
  - {name: ref, title: Ref, type: string, key: true}
  - {name: day, title: Day, type: date}
primaryKey: [ref]
uniqueKeys: [[ref, day]]
lookups:
  was: {return: visits, period: previous, on: ref}
rules:
  - {id: later, when: was.found, then: day > was.day, message: "The visit before was on {was.day}."}
measures:
  - {name: visits, title: Visits, count: {}}
table_rules:
  - {id: weekly, severity: query, complete: {every: week, over: day}}
  - {id: few, expect: visits < 100, message: "{visits} visits are many."}
  - {id: tried, trial: true, expect: visits < 10, message: m}
  - {id: not-judged, expect: visits < 10, message: m}
`)}}, "visits.yaml", "visits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ended := statuses{}
	for _, id := range []string{"weekly", "few", "tried"} {
		ended[[2]string{"visits", id}] = report.RuleStatus{Return: "visits", Rule: id, Status: report.RuleIssues, Count: 2}
	}
	got := map[string]string{}
	for _, info := range ruleInfos(set.Returns[0], ended, false) {
		got[info.ID] = info.Words
	}
	want := map[string]string{
		"later": "Expected: Day after ….", "day.type": "Day is a date.",
		"primaryKey": "Each record is there once: no two rows share Ref.",
		"uniqueKeys": "Each record is there once: no two rows share Ref and Day.",
		"weekly":     "There is a row for every week, by Day.", "few": "[Visits] visits are many.",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
