package expr

import (
	"winnow/internal/number"
	"winnow/internal/period"
)

// fn works a value out of a row; false means unknown. Functions of a program
// are shared between goroutines and keep nothing.
type fn[T any] func(r Row) (T, bool)

// code is a compiled part of an expression: the function of its type is set,
// the others are nil. A list has its elements instead.
type code struct {
	typ      Type
	constant bool // needs no row: every function may be called with a nil Row

	cond fn[bool]
	num  fn[number.Num]
	text fn[string]
	date fn[period.Date]
	time fn[int64]    // nanoseconds since 1970-01-01 00:00
	any  fn[struct{}] // a variable of no one type: known or not is all there is

	elements []code

	variable int // the variable's index where the code is one and isVar
	isVar    bool
}

// value evaluates c as a Value.
func (c code) value(r Row) Value {
	v, ok := Value{Type: c.typ}, false
	switch c.typ {
	case Bool:
		v.Bool, ok = c.cond(r)
	case Number:
		v.Num, ok = c.num(r)
	case String:
		v.Str, ok = c.text(r)
	case Date:
		v.Date, ok = c.date(r)
	case DateTime:
		v.Nanos, ok = c.time(r)
	}
	if !ok {
		return Value{}
	}
	return v
}

// known returns a function that says whether c has a value.
func (c code) known() func(r Row) bool {
	switch c.typ {
	case Bool:
		return isKnown(c.cond)
	case Number:
		return isKnown(c.num)
	case String:
		return isKnown(c.text)
	case Date:
		return isKnown(c.date)
	case DateTime:
		return isKnown(c.time)
	}
	return isKnown(c.any)
}

func isKnown[T any](f fn[T]) func(r Row) bool {
	return func(r Row) bool {
		_, ok := f(r)
		return ok
	}
}

func fixed[T any](v T) fn[T] { return func(Row) (T, bool) { return v, true } }

func ofBool(f fn[bool]) code         { return code{typ: Bool, cond: f} }
func ofNumber(f fn[number.Num]) code { return code{typ: Number, num: f} }
func ofText(f fn[string]) code       { return code{typ: String, text: f} }
func ofDate(f fn[period.Date]) code  { return code{typ: Date, date: f} }

// constant returns code for a known value.
func constant(v Value) code {
	c := code{typ: v.Type, constant: true}
	switch v.Type {
	case Bool:
		c.cond = fixed(v.Bool)
	case Number:
		c.num = fixed(v.Num)
	case String:
		c.text = fixed(v.Str)
	case Date:
		c.date = fixed(v.Date)
	case DateTime:
		c.time = fixed(v.Nanos)
	}
	return c
}

// variable returns code that reads variable i. A value of another type than the
// one declared is unknown.
func variable(i int, t Type) code {
	c := code{typ: t, variable: i, isVar: true}
	switch t {
	case Bool:
		c.cond = func(r Row) (bool, bool) { v := r.Value(i); return v.Bool, v.Type == Bool }
	case Number:
		c.num = func(r Row) (number.Num, bool) { v := r.Value(i); return v.Num, v.Type == Number }
	case String:
		c.text = func(r Row) (string, bool) { v := r.Value(i); return v.Str, v.Type == String }
	case Date:
		c.date = func(r Row) (period.Date, bool) { v := r.Value(i); return v.Date, v.Type == Date }
	case DateTime:
		c.time = func(r Row) (int64, bool) { v := r.Value(i); return v.Nanos, v.Type == DateTime }
	default:
		c.any = func(r Row) (struct{}, bool) { return struct{}{}, r.Value(i).Known() }
	}
	return c
}
