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
// said. It is so where some combination of the figures' bounds keeps the rule, and
// for want of better where a figure may move without bounds, where very many
// may, or where one that may move has to equal something.
func (f *figureRow) mayHold(r *rules.TableRule) bool {
	var moving []bound
	for _, i := range r.Expect.Reads() {
		if _, field := r.PerVars[i]; field {
			continue
		}
		low, high, ok := f.x.span(r.Vars[i], f.key)
		if !ok {
			continue
		}
		if low == nil || high == nil || r.Expect.Shape().Equates(i) {
			return true
		}
		moving = append(moving, bound{i, *low, *high})
	}
	if len(moving) == 0 {
		return false
	}
	return len(moving) > manyMoving || f.someCorner(r, moving)
}

// bound is how far a variable may move.
type bound struct {
	variable  int
	low, high number.Num
}

// someCorner says whether the rule holds for some combination of the lowest and
// the highest of the figures that move.
func (f *figureRow) someCorner(r *rules.TableRule, moving []bound) bool {
	at := &figureRow{x: f.x, r: f.r, key: f.key, known: map[int]figureOf{}}
	for corner := range 1 << len(moving) {
		for bit, b := range moving {
			n := b.low
			if corner>>bit&1 == 1 {
				n = b.high
			}
			at.known[b.variable] = figureOf{value: expr.Value{Type: expr.Number, Num: n}}
		}
		if truthOf(r.Expect.Eval(at)) == yes {
			return true
		}
	}
	return false
}
