package lint

import "winnow/internal/expr"

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
