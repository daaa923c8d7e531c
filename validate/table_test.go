package validate

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
)

const keyed = `winnow: v1
return: keyed
title: Keyed
grain: One.
period: quarter
owner: s
fields:
  - {name: ref, title: Reference, type: string, key: true}
  - {name: amount, title: Amount, type: number, decimals: 2}
  - {name: code, title: Code, type: string, constraints: {unique: true}}
primaryKey: [ref]
`

func TestDuplicates(t *testing.T) {
	tests := []struct {
		name    string
		batches [][]string
		held    []int
		want    []string
	}{
		{"equal rows are one record", [][]string{{"a|1.50|x", "a|£1.5|x"}}, []int{3}, []string{"A3 primaryKey primary-key error"}},
		{"equal across batches", [][]string{{"a|1|x"}, {"a|1|x"}, {"a|1|x"}}, []int{3, 4}, []string{"A3 primaryKey primary-key error", "A4 primaryKey primary-key error"}},
		{"differing across batches", [][]string{{"a|1|x", "b|1|y"}, {"c|1|z"}, {"a|2|w"}}, []int{2, 5}, []string{"A2 primaryKey primary-key error", "A5 primaryKey primary-key error"}},
		{"equal and differing", [][]string{{"a|1|x", "a|1|x", "a|2|x"}}, []int{2, 3, 4}, []string{"A2 primaryKey primary-key error", "A3 primaryKey primary-key error", "A4 primaryKey primary-key error"}},
		{"unique", [][]string{{"a|1|x"}, {"b|1|x", "c|1|"}, {"d|1|"}}, []int{3}, []string{"C3 code.unique unique-error error"}},
		{"no key", [][]string{{"|1|x", "|2|y"}}, []int{2, 3}, []string{"A2 primaryKey primary-key error", "A3 primaryKey primary-key error"}},
	}
	set, ret := load(t, keyed)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var batches []*table.Batch
			row := 2
			for i, rows := range tt.batches {
				batches = append(batches, batchOf(i, row, rows...))
				row += len(rows)
			}
			x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batches...)
			if d := cmp.Diff(tt.want, brief(x)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.held, held); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestManyTwinsAreCounted(t *testing.T) {
	set, ret := load(t, keyed)
	var rows []string
	for i := range 150 {
		rows = append(rows, fmt.Sprintf("a|%d|", i))
	}
	x, held, _, _ := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, rows...))
	if len(held) != 150 || len(x[0].OtherRows) != 100 || !strings.Contains(x[0].Message, "and 139 others") {
		t.Error(len(held), x[0].Message)
	}
}

