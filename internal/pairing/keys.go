package pairing

import (
	"math/bits"

	"github.com/zeebo/xxh3"
)

// tally counts on either side how many records have a hash, and remembers one that
// has no pair yet.
type tally struct {
	all  [2]int
	free [2]int32 // of keys: -1 for none
}

// byKey finds for each record that has no pair yet the one with its key, where that
// stands once in each of the whole tables.
func (c *comparison) byKey() {
	keys := map[xxh3.Uint128]*tally{}
	for n, s := range c.side {
		s.partner = make([]int32, s.Len())
		for i := range s.partner {
			s.partner[i] = -1
			if key := s.key(i); s.to[i] < 0 && key != nil {
				note(keys, xxh3.Hash128(key)).free[n] = int32(i)
			}
		}
	}
	if len(keys) == 0 {
		return
	}
	for n, s := range c.side {
		for i := range s.Len() {
			if key := s.key(i); key != nil {
				if t := keys[xxh3.Hash128(key)]; t != nil {
					t.all[n]++
				}
			}
		}
	}
	for _, t := range keys {
		if a, b := t.free[was], t.free[is]; t.all == [2]int{1, 1} && a >= 0 && b >= 0 {
			c.side[was].partner[a], c.side[is].partner[b] = b, a
		}
	}
}

func note(m map[xxh3.Uint128]*tally, sum xxh3.Uint128) *tally {
	t := m[sum]
	if t == nil {
		t = &tally{free: [2]int32{-1, -1}}
		m[sum] = t
	}
	return t
}

// inPlace pairs records with the same key that stand where they stood, in the same row
// or between the same two records, and hold two thirds of what they held: that what
// they hold now was another's before is then the weaker sign.
func (c *comparison) inPlace() {
	old := c.side[was]
	var found []Pair
	for a, b := range old.partner {
		if b >= 0 && old.to[a] < 0 && c.standsThere(a, int(b)) && c.mostlySame(a, int(b)) {
			found = append(found, Pair{a, int(b)})
		}
	}
	if old.keys == 0 {
		found = append(found, c.between()...)
	}
	for _, p := range found {
		c.pair(p.Old, p.New)
	}
}

// between finds, where records have no key, those that stand alone between the same two
// records as before and differ in one cell.
func (c *comparison) between() []Pair {
	var found []Pair
	for a, to := range c.side[was].to {
		if to >= 0 || a == 0 || c.side[was].to[a-1] < 0 {
			continue
		}
		b := int(c.side[was].to[a-1]) + 1
		if b < c.side[is].Len() && c.side[is].to[b] < 0 && c.follow(a+1, b+1) && c.mostlySame(a, b) && c.oneDiffers(a, b) {
			found = append(found, Pair{a, b})
		}
	}
	return found
}

func (c *comparison) standsThere(old, now int) bool {
	return c.side[was].rows[old] == c.side[is].rows[now] || c.follow(old-1, now-1) && c.follow(old+1, now+1)
}

// follow says whether two records are one, or both beyond the end of their tables.
func (c *comparison) follow(old, now int) bool {
	oldEnd, nowEnd := old < 0 || old >= c.side[was].Len(), now < 0 || now >= c.side[is].Len()
	if oldEnd || nowEnd {
		return oldEnd && nowEnd
	}
	return c.side[was].to[old] == int32(now)
}

func (c *comparison) oneDiffers(old, now int) bool {
	a, b, differ := c.side[was].record(old), c.side[is].record(now), 0
	for f := range c.fields {
		if cell(a, f) != cell(b, f) {
			differ++
		}
	}
	return differ == 1
}

// mostlySame says whether two thirds of what either record holds beside its key are the
// same in both.
func (c *comparison) mostlySame(old, now int) bool {
	a, b, same, filled := c.side[was].record(old), c.side[is].record(now), 0, 0
	for f := c.side[was].keys; f < c.fields; f++ {
		v, w := cell(a, f), cell(b, f)
		if v != 0 || w != 0 {
			filled++
		}
		if v == w && v != 0 {
			same++
		}
	}
	return 3*same >= 2*filled
}

// keyAlone is up to how many fields besides the key the key alone says which record
// is which: a value or two are no sign of a record.
const keyAlone = 2

