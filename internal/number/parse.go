package number

import (
	"errors"
	"math/big"
	"strconv"
)

// ErrSyntax says that a text is not a number in plain or exponent notation.
var ErrSyntax = errors.New("not a number")

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
	neg := len(s) > 0 && s[0] == '-'
	if neg || len(s) > 0 && s[0] == '+' {
		s = s[1:]
	}
	d := scan(s)
	exp, ok := exponent(s[d.length:])
	if !ok || d.count == 0 {
		return Num{}, false
	}
	scale := d.places - exp
	if d.count > maxDigits || scale > maxDigits || d.count-scale > maxDigits {
		return Num{}, false
	}
	if d.wide || scale < 0 || scale > maxScale {
		return parseWide(s[:d.length], neg, scale)
	}
	coef := int64(d.coef)
	if neg {
		coef = -coef
	}
	return Num{coef: coef, scale: uint8(scale)}, true
}

// digits is what scan found at the start of a text.
type digits struct {
	length int    // bytes, the point included
	count  int    // digits
	places int    // digits after the point
	coef   uint64 // the digits as a whole number, unless wide
	wide   bool   // the digits don't fit an int64
}

// scan reads digits with at most one point among them.
func scan(s []byte) (d digits) {
	point := false
	for ; d.length < len(s); d.length++ {
		c := s[d.length]
		if c == '.' && !point {
			point = true
			continue
		}
		if c < '0' || c > '9' {
			break
		}
		d.count++
		if point {
			d.places++
		}
		if d.coef > (1<<63-1-9)/10 {
			d.wide = true
		} else {
			d.coef = d.coef*10 + uint64(c-'0')
		}
	}
	return d
}

// exponent reads e and a whole number, or nothing at all, which is 0.
func exponent(s []byte) (int, bool) {
	if len(s) == 0 {
		return 0, true
	}
	if s[0] != 'e' && s[0] != 'E' {
		return 0, false
	}
	e, err := strconv.Atoi(string(s[1:]))
	return e, err == nil && e <= maxDigits && e >= -maxDigits
}

// parseWide reads digits that don't fit the fast path.
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
