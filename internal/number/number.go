// Package number holds the exact numbers that rules, totals, targets and bands
// are worked out with: decimals of up to 18 digits on a fast path, rationals
// beyond. Nothing here is a float64, so 98.7 against 94.0 is exactly 5 % better.
//
// Start reading at Num and Parse. The package knows nothing of spreadsheets:
// currency signs, per cent signs and missing values are the caller's business.
package number

import (
	"math/big"
)

// Num is an exact number. The zero value is 0. Nums are values: no method
// changes its receiver.
type Num struct {
	coef  int64    // value = coef / 10^scale while rat is nil
	scale uint8    // 0 to maxScale
	rat   *big.Rat // set when the value does not fit coef and scale; never changed once set
}

const (
	maxScale  = 18
	maxDigits = 4000 // longest text Parse takes, in digits, so that an exponent can't eat memory
)

var pow10 = [maxScale + 1]int64{
	1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
	10000000000, 100000000000, 1000000000000, 10000000000000, 100000000000000,
	1000000000000000, 10000000000000000, 100000000000000000, 1000000000000000000,
}

// FromInt returns n.
func FromInt(n int64) Num { return Num{coef: n} }

// FromScaled returns coef / 10^scale. Scales above 18 are kept as rationals.
func FromScaled(coef int64, scale int) Num {
	if scale >= 0 && scale <= maxScale {
		return Num{coef: coef, scale: uint8(scale)}
	}
	return FromBig(big.NewInt(coef), scale)
}

// FromBig returns coef / 10^scale for a coefficient of any size; a negative
// scale multiplies.
func FromBig(coef *big.Int, scale int) Num {
	if coef.IsInt64() && scale >= 0 && scale <= maxScale {
		return Num{coef: coef.Int64(), scale: uint8(scale)}
	}
	r := new(big.Rat).SetInt(coef)
	ten := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(abs(scale))), nil)
	if scale >= 0 {
		r.Quo(r, new(big.Rat).SetInt(ten))
	} else {
		r.Mul(r, new(big.Rat).SetInt(ten))
	}
	return FromRat(r)
}

// FromRat returns r exactly, on the fast path where it fits.
func FromRat(r *big.Rat) Num {
	if r.IsInt() && r.Num().IsInt64() {
		return Num{coef: r.Num().Int64()}
	}
	if n, ok := shortDecimal(r); ok {
		return n
	}
	return Num{rat: new(big.Rat).Set(r)}
}

// shortDecimal returns r as a coefficient and a scale where it is a decimal that
// fits them, so that a value keeps off the slow path once it is back in range.
func shortDecimal(r *big.Rat) (Num, bool) {
	if !r.Num().IsInt64() || r.Denom().BitLen() > 60 { // 10^18 has 60 bits
		return Num{}, false
	}
	places, exact := r.FloatPrec()
	if !exact || places > maxScale {
		return Num{}, false
	}
	coef := new(big.Int).Mul(r.Num(), big.NewInt(pow10[places]))
	coef.Quo(coef, r.Denom())
	return Num{coef: coef.Int64(), scale: uint8(places)}, coef.IsInt64()
}

// Rat returns the value as a new rational that the caller may change.
func (n Num) Rat() *big.Rat {
	if n.rat != nil {
		return new(big.Rat).Set(n.rat)
	}
	return new(big.Rat).SetFrac(big.NewInt(n.coef), big.NewInt(pow10[n.scale]))
}

// Equal says whether n and m are the same number, whatever their notation.
func (n Num) Equal(m Num) bool { return n.Cmp(m) == 0 }

// Cmp returns -1, 0 or 1 as n is below, equal to or above m.
func (n Num) Cmp(m Num) int {
	if a, b, _, ok := align(n, m); ok {
		switch {
		case a < b:
			return -1
		case a > b:
			return 1
		}
		return 0
	}
	return n.Rat().Cmp(m.Rat())
}

// Sign returns -1, 0 or 1.
func (n Num) Sign() int {
	switch {
	case n.rat != nil:
		return n.rat.Sign()
	case n.coef < 0:
		return -1
	case n.coef > 0:
		return 1
	}
	return 0
}

// IsInt says whether n is a whole number.
func (n Num) IsInt() bool {
	if n.rat != nil {
		return n.rat.IsInt()
	}
	return n.coef%pow10[n.scale] == 0
}

// Int64 returns n where it is whole and fits, and false otherwise.
func (n Num) Int64() (int64, bool) {
	if n.rat != nil {
		if n.rat.IsInt() && n.rat.Num().IsInt64() {
			return n.rat.Num().Int64(), true
		}
		return 0, false
	}
	return n.coef / pow10[n.scale], n.coef%pow10[n.scale] == 0
}

func magnitude(i int64) uint64 {
	if i < 0 {
		return -uint64(i)
	}
	return uint64(i)
}

func abs(i int) int {
	if i < 0 {
		return -i
	}
	return i
}
