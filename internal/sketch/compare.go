package sketch

import "math/bits"

// Change is what became of the records of one table in another. Old records are
// Same + Changed + Removed, new ones Same + Changed + Added; where Exact is
// false they are estimates from the records that both sketches looked at.
type Change struct {
	Comparable bool // the hashes were made in the same way; all else is 0 where not
	Exact      bool
	Equal      bool  // the same records in whatever order: certain, also of long tables
	Same       int64 // records found again as they were
	Changed    int64 // records whose key is found again, and whose other values differ
	Added      int64
	Removed    int64
	Compared   int64 // records of the old table that were looked at
}

// Kept returns how many records of the old table are found again by their key.
func (c Change) Kept() int64 { return c.Same + c.Changed }

// ShareKept returns Kept as a share of the old table's records, from 0 to 1; 1
// where it had none.
func (c Change) ShareKept() float64 {
	if old := c.Kept() + c.Removed; old > 0 {
		return float64(c.Kept()) / float64(old)
	}
	return 1
}

// Compare says what became of the records of old in the table of now.
func Compare(old, now *Sketch) Change {
	if old.basis != now.basis {
		return Change{}
	}
	if old.EqualRecords(now) {
		return Change{Comparable: true, Exact: true, Equal: true, Same: old.count, Compared: old.count}
	}
	c := Change{Comparable: true, Exact: !old.cut && !now.cut}
	c.walk(old, now)
	c.Compared = c.Same + c.Changed + c.Removed
	if !c.Exact {
		c.estimate(old.count, now.count)
	}
	return c
}

// walk counts over the keys that both tables would have kept.
func (c *Change) walk(old, now *Sketch) {
	last := ^uint64(0)
	for _, s := range []*Sketch{old, now} {
		if s.cut {
			last = min(last, s.keys[len(s.keys)-1].key)
		}
	}
	i, j := 0, 0
	for {
		a, b := next(old.keys, i, last), next(now.keys, j, last)
		switch {
		case a == nil && b == nil:
			return
		case b == nil || a != nil && a.key < b.key:
			c.Removed += a.count
			i++
		case a == nil || b.key < a.key:
			c.Added += b.count
			j++
		default:
			c.pair(*a, *b)
			i, j = i+1, j+1
		}
	}
}

// next returns the entry at i, nil past the last key that counts.
func next(keys []entry, i int, last uint64) *entry {
	if i < len(keys) && keys[i].key <= last {
		return &keys[i]
	}
	return nil
}

// pair counts the records of a key that both tables have. Of records that share a
// key it is not known which of them differ: they are all taken for changed.
func (c *Change) pair(a, b entry) {
	both := min(a.count, b.count)
	if a.count == b.count && a.rows == b.rows {
		c.Same += both
	} else {
		c.Changed += both
	}
	c.Removed += a.count - both
	c.Added += b.count - both
}

// estimate brings counts over the records looked at up to the whole tables.
func (c *Change) estimate(old, now int64) {
	c.Same, c.Changed = scaled(c.Same, old, c.Compared), scaled(c.Changed, old, c.Compared)
	c.Removed, c.Added = max(0, old-c.Kept()), max(0, now-c.Kept())
}

// scaled returns n of part, which is no less, brought up to whole, to the
// nearest; 0 of nothing.
func scaled(n, whole, part int64) int64 {
	if part <= 0 {
		return 0
	}
	hi, lo := bits.Mul64(uint64(n), uint64(whole))
	lo, carry := bits.Add64(lo, uint64(part)/2, 0)
	quotient, _ := bits.Div64(hi+carry, lo, uint64(part))
	return int64(quotient)
}
