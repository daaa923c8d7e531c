package sketch

import (
	"maps"
	"math/bits"
	"slices"

	"github.com/zeebo/xxh3"
)

// Builder makes the sketch of a table from its records, in any order. It holds
// at most twice MaxKeys keys.
type Builder struct {
	sketch Sketch
	seen   map[uint64]entry // those of the smallest keys, and some more
	most   uint64           // no larger key is needed any more; only where cut
}

// NewBuilder begins a sketch. The basis stands for what the hashes are made of:
// the fields, their order, the way that values are written, the secret.
func NewBuilder(basis uint64) *Builder {
	return &Builder{sketch: Sketch{basis: basis}, seen: map[uint64]entry{}}
}

// Add takes one record in: the hash of what tells it from the others, and the
// hash of all of it.
func (b *Builder) Add(key uint64, row xxh3.Uint128) {
	s := &b.sketch
	s.count++
	var carry uint64
	s.digest.Lo, carry = bits.Add64(s.digest.Lo, row.Lo, 0)
	s.digest.Hi, _ = bits.Add64(s.digest.Hi, row.Hi, carry)
	if s.cut && key > b.most {
		return
	}
	e := b.seen[key]
	e.key, e.count, e.rows = key, e.count+1, e.rows+row.Lo
	if b.seen[key] = e; len(b.seen) >= 2*MaxKeys {
		b.prune()
	}
}

// prune forgets all but the smallest keys.
func (b *Builder) prune() {
	keys := slices.Sorted(maps.Keys(b.seen))
	if len(keys) <= MaxKeys {
		return
	}
	for _, k := range keys[MaxKeys:] {
		delete(b.seen, k)
	}
	b.most, b.sketch.cut = keys[MaxKeys-1], true
}

// Sketch returns the sketch of what was added so far.
func (b *Builder) Sketch() *Sketch {
	b.prune()
	s := b.sketch
	s.keys = make([]entry, 0, len(b.seen))
	for _, k := range slices.Sorted(maps.Keys(b.seen)) {
		e := b.seen[k]
		e.rows &= 1<<rowBits - 1
		s.keys = append(s.keys, e)
	}
	s.trim()
	return &s
}
