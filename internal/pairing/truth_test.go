package pairing

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// verdict is how a comparison stands up to what is known.
type verdict struct {
	pairs, wrong int
	missed       int // records that are still there, told as removed and added
	unsure       int
	records      int
	first        string
}

func (v *verdict) add(o verdict) {
	v.pairs, v.wrong, v.missed, v.unsure, v.records = v.pairs+o.pairs, v.wrong+o.wrong, v.missed+o.missed, v.unsure+o.unsure, v.records+o.records
	if v.first == "" {
		v.first = o.first
	}
}

// judge holds a result against the truth. Records that hold the same can't be told
// apart by anyone: a pair is right if what it holds on either side was so changed.
// Where a field or two stand beside the key, records of one key are the same by
// definition.
func judge(t testing.TB, old, now sheet, r *Result) verdict {
	t.Helper()
	keyIsAll := len(old.rows[0].cells)-old.keys <= 2
	complete(t, r, len(old.rows), len(now.rows))
	text := func(l line) string { return strings.Join(l.cells, "\x00") }
	became := map[string]bool{}
	for _, n := range now.rows {
		if n.from >= 0 {
			became[text(old.rows[n.from])+"\x01"+text(n)] = true
		}
	}
	v := verdict{pairs: len(r.Pairs), unsure: len(r.Unsure), records: len(now.rows)}
	for _, p := range r.Pairs {
		a, b := text(old.rows[p.Old]), text(now.rows[p.New])
		if keyIsAll && sameKey(old.rows[p.Old], now.rows[p.New], old.keys) {
			continue
		}
		if a != b && !became[a+"\x01"+b] {
			v.wrong++
			if v.first == "" {
				v.first = fmt.Sprintf("%q became %q", old.rows[p.Old].cells, now.rows[p.New].cells)
			}
		}
	}
	gone := map[int]bool{}
	for _, i := range r.Removed {
		gone[i] = true
	}
	for _, i := range r.Added {
		if gone[now.rows[i].from] {
			v.missed++
		}
	}
	return v
}

func sameKey(a, b line, keys int) bool {
	return keys > 0 && slices.Equal(a.cells[:keys], b.cells[:keys]) && strings.Join(a.cells[:keys], "") != ""
}

// complete wants every record of both tables in one list, and once.
func complete(t testing.TB, r *Result, old, now int) {
	t.Helper()
	was, is := make([]int, old), make([]int, now)
	for _, p := range r.Pairs {
		was[p.Old]++
		is[p.New]++
	}
	for _, i := range r.Removed {
		was[i]++
	}
	for _, i := range r.Open {
		was[i]++
	}
	for _, i := range r.Added {
		is[i]++
	}
	for _, d := range r.Unsure {
		is[d.New]++
	}
	for _, list := range [][]int{was, is} {
		for i, n := range list {
			if n != 1 {
				t.Fatalf("record %d is in %d lists", i, n)
			}
		}
	}
}
