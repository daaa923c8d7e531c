package pipeline

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// team is a sheet of n visits of one team, the first of which have no date.
func team(name string, n, wrong int) tab {
	rows := [][]any{heads}
	for i := range n {
		date := day("2021-04-01")
		if i < wrong {
			date = nil
		}
		rows = append(rows, []any{fmt.Sprintf("%s%d", name[:1], i), date, "North", i})
	}
	return tab{name, rows}
}

// TestSheetsOfOneReturn corrects a workbook that has several sheets of one return: each
// is put beside its own, and the file takes its place or waits as a whole.
func TestSheetsOfOneReturn(t *testing.T) {
	sent := []tab{team("North team", 10, 0), team("South team", 8, 3), team("East team", 6, 2)}
	cases := map[string]struct {
		back  []tab
		reply []string
		waits string
	}{
		"in place": {[]tab{team("North team", 10, 0), team("South team", 8, 1), team("East team", 6, 0)},
			[]string{"North team: to 1, 0 fixed, 0 open", "South team: to 2, 2 fixed, 1 open", "East team: to 3, 2 fixed, 0 open"}, ""},
		"moved and renamed": {[]tab{{"Reds", team("East team", 6, 0).rows}, team("North team", 10, 0), {"Blues", team("South team", 8, 1).rows}},
			[]string{"Reds: to 3, 2 fixed, 0 open", "North team: to 1, 0 fixed, 0 open", "Blues: to 2, 2 fixed, 1 open"}, ""},
		"a sheet more": {[]tab{team("West team", 4, 1), team("North team", 10, 0), team("South team", 8, 0), team("East team", 6, 0)},
			[]string{"West team: none", "North team: to 1, 0 fixed, 0 open", "South team: to 2, 3 fixed, 0 open", "East team: to 3, 2 fixed, 0 open"}, ""},
		"a sheet gone":        {[]tab{team("North team", 10, 0), team("East team", 6, 0)}, nil, "it has no sheet for “South team”, of which 8 rows stand"},
		"one of another file": {[]tab{team("North team", 10, 0), {"South team", team("Xs", 8, 1).rows}, team("East team", 6, 0)}, nil, "only 0 of the 8 records that stand are found again in it"},
	}
	for name, x := range cases {
		t.Run(name, func(t *testing.T) {
			c := newCouncil(t, visits)
			bytesOf := func(tabs []tab) []byte {
				b, err := os.ReadFile(workbookOf(t, tabs...))
				c.must(err)
				return b
			}
			c.run("teams.xlsx", "2021-22-Q1", bytesOf(sent))
			rep := c.run("teams corrected.xlsx", "2021-22-Q1", bytesOf(x.back))
			var got []string
			for _, table := range rep.Files[0].Tables {
				text := deref(table.Sheet) + ": none"
				if r := table.Reply; r != nil {
					text = fmt.Sprintf("%s: to %d, %d fixed, %d open", deref(table.Sheet), r.To, r.Fixed, r.StillOpen)
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(x.reply, got); diff != "" {
				t.Error(diff)
			}
			if why := deref(rep.Files[0].Reason); x.waits == "" != (why == "") || !strings.Contains(why, x.waits) {
				t.Errorf("it waits: %q", why)
			}
			stands := "superseded"
			if x.waits != "" {
				stands = "returned"
			}
			if all := c.submissions(); !strings.Contains(all[1], stands) {
				t.Error(all)
			}
		})
	}
}
