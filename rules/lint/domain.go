package lint

import (
	"cmp"
	"math/big"
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
)

// domain is what is known of the values that a term can have in a row. It is
// never narrower than the truth: what it calls empty is empty.
type domain struct {
	typ     expr.Type
	places  int  // decimal places that a number may have; -1 where there is no limit
	noBlank bool // the term has a value
	noValue bool // it has none

	low, high *edge
	only      []expr.Value // the only values that it can have; nil for no such list
	not       []expr.Value // values that it can't have
	refused   bool         // no value is left, whatever the edges say
}

// edge is a bound; open leaves the bound itself out.
type edge struct {
	at   expr.Value
	open bool
}

func (d *domain) clone() *domain {
	c := *d
	c.only, c.not = slices.Clone(d.only), slices.Clone(d.not)
	return &c
}

// compare orders two values of one type.
func compare(a, b expr.Value) int {
	switch a.Type {
	case expr.Number:
		return a.Num.Cmp(b.Num)
	case expr.Date:
		return cmp.Compare(a.Date, b.Date)
	case expr.DateTime:
		return cmp.Compare(a.Nanos, b.Nanos)
	case expr.Bool:
		return cmp.Compare(number01(a.Bool), number01(b.Bool))
	}
	return strings.Compare(a.Str, b.Str)
}

func number01(b bool) int {
	if b {
		return 1
	}
	return 0
}

// raise and lower narrow the domain to values from, or up to, a bound.
func (d *domain) raise(to edge) {
	if d.low == nil || compare(to.at, d.low.at) > 0 || compare(to.at, d.low.at) == 0 && to.open {
		d.low = &to
	}
}

func (d *domain) lower(to edge) {
	if d.high == nil || compare(to.at, d.high.at) < 0 || compare(to.at, d.high.at) == 0 && to.open {
		d.high = &to
	}
}

// keep narrows the domain to some values.
func (d *domain) keep(values []expr.Value) {
	if d.only == nil {
		d.only = slices.Clone(values)
		d.refused = d.refused || len(values) == 0
		return
	}
	d.only = slices.DeleteFunc(d.only, func(v expr.Value) bool { return !contains(values, v) })
	d.refused = d.refused || len(d.only) == 0
}

// drop takes values out.
func (d *domain) drop(values ...expr.Value) { d.not = append(d.not, values...) }

func contains(values []expr.Value, v expr.Value) bool {
	return slices.ContainsFunc(values, func(x expr.Value) bool { return x.Type == v.Type && compare(x, v) == 0 })
}

// inside says whether a value lies within the edges and among the places.
func (d *domain) inside(v expr.Value) bool {
	if d.low != nil {
		if c := compare(v, d.low.at); c < 0 || c == 0 && d.low.open {
			return false
		}
	}
	if d.high != nil {
		if c := compare(v, d.high.at); c > 0 || c == 0 && d.high.open {
			return false
		}
	}
	return d.places < 0 || v.Type != expr.Number || v.Num.Round(d.places).Cmp(v.Num) == 0
}

// empty says that the term can be neither a value nor a blank.
func (d *domain) empty() bool { return d.noBlank && (d.noValue || d.valueless()) }

// valueless says that no value is left.
func (d *domain) valueless() bool {
	if d.refused {
		return true
	}
	values := d.only
	if values == nil && d.typ == expr.Bool {
		values = []expr.Value{{Type: expr.Bool}, {Type: expr.Bool, Bool: true}}
	}
	if values != nil {
		return !slices.ContainsFunc(values, func(v expr.Value) bool { return d.inside(v) && !contains(d.not, v) })
	}
	if d.low == nil || d.high == nil {
		return false
	}
	switch c := compare(d.low.at, d.high.at); {
	case c > 0, c == 0 && (d.low.open || d.high.open):
		return true
	case c == 0:
		return !d.inside(d.low.at) || contains(d.not, d.low.at)
	}
	return d.allDropped()
}

// mostPoints is how many values between two edges are looked at one by one.
const mostPoints = 512

// allDropped says whether between two edges, of which the lower is below the
// upper, no value is left: where values come one after the other, as whole
// numbers and dates do.
func (d *domain) allDropped() bool {
	switch d.typ {
	case expr.Date:
		first, last := d.low.at.Date, d.high.at.Date
		for day := first; day <= last; day++ {
			v := expr.Value{Type: expr.Date, Date: day}
			if int(day-first) > mostPoints || d.inside(v) && !contains(d.not, v) {
				return false
			}
		}
		return true
	case expr.Number:
		if d.places < 0 {
			return false
		}
		n := ceiling(d.low.at.Num, d.places)
		one := big.NewInt(1)
		for range mostPoints {
			v := expr.Value{Type: expr.Number, Num: number.FromBig(n, d.places)}
			if compare(v, d.high.at) > 0 {
				return true
			}
			if d.inside(v) && !contains(d.not, v) {
				return false
			}
			n = new(big.Int).Add(n, one)
		}
	}
	return false
}

// ceiling is the lowest number of so many places that isn't below n, scaled.
func ceiling(n number.Num, places int) *big.Int {
	r := new(big.Rat).Mul(n.Rat(), new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)))
	q, m := new(big.Int).DivMod(r.Num(), r.Denom(), new(big.Int)) // m is never negative
	if m.Sign() > 0 {
		q.Add(q, big.NewInt(1))
	}
	return q
}

// least and most are the bounds of the values left, nil where there are none.
func (d *domain) least() *edge {
	low := d.low
	for i, v := range d.left() {
		if i == 0 || compare(v, low.at) < 0 {
			low = &edge{at: v}
		}
	}
	return low
}

func (d *domain) most() *edge {
	high := d.high
	for i, v := range d.left() {
		if i == 0 || compare(v, high.at) > 0 {
			high = &edge{at: v}
		}
	}
	return high
}

// left lists the values that are left of a list; nil where there is none.
func (d *domain) left() []expr.Value {
	return slices.DeleteFunc(slices.Clone(d.only), func(v expr.Value) bool { return !d.inside(v) || contains(d.not, v) })
}