// unrivalled pairs records of one key where no other record without a pair could
// come as near to either of them, whatever it holds.
func (c *comparison) unrivalled() {
	c.countContents()
	old := c.side[was]
	c.keyed = true
	for _, s := range c.side {
		for i, to := range s.to {
			c.keyed = c.keyed && (to >= 0 || s.partner[i] >= 0)
		}
	}
	for a, b := range old.partner {
		c.wandering = c.wandering || b >= 0 && old.to[a] < 0 && c.holdsAnothers(a, int(b))
	}
	for a, b := range old.partner {
		if b < 0 || old.to[a] >= 0 {
			continue
		}
		if c.fields-old.keys <= keyAlone || c.loss(a, int(b))+margin <= c.keyBonus()+2*changed && c.trusted(a, int(b)) {
			c.pair(a, int(b))
		}
	}
}

// loss is how much nearer a record could be that has all that one of the two has,
// where they differ, but not their key.
func (c *comparison) loss(old, now int) int {
	a, b, sum := c.side[was].record(old), c.side[is].record(now), 0
	for f := c.side[was].keys; f < c.fields; f++ {
		if v, w := cell(a, f), cell(b, f); v != w {
			sum += c.evidence.against[f] + max(c.evidence.of(f, v), c.evidence.of(f, w))
		}
	}
	return sum
}

// trusted says whether two records with the same key are one by what else they
// hold: if so much is different that the row may have been replaced, or what the key
// stands beside was another's, the key alone proves nothing.
func (c *comparison) trusted(old, now int) bool {
	sum, most := trust, again
	switch {
	case c.wandering:
		sum, most = wary, changed
	case c.keyed:
		sum = settled
	}
	a, b := c.side[was].record(old), c.side[is].record(now)
	for f := c.side[was].keys; f < c.fields; f++ {
		if v, w := cell(a, f), cell(b, f); v == w {
			sum += c.evidence.of(f, v)
		} else {
			sum -= min(most, c.evidence.against[f])
		}
	}
	return sum >= 0 && !c.holdsAnothers(old, now)
}

// keyBonus is what a key that stands once on either side counts for beyond its cells.
func (c *comparison) keyBonus() int {
	return bits.Len(uint(max(c.side[was].Len(), c.side[is].Len())))
}

// countContents counts what stands beside the keys of the records without a pair,
// in the columns that were not written in another way throughout.
func (c *comparison) countContents() {
	c.contents = map[xxh3.Uint128]*tally{}
	for n, s := range c.side {
		for i, to := range s.to {
			if to < 0 {
				note(c.contents, c.content(n, i)).all[n]++
			}
		}
	}
}

// content is the hash of what stands beside a record's key.
func (c *comparison) content(n, i int) xxh3.Uint128 {
	s := c.side[n]
	buf := c.buf[:0]
	for f := s.keys; f < c.fields; f++ {
		if c.evidence.against[f] > throughout {
			buf = append(buf, s.record(i)[f*CellBytes:(f+1)*CellBytes]...)
		}
	}
	c.buf = buf
	return xxh3.Hash128(buf)
}

// holdsAnothers says whether two records with the same key may be one that was given
// the other's: the new one holds exactly what another record held, and the old one
// what another record holds now, so that keys may have been changed round; or one of
// both, and that is no chance.
func (c *comparison) holdsAnothers(old, now int) bool {
	here, there := c.content(is, now), c.content(was, old)
	if here == there {
		return false
	}
	at, from := c.contents[here], c.contents[there]
	came, went := at != nil && at.all[was] > 0, from != nil && from.all[is] > 0
	return came && went && c.said(is, now) > 0 || came && c.telling(is, now) || went && c.telling(was, old)
}

// telling says whether what stands beside a record's key is so rare that another's
// would hardly be the same by chance.
func (c *comparison) telling(n, i int) bool { return c.said(n, i) >= c.byChance() }

// said is what it counts for that another record holds the same beside its key; 0
// where that is one value or none.
func (c *comparison) said(n, i int) int {
	r, filled, sum := c.side[n].record(i), 0, 0
	for f := c.side[n].keys; f < c.fields; f++ {
		if v := cell(r, f); v != 0 && c.evidence.against[f] > throughout {
			filled++
			sum += c.evidence.of(f, v)
		}
	}
	if filled < 2 {
		return 0
	}
	return sum
}
