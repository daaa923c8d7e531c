package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

const siteDays = `winnow: v1
return: sites
title: Sites
grain: One.
period: quarter
owner: s
fields:
  - {name: site_code, title: Site code, type: string, key: true, constraints: {enum: {list: sites.csv, column: code}}}
  - {name: test_date, title: Test date, type: date, key: true, format: "%d/%m/%Y", constraints: {required: true}}
  - {name: tests, title: Tests, type: integer, constraints: {minimum: 0}}
primaryKey: [site_code, test_date]
`

const siteList = "code,name,valid_from,valid_to\nA,Heanor,,2021-04-04\nB,Bolsover,2021-04-03,\n"

// told writes exceptions with where they are, what they name and what they say.
func told(list []report.Exception) []string {
	var out []string
	for _, x := range list {
		line := x.Cell + " [" + x.Key + "] " + x.Rule + " " + string(x.Severity) + ": " + x.Message
		out = append(out, line)
	}
	return out
}

func TestKinds(t *testing.T) {
	tests := []struct {
		name, rule string
		rows       []string
		rowwise    []string // what Join gives
		table      []string // what Finish gives
	}{
		{"complete to the codes of a list, on the days they are valid",
			`{id: k, severity: query, complete: {each: site_code, every: day, over: test_date, to: 2021-04-06}}`,
			[]string{"A|01/04/2021|1", "A|02/04/2021|0", "A|04/04/2021|3", "B|05/04/2021|2"},
			nil,
			[]string{
				" [A] k query: A has no row for 3 April 2021.",
				" [B] k query: B has no row for 3 to 4 and 6 April 2021.",
			}},
		{"complete among those of the table, by week, with words of the author's",
			`{id: k, complete: {each: site_code, every: week, over: test_date, among: table, to: date("2021-04-20")}, message: "{site_code} sent nothing for {missing}."}`,
			[]string{"B|01/04/2021|1", "B|18/04/2021|0"},
			nil,
			[]string{" [B] k error: B sent nothing for 5 to 11 and 19 to 20 April 2021."}},
		{"complete by week: one that began before the period is the earlier period's",
			`{id: k, complete: {each: site_code, every: week, over: test_date, among: table, to: 2021-04-18}}`,
			[]string{"B|05/04/2021|1", "B|12/04/2021|1"},
			nil,
			nil},
		{"complete by month, over all rows",
			`{id: k, complete: {every: month, over: test_date}}`,
			[]string{"B|01/04/2021|1", "B|18/06/2021|0"},
			nil,
			[]string{" [] k error: The table has no row for 1 to 31 May 2021."}},
		{"no overlap",
			`{id: k, no_overlap: {each: site_code, from: test_date, days: 3}}`,
			[]string{"B|05/04/2021|1", "B|12/04/2021|1", "B|03/04/2021|2", "A|04/04/2021|2", "B|08/04/2021|0"},
			[]string{"B2 [B / 05/04/2021] k error: This row, for the same site code as row 4, begins on 5 April 2021, before row 4 has ended on 5 April 2021."},
			nil},
		{"repeats in the order of a date",
			`{id: k, repeats: {each: site_code, of: tests, more_than: 2, order: test_date, where: tests > 0}, message: "{count} times {tests}: {rows}."}`,
			[]string{"B|05/04/2021|7", "B|04/04/2021|7", "A|04/04/2021|7", "B|07/04/2021|0", "B|08/04/2021|7", "B|09/04/2021|8"},
			[]string{"C3 [B / 04/04/2021] k error: 3 times 7: rows 3, 2 and 6."},
			nil},
		{"outlier",
			`{id: k, severity: note, outlier: {of: tests, each: site_code, times_median: 10, at_least: 20}}`,
			[]string{"B|05/04/2021|7", "B|06/04/2021|7", "B|07/04/2021|0", "B|08/04/2021|71", "B|09/04/2021|70", "A|01/04/2021|1", "A|02/04/2021|1", "A|03/04/2021|19", "B|10/04/2021|1", "B|11/04/2021|1", "B|12/04/2021|9"},
			[]string{"C5 [B / 08/04/2021] k note: Tests is more than 10 times the median of the same site code, which is 7."},
			nil},
		{"cells that failed, repeated rows and rows that share a key are left alone",
			`{id: k, no_overlap: {each: site_code, from: test_date, days: 3}}`,
			[]string{"B|05/04/2021|1", "B|05/04/2021|1", "C|06/04/2021|1", "A|01/04/2021|1", "A|01/04/2021|2", "B|31/06/2021|1"},
			[]string{
				"A3 [B / 05/04/2021] primaryKey error: This row repeats row 2: every value is the same. It was counted once.",
				"A4 [C / 06/04/2021] site_code.enum error: Site code “C” is not one of the allowed values.",
				"A5 [A / 01/04/2021] primaryKey error: This row has the same site code and test date as row 6, but other values differ.",
				"A6 [A / 01/04/2021] primaryKey error: This row has the same site code and test date as row 5, but other values differ.",
				"B7 [B / 31/06/2021] test_date.type error: “31/06/2021” in Test date is not a date: there is no such day.",
			},
			nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, ret := load(t, siteDays+"table_rules:\n  - "+tt.rule+"\n", "sites.csv", siteList)
			x, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.rows...))
			if d := cmp.Diff(tt.rowwise, told(x)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.table, told(tb.Exceptions)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestKindThatFails: a condition that can't be worked out is a fault of the rule,
// also where another pass names the records of others.
func TestKindThatFails(t *testing.T) {
	set, ret := load(t, siteDays+"table_rules:\n  - {id: k, repeats: {of: tests, more_than: 1, where: 1 / (tests - 3) < 1}}\n", "sites.csv", siteList)
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "A|01/04/2021|3", "A|02/04/2021|1", "A|03/04/2021|1"))
	if d := cmp.Diff([]string{"k failed: it divides by zero"}, states(tb.Rules, "k")); d != "" {
		t.Error(d)
	}
}

func TestDatesInWords(t *testing.T) {
	day := func(s string) period.Date { d, _ := period.ParseDate(s); return d }
	tests := []struct {
		days  string
		every rules.Every
		want  string
	}{
		{"2021-05-03", "day", "3 May 2021"},
		{"2021-05-03 2021-05-04 2021-05-05", "day", "3 to 5 May 2021"},
		{"2021-05-03 2021-05-05", "day", "3 and 5 May 2021"},
		{"2021-05-03 2021-05-05 2021-05-31 2021-06-01 2021-06-03", "day", "3, 5 May, 31 May to 1 June and 3 June 2021"},
		{"2021-05-03 2021-05-31 2021-06-01", "day", "3 May and 31 May to 1 June 2021"},
		{"2020-12-30 2020-12-31 2021-01-01 2021-01-03", "day", "30 December 2020 to 1 January 2021 and 3 January 2021"},
		{"2020-12-30 2021-12-30", "day", "30 December 2020 and 30 December 2021"},
		{"2021-05-07 2021-05-10", "weekday", "7 to 10 May 2021"},
	}
	for _, tt := range tests {
		var all []stretch
		for _, s := range strings.Fields(tt.days) {
			all = append(all, stretch{day(s), day(s)})
		}
		if got := datesInWords(all, tt.every); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.days, got, tt.want)
		}
	}
}
