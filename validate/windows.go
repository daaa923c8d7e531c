package validate

import (
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
)

// EachPeriod is what Figures may implement beside Value: what a single period
// came to of a measure that adds up over a window. Without it Value is asked.
type EachPeriod interface {
	InPeriod(ret, measure string, p period.Period) (number.Num, bool)
}

// EachPeriodRanges is what Figures may implement beside EachPeriod: how far what a
// single period came to may still move once held-back records are corrected.
type EachPeriodRanges interface {
	// RangeInPeriod returns the bounds, nil for none; ok is false where nothing can
	// move the figure.
	RangeInPeriod(ret, measure string, p period.Period) (low, high *number.Num, ok bool)
}

// overWindow adds the figures of the earlier periods that a measure's window
// touches to this period's.
func (x *reduction) overWindow(i int, m *rules.Measure, f figure) figure {
	p := x.ctx.Period
	switch {
	case p.IsZero():
		return figure{rows: true, missing: "no period was given"}
	case m.Window.From > p.End():
		return figure{rows: true, missing: "its window begins only on " + m.Window.From.Long()}
	case f.value == nil && (f.failed || !x.any || m.Window.Touches(p)):
		return f
	case !m.Window.Touches(p):
		f = fixed(number.Num{})
	}
	f.rows = true
	x.alone[i] = f.value
	var lacking []string
	for q := p.Previous(); q.End() >= m.Window.From; q = q.Previous() {
		if !m.Window.Touches(q) {
			continue
		}
		n, ok := x.inPeriod(m.Name, q)
		if !ok {
			lacking = append(lacking, q.String())
			continue
		}
		low, high := &n, &n
		if ranges, ok := x.figures.(EachPeriodRanges); ok {
			if a, b, moves := ranges.RangeInPeriod(x.ret.Name, m.Name, q); moves {
				low, high = a, b
			}
		}
		f.shift(n, low, high)
	}
	if len(lacking) > 0 {
		return figure{rows: true, missing: m.Name + " is not held for " + periodList(lacking)}
	}
	return f
}

// shift adds a number to a figure, and its own bounds to the figure's: nil for none.
func (f *figure) shift(n number.Num, low, high *number.Num) {
	f.value, f.low, f.high = sum(f.value, &n), sum(f.low, low), sum(f.high, high)
}

// sum adds two numbers, either of which may not be there.
func sum(a, b *number.Num) *number.Num {
	if a == nil || b == nil {
		return nil
	}
	n := a.Add(*b)
	return &n
}

// inPeriod asks what a single earlier period came to.
func (x *reduction) inPeriod(measure string, p period.Period) (number.Num, bool) {
	switch f := x.figures.(type) {
	case nil:
		return number.Num{}, false
	case EachPeriod:
		return f.InPeriod(x.ret.Name, measure, p)
	default:
		return f.Value(x.ret.Name, measure, p)
	}
}

// periodList names periods, the earliest first; they come the other way round.
func periodList(all []string) string {
	s := all[len(all)-1]
	for i := len(all) - 2; i >= 0; i-- {
		if i == 0 {
			s += " and " + all[i]
		} else {
			s += ", " + all[i]
		}
	}
	return s
}
