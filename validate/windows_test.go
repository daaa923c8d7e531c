package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/internal/period"
)

// fund is the worked example DF12: at least 80 % of a scheme's spend goes to
// households with children, over all the quarters that the scheme lasted.
const fund = `winnow: v1
return: awards
title: Awards
grain: One.
period: quarter
owner: s
fields:
  - {name: ref, title: Award, type: string, key: true}
  - {name: scheme, title: Scheme, type: string}
  - {name: amount, title: Amount, type: number, decimals: 2, currency: GBP}
  - {name: children, title: Children, type: integer}
measures:
  - {name: spend, sum: {field: amount, where: scheme == "CWGS"}, window: {list: schemes.csv, key: CWGS, from: valid_from, to: valid_to}}
  - {name: on_children, sum: {field: amount, where: scheme == "CWGS" && children > 0}, window: {from: 2020-12-01, to: 2021-04-16}}
  - {name: awards, count: {where: scheme == "CWGS"}, window: {from: 2021-01-01}}
table_rules:
  - id: four-fifths
    severity: {in_year: query, final: error}
    expect: on_children >= spend * 0.8
    message: "£{on_children} of £{spend} went to households with children, less than 80%."
`

const schemeList = "code,name,valid_from,valid_to\nCWGS,Winter grant,2020-12-01,2021-03-31\nCWGS,Winter grant,2021-04-01,2021-04-16\n"

// parted is history with what single periods came to.
type parted struct{ whole, alone history }

func (p parted) Value(ret, measure string, q period.Period) (number.Num, bool) {
	return p.whole.Value(ret, measure, q)
}

func (p parted) InPeriod(ret, measure string, q period.Period) (number.Num, bool) {
	return p.alone.Value(ret, measure, q)
}

func TestWindows(t *testing.T) {
	set, ret := load(t, fund, "schemes.csv", schemeList)
	rows := []string{"1|CWGS|100|2", "2|CWGS|50|0", "3|ECP|70|1"}
	past := parted{history{}, history{
		"awards spend 2020-21-Q3": "1000", "awards spend 2020-21-Q4": "500", "awards on_children 2020-21-Q3": "820", "awards on_children 2020-21-Q4": "400.5",
		"awards awards 2020-21-Q4": "9",
	}}
	after := period.Period{Kind: period.Quarter, Year: 2021, Number: 2}
	all := parted{history{}, history{"awards spend 2021-22-Q1": "150", "awards on_children 2021-22-Q1": "100", "awards awards 2021-22-Q1": "2"}}
	for k, v := range past.alone {
		all.alone[k] = v
	}
	before := period.Period{Kind: period.Quarter, Year: 2020, Number: 2}
	tests := []struct {
		name    string
		when    period.Period
		figures Figures
		final   bool
		want    []string
		alone   []string
		found   []string
		state   string
	}{
		{"in the window", quarter1, past, false, []string{"1650", "1320.5", "11"}, []string{"150", "100", "2"}, nil, "four-fifths ok"},
		{"not held", quarter1, nil, false, []string{"-", "-", "-"}, []string{"150", "100", "2"}, nil,
			"four-fifths skipped: spend is not held for 2020-21-Q3 and 2020-21-Q4"},
		{"after it", after, all, true, []string{"1650", "1320.5", "13"}, []string{"0", "0", "2"}, nil, "four-fifths ok"},
		{"before it", before, past, true, []string{"-", "-", "-"}, []string{"-", "-", "-"}, nil, "four-fifths skipped: its window begins only on 1 December 2020"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := quarterly(set)
			c.Period, c.Final = tt.when, tt.final
			_, _, _, tb := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, rows...))
			ms, x, st := Reduce(ret, c, []*Partial{tb.Partial}, tt.figures)
			var got, alone []string
			for _, m := range ms {
				got, alone = append(got, orDash(m.Value)), append(alone, orDash(m.InPeriod))
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.alone, alone); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.found, told(x)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff([]string{tt.state}, states(st, "four-fifths")); d != "" {
				t.Error(d)
			}
		})
	}
}

func orDash(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

// TestSpendOnChildren is DF12 in the year and at its close: a query first, then
// an error.
func TestSpendOnChildren(t *testing.T) {
	set, ret := load(t, fund, "schemes.csv", schemeList)
	past := history{"awards spend 2020-21-Q3": "1000", "awards spend 2020-21-Q4": "0", "awards on_children 2020-21-Q3": "799", "awards on_children 2020-21-Q4": "0"}
	for _, tt := range []struct {
		rows  string
		final bool
		want  []string
	}{
		{"1|CWGS|5|1", false, nil}, // 804 of 1005 is 80 % to the penny
		{"1|CWGS|4.99|1", false, []string{" [] four-fifths query: £803.99 of £1004.99 went to households with children, less than 80%."}},
		{"1|CWGS|4.99|1", true, []string{" [] four-fifths error: £803.99 of £1004.99 went to households with children, less than 80%."}},
	} {
		c := quarterly(set)
		c.Final = tt.final
		_, _, _, tb := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, tt.rows))
		_, x, _ := Reduce(ret, c, []*Partial{tb.Partial}, past)
		if d := cmp.Diff(tt.want, told(x)); d != "" {
			t.Error(d)
		}
	}
}

// TestOutcomesAgainstSet is SS13 on a long table: the outcomes of each age band
// and sex add up to those who set a quit date, and each exception names the cell
// of the latter.
func TestOutcomesAgainstSet(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: part_1b
title: Part 1B
grain: One row for each count.
period: quarter
owner: s
fields:
  - {name: line, title: Line, type: string, key: true, constraints: {enum: [set, quit, not_quit, lost]}}
  - {name: age, title: Age band, type: string, key: true, constraints: {enum: ["18-34", "35-44"]}}
  - {name: sex, title: Sex, type: string, key: true, constraints: {enum: [F, M]}}
  - {name: n, title: Clients, type: integer, constraints: {minimum: 0}}
primaryKey: [line, age, sex]
table_rules:
  - id: outcomes-make-set
    per: [age, sex]
    expect: sum(n, line != "set") == sum(n, line == "set")
    rows: line == "set"
    cells: [n]
    expected: "{sum(n, line != \"set\")}"
    message: "{age}, {sex}: {n} set a quit date, but the outcomes add up to {sum(n, line != \"set\")}."
`)
	rows := []string{
		"set|18-34|F|10", "quit|18-34|F|5", "not_quit|18-34|F|3", "lost|18-34|F|2",
		"set|18-34|M|9", "quit|18-34|M|5", "not_quit|18-34|M|3", "lost|18-34|M|2",
		"set|35-44|F|4", "quit|35-44|F|1", "not_quit|35-44|F|1", "lost|35-44|F|1",
		"set|35-44|M|0", "quit|35-44|M|0", "not_quit|35-44|M|0", "lost|35-44|M|0",
	}
	x, held, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, rows...))
	want := []string{
		"D6 [set / 18-34 / M] outcomes-make-set error: 18-34, M: 9 set a quit date, but the outcomes add up to 10.",
		"D10 [set / 35-44 / F] outcomes-make-set error: 35-44, F: 4 set a quit date, but the outcomes add up to 3.",
	}
	if d := cmp.Diff(want, told(x)); d != "" || len(held) > 0 || tb.Exceptions != nil {
		t.Error(d, held, tb.Exceptions)
	}
	if x[0].Expected != "10" || x[0].Value != "9" {
		t.Errorf("%+v", x[0])
	}
}
