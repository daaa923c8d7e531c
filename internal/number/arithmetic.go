package number

import (
	"math"
	"math/big"
	"math/bits"
)

// Add returns n + m.
func (n Num) Add(m Num) Num {
	if a, b, s, ok := align(n, m); ok {
		if c := a + b; (c > a) == (b > 0) {
			return Num{coef: c, scale: s}
		}
	}
	return FromRat(new(big.Rat).Add(n.Rat(), m.Rat()))
}

// Sub returns n - m.
func (n Num) Sub(m Num) Num { return n.Add(m.Neg()) }

// Neg returns -n.
func (n Num) Neg() Num {
	if n.rat == nil && n.coef != -1<<63 {
		return Num{coef: -n.coef, scale: n.scale}
	}
	return FromRat(new(big.Rat).Neg(n.Rat()))
}

// Abs returns n without its sign.
func (n Num) Abs() Num {
	if n.Sign() < 0 {
		return n.Neg()
	}
	return n
}

// Mul returns n * m.
func (n Num) Mul(m Num) Num {
	if n.rat == nil && m.rat == nil && int(n.scale)+int(m.scale) <= maxScale {
		hi, lo := bits.Mul64(magnitude(n.coef), magnitude(m.coef))
		if hi == 0 && lo < 1<<63 {
			c := int64(lo)
			if (n.coef < 0) != (m.coef < 0) {
				c = -c
			}
			return Num{coef: c, scale: n.scale + m.scale}
		}
	}
	return FromRat(new(big.Rat).Mul(n.Rat(), m.Rat()))
}

// Quo returns n / m, and false where m is 0.
func (n Num) Quo(m Num) (Num, bool) {
	if m.Sign() == 0 {
		return Num{}, false
	}
	if q, ok := shortQuo(n, m); ok {
		return q, true
	}
	return FromRat(new(big.Rat).Quo(n.Rat(), m.Rat())), true
}

// shortQuo divides on the fast path, where the quotient is a decimal that fits.
func shortQuo(n, m Num) (Num, bool) {
	if n.rat != nil || m.rat != nil || m.coef == -1 { // -1: the smallest int64 has no negative
		return Num{}, false
	}
	coef := n.coef
	for scale := int(n.scale) - int(m.scale); scale <= maxScale; scale++ {
		if scale >= 0 && coef%m.coef == 0 {
			return Num{coef: coef / m.coef, scale: uint8(scale)}, true
		}
		if coef > math.MaxInt64/10 || coef < math.MinInt64/10 {
			break
		}
		coef *= 10
	}
	return Num{}, false
}

// Rem returns what is left of n after taking m away from it as often as it goes,
// with the sign of n: -7 by 3 leaves -1. It returns false where m is 0 or either
// is not whole.
func (n Num) Rem(m Num) (Num, bool) {
	if m.Sign() == 0 || !n.IsInt() || !m.IsInt() {
		return Num{}, false
	}
	a, okA := n.Int64()
	b, okB := m.Int64()
	if okA && okB && b != -1 { // -1: the smallest int64 divided by it overflows
		return Num{coef: a % b}, true
	}
	return FromBig(new(big.Int).Rem(n.Rat().Num(), m.Rat().Num()), 0), true
}

func align(n, m Num) (a, b int64, scale uint8, ok bool) {
	if n.rat != nil || m.rat != nil {
		return 0, 0, 0, false
	}
	if n.scale == m.scale {
		return n.coef, m.coef, n.scale, true
	}
	s := max(n.scale, m.scale)
	a, okA := n.ScaledInt64(int(s))
	b, okB := m.ScaledInt64(int(s))
	return a, b, s, okA && okB
}
