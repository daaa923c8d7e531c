package validate

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/internal/table"
)

const directReturn = `winnow: v1
return: r
title: R
grain: One row for each thing.
period: quarter
fields:
  - {name: a, title: A, type: number, decimals: 2}
  - {name: b, title: B, type: number}
  - {name: c, title: C, type: integer, constraints: {required: true, maximum: 900}}
  - {name: d, title: D, type: string}
  - {name: e, title: E, type: string, constraints: {pattern: '[A-Z]{2}[0-9]+'}, missingValues: ["", NK1]}
  - {name: f, title: F, type: number, decimals: 1, constraints: {minimum: 0.5}, missingValues: ["", x]}
  - {name: g, title: G, type: integer, constraints: {minimum: 0}}
`

// pointing makes a batch of pointing columns, as a large CSV has them, with n
// bytes of text behind the last cell. "~" is a cell that isn't there.
func pointing(index int, columns [][]string, n int) *table.Batch {
	b := &table.Batch{Index: index}
	b.Reset(len(columns))
	for _, cells := range columns {
		for _, cell := range cells {
			if cell != "~" {
				b.Text = append(b.Text, cell...)
			}
		}
	}
	b.Text = append(b.Text, strings.Repeat("\n", n)...)
	at := 0
	for i, cells := range columns {
		starts, ends := b.Cols[i].Spans(len(cells))
		for k, cell := range cells {
			if cell == "~" {
				starts[k], ends[k] = 1, 0
				continue
			}
			starts[k], ends[k] = uint32(at), uint32(at+len(cell))
			at += len(cell)
		}
		b.Cols[i].Point(b.Text, len(cells))
	}
	for i := range columns[0] {
		b.Rows = append(b.Rows, 2+1000*index+i)
	}
	return b
}

// directly makes a checker cast every column directly that it can, or none.
func directly(c *Checker, on bool) {
	for _, f := range c.fields {
		f.directly.on.Store(true)
		f.directly.able = f.directly.able && on
		f.directly.refused.Store(-1 << 20)
	}
}

// anyCell makes a cell: plain for its column, but for one in rare.
func anyCell(r *rand.Rand, column, rare int) string {
	if rare > 0 && r.IntN(rare) == 0 {
		odd := []string{"", " 5", "5 ", "-1", "+1", "1,234", "£5", "5%", "1e3", "1.2E+05", "1.", ".5", "1.234567", "1.2345678", "12.300", "(5)", "007", "99999999999999999999",
			"100000000000000", "x", "NK1", "#N/A", "#x", "'5", "a  b", "a b", "café", "“q”", "a@b.org", "9434765919", "943 476 5919", "AB12", "AB943-476-5919", "ABCDEFGHIJKLMNOPQR",
			strings.Repeat("A", 40), "\x7f", "a\tb", "0", "0.0", "0.00000001", "~", "1.2.3", "A+B", "\xff", "¼", "AB1234567890123456789"}
		return odd[r.IntN(len(odd))]
	}
	switch column {
	case 0, 5:
		return fmt.Sprintf("%d.%d", r.IntN(2000), 1+r.IntN(9))
	case 1:
		return fmt.Sprintf("%d.%0*d", r.IntN(100), 1+r.IntN(6), r.IntN(10))
	case 2, 6:
		return fmt.Sprint(1 + r.IntN(900))
	case 3:
		return "~text-of-any-length:2021"[1 : 2+r.IntN(23)]
	}
	return "AB" + fmt.Sprint(r.IntN(1e6))
}

// verdict is all that comes of batches.
type verdict struct {
	Exceptions []report.Exception
	Held       []int
	Clean      []string
	Sums       []string
	Table      *Table
	Direct     int // columns cast directly
}

func verdictOf(t *testing.T, c *Checker, batches []*table.Batch) (v verdict) {
	for _, b := range batches {
		r := c.Check(b)
		for i := range r.cols {
			if r.cols[i].direct != nil {
				v.Direct++
			}
		}
		for _, s := range r.Sums(c) {
			v.Sums = append(v.Sums, fmt.Sprint(s.Field, s.Values, s.Num, s.Bytes))
		}
	}
	v.Exceptions, v.Held, v.Clean, v.Table = run(t, c, []Total{{Row: 9999, Cells: map[int]table.Cell{0: {Kind: table.Number, Raw: "1"}, 2: {Kind: table.Number, Raw: "1"}, 6: {Kind: table.Number, Raw: "7"}}, Records: total(batches)}}, batches...)
	return v
}

