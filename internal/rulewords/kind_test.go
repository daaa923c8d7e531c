package rulewords

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"winnow/rules"
)

// A check by kind needs no message: the pages have words for it all the same.
func TestKindsWithoutMessage(t *testing.T) {
	set, err := rules.Load(fstest.MapFS{"sites.yaml": {Data: []byte(`winnow: v1
return: sites
title: Sites
period: quarter
fields:
  - {name: site, title: Site, type: string, key: true}
  - {name: day, title: Day, type: date}
  - {name: left, title: Left on, type: date}
  - {name: tests, title: Tests, type: integer}
table_rules:
  - {id: a, complete: {each: site, every: week, over: day, among: table}}
  - {id: b, complete: {every: month, over: day}}
  - {id: c, no_overlap: {each: site, from: day, days: 42}}
  - {id: d, no_overlap: {from: day, to: left}}
  - {id: e, repeats: {each: site, of: tests, more_than: 5}}
  - {id: f, outlier: {of: tests, each: site, times_median: 10}}
  - {id: g, outlier: {of: tests, times_median: 2.5}}
  - {id: h, outlier: {of: tests, times_median: 2.5}, message: Far too many.}
`)}}, ".", "")
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range set.Returns[0].TableRules {
		got = append(got, TableRule(set.Returns[0], r))
	}
	want := []string{
		"There is a row for every week, by Day, of each Site.",
		"There is a row for every month, by Day.",
		"No row of the same Site begins, by Day, within 42 days of an earlier one, that day counted.",
		"No row begins, by Day, until an earlier one has ended, by Left on.",
		"At most 5 rows of the same Site one after another have the same Tests.",
		"Tests is at most 10 times the median of the same Site.",
		"Tests is at most 2.5 times the median.",
		"Far too many.",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
