package pairing

import (
	"bytes"
	"math/bits"
)

// near is a record of the other side and how near it comes.
type near struct {
	at    int32 // -1 for none
	score int
}

// query is the search for what a record without a pair has become, or was.
type query struct {
	at      int32
	weights []uint8
	free    [2]near // the nearest two without a pair that don't hold the same
	paired  [2]near // likewise of those with a pair: that it may be a copy of one
	crowded uint8   // of the index, which fields in a row too many records share
	unseen  int     // no record that wasn't looked at comes nearer than that
}

const (
	nowhere  = -1 << 30
	noRecord = -1
)

// workLimit is how many comparisons of two records are made one by one; where there
// would be more, an index says which are worth making.
const workLimit = 30_000_000

// search looks for the nearest to each record that has no pair yet.
func (c *comparison) search() {
	c.loose = max(c.side[was].free(), c.side[is].free())
	work := 0
	for n, s := range c.side {
		s.begin(c)
		work += len(s.queries) * c.side[1-n].Len()
	}
	if work <= c.limit {
		for n := range c.side {
			c.each(n)
		}
	} else {
		c.byIndex()
	}
	for n, s := range c.side {
		for k := range s.queries {
			c.meetPartner(n, &s.queries[k])
		}
	}
}

// begin lists a side's records without a pair.
func (s *side) begin(c *comparison) {
	s.slot, s.queries = make([]int32, s.Len()), s.queries[:0]
	for i, to := range s.to {
		s.slot[i] = -1
		if to >= 0 {
			continue
		}
		none := near{noRecord, nowhere}
		s.slot[i] = int32(len(s.queries))
		s.queries = append(s.queries, query{
			at: int32(i), unseen: nowhere, free: [2]near{none, none}, paired: [2]near{none, none},
			weights: c.weights(s.record(i), make([]uint8, 0, c.fields)),
		})
	}
}

// block is how many records are gone through for all queries before the next: they
// stay in the processor's cache.
const block = 512

// each compares every record without a pair with all of the other side.
func (c *comparison) each(n int) {
	s, other := c.side[n], c.side[1-n]
	for from := 0; from < other.Len(); from += block {
		for k := range s.queries {
			for i := from; i < min(from+block, other.Len()); i++ {
				c.meet(n, &s.queries[k], i)
			}
		}
	}
}

// meet compares a query's record with one of the other side.
func (c *comparison) meet(n int, q *query, i int) {
	s, other := c.side[n], c.side[1-n]
	partner := s.partner[q.at]
	if int(partner) == i || partner >= 0 && other.to[i] >= 0 {
		return // see meetPartner; what has its key is no copy
	}
	l := c.compare(s.record(int(q.at)), other.record(i), q.weights)
	if !l.alike() || l.surplus() < c.byChance()+chance {
		return
	}
	if other.to[i] >= 0 {
		other.enter(&q.paired, near{int32(i), l.score()})
	} else {
		other.enter(&q.free, near{int32(i), l.score()})
	}
}

// byChance is what a record shares with the likest of as many others that have
// nothing to do with it.
func (c *comparison) byChance() int { return bits.Len(uint(c.loose)) }

// meetPartner compares a query's record with the one that has its key, and no more
// need be alike.
func (c *comparison) meetPartner(n int, q *query) {
	s, other := c.side[n], c.side[1-n]
	if p := s.partner[q.at]; p >= 0 && other.to[p] < 0 {
		other.enter(&q.free, near{p, c.keyScore(s.record(int(q.at)), other.record(int(p)), q.weights)})
	}
}

func (c *comparison) keyScore(a, b []byte, weights []uint8) int {
	var l likeness
	for f := range c.fields {
		if cell(a, f) == cell(b, f) {
			l.bits += int(weights[f])
		} else {
			l.against += c.evidence.against[f]
		}
	}
	return l.score() + c.keyBonus()
}

// enter puts a record among the nearest two, if it comes so near. One that holds
// the same as another counts once.
func (s *side) enter(top *[2]near, n near) {
	first, second := &top[0], &top[1]
	switch {
	case n.at == first.at || n.at == second.at:
	case first.at < 0:
		*first = n
	case n.score > first.score:
		*first, *second = n, *first
	case n.score > second.score && !bytes.Equal(s.record(int(n.at)), s.record(int(first.at))):
		*second = n
	}
}
