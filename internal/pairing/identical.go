package pairing

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/zeebo/xxh3"
)

// identical pairs records that hold the same. Of several that do, those that stand
// in the same place or beside the same neighbours belong together.
func (c *comparison) identical() {
	old, now := c.side[was], c.side[is]
	for i := range min(old.Len(), now.Len()) {
		c.pairSame(i, i)
	}
	for i, k := old.Len()-1, now.Len()-1; i >= 0 && k >= 0; i, k = i-1, k-1 {
		c.pairSame(i, k)
	}
	if old.free() == 0 || now.free() == 0 {
		return
	}
	a, b := old.hashes(), now.hashes()
	c.groups(a, b, func(a, b []hashed) {
		if len(a) == 1 && len(b) == 1 {
			c.pair(a[0].at, b[0].at)
		}
	})
	c.besides()
	c.groups(a, b, func(a, b []hashed) {
		for len(a) > 0 && len(b) > 0 {
			switch {
			case old.to[a[0].at] >= 0:
				a = a[1:]
			case now.to[b[0].at] >= 0:
				b = b[1:]
			default:
				c.pair(a[0].at, b[0].at)
			}
		}
	})
}

// pairSame pairs two records if neither has a pair and they hold the same.
func (c *comparison) pairSame(old, now int) {
	a, b := c.side[was], c.side[is]
	if a.to[old] < 0 && b.to[now] < 0 && bytes.Equal(a.record(old), b.record(now)) {
		c.pair(old, now)
	}
}

// besides pairs records that hold the same and follow on a pair, or stand before one.
func (c *comparison) besides() {
	old, now := c.side[was], c.side[is]
	for i := 1; i < now.Len(); i++ {
		if a := now.to[i-1]; a >= 0 && int(a)+1 < old.Len() {
			c.pairSame(int(a)+1, i)
		}
	}
	for i := now.Len() - 2; i >= 0; i-- {
		if a := now.to[i+1]; a > 0 {
			c.pairSame(int(a)-1, i)
		}
	}
}

// hashed is a record's index with the hash of some of its cells.
type hashed struct {
	sum xxh3.Uint128
	at  int
}

// hashes lists the records without a pair by the hash of all they hold.
func (s *side) hashes() []hashed {
	out := make([]hashed, 0, s.free())
	for i, to := range s.to {
		if to < 0 {
			out = append(out, hashed{xxh3.Hash128(s.record(i)), i})
		}
	}
	sortHashed(out)
	return out
}

func sortHashed(list []hashed) {
	slices.SortFunc(list, func(a, b hashed) int { return cmp.Or(compareSums(a.sum, b.sum), a.at-b.at) })
}

func compareSums(a, b xxh3.Uint128) int {
	return cmp.Or(cmp.Compare(a.Hi, b.Hi), cmp.Compare(a.Lo, b.Lo))
}

// groups calls do for each hash that both sorted lists have.
func (c *comparison) groups(a, b []hashed, do func(a, b []hashed)) {
	for len(a) > 0 && len(b) > 0 {
		n, m := run(a), run(b)
		switch by := compareSums(a[0].sum, b[0].sum); {
		case by < 0:
			a = a[n:]
		case by > 0:
			b = b[m:]
		default:
			do(a[:n], b[:m])
			a, b = a[n:], b[m:]
		}
	}
}

// run returns how many entries at the front have the same hash.
func run(list []hashed) int {
	n := 1
	for n < len(list) && list[n].sum == list[0].sum {
		n++
	}
	return n
}
