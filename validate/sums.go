package validate

import (
	"slices"

	"winnow/internal/number"
	"winnow/rules"
)

// Sum is what a column's values come to.
type Sum struct {
	Field  string
	Values int        // cells with a value
	Num    number.Num // of numbers
	Bytes  int        // of texts
}

// Kept returns how many records Check did not hold back.
func (r *Result) Kept() int { return len(r.rows) - r.heldRows }

// Sums adds up each field's values over the records that Check did not hold
// back; it wants the result before Join has it.
func (r *Result) Sums(c *Checker) []Sum {
	out := make([]Sum, len(c.fields))
	for i, f := range c.fields {
		out[i].Field = f.Name
		if d := r.cols[i].direct; d != nil {
			d.sum(r, &out[i])
		} else {
			r.cols[i].sum(r, &out[i])
		}
	}
	return out
}

func (d *direct) sum(r *Result, to *Sum) {
	total := int64(0)
	for i, end := range d.ends {
		if start := d.start(i); start < end && !r.held[i] {
			to.Values++
			if d.field.Type == rules.TypeString {
				to.Bytes += int(end - start)
			} else {
				total += d.nums[i]
			}
		}
	}
	to.Num = number.FromScaled(total, d.scale)
}

func (c *column) sum(r *Result, to *Sum) {
	counts := c.counts()
	if r.heldRows > 0 && c.codes != nil {
		counts = slices.Clone(counts)
		for i, held := range r.held {
			if held {
				counts[c.codes[i]]--
			}
		}
	}
	for e, n := range counts {
		if x := &c.entries[e]; n > 0 && x.state == valued {
			to.Values += int(n)
			to.Bytes += int(n) * len(x.value.Str)
			to.Num = to.Num.Add(x.value.Num.Mul(number.FromInt(int64(n))))
		}
	}
}
