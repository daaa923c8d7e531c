package rulewords

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"winnow/internal/period"
	"winnow/rules"
)

// A hint offers no text that would then be asked about: what stands for nothing in a
// field that is required only has a place there where it has a label.
func TestEntryHints(t *testing.T) {
	set, err := rules.Load(fstest.MapFS{"sites.yaml": {Data: []byte(`winnow: v1
return: sites
title: Sites
period: quarter
missingValues: ["", "-", n/a]
fields:
  - {name: site, title: Site, type: string, key: true, constraints: {required: true, enum: [A, B]}}
  - {name: day, title: Day, type: date, within: period, constraints: {required: true}}
  - {name: left, title: Left on, type: date}
  - {name: tests, title: Tests, type: integer, missingValues: ["", "-", {value: "<5", label: suppressed}], constraints: {required: true, minimum: 0}}
  - {name: amount, title: Amount, type: number, missingValues: [""], constraints: {exclusiveMinimum: 0, exclusiveMaximum: 5000}}
  - {name: share, title: Share, type: number, missingValues: [""], constraints: {minimum: 0, exclusiveMaximum: 1}}
`)}}, ".", "")
	if err != nil {
		t.Fatal(err)
	}
	want := []Entry{
		{Kind: EntryText, Hint: "One of the values on the list. Required."},
		{Kind: EntryDate, Low: "2021-04-01", High: "2021-06-30", Hint: "A date from 1 April 2021 to 30 June 2021. Required."},
		{Kind: EntryAny, Hint: "A date. Or: -, n/a."},
		{Kind: EntryAny, Hint: "A whole number, 0 or more. Or: <5. Required."},
		{Kind: EntryNumber, Low: "0", High: "5000", Hint: "A number, more than 0 and less than 5000."},
		{Kind: EntryNumber, Low: "0", High: "1", Hint: "A number, 0 or more and less than 1."},
	}
	var got []Entry
	for _, f := range set.Returns[0].Fields {
		got = append(got, EntryOf(f, period.Period{Year: 2021, Kind: period.Quarter, Number: 1}))
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreUnexported(Entry{})); diff != "" {
		t.Error(diff)
	}
}
