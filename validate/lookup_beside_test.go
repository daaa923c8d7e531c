package validate

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/rules"
)

const besideReturn = `winnow: v1
return: stays
fields:
  - {name: k, type: string}
  - {name: n, type: integer}
  - {name: from, type: date}
lookups:
  before: {return: stays, on: k, order: from, take: previous}
  next: {return: stays, on: k, order: from, take: next}
  bigger: {return: stays, on: k, where: that.n > n, order: from, take: next}
rules:
  - {id: before, expect: "before.n == 0", message: "{before.n}"}
  - {id: next, expect: "next.n == 0", message: "{next.n}"}
  - {id: bigger, expect: "bigger.n == 0 && bigger.found", message: "{bigger.n}"}
`

// stay is a row by its cells, with the table and row that it stands in.
type stay struct {
	k, from string
	n       int
	origin  rowOrigin
}

func (s stay) cells() string { return fmt.Sprintf("%s|n:%d|%s", s.k, s.n, s.from) }

// neighbour is the row that a lookup should find, worked out by sorting all rows.
func neighbour(rows []stay, of stay, take string, ok func(stay) bool) (stay, bool) {
	if of.k == "" || of.from == "" {
		return stay{}, false
	}
	sorted := slices.DeleteFunc(slices.Clone(rows), func(s stay) bool {
		return s.k != of.k || s.from == "" || !ok(s) && s.origin != of.origin
	})
	slices.SortStableFunc(sorted, func(a, b stay) int { return cmp.Compare(a.from, b.from) })
	at := slices.IndexFunc(sorted, func(s stay) bool { return s.origin == of.origin })
	if take == rules.Preceding {
		at--
	} else {
		at++
	}
	if at < 0 || at >= len(sorted) {
		return stay{}, false
	}
	return sorted[at], true
}

// TestNeighbours holds rows before and after each row to sorting them: over ties,
// blanks, batches and tables.
func TestNeighbours(t *testing.T) {
	set, ret := load(t, besideReturn)
	rapid.Check(t, func(rt *rapid.T) {
		var rows []stay
		var sets []*RowSet
		var last Context
		for _, source := range []string{"one", "two"} {
			last = Context{Set: set, Source: source}
			held, err := NewRows(ret, ownColumns(ret), last, nil)
			if err != nil {
				rt.Fatal(err)
			}
			for b := range rapid.IntRange(1, 2).Draw(rt, "batches") {
				var batch []string
				for i := range rapid.IntRange(1, 8).Draw(rt, "rows") {
					s := stay{k: rapid.SampledFrom([]string{"a", "a", "b", ""}).Draw(rt, "k"), n: len(rows) + 1, origin: rowOrigin{source, 2 + b*10 + i},
						from: rapid.SampledFrom([]string{"2021-04-01", "2021-04-02", "2021-04-03", ""}).Draw(rt, "from")}
					rows, batch = append(rows, s), append(batch, s.cells())
				}
				held.AddBatch(batchOf(b, 2+b*10, batch...))
			}
			sets = append(sets, held.Set())
		}
		ctx := last
		ctx.Rows = func(rules.RowsRef) (*RowSet, string) { return JoinRows(sets...), "" }
		c := checker(t, ret, ctx, false)
		for _, of := range rows {
			if of.origin.source != last.Source {
				continue
			}
			r := c.Check(batchOf(of.origin.row/10, of.origin.row, of.cells()))
			got := found(c, r, 0)
			for name, want := range map[string]func() (stay, bool){
				"before": func() (stay, bool) { return neighbour(rows, of, rules.Preceding, func(stay) bool { return true }) },
				"next":   func() (stay, bool) { return neighbour(rows, of, rules.Following, func(stay) bool { return true }) },
				"bigger": func() (stay, bool) {
					return neighbour(rows, of, rules.Following, func(s stay) bool { return s.n > of.n })
				},
			} {
				n := ""
				if s, ok := want(); ok {
					n = fmt.Sprint(s.n)
				}
				if got[name+".n"] != n {
					rt.Fatalf("%s of %+v is %q, not %q, among %+v", name, of, got[name+".n"], n, rows)
				}
			}
		}
	})
}

func ownColumns(ret *rules.Return) Columns {
	var c Columns
	for i, f := range ret.Fields {
		c.Fields, c.Headers = append(c.Fields, i), append(c.Headers, f.Title)
	}
	return c
}

// TestNeighboursInRules judges rows of equal cells by where each stands, and says
// nothing where a place in the order isn't known.
func TestNeighboursInRules(t *testing.T) {
	set, ret := load(t, besideReturn)
	ctx := Context{Set: set}
	batch := func() []string {
		return []string{"a|n:1|2021-04-01", "a|n:1|2021-04-01", "a|n:2|2021-04-01", "b|n:0|2021-04-01", "b|n:3|", "c|n:3|2021-04-01", "c|n:4|soon"}
	}
	rows, err := NewRows(ret, ownColumns(ret), ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	rows.AddBatch(batchOf(0, 2, batch()...))
	ctx.Rows = func(rules.RowsRef) (*RowSet, string) { return rows.Set(), "" }
	found, _, _, _ := run(t, checker(t, ret, ctx, false), nil, batchOf(0, 2, batch()...))
	var got []string
	for _, x := range found {
		got = append(got, fmt.Sprintf("%d %s %s", x.Row, x.Rule, strings.TrimSpace(x.Message)))
	}
	want := []string{"2 next 1", "2 bigger 2", "3 before 1", "3 next 2", "3 bigger 2", "4 before 1", "4 bigger not known", "5 bigger not known", "8 from.type “soon” in from is not a date."}
	slices.Sort(got)
	slices.Sort(want)
	if diff := gocmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
