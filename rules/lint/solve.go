package lint

import (
	"maps"

	"winnow/internal/expr"
)

// want is what a condition must come to, in three-valued logic.
type want uint8

const (
	isTrue want = iota
	isFalse
	notTrue  // false or unknown
	notFalse // true or unknown
)

// goal is a condition and what it must come to.
type goal struct {
	shape *expr.Shape // nil: a condition that always holds
	want  want
}

// turned is the same question asked of a condition's negation.
var turned = [...]want{isTrue: isFalse, isFalse: isTrue, notTrue: notFalse, notFalse: notTrue}

// known says whether a want leaves no room for unknown.
func (w want) known() bool { return w == isTrue || w == isFalse }

// holds says whether it asks for true rather than false.
func (w want) holds() bool { return w == isTrue || w == notFalse }

// order says how two terms compare, both having values: bit 0 below, bit 1
// equal, bit 2 above.
type order uint8

var orders = map[string]order{"<": 0b001, "<=": 0b011, "==": 0b010, "!=": 0b101, ">=": 0b110, ">": 0b100}

const anyOrder order = 0b111

func (o order) reversed() order { return o&0b010 | o>>2 | o&1<<2 }

type termPair struct{ a, b string }

// state is what a row is known to be like on the way to an answer.
type state struct {
	terms    map[string]*domain
	pairs    map[termPair]order // of terms that both have values
	loose    map[termPair]order // of terms, where both have values
	opinions map[string]want    // of conditions of which nothing else is known
	types    func(t expr.Term) *domain
	steps    *int
}

// maxSteps bounds the work on one question. One that takes more is answered
// with "may be".
const maxSteps = 20_000

func newState(types func(expr.Term) *domain) *state {
	steps := maxSteps
	return &state{terms: map[string]*domain{}, pairs: map[termPair]order{}, loose: map[termPair]order{}, opinions: map[string]want{}, types: types, steps: &steps}
}

func (s *state) clone() *state {
	c := &state{terms: make(map[string]*domain, len(s.terms)), pairs: maps.Clone(s.pairs), loose: s.loose, opinions: maps.Clone(s.opinions), types: s.types, steps: s.steps}
	for k, d := range s.terms {
		c.terms[k] = d.clone()
	}
	return c
}

func (s *state) domain(t expr.Term) *domain {
	d, ok := s.terms[t.Key]
	if !ok {
		d = s.types(t)
		s.terms[t.Key] = d
	}
	return d
}

// feasible says whether a row may meet all goals. It says false only where none
// can.
func (s *state) feasible(goals []goal) bool {
	if *s.steps--; *s.steps < 0 {
		return true
	}
	for len(goals) > 0 {
		g := goals[0]
		goals = goals[1:]
		all, any, ok := s.take(g)
		switch {
		case !ok:
			return false
		case len(any) > 0:
			for _, choice := range any {
				if s.clone().feasible(append(append([]goal{}, choice...), goals...)) {
					return true
				}
			}
			return false
		}
		goals = append(append([]goal{}, all...), goals...)
	}
	return s.possible()
}

// take works a goal into the state. It gives goals that must all be met, or
// several ways of which one must; false where it can't be met.
func (s *state) take(g goal) (all []goal, any [][]goal, ok bool) {
	if g.shape == nil {
		return nil, nil, g.want.holds()
	}
	switch sh := g.shape; sh.Op {
	case "constant":
		return nil, nil, sh.Holds == g.want.holds()
	case "not":
		return []goal{{sh.Args[0], turned[g.want]}}, nil, true
	case "and", "or":
		var parts []goal
		for _, a := range sh.Args {
			parts = append(parts, goal{a, g.want})
		}
		if (sh.Op == "and") == g.want.holds() {
			return parts, nil, true
		}
		for _, p := range parts {
			any = append(any, []goal{p})
		}
		return nil, any, true
	case "other":
		return nil, nil, s.opinion(sh.Key, g.want)
	}
	return s.compare(g)
}

// opinion keeps what a condition must come to of which nothing else is known.
func (s *state) opinion(key string, w want) bool {
	before, ok := s.opinions[key]
	switch {
	case !ok || before == w:
		s.opinions[key] = w
		return true
	case before.known() && w.known():
		return false
	case before.known():
		return before.holds() == w.holds()
	case w.known():
		s.opinions[key] = w
		return before.holds() == w.holds()
	}
	return true // not true and not false: unknown
}

// compare works a comparison in.
func (s *state) compare(g goal) (all []goal, any [][]goal, ok bool) {
	sh := g.shape
	d := s.domain(sh.Left)
	switch sh.Op {
	case "blank", "filled": // always known
		d.noValue = d.noValue || (sh.Op == "blank") == g.want.holds()
		d.noBlank = d.noBlank || (sh.Op == "filled") == g.want.holds()
		return nil, nil, !d.empty()
	case "in":
		d.noBlank = d.noBlank || g.want.known()
		d.choose(sh.Right, g.want.holds())
		return nil, nil, !d.empty()
	}
	o := orders[sh.Op]
	if !g.want.holds() {
		o = anyOrder &^ o
	}
	right := sh.Right[0]
	switch {
	case right.Key == "":
		d.noBlank = d.noBlank || g.want.known()
		d.restrict(o, right.Value)
		return nil, nil, !d.empty()
	case g.want.known():
		return nil, nil, s.relate(sh.Left, right, o)
	}
	// Unknown will do: one side is blank, or both have values in that order.
	known := &expr.Shape{Op: signOf[o], Left: sh.Left, Right: sh.Right}
	return nil, [][]goal{
		{{&expr.Shape{Op: "blank", Left: sh.Left}, isTrue}},
		{{&expr.Shape{Op: "blank", Left: right}, isTrue}},
		{{known, isTrue}},
	}, true
}

// choose narrows a domain to some literals, or to all but them.
func (d *domain) choose(literals []expr.Term, among bool) {
	values := make([]expr.Value, len(literals))
	for i, t := range literals {
		values[i] = t.Value
	}
	if among {
		d.keep(values)
	} else {
		d.drop(values...)
	}
}
