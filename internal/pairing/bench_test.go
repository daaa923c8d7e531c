package pairing

import (
	"fmt"
	"math/rand/v2"
	"testing"
)

// BenchmarkCompare pairs tables of 14 columns: one record in a hundred corrected;
// sorted besides; every key another and a column in another writing, so that each
// record has to be searched for.
func BenchmarkCompare(b *testing.B) {
	k := kinds()[0]
	for _, n := range []int{100_000, 1_000_000} {
		for _, c := range []string{"corrected", "sorted", "other keys"} {
			b.Run(fmt.Sprintf("%s %d", c, n), func(b *testing.B) {
				old, now := benchTables(k, n, c)
				b.ReportAllocs()
				for b.Loop() {
					if r := Compare(old, now); len(r.Pairs) < n*9/10 {
						b.Fatalf("%d pairs", len(r.Pairs))
					}
				}
			})
		}
	}
}

func benchTables(k kind, n int, how string) (old, now *Table) {
	r := rand.New(rand.NewPCG(uint64(n), 3))
	old, now = NewTable(14, 1), NewTable(14, 1)
	lines := make([][]byte, n)
	for i := range n {
		row := k.fresh(r)
		row[0] = fmt.Sprint("E", i)
		old.Add([]int{i + 2}, hashCells(row))
		if how == "other keys" {
			row[0], row[5] = fmt.Sprint("F", i), row[5]+" in full"
		} else if i%100 == 0 {
			row[4] = "put right"
		}
		lines[i] = hashCells(row)
	}
	if how == "sorted" {
		r.Shuffle(n, func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	}
	for i, l := range lines {
		now.Add([]int{i + 2}, l)
	}
	return old, now
}