func TestTotals(t *testing.T) {
	set, ret := load(t, keyed)
	cell := func(s string) map[int]table.Cell { return map[int]table.Cell{1: {Kind: table.Text, Raw: s}} }
	rows := []string{"a|1.10|", "b|2.20|", "c|3.30|"}
	tests := []struct {
		name   string
		rows   []string
		totals []Total
		want   []string
	}{
		{"equal", rows, []Total{{Row: 5, Cells: cell("£6.60"), Records: 3}}, nil},
		{"unequal", rows, []Total{{Row: 5, Cells: cell("16.60"), Records: 3}}, []string{"The total in B5 is 16.6 but the rows above add up to 6.6: a difference of 10."}},
		{"held-back rows count", []string{"a|1.10|", "a|1.10|", "|4.4|"}, []Total{{Row: 5, Cells: cell("6.60"), Records: 3}}, nil},
		{"a cell that isn't a number", []string{"a|1.10|", "b|n/k|"}, []Total{{Row: 4, Cells: cell("5"), Records: 2}}, nil},
		{"text", rows, []Total{{Row: 5, Cells: cell("see below"), Records: 3}}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), tt.totals, batchOf(0, 2, tt.rows...))
			var got []string
			for _, x := range tb.Exceptions {
				got = append(got, x.Message)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestSubtotals(t *testing.T) {
	set, ret := load(t, keyed)
	cell := func(s string) map[int]table.Cell { return map[int]table.Cell{1: {Kind: table.Number, Raw: s}} }
	// rows 2-3, subtotal in 4, rows 5-6 in the next batch, subtotal 7, total 8
	batches := []*table.Batch{batchOf(0, 2, "a|1|", "b|2|"), batchOf(1, 5, "c|3|", "d|4|")}
	totals := []Total{{Row: 4, Cells: cell("3"), Records: 2, Sub: true}, {Row: 7, Cells: cell("8"), Records: 4, Sub: true}, {Row: 8, Cells: cell("10"), Records: 4}}
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), totals, batches...)
	want := []string{"The total in B7 is 8 but the rows above add up to 7: a difference of 1."}
	var got []string
	for _, x := range tb.Exceptions {
		got = append(got, x.Message)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

func TestPercentScales(t *testing.T) {
	set, ret := load(t, withField(`{name: v, title: Uptake, type: number, percent: points, decimals: 2}`))
	_, held, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "95", "0.93", "54%", "%:0.5", "88"), batchOf(1, 7, "0.7", "91", "0", "1"))
	if len(held) != 0 || len(tb.Exceptions) != 1 {
		t.Fatal(held, tb.Exceptions)
	}
	x := tb.Exceptions[0]
	want := "Uptake mixes two ways of writing percentages: rows 3 and 7 are below 1, as 0.95 is, while the others are like 95."
	if x.Kind != report.KindScale || x.Message != want || x.Cell != "A3" {
		t.Errorf("%+v", x)
	}
}

func TestRefusals(t *testing.T) {
	set, ret := load(t, smoking, "targets.csv", targets)
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 5, "LLB00001|16/04/2021||lost|", "LLB2|16/04/2021||lost|"))
	if tb.Refuse != "1 of 2 rows have errors, more than 25% of them" {
		t.Error(tb.Refuse)
	}
	_, _, _, tb = run(t, checker(t, ret, quarterly(set), false), nil)
	if tb.Refuse == "" || len(tb.Exceptions) != 1 || tb.Exceptions[0].Rule != "min_rows" {
		t.Error(tb.Refuse, tb.Exceptions)
	}
}

func TestFillDown(t *testing.T) {
	set, ret := load(t, strings.Replace(keyed, "{name: code, title: Code, type: string, constraints: {unique: true}}", "{name: code, title: Code, type: string, fill: down, constraints: {required: true}}", 1))
	x, _, clean, _ := run(t, checker(t, ret, quarterly(set), false), nil,
		batchOf(0, 2, "a|1|", "b|1|x", "c|1|"), batchOf(1, 5, "d|1|", "e|1|", "f|1|y"), batchOf(2, 8, "g|1|"), batchOf(3, 9, "h|1|"))
	if d := cmp.Diff([]string{"C2 code.required constraint-error error"}, brief(x)); d != "" {
		t.Error(d)
	}
	want := []string{"b|1.00|x|3", "c|1.00|x|4", "d|1.00|x|5", "e|1.00|x|6", "f|1.00|y|7", "g|1.00|y|8", "h|1.00|y|9"}
	if d := cmp.Diff(want, clean); d != "" {
		t.Error(d)
	}
}

