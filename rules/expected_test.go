package rules

import (
	"fmt"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
)

// TestExpected holds what is derived from conditions, where the author says
// nothing of what is expected.
func TestExpected(t *testing.T) {
	tests := []struct{ name, rule, want string }{
		{"below", "expect: co_ppm < 10", "CO reading (ppm) below 10"},
		{"the literal first", "expect: 0.5 <= co_ppm", "CO reading (ppm) at least 0.5"},
		{"a code", `when: co_ppm > 5, then: outcome == "quit"`, "Outcome recorded as “Stopped smoking”"},
		{"a code without a label", `expect: outcome != "lost"`, "Outcome other than “lost”"},
		{"some codes", `expect: 'outcome in ["quit", "lost"]'`, "Outcome recorded as “Stopped smoking” or “lost”"},
		{"a range", "expect: 'between(co_ppm, 1, 99.5)'", "CO reading (ppm) from 1 to 99.5"},
		{"another field", "expect: quit_date <= seen", "Quit date on or before seen"},
		{"a day", `expect: quit_date > date("2021-04-16")`, "Quit date after 16 April 2021"},
		{"the date of the return", "expect: seen <= as_at", "seen on or before {as_at}"},
		{"filled", "expect: seen != null", "seen filled in"},
		{"blank", "expect: seen == null", "seen left blank"},
		{"the author's", "expect: co_ppm < 10, expected: 'less than {co_ppm}'", "less than {co_ppm}"},
		{"two conditions", "expect: co_ppm < 10 && seen != null", ""},
		{"a calculation", "expect: co_ppm + 1 < 10", ""},
		{"texts in order", `expect: outcome < "lost"`, ""},
		{"a condition of its own", "expect: asked == true", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, err := Load(fstest.MapFS{"r.yaml": {Data: []byte(`winnow: v1
return: quits
title: Quits
fields:
  - {name: co_ppm, title: CO reading (ppm), type: number}
  - {name: outcome, title: Outcome, type: string, map: {"Stopped smoking": quit}, constraints: {enum: [quit, lost]}}
  - {name: quit_date, title: Quit date, type: date}
  - {name: seen, type: date}
  - {name: asked, type: boolean}
rules:
  - {id: r, message: m, ` + tt.rule + `}
`)}}, ".", "rules")
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(tt.want, set.Returns[0].Rules[0].Expected); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestAllowed(t *testing.T) {
	set, err := Load(fstest.MapFS{
		"schemes.csv": {Data: []byte("code,scheme_name,valid_from,valid_to\nA,Winter grant,2020-12-01,2021-04-16\nB,B,,\nC,Later,2021-09-01,\nA,Winter grant,2021-06-01,\n")},
		"r.yaml": {Data: []byte(`winnow: v1
return: awards
title: Awards
fields:
  - {name: scheme, type: string, map: {"The winter grant": A}, constraints: {enum: {list: schemes.csv, column: code}}}
  - {name: named, type: string, constraints: {enum: {list: schemes.csv, column: scheme_name}}}
  - {name: status, type: string, map: {"Paid": paid, "Paid out": paid}, constraints: {enum: [paid, refused]}}
`)}}, ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"A: A, Winter grant (2)", "B: B,  (1)"}, {"Winter grant: Winter grant,  (2)", "B: B,  (1)"}, {"paid: Paid,  (0)", "refused: refused,  (0)"}}
	for i, f := range set.Returns[0].Fields {
		var got []string
		for _, a := range f.Allowed(f.Constraints[0], quarter(t)) {
			got = append(got, fmt.Sprintf("%s: %s, %s (%d)", a.Code, a.Write, a.Meaning, len(a.Rows)))
		}
		if d := cmp.Diff(want[i], got); d != "" {
			t.Error(f.Name, d)
		}
	}
}

func quarter(t *testing.T) period.Period {
	p, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// TestShippedExpected sees to it that every rule of the shipped set says what it
// expects.
func TestShippedExpected(t *testing.T) {
	set, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, r := range set.Returns {
		for _, k := range r.Rules {
			if k.Expected == "" {
				t.Errorf("%s: %s says nothing of what it expects", r.Name, k.ID)
			}
		}
		for _, k := range r.TableRules {
			if k.Expected == "" {
				t.Errorf("%s: %s says nothing of what it expects", r.Name, k.ID)
			}
		}
	}
}
