package pairing

import (
	"bytes"
	"slices"
)

// decide pairs the records that are clearly nearest to each other, of which enough
// is equal that it is no chance.
func (c *comparison) decide() {
	var found []Pair
	for k := range c.side[is].queries {
		i := int(c.side[is].queries[k].at)
		b := int(c.side[is].queries[k].free[0].at)
		if b >= 0 && c.clear(is, i, b) && c.clear(was, b, i) && c.proved(b, i) {
			found = append(found, Pair{b, i})
		}
	}
	for _, p := range found {
		c.pair(p.Old, p.New)
	}
}

// clear says whether a record is nearer to another than all the rest by the margin.
func (c *comparison) clear(n, i, to int) bool {
	s, other := c.side[n], c.side[1-n]
	q := &s.queries[s.slot[i]]
	first := q.free[0]
	if int(first.at) != to {
		return false
	}
	rival := max(q.free[1].score, q.unseen)
	for _, p := range q.paired {
		if p.at >= 0 && !bytes.Equal(other.record(int(p.at)), other.record(to)) {
			rival = max(rival, p.score)
			break
		}
	}
	return first.score >= rival+margin
}

// proved says whether two records that are nearest to each other are one: by their
// key, or by more than chance would have equal in them.
func (c *comparison) proved(old, now int) bool {
	if int(c.side[was].partner[old]) == now {
		return c.trusted(old, now)
	}
	q := &c.side[is].queries[c.side[is].slot[now]]
	l := c.compare(c.side[is].record(now), c.side[was].record(old), q.weights)
	return l.alike() && l.surplus() >= c.byChance()+proof && !c.holdsAnothers(old, now)
}

// widest is how many records between two that are known may be told by their place.
const widest = 16

// byPlace pairs records without a telling key that stand in the same place between
// the same neighbours, if none comes nearer to either of them: as many records
// are between those neighbours on either side.
func (c *comparison) byPlace() {
	now := c.side[is]
	for i := 0; i < now.Len(); i++ {
		if now.to[i] >= 0 {
			continue
		}
		n := 1
		for i+n < now.Len() && now.to[i+n] < 0 {
			n++
		}
		c.gap(i, n)
		i += n
	}
}

// gap pairs the n new records from i on with the old ones in the same gap.
func (c *comparison) gap(i, n int) {
	old, now := c.side[was], c.side[is]
	before, after := -1, old.Len()
	if i > 0 {
		before = int(now.to[i-1])
	}
	if i+n < now.Len() {
		after = int(now.to[i+n])
	}
	if n > widest || after-before-1 != n {
		return
	}
	for k := range n {
		if old.to[before+1+k] >= 0 {
			return
		}
	}
	for k := range n {
		if c.nearest(was, before+1+k, i+k) && c.nearest(is, i+k, before+1+k) {
			c.pair(before+1+k, i+k)
		}
	}
}

// nearest says whether no record comes nearer to one than another does, neither of
// which has a key that another record has.
func (c *comparison) nearest(n, i, to int) bool {
	s, other := c.side[n], c.side[1-n]
	if s.partner[i] >= 0 {
		return false
	}
	q := &s.queries[s.slot[i]]
	l := c.compare(s.record(i), other.record(to), q.weights)
	need := proof
	if c.content(n, i) == c.content(1-n, to) {
		need = chance
	}
	best := max(q.free[0].score, q.paired[0].score, q.unseen)
	return l.alike() && l.surplus() >= need && l.score() >= best
}

// doubts lists for either side the records that each one without a pair may be: what
// came near to it and has no pair either, and the other way round.
func (c *comparison) doubts() (out [2]map[int][]int) {
	out = [2]map[int][]int{{}, {}}
	for n, s := range c.side {
		for _, q := range s.queries {
			for _, f := range q.free {
				if f.at >= 0 && s.to[q.at] < 0 && c.side[1-n].to[f.at] < 0 {
					out[n][int(q.at)] = append(out[n][int(q.at)], int(f.at))
					out[1-n][int(f.at)] = append(out[1-n][int(f.at)], int(q.at))
				}
			}
		}
	}
	for _, m := range out {
		for i, may := range m {
			slices.Sort(may)
			m[i] = slices.Compact(may)
		}
	}
	return out
}
