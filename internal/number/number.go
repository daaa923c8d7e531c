// Package number holds the exact numbers that rules, totals, targets and bands
// are worked out with: decimals of up to 18 digits on a fast path, rationals
// beyond. Nothing here is a float64, so 98.7 against 94.0 is exactly 5 % better.
//
// Start reading at Num and Parse. The package knows nothing of spreadsheets:
// currency signs, per cent signs and missing values are the caller's business.
package number

import (
	"errors"
	"math/big"
	"math/bits"
	"strconv"
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

// ErrSyntax says that a text is not a number in plain or exponent notation.
var ErrSyntax = errors.New("not a number")

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
	return Num{rat: new(big.Rat).Set(r)}
}

// Parse reads a decimal in plain or exponent notation: an optional sign,
// digits with an optional point, an optional exponent. No spaces, no grouping,
// no signs of any unit. It returns ErrSyntax for anything else and for numbers
// that would need more than maxDigits digits.
func Parse(s string) (Num, error) {
	n, ok := ParseBytes([]byte(s))
	if !ok {
		return Num{}, ErrSyntax
	}
	return n, nil
}

// ParseBytes is Parse without an error value, for the casting loop.
func ParseBytes(s []byte) (Num, bool) {
	i, neg := 0, false
	if i < len(s) && (s[i] == '-' || s[i] == '+') {
		neg = s[i] == '-'
		i++
	}
	var coef uint64
	digits, scale, seenPoint, exp := 0, 0, false, 0
	wide := false
	start := i
	for ; i < len(s); i++ {
		c := s[i]
		switch {
		case c >= '0' && c <= '9':
			digits++
			if seenPoint {
				scale++
			}
			if coef > (1<<63-1-9)/10 {
				wide = true
			} else {
				coef = coef*10 + uint64(c-'0')
			}
		case c == '.' && !seenPoint:
			seenPoint = true
		case (c == 'e' || c == 'E') && digits > 0:
			e, err := strconv.Atoi(string(s[i+1:]))
			if err != nil || e > maxDigits || e < -maxDigits {
				return Num{}, false
			}
			exp = e
			s = s[:i]
		default:
			return Num{}, false
		}
	}
	if digits == 0 || digits > maxDigits {
		return Num{}, false
	}
	scale -= exp
	if wide || scale < 0 || scale > maxScale {
		return parseWide(s[start:], neg, scale)
	}
	if neg {
		return Num{coef: -int64(coef), scale: uint8(scale)}, true
	}
	return Num{coef: int64(coef), scale: uint8(scale)}, true
}

func parseWide(s []byte, neg bool, scale int) (Num, bool) {
	text := make([]byte, 0, len(s))
	for _, c := range s {
		if c != '.' {
			text = append(text, c)
		}
	}
	b, ok := new(big.Int).SetString(string(text), 10)
	if !ok {
		return Num{}, false
	}
	if neg {
		b.Neg(b)
	}
	return FromBig(b, scale), true
}

// Rat returns the value as a new rational that the caller may change.
func (n Num) Rat() *big.Rat {
	if n.rat != nil {
		return new(big.Rat).Set(n.rat)
	}
	return new(big.Rat).SetFrac(big.NewInt(n.coef), big.NewInt(pow10[n.scale]))
}

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
	return FromRat(new(big.Rat).Quo(n.Rat(), m.Rat())), true
}

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

// String returns the shortest exact decimal text (58, not 58.0), or for a value
// that no decimal holds, such as 1/3, the text rounded to 12 places.
func (n Num) String() string {
	if n.rat != nil {
		places, exact := n.rat.FloatPrec()
		if !exact {
			places = 12
		}
		return trimZeros(n.rat.FloatString(places))
	}
	return trimZeros(fixed(n.coef, int(n.scale)))
}

// Text returns n rounded to the given places with all of them written: 5.00.
func (n Num) Text(places int) string { return n.Round(places).Rat().FloatString(places) }

func fixed(coef int64, scale int) string {
	s := strconv.FormatUint(magnitude(coef), 10)
	for len(s) <= scale {
		s = "0" + s
	}
	if scale > 0 {
		s = s[:len(s)-scale] + "." + s[len(s)-scale:]
	}
	if coef < 0 {
		s = "-" + s
	}
	return s
}

func trimZeros(s string) string {
	point := -1
	for i := range len(s) {
		if s[i] == '.' {
			point = i
		}
	}
	if point < 0 {
		return s
	}
	for s[len(s)-1] == '0' {
		s = s[:len(s)-1]
	}
	if s[len(s)-1] == '.' {
		s = s[:len(s)-1]
	}
	if s == "-0" {
		return "0"
	}
	return s
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
