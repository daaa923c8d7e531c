package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/rules"
)

// TestUnbrokenRuns joins rows that begin before an earlier one has ended, or on
// the day: in any order, over longer ones inside, up to one without an end.
func TestUnbrokenRuns(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: stays
fields:
  - {name: k, type: string}
  - {name: n, type: integer}
  - {name: from, type: date}
  - {name: to, type: date}
lookups:
  run: {return: stays, on: k, where: that.n != 0, order: from, until: to, take: unbroken}
rules:
  - {id: r, expect: run.found, message: "{run.count}"}
  - {id: s, expect: "run.sum.n == 0 && run.min.from == run.max.to", message: m}
`)
	const unknown = "map[]"
	for _, c := range []struct {
		name string
		rows []string
		want []string // of each row: how many, from, to, sum
	}{
		{"touching, whatever their order", []string{"a|n:2|2021-04-03|2021-04-05", "a|n:1|2021-04-01|2021-04-03", "a|n:4|2021-04-06|2021-04-07"},
			[]string{"2 2021-04-01 2021-04-05 3", "2 2021-04-01 2021-04-05 3", "1 2021-04-06 2021-04-07 4"}},
		{"a long one around", []string{"a|n:1|2021-04-01|2021-04-09", "a|n:2|2021-04-02|2021-04-03", "a|n:4|2021-04-09|2021-04-10"},
			[]string{"3 2021-04-01 2021-04-10 7", "3 2021-04-01 2021-04-10 7", "3 2021-04-01 2021-04-10 7"}},
		{"one without an end is the last", []string{"a|n:1|2021-04-01|2021-04-02", "a|n:2|2021-04-02|", "a|n:4|2021-04-03|2021-04-04"},
			[]string{"2 2021-04-01  3", "2 2021-04-01  3", "1 2021-04-03 2021-04-04 4"}},
		{"left out by where, itself too", []string{"a|n:1|2021-04-01|2021-04-02", "a|n:0|2021-04-02|2021-04-03", "a|n:4|2021-04-03|2021-04-04"},
			[]string{"1 2021-04-01 2021-04-02 1", "0   ", "1 2021-04-03 2021-04-04 4"}},
		{"no place in the order", []string{"a|n:1|2021-04-01|2021-04-02", "a|n:2||2021-04-03", "|n:4|2021-04-03|2021-04-04"},
			[]string{"1 2021-04-01 2021-04-02 1", unknown, unknown}},
		{"an end that isn't known", []string{"a|n:1|2021-04-01|2021-04-02", "a|n:2|2021-04-02|soon", "b|n:3|2021-04-02|2021-04-02"},
			[]string{unknown, unknown, "1 2021-04-02 2021-04-02 3"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			rows, err := NewRows(ret, ownColumns(ret), Context{Set: set}, nil)
			if err != nil {
				t.Fatal(err)
			}
			rows.AddBatch(batchOf(0, 2, c.rows...))
			ctx := Context{Set: set, Rows: func(rules.RowsRef) (*RowSet, string) { return rows.Set(), "" }}
			checked := checker(t, ret, ctx, false)
			r := checked.Check(batchOf(0, 2, c.rows...))
			var got []string
			for i := range c.rows {
				v := found(checked, r, i)
				if len(v) == 0 {
					got = append(got, unknown)
					continue
				}
				got = append(got, fmt.Sprintf("%s %s %s %s", v["run.count"], v["run.min.from"], v["run.max.to"], v["run.sum.n"]))
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
