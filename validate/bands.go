package validate

import (
	"slices"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/rules"
)

// BandInput is a value against a target.
type BandInput struct {
	Value     *number.Num      // nil for none, or a placeholder
	Target    *number.Num      // nil for none, or a placeholder
	LastYear  *number.Num      // the same measure a year before; nil where not held
	Unit      string           // count, percent, money, …; percentages in points (93.5)
	Direction string           // higher (default) or lower is better
	Basis     string           // the target's own, relative or points; "" for the scale's
	Tolerance *rules.Tolerance // the target's own; nil where none was agreed
}

// BandResult is what a value comes to.
type BandResult struct {
	Band     string
	Variance *number.Num // how much better than the target, in per cent of it, or in points on that basis; nil where there is none
	Note     string      // why there is no band though there are a value and a target; "" otherwise
}

// VariancePercent returns the variance with two places, halves away from zero,
// or nil.
func (b BandResult) VariancePercent() *string {
	if b.Variance == nil {
		return nil
	}
	s := b.Variance.Text(2)
	if s == "-0.00" {
		s = "0.00"
	}
	return &s
}

// Band finds the first line of a scale that holds, by exact arithmetic: 98.7
// against 94.0 is exactly 5 % better and not more. A nil scale gives the
// variance alone.
func Band(b *rules.Bands, in BandInput) BandResult {
	if in.Value == nil || in.Target == nil {
		return BandResult{Band: noData(b)}
	}
	points := in.Basis == "points" || in.Basis == "" && b != nil && b.Basis == "points"
	better := in.Value.Sub(*in.Target)
	if in.Direction == "lower" {
		better = better.Neg()
	}
	if !points && in.Target.Sign() == 0 {
		return zeroTarget(b, better)
	}
	out := BandResult{Variance: variance(better, *in.Target, points)}
	if b != nil {
		out.Band, out.Note = b.NoData, "no line of the scale holds"
		for _, line := range b.Scale {
			if t, why := lineHolds(line, in, better, points); t == yes {
				out.Band, out.Note = line.Band, ""
				break
			} else if t == unknown {
				out.Note = why
				break
			}
		}
	}
	return out
}

// targetIsZero is the note of a band that a zero target leaves out.
const targetIsZero = "the target is zero"

// Notes of a band that needs a figure not held.
const (
	lastYearUnknown  = "last year's figure is not held"
	toleranceUnknown = "no tolerance is set for the target"
)

func noData(b *rules.Bands) string {
	if b == nil {
		return ""
	}
	return b.NoData
}

// zeroTarget bands against a target of zero, of which nothing is a per cent.
func zeroTarget(b *rules.Bands, better number.Num) BandResult {
	switch {
	case b == nil:
		return BandResult{}
	case b.ZeroTarget == nil:
		return BandResult{Band: b.NoData, Note: targetIsZero}
	case better.Sign() >= 0:
		return BandResult{Band: b.ZeroTarget.Met}
	}
	return BandResult{Band: b.ZeroTarget.Missed}
}

func variance(better, target number.Num, points bool) *number.Num {
	if !points {
		better, _ = better.Mul(hundred).Quo(target.Abs())
	}
	return &better
}

// lineHolds says whether a line applies; unknown, and why, where it asks for a
// figure that isn't there.
func lineHolds(line rules.BandRule, in BandInput, better number.Num, points bool) (t truth, why string) {
	if line.Where != nil && truthOf(line.Where.Eval(bandRow{in})) != yes {
		return no, ""
	}
	for _, side := range []struct {
		edge       *rules.Edge
		difference number.Num
	}{{line.BetterBy, better}, {line.WorseBy, better.Neg()}} {
		switch {
		case side.edge == nil:
		case side.edge.Tolerance && in.Tolerance == nil:
			return unknown, toleranceUnknown
		case !edgeHolds(side.edge.Of(in.Tolerance), side.difference, *in.Target, points):
			return no, ""
		}
	}
	if len(line.SinceLastYear) == 0 {
		return yes, ""
	}
	if in.LastYear == nil {
		return unknown, lastYearUnknown
	}
	if !slices.Contains(line.SinceLastYear, since(in)) {
		return no, ""
	}
	return yes, ""
}

// edgeHolds compares a difference with an edge without dividing.
func edgeHolds(e rules.Edge, difference, target number.Num, points bool) bool {
	by := e.By
	if e.Percent && !points {
		difference, by = difference.Mul(hundred), by.Mul(target.Abs())
	}
	c := difference.Cmp(by)
	switch e.Op {
	case ">":
		return c > 0
	case ">=":
		return c >= 0
	case "<":
		return c < 0
	}
	return c <= 0
}

// since says how a value compares with last year's: better, same or worse.
func since(in BandInput) string {
	c := in.Value.Cmp(*in.LastYear)
	if in.Direction == "lower" {
		c = -c
	}
	return [...]string{"worse", "same", "better"}[c+1]
}

// bandRow gives the variables of a line's where, in the order of
// rules.BandVars.
type bandRow struct{ in BandInput }

// Value implements expr.Row.
func (b bandRow) Value(v int) expr.Value {
	switch rules.BandVars[v].Name {
	case "unit":
		return expr.Value{Type: expr.String, Str: b.in.Unit}
	case "target":
		return expr.Value{Type: expr.Number, Num: *b.in.Target}
	case "value":
		return expr.Value{Type: expr.Number, Num: *b.in.Value}
	case "direction":
		if b.in.Direction == "lower" {
			return expr.Value{Type: expr.String, Str: "lower"}
		}
		return expr.Value{Type: expr.String, Str: "higher"}
	}
	return expr.Value{}
}
