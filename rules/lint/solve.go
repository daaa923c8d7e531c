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
		if (sh.Op == "blank") == g.want.holds() {
			d.noValue = true
		} else {
			d.noBlank = true
		}
		return nil, nil, !d.empty()
	case "in":
		values := make([]expr.Value, len(sh.Right))
		for i, t := range sh.Right {
			values[i] = t.Value
		}
		d.noBlank = d.noBlank || g.want.known()
		if g.want.holds() {
			d.keep(values)
		} else {
			d.drop(values...)
		}
		return nil, nil, !d.empty()
	}
	o := orders[sh.Op]
	if !g.want.holds() {
		o = anyOrder &^ o
	}
	right := sh.Right[0]
	if right.Key == "" {
		d.noBlank = d.noBlank || g.want.known()
		d.restrict(o, right.Value)
		return nil, nil, !d.empty()
	}
	if g.want.known() {
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

var signOf = func() map[order]string {
	m := map[order]string{}
	for sign, o := range orders {
		m[o] = sign
	}
	return m
}()

// restrict narrows a domain to values that stand in an order to a literal.
func (d *domain) restrict(o order, v expr.Value) {
	switch o {
	case orders["<"], orders["<="]:
		d.lower(edge{v, o == orders["<"]})
	case orders[">"], orders[">="]:
		d.raise(edge{v, o == orders[">"]})
	case orders["=="]:
		d.keep([]expr.Value{v})
	case orders["!="]:
		d.drop(v)
	}
}

// relate keeps how two terms compare that both have values.
func (s *state) relate(a, b expr.Term, o order) bool {
	x, y := s.domain(a), s.domain(b)
	x.noBlank, y.noBlank = true, true
	if x.empty() || y.empty() {
		return false
	}
	if a.Key == b.Key {
		return o&0b010 != 0
	}
	p := termPair{a.Key, b.Key}
	if a.Key > b.Key {
		p, o = termPair{b.Key, a.Key}, o.reversed()
	}
	if before, ok := s.pairs[p]; ok {
		o &= before
	}
	s.pairs[p] = o
	return o != 0
}

// possible says whether what is known goes together.
func (s *state) possible() bool {
	for p, o := range s.loose {
		a, b := s.terms[p.a], s.terms[p.b]
		if a == nil || b == nil || !a.noBlank || !b.noBlank {
			continue
		}
		q := p
		if q.a > q.b {
			q, o = termPair{q.b, q.a}, o.reversed()
		}
		if before, ok := s.pairs[q]; ok {
			o &= before
		}
		s.pairs[q] = o
	}
	for _, d := range s.terms {
		if d.empty() {
			return false
		}
	}
	for p, o := range s.pairs {
		if !compatible(s.terms[p.a], s.terms[p.b], o) {
			return false
		}
	}
	return true
}

// compatible says whether the values of two terms can stand in an order.
func compatible(a, b *domain, o order) bool {
	return o&0b001 != 0 && below(a, b) || o&0b100 != 0 && below(b, a) || o&0b010 != 0 && meet(a, b)
}

// below says whether some value of a may be below one of b.
func below(a, b *domain) bool {
	if a.typ == expr.Bool { // true and false have no order here; they differ
		return true
	}
	low, high := a.least(), b.most()
	return low == nil || high == nil || compare(low.at, high.at) < 0
}

// meet says whether a value may be in both.
func meet(a, b *domain) bool {
	both := a.clone()
	if b.low != nil {
		both.raise(*b.low)
	}
	if b.high != nil {
		both.lower(*b.high)
	}
	if b.only != nil {
		both.keep(b.only)
	}
	both.drop(b.not...)
	if b.places >= 0 && (both.places < 0 || b.places < both.places) {
		both.places = b.places
	}
	return !both.valueless()
}
