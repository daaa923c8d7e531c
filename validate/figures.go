package validate

import (
	"cmp"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// Figures gives measures that Reduce doesn't work out itself: other returns' of
// this period, and this one's and others' of earlier periods.
type Figures interface {
	Value(ret, measure string, p period.Period) (number.Num, bool)
}

// figure is a measure's value, and how far records held back and bounded missing
// values could still move it. A nil bound is none. A figure that nothing can
// move has its value for both.
type figure struct {
	value     *number.Num
	low, high *number.Num
	rows      bool   // worked out from records
	missing   string // why there is no value
	failed    bool   // for a fault of the rule file: it could not be evaluated
}

func fixed(n number.Num) figure { return figure{value: &n, low: &n, high: &n} }

// moves says whether the figure could still change.
func (f figure) moves() bool {
	return f.value != nil && (f.low == nil || f.high == nil || f.low.Cmp(*f.high) != 0)
}

// aggregate works out a figure from the records of all submissions.
func aggregate(kind rules.Aggregate, t *Tally) figure {
	f := figure{rows: true}
	switch kind {
	case rules.Count:
		f.between(number.FromInt(t.Rows), number.FromInt(t.Rows), number.FromInt(t.Rows+t.Maybe))
	case rules.Distinct:
		f.distinct(t)
	case rules.Sum:
		f.between(t.Sum.Num, t.Sum.Add(t.MaybeLow.Num), t.Sum.Add(t.MaybeHigh.Num))
	case rules.Mean:
		if mean, ok := t.Sum.Quo(number.FromInt(t.Rows)); ok {
			f.between(mean, extreme(mean, t.MaybeMin, -1), extreme(mean, t.MaybeMax, 1))
		}
	case rules.Min:
		if t.Min != nil {
			f.between(t.Min.Num, extreme(t.Min.Num, t.MaybeMin, -1), t.Min.Num)
		}
	case rules.Max:
		if t.Max != nil {
			f.between(t.Max.Num, t.Max.Num, extreme(t.Max.Num, t.MaybeMax, 1))
		}
	case rules.Median:
		f.median(t)
	}
	if f.value == nil {
		f.missing = "there are no values to work it out from"
		return f
	}
	f.open(kind, t)
	return f
}

func (f *figure) between(value, low, high number.Num) { f.value, f.low, f.high = &value, &low, &high }

// open takes away the bounds that a record without bounds takes away.
func (f *figure) open(kind rules.Aggregate, t *Tally) {
	if kind == rules.Count || kind == rules.Distinct {
		return
	}
	if t.OpenLow && kind != rules.Max {
		f.low = nil
	}
	if t.OpenHigh && kind != rules.Min {
		f.high = nil
	}
}

func (f *figure) distinct(t *Tally) {
	sure := int64(len(t.Hashes))
	most := sure + t.MaybeOther
	for h := range t.MaybeHashes {
		if _, ok := t.Hashes[h]; !ok {
			most++
		}
	}
	f.between(number.FromInt(sure), number.FromInt(sure), number.FromInt(most))
}

// extreme returns the one of two numbers that lies further in a direction; the
// second may not be there.
func extreme(n number.Num, m *Exact, direction int) number.Num {
	if m != nil && direction*m.Cmp(n) > 0 {
		return m.Num
	}
	return n
}

// series is figures as an expression sees them, by its variables.
type series []figure

// Value implements expr.Row.
func (s series) Value(v int) expr.Value {
	if v >= len(s) || s[v].value == nil {
		return expr.Value{}
	}
	return expr.Value{Type: expr.Number, Num: *s[v].value}
}

// manyMoving bounds the figures whose corners are tried: 2 to that power.
const manyMoving = 12

// worked evaluates a value expression, and its bounds from the corners of the
// figures it reads.
func worked(p *expr.Program, known series) figure {
	v := p.Eval(known)
	if v.Type != expr.Number {
		why := p.Failure(known)
		return figure{missing: cmp.Or(why, unworkable(p, known)), failed: why != ""}
	}
	f := figure{value: &v.Num, low: &v.Num, high: &v.Num}
	var moving []int
	for _, i := range p.Reads() {
		f.rows = f.rows || known[i].rows
		if known[i].moves() {
			moving = append(moving, i)
		}
	}
	if len(moving) == 0 {
		return f
	}
	if len(moving) > manyMoving {
		f.low, f.high = nil, nil
		return f
	}
	f.corners(p, known, moving)
	return f
}

// corners tries every combination of the lowest and highest of the moving
// figures.
func (f *figure) corners(p *expr.Program, known series, moving []int) {
	at := append(series(nil), known...)
	for corner := range 1 << len(moving) {
		for bit, i := range moving {
			at[i].value = known[i].low
			if corner>>bit&1 == 1 {
				at[i].value = known[i].high
			}
		}
		v := p.Eval(at)
		if v.Type != expr.Number {
			f.low, f.high = nil, nil
			return
		}
		if v.Num.Cmp(*f.low) < 0 {
			f.low = &v.Num
		}
		if v.Num.Cmp(*f.high) > 0 {
			f.high = &v.Num
		}
	}
}

func unworkable(p *expr.Program, known series) string {
	for _, i := range p.Reads() {
		if i < len(known) && known[i].value == nil && known[i].missing != "" {
			return known[i].missing
		}
	}
	return "it can't be worked out from these figures"
}
