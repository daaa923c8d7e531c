package pairing

import (
	"math/bits"

	"github.com/zeebo/xxh3"
)

// What is weighed, in bits. That two records have the same value in a field counts
// the more the rarer it is: by the power of two nearest below how many records
// there are for each that has it.
const (
	changed = 7 // a field that differs counts against a pair, at most: some one in a hundred cells is changed
	margin  = 6 // how much nearer than any other a record has to be
	proof   = 6 // how much more than chance what two records share has to say
	chance  = 3 // how much more it has to say to be worth asking about
	trust   = 5 // how much may speak against two records of one key: that a row was replaced is rarer by that
	settled = 8 // trust, where each key that is there was there before and none is gone
	again   = 3 // what a field that differs counts then: where one cell was changed, others often were
	wary    = 2 // trust, where keys are seen to have wandered from record to record; each field counts in full then
)

// sampled is about how many records of each table the frequencies are taken from.
const sampled = 8192

// evidence is how often each value stands in each field.
type evidence struct {
	records int
	counts  []map[uint64]int
	against []int // of each field, what it counts that two records differ in it; changed, or less where it was changed in many
}

// weigh counts the values. Which records are looked at is up to what they hold, so
// that their order doesn't matter.
func (c *comparison) weigh() {
	e := &evidence{counts: make([]map[uint64]int, c.fields)}
	for f := range e.counts {
		e.counts[f] = map[uint64]int{}
	}
	most := max(c.side[was].Len(), c.side[is].Len())
	every := uint64(max(1, most/sampled))
	for _, s := range c.side {
		for i := range s.Len() {
			r := s.record(i)
			if every > 1 && xxh3.Hash(r)%every != 0 {
				continue
			}
			e.records++
			for f := range e.counts {
				e.counts[f][cell(r, f)]++
			}
		}
	}
	c.evidence = e
	c.countChanges()
	c.loose = max(c.side[was].free(), c.side[is].free())
}

// countChanges sees in which fields many of the records with one key differ: a
// column that was written in another way throughout tells nothing. It says whether it
// has found such a column that it didn't know of.
func (c *comparison) countChanges() (news bool) {
	old, now, before := c.side[was], c.side[is], c.evidence.against
	c.evidence.against = nil
	differ, filled := make([]int, c.fields), make([]int, c.fields)
	for a, to := range old.to {
		if to < 0 {
			to = old.partner[a]
		}
		if to < 0 {
			continue
		}
		for f := range c.fields {
			v, w := cell(old.record(a), f), cell(now.record(int(to)), f)
			if v != 0 || w != 0 {
				filled[f]++
			}
			if v != w {
				differ[f]++
			}
		}
	}
	for f, n := range differ {
		against := changed
		if n > few {
			against = min(changed, bits.Len(uint(filled[f]/n)))
		}
		c.evidence.against = append(c.evidence.against, against)
		news = news || against <= throughout && before != nil && before[f] > throughout
	}
	return news
}

// throughout is what a field counts against a pair, at most, if it was changed in
// more than half of the records that have anything in it.
const throughout = 1

// few is how many changes of a field say nothing yet of how often it was changed.
const few = 4

// of is what it counts for that two records have a value.
func (e *evidence) of(field int, value uint64) int {
	// Each of the two has it, on its own side: a value that stands once counts twice.
	n := max(2, e.counts[field][value])
	return bits.Len(uint((e.records+1)/n)) - 1
}

// likeness is what speaks for two records being one, and what against.
type likeness struct {
	bits    int // that their equal fields count for
	same    int // equal fields that hold something
	differs int
	against int // what those that differ count for
}

// score puts both together.
func (l likeness) score() int { return l.bits - l.against }

// alike says whether at least half of the fields that hold something are equal.
func (l likeness) alike() bool { return l.same > 0 && l.same >= l.differs }

// surplus is by how much what is equal outweighs what differs, where the two were
// found among many: chance brings together records that are half alike.
func (l likeness) surplus() int { return l.bits - min(l.against, 2*l.differs) }

// compare likens two records; weights are those of the first one's values. It gives
// up, with differs past any bound, where they can't be alike any more.
func (c *comparison) compare(a, b []byte, weights []uint8) (l likeness) {
	most := c.fields / 2
	for f := range c.fields {
		v := cell(a, f)
		switch {
		case v != cell(b, f):
			if l.differs++; l.differs > most {
				return l
			}
			l.against += c.evidence.against[f]
		case v != 0:
			l.same++
			fallthrough
		default:
			l.bits += int(weights[f])
		}
	}
	return l
}

// weights are those of the values of a record.
func (c *comparison) weights(r []byte, to []uint8) []uint8 {
	for f := range c.fields {
		to = append(to, uint8(c.evidence.of(f, cell(r, f))))
	}
	return to
}
