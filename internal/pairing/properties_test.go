package pairing

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// drawnSheet draws a small sheet of few values, so that much is alike.
func drawnSheet(t *rapid.T, label string, width, keys int) sheet {
	n := rapid.IntRange(0, 12).Draw(t, label)
	var rows [][]string
	for range n {
		row := make([]string, width)
		for f := range row {
			if v := rapid.IntRange(0, 5).Draw(t, "value"); v > 0 {
				row[f] = fmt.Sprintf("f%d=%d", f, v)
			}
		}
		rows = append(rows, row)
	}
	return sent(keys, rows)
}

func drawnPair(t *rapid.T) (old, now sheet, width int) {
	width = rapid.IntRange(1, 8).Draw(t, "fields")
	keys := rapid.IntRange(0, width).Draw(t, "keys")
	return drawnSheet(t, "old", width, keys), drawnSheet(t, "now", width, keys), width
}

// TestAnyOrder: a table in another order is the same table.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, _, width := drawnPair(t)
		now := old.copied()
		now.rows = rapid.Permutation(now.rows).Draw(t, "order")
		r := Compare(old.tableOf(width), now.tableOf(width))
		if len(r.Pairs) != len(old.rows) {
			t.Fatalf("%d pairs of %d records", len(r.Pairs), len(old.rows))
		}
		for _, p := range r.Pairs {
			if !r.Same(p) {
				t.Fatalf("%v are not the same", p)
			}
		}
	})
}

// TestBothWays: what went is what came, seen from the other side.
func TestBothWays(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		old, now, width := drawnPair(t)
		there, back := Compare(old.tableOf(width), now.tableOf(width)), Compare(now.tableOf(width), old.tableOf(width))
		if got, want := len(back.Pairs), len(there.Pairs); got != want || len(back.Added) != len(there.Removed) || len(back.Unsure) != len(there.Open) || len(back.Open) != len(there.Unsure) {
			t.Fatalf("there %+v, back %+v", there, back)
		}
		var a, b []string
		for _, p := range there.Pairs {
			a = append(a, fmt.Sprint(old.rows[p.Old].cells, now.rows[p.New].cells))
		}
		for _, p := range back.Pairs {
			b = append(b, fmt.Sprint(old.rows[p.New].cells, now.rows[p.Old].cells))
		}
		slices.Sort(a)
		slices.Sort(b)
		if diff := cmp.Diff(a, b); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestOrderOfTheOld: what a record was doesn't hang on where the rows stood, where
// no two hold the same and none is told by its place.
func TestOrderOfTheOld(t *testing.T) {
	k := kinds()[0]
	for seed := range uint64(20) {
		old := k.made(seed)
		now := old.copied()
		e := newEditor(seed, old, k.fresh)
		e.change(&now, 3)
		e.rekey(&now)
		e.remove(&now)
		first := told(old, now, Compare(old.table(), now.table()))
		rand.New(rand.NewPCG(seed, 9)).Shuffle(len(old.rows), func(i, j int) { old.rows[i], old.rows[j] = old.rows[j], old.rows[i] })
		second := told(old, now, Compare(old.table(), now.table()))
		slices.Sort(first.Removed)
		slices.Sort(second.Removed)
		if diff := cmp.Diff(first, second); diff != "" {
			t.Errorf("seed %d: %s", seed, diff)
		}
	}
}

// FuzzCompare wants every record in one list, whatever the cells.
func FuzzCompare(f *testing.F) {
	f.Add([]byte("abcabcabd"), []byte("abcabd"), uint8(3), uint8(1))
	f.Add([]byte{0, 0, 0, 1, 1, 0}, []byte{1, 0}, uint8(2), uint8(0))
	f.Fuzz(func(t *testing.T, a, b []byte, width, keys uint8) {
		fields := 1 + int(width)%20
		old, now := byteTable(a, fields, int(keys)), byteTable(b, fields, int(keys))
		for _, limit := range []int{workLimit, 0} {
			c := newComparison(old, now)
			c.limit = limit
			complete(t, c.run(), old.Len(), now.Len())
		}
	})
}

func byteTable(data []byte, fields, keys int) *Table {
	t := NewTable(fields, keys)
	for i := 0; len(data) >= fields && i < 300; i++ {
		cells := make([]byte, fields*CellBytes)
		for f, c := range data[:fields] {
			cells[f*CellBytes] = c
		}
		t.Add([]int{i + 2}, cells)
		data = data[fields:]
	}
	return t
}
