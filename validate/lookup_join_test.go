package validate

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// pairsReturn is a return with one lookup into its own rows of the quarter before.
const pairsReturn = `winnow: v1
return: pairs
period: quarter
fields:
  - {name: k, type: string}
  - {name: n, type: number, decimals: 1}
  - {name: d, type: date}
lookups:
  o: {return: pairs, period: previous, %s}
rules:
  - {id: r, expect: o.found, message: m}
`

// drawCells draws the cells of a row: few kinds of each, some blank.
func drawCells(t *rapid.T, label string) []string {
	return []string{
		rapid.SampledFrom([]string{"", "a", "b", "c"}).Draw(t, label+" k"),
		rapid.SampledFrom([]string{"", "1", "1.0", "2", "3.5"}).Draw(t, label+" n"),
		rapid.SampledFrom([]string{"", "2021-04-01", "2021-04-02", "2021-05-03"}).Draw(t, label+" d"),
	}
}

// valuesOf are the cells as values.
func valuesOf(cells []string) []expr.Value {
	out := make([]expr.Value, 3)
	if cells[0] != "" {
		out[0] = expr.Value{Type: expr.String, Str: cells[0]}
	}
	if cells[1] != "" {
		out[1] = expr.Value{Type: expr.Number, Num: *num(cells[1])}
	}
	if d, ok := period.ParseDate(cells[2]); ok {
		out[2] = expr.Value{Type: expr.Date, Date: d}
	}
	return out
}

// nestedLoop is a lookup worked out by looking at every row.
type nestedLoop struct {
	on    []int
	where string // "", later or same
	order int
	take  string
}

func (n nestedLoop) yaml() string {
	names := []string{"k", "n", "d"}
	var on []string
	for _, i := range n.on {
		on = append(on, names[i])
	}
	s := "on: [" + strings.Join(on, ", ") + "]"
	switch n.where {
	case "later":
		s += ", where: that.d > d"
	case "other":
		s += `, where: 'that.n != n || that.k == "b"'`
	}
	if n.order >= 0 {
		s += ", order: " + names[n.order] + ", take: " + n.take
	}
	return s
}

func equalValues(a, b expr.Value) bool {
	return a.Known() && b.Known() && a.Type == b.Type && compare(a, b) == 0
}

func (n nestedLoop) holds(own, that []expr.Value) bool {
	for _, i := range n.on {
		if !equalValues(own[i], that[i]) {
			return false
		}
	}
	switch n.where {
	case "later":
		return own[2].Known() && that[2].Known() && that[2].Date > own[2].Date
	case "other":
		return own[1].Known() && that[1].Known() && own[1].Num.Cmp(that[1].Num) != 0 || that[0].Str == "b"
	}
	return true
}

// find returns every variable by name; nil where the key is not whole.
func (n nestedLoop) find(own []expr.Value, rows [][]expr.Value) map[string]string {
	for _, i := range n.on {
		if !own[i].Known() {
			return map[string]string{}
		}
	}
	var found [][]expr.Value
	for _, that := range rows {
		if n.holds(own, that) {
			found = append(found, that)
		}
	}
	out := map[string]string{"o.found": fmt.Sprint(len(found) > 0), "o.count": fmt.Sprint(len(found))}
	picked := n.pick(found)
	for i, name := range []string{"k", "n", "d"} {
		if v, ok := agree(picked, i); ok {
			out["o."+name] = valueText(v)
		}
		n.extremes(out, name, i, found)
	}
	return out
}

func (n nestedLoop) extremes(out map[string]string, name string, i int, found [][]expr.Value) {
	if i == 0 {
		return
	}
	total, least, most := number.Num{}, expr.Value{}, expr.Value{}
	for _, row := range found {
		if !row[i].Known() {
			continue
		}
		total = total.Add(row[i].Num)
		if !least.Known() || compare(row[i], least) < 0 {
			least = row[i]
		}
		if !most.Known() || compare(row[i], most) > 0 {
			most = row[i]
		}
	}
	if !least.Known() {
		return
	}
	out["o.min."+name], out["o.max."+name] = valueText(least), valueText(most)
	if i == 1 {
		out["o.sum.n"] = total.String()
	}
}

func (n nestedLoop) pick(found [][]expr.Value) [][]expr.Value {
	if n.order < 0 || len(found) < 2 {
		return found
	}
	var best [][]expr.Value
	for _, row := range found {
		if !row[n.order].Known() {
			continue
		}
		first := true
		for _, other := range found {
			if by := compare(other[n.order], row[n.order]); other[n.order].Known() && (n.take == "first" && by < 0 || n.take == "last" && by > 0) {
				first = false
			}
		}
		if first {
			best = append(best, row)
		}
	}
	return best
}

func agree(rows [][]expr.Value, i int) (expr.Value, bool) {
	if len(rows) == 0 || !rows[0][i].Known() {
		return expr.Value{}, false
	}
	for _, row := range rows {
		if !equalValues(row[i], rows[0][i]) {
			return expr.Value{}, false
		}
	}
	return rows[0][i], true
}

// TestLookupIsANestedLoop holds the hash join to looking at every row, whatever
// the batches, and while several workers check at once.
func TestLookupIsANestedLoop(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := nestedLoop{on: rapid.SampledFrom([][]int{{0}, {1}, {2}, {0, 1}, {2, 1, 0}}).Draw(rt, "on"), where: rapid.SampledFrom([]string{"", "later", "other"}).Draw(rt, "where"),
			order: rapid.SampledFrom([]int{-1, 1, 2}).Draw(rt, "order"), take: rapid.SampledFrom([]string{"first", "last"}).Draw(rt, "take")}
		set, ret := load(t, fmt.Sprintf(pairsReturn, n.yaml()))
		var rows [][]expr.Value
		columns := make([][]expr.Value, 3)
		for i := range rapid.IntRange(0, 60).Draw(rt, "rows") {
			row := valuesOf(drawCells(rt, fmt.Sprint("row ", i)))
			rows = append(rows, row)
			for k := range columns {
				columns[k] = append(columns[k], row[k])
			}
		}
		ctx := quarterly(set)
		held := rowSet(t, []string{"k", "n", "d"}, columns...)
		ctx.Rows = func(rules.RowsRef) (*RowSet, string) { return held, "" }
		c := checker(t, ret, ctx, false)
		var work sync.WaitGroup
		for b := range 3 {
			var records []string
			var own [][]expr.Value
			for i := range rapid.IntRange(0, 10).Draw(rt, "records") {
				cells := drawCells(rt, fmt.Sprint("record ", b, i))
				records, own = append(records, strings.Join(cells, "|")), append(own, valuesOf(cells))
			}
			if len(records) == 0 {
				continue
			}
			work.Go(func() {
				r := c.Check(batchOf(b, 2, records...))
				for i := range records {
					if diff := cmp.Diff(n.find(own[i], rows), found(c, r, i)); diff != "" {
						t.Errorf("%s, record %q: %s", n.yaml(), records[i], diff)
					}
				}
			})
		}
		work.Wait()
		if t.Failed() {
			rt.FailNow()
		}
	})
}

// found returns every known variable of a record by name.
func found(c *Checker, r *Result, at int) map[string]string {
	out := map[string]string{}
	x := &record{c: c, r: r, i: at}
	for i, v := range c.ret.LookupVars {
		if value := x.Value(len(c.ret.Fields) + rules.RowVarCount + i); value.Known() {
			out[v.Name] = valueText(value)
		}
	}
	return out
}
