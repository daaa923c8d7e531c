package pairing

import (
	"cmp"
	"math/bits"
	"slices"

	"github.com/zeebo/xxh3"
)

// An index over pairs of fields: records are compared where they agree in two of the
// fields that say most. What is left out agrees in one of them at most, so that it is
// known how near it can come.
const (
	indexFields = 6
	crowd       = 4096 // comparisons of the records that share two values; with more they are left
)

// byIndex compares the records that agree in two of the fields that say most, if
// one of them has no pair.
func (c *comparison) byIndex() {
	fields := c.telltales()
	for x := range fields {
		for y := range x {
			c.agreeing([2]int{fields[x], fields[y]}, 1<<x|1<<y)
		}
	}
	for _, s := range c.side {
		for k := range s.queries {
			q := &s.queries[k]
			q.unseen = q.bound(fields)
		}
	}
}

// telltales are the fields that say most about a record.
func (c *comparison) telltales() []int {
	said, fields := make([]int, c.fields), make([]int, c.fields)
	for f, counts := range c.evidence.counts {
		fields[f] = f
		for value, n := range counts {
			if value != 0 {
				said[f] += n * c.evidence.of(f, value)
			}
		}
	}
	slices.SortStableFunc(fields, func(a, b int) int { return cmp.Compare(said[b], said[a]) })
	return fields[:min(indexFields, len(fields))]
}

// agreeing compares the records that have the same in two fields.
func (c *comparison) agreeing(fields [2]int, mask uint8) {
	c.groups(c.side[was].byFields(fields), c.side[is].byFields(fields), func(a, b []hashed) {
		looseA, looseB := c.side[was].queriesOf(a), c.side[is].queriesOf(b)
		if len(looseA)*len(b)+len(looseB)*len(a) > crowd {
			for _, q := range append(looseA, looseB...) {
				q.crowded |= mask
			}
			return
		}
		c.meetAll(was, looseA, b)
		c.meetAll(is, looseB, a)
	})
}

func (c *comparison) meetAll(n int, queries []*query, others []hashed) {
	for _, q := range queries {
		for _, o := range others {
			c.meet(n, q, o.at)
		}
	}
}

// byFields lists all records by the hash of two fields, but for those that have
// nothing in one of them.
func (s *side) byFields(fields [2]int) []hashed {
	out := make([]hashed, 0, s.Len())
	for i := range s.Len() {
		r := s.record(i)
		if a, b := cell(r, fields[0]), cell(r, fields[1]); a != 0 && b != 0 {
			out = append(out, hashed{xxh3.Uint128{Hi: a, Lo: b}, i})
		}
	}
	sortHashed(out)
	return out
}

func (s *side) queriesOf(list []hashed) (out []*query) {
	for _, h := range list {
		if k := s.slot[h.at]; k >= 0 {
			out = append(out, &s.queries[k])
		}
	}
	return out
}

// bound is how near a record can come that was not looked at: all is equal but for
// the index's fields, of which one is, or those by which too many are equal.
func (q *query) bound(fields []int) int {
	sum, most := 0, 0
	for f, w := range q.weights {
		if x := slices.Index(fields, f); x < 0 {
			sum += int(w)
		} else if q.crowded&(1<<x) != 0 {
			sum += int(w)
		} else {
			most = max(most, int(w))
		}
	}
	apart := len(fields) - bits.OnesCount8(q.crowded)
	if apart > 0 && q.crowded == 0 {
		sum, apart = sum+most, apart-1
	}
	return sum - changed*apart // changed is no less than any of them: see bound
}
