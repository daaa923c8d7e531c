package validate

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
	"winnow/internal/report"
	"winnow/internal/table"
)

const allAggregates = `winnow: v1
return: agg
title: Aggregates
grain: One.
period: quarter
owner: s
fields:
  - {name: k, type: string, key: true}
  - {name: g, type: string, constraints: {enum: [a, b, c]}}
  - {name: n, type: number, decimals: 2, constraints: {minimum: 0, maximum: 100}, missingValues: ["", {value: "<5", label: suppressed, between: [0, 4]}]}
measures:
  - {name: count, count: {where: n > 1}}
  - {name: sum, sum: {field: n}}
  - {name: mean, mean: {field: n}}
  - {name: min, min: {field: n}}
  - {name: max, max: {field: n}}
  - {name: median, median: {field: n}}
  - {name: distinct, distinct: {field: k}}
  - {name: by_g, by: [g], sum: {field: n, where: n > 1}}
  - {name: half, value: sum / 2 - count}
`

func lines(ms []report.Measure) []string {
	var out []string
	for _, m := range ms {
		out = append(out, line(m))
	}
	return out
}

func TestAggregates(t *testing.T) {
	set, ret := load(t, allAggregates)
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil,
		batchOf(0, 2, "x|a|1", "y|a|2", "x|b|3.5", "z|b|10", "w|c|", "v|c|<5"), batchOf(1, 8, "q|d|50", "q|a|x", "r|b|200"))
	ms, _, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	want := []string{
		"count map[] 3 count provisional 3..7 target - band - variance -",             // v, both q, r
		"sum map[] 16.5 count provisional 16.5..270.5 target - band - variance -",     // v 0-4, q 50, q 0-100, r 0-100
		"mean map[] 4.125 count provisional 0..100 target - band - variance -",        //
		"min map[] 1 count provisional 0..1 target - band - variance -",               //
		"max map[] 10 count provisional 10..100 target - band - variance -",           //
		"median map[] 2.75 count provisional 0.5..55 target - band - variance -",      //
		"distinct map[] 5 count provisional 5..7 target - band - variance -",          // q, r
		"by_g map[g:a] 2 count provisional 2..152 target - band - variance -",         // q d 50 could be a; q a x 0-100
		"by_g map[g:b] 13.5 count provisional 13.5..163.5 target - band - variance -", //
		"by_g map[g:c] 0 count provisional 0..54 target - band - variance -",          // v, q d 50
		"half map[] 5.25 count provisional 1.25..132.25 target - band - variance -",
	}
	if d := cmp.Diff(want, lines(ms)); d != "" {
		t.Error(d)
	}
}

// TestPartialsInAnyGrouping cuts one table into submissions, stores each as
// JSON and merges them: the measures must be those of the whole.
func TestPartialsInAnyGrouping(t *testing.T) {
	set, ret := load(t, allAggregates)
	rapid.Check(t, func(rt *rapid.T) {
		rows := rapid.SliceOfN(rapid.SampledFrom([]string{"x|a|1", "y|a|2.5", "z|b|99", "x|c|<5", "w|d|7", "v|a|bad", "u|b|", "t|c|0.01", "s||3"}), 1, 30).Draw(rt, "rows")
		parts := func(cuts int) (out []*Partial) {
			for start := 0; start < len(rows); {
				end := min(len(rows), start+cuts)
				_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, rows[start:end]...))
				text, err := json.Marshal(tb.Partial)
				if err != nil {
					rt.Fatal(err)
				}
				back := new(Partial)
				if err := json.Unmarshal(text, back); err != nil {
					rt.Fatal(err)
				}
				out, start = append(out, back), end
			}
			return out
		}
		whole, _, _ := Reduce(ret, quarterly(set), parts(len(rows)), nil)
		split, _, _ := Reduce(ret, quarterly(set), parts(rapid.IntRange(1, 5).Draw(rt, "cut")), nil)
		if d := cmp.Diff(lines(whole), lines(split)); d != "" {
			rt.Fatal(d)
		}
	})
}

// TestEveryRecordGoesOneWay feeds random records through random batch sizes:
// what comes out is what went in, and the same however it is cut.
func TestEveryRecordGoesOneWay(t *testing.T) {
	set, ret := load(t, keyed)
	rapid.Check(t, func(rt *rapid.T) {
		cell := rapid.SampledFrom([]string{"a", "b", "c", "", "1", "2.50", "£3", "x", "~", "n:4", "e:#REF!"})
		n := rapid.IntRange(1, 40).Draw(rt, "n")
		rows := make([]string, n)
		for i := range rows {
			rows[i] = cell.Draw(rt, "k") + "|" + cell.Draw(rt, "v") + "|" + cell.Draw(rt, "c")
		}
		size := rapid.IntRange(1, n).Draw(rt, "size")
		var cut []*table.Batch
		for at := 0; at < n; at += size {
			cut = append(cut, batchOf(len(cut), 2+at, rows[at:min(n, at+size)]...))
		}
		x1, held1, clean1, tb1 := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, rows...))
		x2, held2, clean2, tb2 := run(t, checker(t, ret, quarterly(set), false), nil, cut...)
		if len(held1)+len(clean1) != n {
			rt.Fatalf("%d held and %d clean of %d", len(held1), len(clean1), n)
		}
		for _, d := range []string{cmp.Diff(x1, x2), cmp.Diff(held1, held2), cmp.Diff(clean1, clean2), cmp.Diff(tb1.Rules, tb2.Rules), cmp.Diff(partialText(tb1), partialText(tb2))} {
			if d != "" {
				rt.Fatal(d)
			}
		}
	})
}

func partialText(tb *Table) string {
	b, err := json.Marshal(tb.Partial)
	return fmt.Sprint(string(b), err)
}

// TestConcurrentCheck runs Check from several goroutines and Join in order.
func TestConcurrentCheck(t *testing.T) {
	set, ret := load(t, wide)
	r := rand.New(rand.NewPCG(3, 4))
	batches := make([]*table.Batch, 6)
	for i := range batches {
		batches[i] = wideBatch(r, i)
	}
	want, _, wantClean, _ := run(t, checker(t, ret, quarterly(set), true), nil, batches...)
	c := checker(t, ret, quarterly(set), true)
	results := make([]chan *Result, len(batches))
	for i, b := range batches {
		results[i] = make(chan *Result, 1)
		go func() { results[i] <- c.Check(b) }()
	}
	var got []report.Exception
	var clean []string
	for _, ch := range results {
		out := c.Join(<-ch)
		got = append(got, out.Exceptions...)
		clean = append(clean, dump(out.Clean)...)
		out.Clean.Release()
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(wantClean, clean); d != "" {
		t.Error(d)
	}
}
