package number

import (
	"math/big"
	"math/bits"
)

// Round returns n at the given number of decimal places, halves away from zero.
func (n Num) Round(places int) Num {
	if n.rat == nil && int(n.scale) <= places {
		return n
	}
	return FromBig(n.Scaled(places), places)
}

// Scaled returns n * 10^places as a whole number, halves away from zero.
func (n Num) Scaled(places int) *big.Int {
	r := n.Rat()
	ten := new(big.Rat).SetInt(new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(abs(places))), nil))
	if places >= 0 {
		r.Mul(r, ten)
	} else {
		r.Quo(r, ten)
	}
	return roundHalfAway(r)
}

// ScaledInt64 is Scaled on the fast path: it returns n * 10^places, and false
// where n has more places than asked for or the result does not fit an int64.
func (n Num) ScaledInt64(places int) (int64, bool) {
	if n.rat != nil || places < 0 || places > maxScale {
		return 0, false
	}
	if int(n.scale) > places {
		d := pow10[int(n.scale)-places]
		return n.coef / d, n.coef%d == 0
	}
	hi, lo := bits.Mul64(magnitude(n.coef), uint64(pow10[places-int(n.scale)]))
	if hi != 0 || lo >= 1<<63 {
		return 0, false
	}
	if n.coef < 0 {
		return -int64(lo), true
	}
	return int64(lo), true
}

func roundHalfAway(r *big.Rat) *big.Int {
	num, den := new(big.Int).Set(r.Num()), r.Denom()
	neg := num.Sign() < 0
	num.Abs(num)
	num.Lsh(num, 1).Add(num, den)
	num.Quo(num, new(big.Int).Lsh(den, 1))
	if neg {
		num.Neg(num)
	}
	return num
}
