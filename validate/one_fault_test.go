package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

const stays = `winnow: v1
return: stays
title: Stays
grain: One.
period: quarter
owner: s
fields:
  - {name: site, title: Site, type: string}
  - {name: came, title: Came, type: date, constraints: {unique: true}}
  - {name: left, title: Left, type: date}
  - {name: n, title: People, type: integer}
rules:
  - {id: row, when: left != null, then: left >= came, cells: [came], message: m}
  - {id: many, when: n != null, then: n < 50, message: m}
  - {id: seven, severity: query, when: n != null, then: n != 7, message: m}
  - {id: trial, trial: true, when: n != null, then: n != 8, message: m}
table_rules:
`

// TestOneFaultIsOneException: what an error of a row's rule was found on, a rule
// for the table leaves alone; a query, a note or a trial silences none.
func TestOneFaultIsOneException(t *testing.T) {
	tests := []struct {
		name, rule string
		rows       []string
		want       []string // rows and rules of all exceptions
	}{
		{"an overlap of a date that is wrong", `no_overlap: {each: site, from: came, days: 9}`,
			[]string{"A|2021-04-01||1", "A|2021-04-05|2021-04-03|1", "A|2021-04-12||1"}, []string{"came row"}},
		{"and one of dates that are not", `no_overlap: {each: site, from: came, days: 9}`,
			[]string{"A|2021-04-01||1", "A|2021-04-05|2021-04-06|1"}, []string{"came k"}},
		{"a number far out", `outlier: {of: n, times_median: 3}`,
			[]string{"A|||1", "A|||1", "A|||60"}, []string{"n many"}},
		{"a number far out beside an error elsewhere", `outlier: {of: n, times_median: 3}`,
			[]string{"A|||1", "A|||1", "A|2021-04-05|2021-04-03|40"}, []string{"came row", "n k"}},
		{"a query silences none", `outlier: {of: n, times_median: 3}`,
			[]string{"A|||1", "A|||1", "A|||7"}, []string{"n seven", "n k"}},
		{"nor does a rule on trial", `outlier: {of: n, times_median: 3}`,
			[]string{"A|||1", "A|||1", "A|||8"}, []string{"n k"}},
		{"a run with a wrong number", `repeats: {of: n, more_than: 1}`,
			[]string{"A|||60", "A|||60", "A|||2"}, []string{"n many", "n many"}},
		{"a value that stands twice", `repeats: {of: came, more_than: 1}`,
			[]string{"A|2021-04-05||1", "A|2021-04-05||2"}, []string{"came came.unique"}},
		{"a day that is lacking because of a date that is wrong", `complete: {each: site, every: day, over: came, among: table, from: 2021-04-01, to: 2021-04-03}`,
			[]string{"A|2021-04-01||1", "A|2021-04-03||1", "A|2021-05-02|2021-04-02|1"}, []string{"came row"}},
		{"more days lacking than dates wrong", `complete: {each: site, every: day, over: came, among: table, from: 2021-04-01, to: 2021-04-03}`,
			[]string{"A|2021-04-01||1", "A|2021-05-02|2021-04-02|1"}, []string{"came row", "came k"}},
		{"marked cells that the kind doesn't read", `cells: [n], no_overlap: {each: site, from: came, days: 9}`,
			[]string{"A|2021-04-01||1", "A|2021-04-05||60"}, []string{"n many"}},
		{"rows of a group", `per: site, expect: max(n) < 2, rows: n > 1, cells: [n], message: m`,
			[]string{"A|||2", "A|||60", "A|||7"}, []string{"n k", "n many", "n seven", "n k"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, ret := load(t, stays+"  - {id: k, "+tt.rule+"}\n")
			x, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.rows...))
			var got []string
			for _, e := range append(x, tb.Exceptions...) {
				got = append(got, e.Field+" "+e.Rule)
			}
			if d := cmp.Diff(tt.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}