func total(batches []*table.Batch) (n int) {
	for _, b := range batches {
		n += b.Len()
	}
	return n
}

// TestDirect holds columns cast directly to the general path on random texts.
func TestDirect(t *testing.T) {
	set, ret := load(t, directReturn)
	r := rand.New(rand.NewPCG(1, 2))
	direct := 0
	for round := range 400 {
		ctx := quarterly(set)
		ctx.NoClean = round%2 == 0
		var batches []*table.Batch
		for index := range 2 {
			columns := make([][]string, len(ret.Fields))
			rows := 1 + r.IntN(40)
			for i := range columns {
				rare := []int{0, 0, 10, 100}[r.IntN(4)]
				for range rows {
					columns[i] = append(columns[i], anyCell(r, i, rare))
				}
			}
			batches = append(batches, pointing(index, columns, r.IntN(20)))
		}
		a, b := checker(t, ret, ctx, true), checker(t, ret, ctx, true)
		directly(a, true)
		directly(b, false)
		got, want := verdictOf(t, a, batches), verdictOf(t, b, batches)
		if want.Direct != 0 {
			t.Fatal("cast directly though told not to")
		}
		direct += got.Direct
		if got.Direct = 0; !cmp.Equal(want, got, cmp.Comparer(func(a, b number.Num) bool { return a.Equal(b) })) {
			t.Fatal(cmp.Diff(want, got, cmp.Comparer(func(a, b number.Num) bool { return a.Equal(b) })))
		}
	}
	if direct < 1000 {
		t.Errorf("only %d columns were cast directly", direct)
	}
}

// TestDirectTexts holds what counts as plain to the general cast, text by text.
func TestDirectTexts(t *testing.T) {
	set, ret := load(t, directReturn)
	ctx := quarterly(set)
	ctx.NoClean = true
	c := checker(t, ret, ctx, true)
	directly(c, true)
	r := rand.New(rand.NewPCG(3, 4))
	const bytes = "0123456789012345678901234567890123456789..,-+eE% #'@AZaz~!\x7f\x1f\x00\xc3\xa9\""
	taken := 0
	for range 300_000 {
		var text []byte
		for range 1 + r.IntN(20) {
			text = append(text, bytes[r.IntN(len(bytes))])
			if r.IntN(3) == 0 {
				text[len(text)-1] = '0' + byte(r.IntN(10))
			}
		}
		b := pointing(0, [][]string{{string(text)}}, r.IntN(20))
		for _, f := range c.fields {
			d := f.castDirect(&b.Cols[0], 1)
			if d == nil {
				continue
			}
			taken++
			e := entry{raw: string(text), kind: table.Text}
			f.resolve(&e, false)
			if e.state != valued || e.fault != nil || e.notes != 0 || e.masked || d.nums == nil && e.value.Str != e.raw ||
				len(d.nums) > 0 && !e.value.Num.Equal(number.FromScaled(d.nums[0], d.scale)) {
				t.Fatalf("%s: %q: %+v, directly %v", f.Name, text, e, d.nums)
			}
			d.recycle()
		}
	}
	if taken < 20_000 {
		t.Errorf("only %d texts were plain", taken)
	}
}

// TestPointedIndex holds the index of pointing columns to that of others.
func TestPointedIndex(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for range 200 {
		var cells []string
		kinds := 1 + r.IntN(600)
		for range r.IntN(1000) {
			cell := strings.Repeat("x", r.IntN(8)*r.IntN(8)) + fmt.Sprint(r.IntN(kinds))
			if kind := r.IntN(20); kind == 0 {
				cell = ""
			} else if kind == 1 {
				cell = "~"
			}
			cells = append(cells, cell)
		}
		b := pointing(0, [][]string{cells}, r.IntN(20))
		var plain table.Column
		for i := range cells {
			raw, kind, flag := b.Cols[0].At(i)
			plain.Append(kind, flag, raw)
		}
		x := new(indexer)
		got, want := x.index(&b.Cols[0], len(cells)), x.index(&plain, len(cells))
		for i, cell := range cells {
			if g, w := got.at(i), want.at(i); got.codes[i] != want.codes[i] || g.raw != w.raw || g.kind != w.kind || g.raw != strings.TrimPrefix(cell, "~") || g.first != w.first {
				t.Fatalf("cell %d, %q: %+v, want %+v", i, cell, g, w)
			}
		}
	}
}