func TestDatedList(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: awards
title: Awards
grain: One.
period: quarter
owner: s
fields:
  - {name: award_date, title: Award date, type: date, format: "%d/%m/%Y"}
  - {name: scheme, title: Scheme, type: string, constraints: {enum: {list: schemes.csv, column: code, on: award_date}}}
measures:
  - {name: awards_by_scheme, by: [scheme], count: {}}
`, "schemes.csv", "code,name,valid_from,valid_to\nECP,Emergency,,\nCWGS,Winter,2020-12-01,2021-04-16\nCSP,Support,2021-05-11,2021-09-30\nOLD,Old,2019-01-01,2019-12-31\nFLD,Flood,,\n")
	x, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2,
		"16/04/2021|CWGS", "17/04/2021|CWGS", "10/05/2021|CSP", "01/05/2021|ECP", "01/05/2021|ECPP", "32/05/2021|CSP"))
	want := []string{"B3 scheme.enum constraint-error error", "B4 scheme.enum constraint-error error", "B6 scheme.enum constraint-error error", "A7 award_date.type type-error error"}
	if d := cmp.Diff(want, brief(x)); d != "" {
		t.Error(d)
	}
	if want := "Scheme “CWGS” was not in use on 17 April 2021."; x[0].Message != want || x[0].Expected != "a date from 1 December 2020 to 16 April 2021" {
		t.Errorf("%+v", x[0])
	}
	ms, _, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	var got []string
	for _, m := range ms {
		got = append(got, m.Group["scheme"]+" "+*m.Value)
	}
	if d := cmp.Diff([]string{"ECP 1", "CWGS 1", "CSP 0", "FLD 0"}, got); d != "" {
		t.Error(d)
	}
}

func TestStatuses(t *testing.T) {
	set, ret := load(t, smoking, "targets.csv", targets)
	c := checker(t, ret, Context{Set: set}, false, "co_ppm")
	_, _, _, tb := run(t, c, nil, batchOf(0, 5, "LLB00001|16/04/2021||Quit", "LLB2|16/04/2021||lost"))
	got := map[string]string{}
	for _, s := range tb.Rules {
		got[s.Rule] = fmt.Sprintf("%s %d", s.Status, s.Count)
		if s.Reason != nil {
			got[s.Rule] += " " + *s.Reason
		}
	}
	want := map[string]string{
		"client_ref.type": "ok 0", "client_ref.required": "ok 0", "client_ref.pattern": "issues 1", "quit_date.type": "ok 0", "quit_date.required": "ok 0",
		"quit_date.within": "skipped 0 no period was given", "follow_up_date.type": "ok 0", "outcome.type": "ok 0", "outcome.required": "ok 0", "outcome.enum": "ok 0",
		"co_ppm.type": "skipped 0 column CO reading (ppm) is missing", "co_ppm.decimals": "skipped 0 column CO reading (ppm) is missing",
		"co_ppm.minimum": "skipped 0 column CO reading (ppm) is missing", "co_ppm.maximum": "skipped 0 column CO reading (ppm) is missing",
		"primaryKey": "ok 0", "co-verified-below-10": "skipped 0 column CO reading (ppm) is missing", "follow-up-window": "issues 1",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	ms, _, _ := Reduce(ret, Context{Set: set}, []*Partial{tb.Partial}, nil)
	if got := line(ms[len(ms)-1]); !strings.HasPrefix(got, "co_total map[] - count") {
		t.Error(got)
	}
}

type book map[string]string

// Value implements Figures.
func (b book) Value(ret, measure string, p period.Period) (n number.Num, ok bool) {
	s, ok := b[ret+"."+measure+" "+p.String()]
	if ok {
		n = *num(s)
	}
	return n, ok
}

func TestTableRules(t *testing.T) {
	set, ret := load(t, smoking, "targets.csv", targets)
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 5, "LLB00001|16/04/2021||lost|"))
	_, x, st := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, book{"smoking_quits.quit_dates_set 2020-21-Q1": "595"})
	want := []report.Exception{{Rule: "not-far-below-last-year", Kind: "table-rule", Severity: "query", Message: "Quit dates fell (595 to 1).", Fix: "Correct it, or explain why it is right.", Scope: report.ScopePeriod}}
	if d := cmp.Diff(want, x); d != "" {
		t.Error(d)
	}
	if st[1].Status != report.RuleIssues || st[1].Count != 1 {
		t.Error(st)
	}
}
