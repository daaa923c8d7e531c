package rules

import (
	"winnow/internal/expr"
	"winnow/internal/number"
)

// Bands is one council's key.
type Bands struct {
	File       string
	Name       string
	Basis      string // relative or points
	Scale      []BandRule
	NoData     string
	ZeroTarget *ZeroTarget // nil: no_data
	Reads      bool        // some where: names last_year
}

// ZeroTarget is what a target of zero gives under a relative basis.
type ZeroTarget struct{ Met, Missed string }

// BandRule is one line of a scale; the first that holds gives the band.
type BandRule struct {
	Band          string
	Where         *expr.Program // over BandVars; nil: always
	BetterBy      *Edge
	WorseBy       *Edge
	SinceLastYear []string // better, same, worse
}

// Edge is a bound on how much better or worse than the target a value is: Op is
// one of > >= < <=. Percent says that By is in per cent of the target (relative
// basis) or in points.
type Edge struct {
	Op        string
	By        number.Num // 5 for "5%"
	Percent   bool
	Tolerance bool // the target's own tolerance stands in By's place
}

// Tolerance is how far from its target a measure may be, agreed for that measure
// alone: in per cent (of the target, or on the basis of points in points), or in
// the measure's own unit.
type Tolerance struct {
	By      number.Num // 5 for "5%"; not negative
	Percent bool
}

// Of returns the edge with the target's tolerance in its place where it asks for
// that; t must not be nil then.
func (e *Edge) Of(t *Tolerance) Edge {
	if !e.Tolerance {
		return *e
	}
	return Edge{Op: e.Op, By: t.By, Percent: t.Percent}
}

// BandVars are the variables of a scale's where.
var BandVars = []expr.Var{{Name: "unit", Type: expr.String}, {Name: "target", Type: expr.Number}, {Name: "value", Type: expr.Number}, {Name: "direction", Type: expr.String}}
