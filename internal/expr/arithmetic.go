package expr

import (
	"cmp"
	"fmt"

	"cel.dev/cel-go/common/operators"

	"winnow/internal/number"
	"winnow/internal/period"
)

// maxPlaces bounds the places of round(), either side of the point.
const maxPlaces = 18

// arithmetic is + - * / % on exact numbers, round, abs, number and between.
func arithmetic() []function {
	one, two := []Type{Number}, []Type{Number, Number}
	never := func(f func(a, b number.Num) number.Num) func(a, b number.Num) (number.Num, bool) {
		return func(a, b number.Num) (number.Num, bool) { return f(a, b), true }
	}
	return []function{
		{name: operators.Add, overloads: []overload{
			{two, Number, numbers2(never(number.Num.Add), "")},
			{[]Type{String, String}, String, plain(join)},
		}},
		{name: operators.Subtract, overloads: []overload{{two, Number, numbers2(never(number.Num.Sub), "")}}},
		{name: operators.Multiply, overloads: []overload{{two, Number, numbers2(never(number.Num.Mul), "")}}},
		{name: operators.Divide, overloads: []overload{{two, Number, numbers2(number.Num.Quo, byZero)}}},
		{name: operators.Modulo, overloads: []overload{{two, Number, numbers2(number.Num.Rem, byZero)}}},
		{name: operators.Negate, overloads: []overload{{one, Number, numbers1(number.Num.Neg)}}},
		{name: "abs", usage: "abs(number)", overloads: []overload{{one, Number, numbers1(number.Num.Abs)}}},
		{name: "round", usage: "round(number) or round(number, places)", overloads: []overload{
			{one, Number, numbers1(func(n number.Num) number.Num { return n.Round(0) })},
			{two, Number, round},
		}},
		{name: "number", usage: "number(text)", overloads: []overload{{[]Type{String}, Number, plain(parseNumber)}}},
		{name: "between", usage: "between(x, low, high)", overloads: []overload{
			{[]Type{Number, Number, Number}, Bool, plain(func(a []code) code {
				return ofBool(between(a[0].num, a[1].num, a[2].num, number.Num.Cmp))
			})},
			{[]Type{Date, Date, Date}, Bool, plain(func(a []code) code {
				return ofBool(between(a[0].date, a[1].date, a[2].date, cmp.Compare[period.Date]))
			})},
			{[]Type{DateTime, DateTime, DateTime}, Bool, plain(func(a []code) code {
				return ofBool(between(a[0].time, a[1].time, a[2].time, cmp.Compare[int64]))
			})},
		}},
	}
}

func numbers1(f func(number.Num) number.Num) func(*unit, []code) (code, error) {
	return plain(func(args []code) code {
		a := args[0].num
		return ofNumber(func(r Row) (number.Num, bool) {
			x, ok := a(r)
			if !ok {
				return number.Num{}, false
			}
			return f(x), true
		})
	})
}

// byZero is the failure of / and %.
const byZero = "it divides by zero"

// numbers2 makes an operation on two numbers; why is its failure where f gives
// none.
func numbers2(f func(a, b number.Num) (number.Num, bool), why string) func(*unit, []code) (code, error) {
	return plain(func(args []code) code {
		a, b := args[0].num, args[1].num
		return ofNumber(func(r Row) (number.Num, bool) {
			x, ok := a(r)
			if !ok {
				return number.Num{}, false
			}
			y, ok := b(r)
			if !ok {
				return number.Num{}, false
			}
			n, ok := f(x, y)
			return n, ok || fail(r, why)
		})
	})
}

// round is round(x, places), halves away from zero. Places that are not whole or
// beyond maxPlaces give unknown, and are an issue where they stand in the text.
func round(_ *unit, args []code) (code, error) {
	if v := args[1]; v.constant {
		if _, ok := places(v.value(nil).Num); !ok {
			return code{}, fmt.Errorf("the places of round() must be a whole number from -%d to %d", maxPlaces, maxPlaces)
		}
	}
	c, err := numbers2(func(x, p number.Num) (number.Num, bool) {
		n, ok := places(p)
		if !ok {
			return number.Num{}, false
		}
		return x.Round(n), true
	}, "it rounds to a number of places that isn't a whole number from -18 to 18")(nil, args)
	return c, err
}

func places(p number.Num) (int, bool) {
	n, ok := p.Int64()
	return int(n), ok && n >= -maxPlaces && n <= maxPlaces
}

// parseNumber is number(text): a plain decimal, else unknown.
func parseNumber(args []code) code {
	a := args[0].text
	return ofNumber(func(r Row) (number.Num, bool) {
		s, ok := a(r)
		if !ok {
			return number.Num{}, false
		}
		n, err := number.Parse(s)
		return n, err == nil
	})
}

// between is low <= x && x <= high in three-valued logic: a known bound that
// fails is enough.
func between[T any](x, low, high fn[T], compare func(a, b T) int) fn[bool] {
	return func(r Row) (bool, bool) {
		v, ok := x(r)
		if !ok {
			return false, false
		}
		l, okLow := low(r)
		if okLow && compare(v, l) < 0 {
			return false, true
		}
		h, okHigh := high(r)
		if okHigh && compare(v, h) > 0 {
			return false, true
		}
		return okLow && okHigh, okLow && okHigh
	}
}
