package pipeline

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
	"winnow/internal/rulewords"
	"winnow/internal/workbook"
	"winnow/rules"
)

const wordsReturn = `winnow: v1
return: awards
title: Awards
fields:
  - {name: ref, title: Reference, type: string}
  - {name: paid, title: Date paid, type: date}
  - {name: scheme, title: Scheme, type: string, constraints: {enum: {list: schemes.csv, column: code}}}
  - {name: status, title: Status, type: string, map: {"Paid out": paid}, constraints: {enum: [paid, refused]}}
rules:
  - {id: a, expect: paid <= as_at && ref != "x", message: "Paid ({paid}) after {as_at}, {ref}."}
  - {id: b, expect: paid <= as_at, expected: "paid by {as_at} ({paid} or before)", message: m}
`

const wordsList = "code,name,valid_from,valid_to\nA,Winter grant,,2021-04-16\nB,Summer grant,2021-07-01,\nC,Always,,\nD,Spring grant,2021-04-01,2021-05-31\nD,Spring grant,2021-06-20,\n"

func TestRuleInWords(t *testing.T) {
	ret := wordsOf(t)
	got := []string{rulewords.Rule(ret, ret.Rules[0]), rulewords.Rule(ret, ret.Rules[1])}
	want := []string{"Paid after the date of the return, [Reference].", "Expected: paid by the date of the return."}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestAllowedValues(t *testing.T) {
	ret := wordsOf(t)
	quarter, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	var got []workbook.AllowedValue
	for _, f := range ret.Fields {
		values := allowedValues(f, quarter)
		if (values != nil) != (f.Name == "scheme" || f.Name == "status") {
			t.Errorf("%s: a list is there: %v", f.Name, values != nil)
		}
		if values == nil {
			continue
		}
		for v := range values {
			got = append(got, v)
		}
	}
	want := []workbook.AllowedValue{
		{Write: "A", Meaning: "Winter grant", When: "up to 16 April 2021"}, {Write: "C", Meaning: "Always"},
		{Write: "D", Meaning: "Spring grant", When: "1 April 2021 to 31 May 2021; from 20 June 2021"},
		{Write: "Paid out"}, {Write: "refused"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func wordsOf(t *testing.T) *rules.Return {
	t.Helper()
	set, err := rules.Load(fstest.MapFS{"r.yaml": {Data: []byte(wordsReturn)}, "schemes.csv": {Data: []byte(wordsList)}}, ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	return set.Returns[0]
}
