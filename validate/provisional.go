package validate

import (
	"slices"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// Ranges is what Figures may offer beside values: how far a figure may still
// move once held-back records are corrected.
type Ranges interface {
	// Range returns a figure's bounds, nil for none; ok is false where nothing
	// can move it.
	Range(ret, measure string, p period.Period) (low, high *number.Num, ok bool)
}

// span returns how far a figure that a rule speaks of may still move; ok is
// false where nothing can move it.
func (x *reduction) span(ref rules.MeasureRef, group string) (low, high *number.Num, ok bool) {
	if ref.When == "stated" {
		return nil, nil, false
	}
	if ref.When == "" && (ref.Return == "" || ref.Return == x.ret.Name) {
		f := x.ownSpan(ref.Measure, group)
		return f.low, f.high, f.moves()
	}
	ranges, held := x.figures.(Ranges)
	if !held {
		return nil, nil, false
	}
	ret, p := ref.Return, x.ctx.Period
	if ret == "" {
		ret = x.ret.Name
	}
	switch ref.When {
	case rules.LastYear:
		p = p.LastYear()
	case rules.Previous:
		p = p.Previous()
	}
	return ranges.Range(ret, ref.Measure, p)
}

func (x *reduction) ownSpan(measure, group string) figure {
	i := slices.IndexFunc(x.ret.Measures, func(m *rules.Measure) bool { return m.Name == measure })
	if i < 0 {
		return figure{}
	}
	m := x.ret.Measures[i]
	if !m.PerRule {
		return x.known[i]
	}
	t, p := &Tally{}, x.part(i)
	if g := p.Groups[group]; g != nil {
		t.merge(g)
	}
	if p.Anywhere != nil {
		t.merge(p.Anywhere)
	}
	return aggregate(m.Aggregate, t)
}

// heldReason is why a rule that its figures break isn't said to be broken.
const heldReason = "it can't be judged before the records held back are corrected: with them it may hold"

// mayHold says whether a rule that the figures break may come to hold once the
// records held back are corrected: then they are what is wrong, and that has been
// said. It is so where some combination of the figures' bounds keeps the rule, or,
// for one that has to equal something, of the whole numbers between; and for
// want of better where these are very many. In the final run of a year nothing is
// waited for.
func (f *figureRow) mayHold(r *rules.TableRule) bool {
	if f.x.ctx.Final {
		return false
	}
	var moving []moves
	corners := 1
	for _, i := range r.Expect.Reads() {
		if _, field := r.PerVars[i]; field {
			continue
		}
		low, high, ok := f.x.span(r.Vars[i], f.key)
		if !ok {
			continue
		}
		m := moves{i, ends(low, high)}
		if r.Expect.Shape().Equates(i) {
			if m.values = between(low, high); m.values == nil {
				return true
			}
		}
		if moving, corners = append(moving, m), corners*len(m.values); corners > f.x.patience() {
			return true
		}
	}
	f.x.tried += corners
	return len(moving) > 0 && f.someHold(r, moving, corners)
}

// moves is the values that a variable is tried with.
type moves struct {
	variable int
	values   []number.Num
}

const (
	manyCorners = 4096      // combinations tried at most
	manyBetween = 1024      // whole numbers tried of a figure at most
	fewCorners  = 64        // combinations tried at most where very many rules and groups are broken
	manyTried   = 1_000_000 // combinations tried of one table from which they are
)

// patience is how many combinations may be tried.
func (x *reduction) patience() int {
	if x.tried > manyTried {
		return fewCorners
	}
	return manyCorners
}

// leastFigure and mostFigure stand for no bound.
var leastFigure, mostFigure = number.FromInt(-1_000_000_000_000_000), number.FromInt(1_000_000_000_000_000)

// ends returns the lowest and the highest value of a figure.
func ends(low, high *number.Num) []number.Num {
	out := []number.Num{leastFigure, mostFigure}
	if low != nil {
		out[0] = *low
	}
	if high != nil {
		out[1] = *high
	}
	return out
}

// between returns the whole numbers from low to high, nil where there are too
// many or the ends aren't whole.
func between(low, high *number.Num) []number.Num {
	if low == nil || high == nil {
		return nil
	}
	from, whole := low.Int64()
	to, too := high.Int64()
	if !whole || !too || to-from > manyBetween {
		return nil
	}
	out := []number.Num{}
	for n := from; n <= to; n++ {
		out = append(out, number.FromInt(n))
	}
	return out
}

// someHold says whether the rule holds for some combination of the values.
func (f *figureRow) someHold(r *rules.TableRule, moving []moves, corners int) bool {
	at := &figureRow{x: f.x, r: f.r, key: f.key, known: map[int]figureOf{}}
	for corner := range corners {
		for _, m := range moving {
			n := m.values[corner%len(m.values)]
			corner /= len(m.values)
			at.known[m.variable] = figureOf{value: expr.Value{Type: expr.Number, Num: n}}
		}
		if truthOf(r.Expect.Eval(at)) == yes {
			return true
		}
	}
	return false
}
