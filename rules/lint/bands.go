package lint

import (
	"maps"
	"slices"
	"strconv"

	"winnow/internal/expr"
	"winnow/rules"
)

// bands complains of lines of a scale that an earlier one leaves nothing.
func (l *linter) bands() {
	for _, name := range slices.Sorted(maps.Keys(l.set.Bands)) {
		b := l.set.Bands[name]
		for i, line := range b.Scale {
			for n, before := range b.Scale[:i] {
				if before.Where == nil && len(before.SinceLastYear) == 0 && covers(before, line) {
					l.add(b.File, l.source(b.File).entry(i, "scale"), Warning, "line-unreached",
						"the %s line of the scale (%s) is never reached: the %s (%s) holds wherever it does", ordinal(i+1), line.Band, ordinal(n+1), before.Band)
					break
				}
			}
		}
	}
}

// covers says whether a holds wherever b does, by how much better a value is.
func covers(a, b rules.BandRule) bool {
	outer, ok := distances(a)
	inner, okB := distances(b)
	if !ok || !okB {
		return false
	}
	return (outer.low == nil || inner.low != nil && within(*inner.low, *outer.low, 1)) &&
		(outer.high == nil || inner.high != nil && within(*inner.high, *outer.high, -1))
}

// within says whether an inner bound lies no further out than an outer one; side
// is 1 for low bounds and -1 for high ones.
func within(inner, outer edge, side int) bool {
	c := compare(inner.at, outer.at) * side
	return c > 0 || c == 0 && (inner.open || !outer.open)
}

// span is how much better than its target a value may be, in per cent or points.
type span struct{ low, high *edge }

// distances reads the edges of a line as a span; false where they are the
// target's own, or mix per cent with points.
func distances(r rules.BandRule) (span, bool) {
	var s span
	for _, e := range []*rules.Edge{r.BetterBy, r.WorseBy} {
		if e == nil {
			continue
		}
		if e.Tolerance || !e.Percent {
			return s, false
		}
		at, op := e.By, e.Op
		if e == r.WorseBy {
			at, op = at.Neg(), map[string]string{">": "<", ">=": "<=", "<": ">", "<=": ">="}[op]
		}
		bound := edge{at: expr.Value{Type: expr.Number, Num: at}, open: op == "<" || op == ">"}
		if op == ">" || op == ">=" {
			s.low = &bound
		} else {
			s.high = &bound
		}
	}
	return s, true
}

func ordinal(n int) string {
	switch {
	case n%100 >= 11 && n%100 <= 13:
	case n%10 == 1:
		return strconv.Itoa(n) + "st"
	case n%10 == 2:
		return strconv.Itoa(n) + "nd"
	case n%10 == 3:
		return strconv.Itoa(n) + "rd"
	}
	return strconv.Itoa(n) + "th"
}
