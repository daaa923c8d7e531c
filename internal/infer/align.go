package infer

import (
	"math/bits"
	"slices"
	"strings"

	"winnow/internal/nearest"
	"winnow/internal/number"
	"winnow/rules"
)

// align joins a file's columns to those known: by title, else by what they hold
// where only one can be meant and a word of the title says so too, else by a title
// that is nearly the same, else by what they hold alone. What is left is a column
// of its own.
func (d *Draft) align(index int, seen []*column) {
	if index == 0 {
		d.columns = seen
		return
	}
	open := slices.Clone(d.columns)
	take := func(c *column, known *column) {
		known.join(c, index)
		open = slices.DeleteFunc(open, func(o *column) bool { return o == known })
	}
	var left []*column
	for _, c := range seen {
		if known := d.titled(c.title); known != nil {
			take(c, known)
			continue
		}
		left = append(left, c)
	}
	var unsure []*column
	for _, c := range left {
		if known := holding(c, open, left); known != nil && sharesWord(known.title, c.title) {
			take(c, known)
			continue
		}
		unsure = append(unsure, c)
	}
	var strange []*column
	for _, c := range unsure {
		if known := resembling(c, open); known != nil {
			take(c, known)
			continue
		}
		strange = append(strange, c)
	}
	for _, c := range strange {
		if known := holding(c, open, strange); known != nil {
			take(c, known)
			continue
		}
		c.last = index
		d.columns = append(d.columns, c)
	}
}

// titled returns the column that has a title already, or nil.
func (d *Draft) titled(title string) *column {
	folded := rules.FoldTitle(title)
	for _, c := range d.columns {
		if rules.FoldTitle(c.title) == folded || slices.ContainsFunc(c.aliases, func(a string) bool { return rules.FoldTitle(a) == folded }) {
			return c
		}
	}
	return nil
}

// resembling returns the one open column whose title is a misspelling of c's, or
// has all its words or whose words it has all; nil where none or several do.
func resembling(c *column, open []*column) *column {
	var names []string
	var alike []*column
	for _, o := range open {
		names = append(names, o.title)
		if o.alike(c) && wordsWithin(o.title, c.title) {
			alike = append(alike, o)
		}
	}
	if i := nearest.Of(c.title, names); i >= 0 && open[i].alike(c) && len(c.title) > 3 {
		return open[i]
	}
	if len(alike) == 1 {
		return alike[0]
	}
	return nil
}

// wordsWithin says whether all words of one title are in the other.
func wordsWithin(a, b string) bool {
	x, y := strings.Fields(rules.FoldText(a)), strings.Fields(rules.FoldText(b))
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) > 0 && !slices.ContainsFunc(x, func(w string) bool { return !slices.Contains(y, w) })
}

// sharesWord says whether two titles have a word in common.
func sharesWord(a, b string) bool {
	y := strings.Fields(rules.FoldText(b))
	return slices.ContainsFunc(strings.Fields(rules.FoldText(a)), func(w string) bool { return slices.Contains(y, w) })
}

// holding returns the open column whose texts c's are, where both are few and
// most of c's are there, and no other column of either file comes into question.
func holding(c *column, open, others []*column) *column {
	var best *column
	for _, o := range open {
		if o.alike(c) && o.overlap(c) {
			if best != nil {
				return nil
			}
			best = o
		}
	}
	if best == nil || slices.ContainsFunc(others, func(x *column) bool { return x != c && best.alike(x) && best.overlap(x) }) {
		return nil
	}
	return best
}

// alike says whether two columns hold the same kind of thing.
func (c *column) alike(o *column) bool { return c.main() == o.main() }

// main is the kind of most of a column's cells.
func (c *column) main() kind {
	most := isText
	for k := isBlank + 1; k < kinds; k++ {
		if c.counts[k] > c.counts[most] {
			most = k
		}
	}
	switch most {
	case isDecimal:
		return isInteger
	case isDateTime:
		return isDate
	}
	return most
}

// overlap says whether most of o's texts are c's too, and they are few enough to
// mean something.
func (c *column) overlap(o *column) bool {
	if c.main() != isText || c.overflow || o.overflow || len(o.texts) < 2 || len(o.texts) > mostCodes || len(c.texts) > mostCodes {
		return false
	}
	both := 0
	for t := range o.texts {
		if c.texts[t] > 0 {
			both++
		}
	}
	return both*3 >= len(o.texts)*2
}

// join adds what another file shows of the column.
func (c *column) join(o *column, index int) {
	if rules.FoldTitle(o.title) != rules.FoldTitle(c.title) && !slices.Contains(c.aliases, o.title) {
		c.aliases = append(c.aliases, o.title)
	}
	c.files, c.last = c.files+1, index
	c.cells += o.cells
	for k, n := range o.counts {
		c.counts[k] += n
	}
	c.overflow = c.overflow || o.overflow
	addCounts(c.texts, o.texts)
	addCounts(c.words, o.words)
	c.overflow = c.overflow || len(c.texts) > manyTexts
	c.places, c.percent = max(c.places, o.places), c.percent+o.percent
	if c.money == "" {
		c.money = o.money
	}
	c.low, c.high = outer(c.low, o.low, -1), outer(c.high, o.high, 1)
	c.formats &= o.formats
	c.spans = append(c.spans, o.spans...)
	switch {
	case c.shape == nil:
		c.shape = o.shape
	case o.shape != nil:
		c.shape.meet(o.shape)
	}
}

func addCounts(to, from map[string]int) {
	for t, n := range from {
		if _, ok := to[t]; ok || len(to) <= manyTexts {
			to[t] += n
		}
	}
}

// outer returns the one of two numbers that lies further in a direction; either
// may not be there.
func outer(a, b *number.Num, direction int) *number.Num {
	if a == nil || b != nil && direction*b.Cmp(*a) > 0 {
		return b
	}
	return a
}

// format returns the likeliest writing that all text dates are in: an index into
// dateFormats, or -1.
func (c *column) format() int {
	if c.formats == 0 {
		return -1
	}
	return bits.TrailingZeros32(c.formats)
}
