package expr

import "cel.dev/cel-go/common/operators"

// logic is && || ! and the choice, in Kleene's three-valued logic: unknown
// where the answer depends on the blank, known where it does not.
func logic() []function {
	choice := function{name: operators.Conditional}
	for _, t := range []Type{Bool, Number, String, Date, DateTime} {
		choice.overloads = append(choice.overloads, overload{[]Type{Bool, t, t}, t, plain(choose)})
	}
	two := []Type{Bool, Bool}
	return []function{
		{name: operators.LogicalAnd, overloads: []overload{{two, Bool, plain(func(a []code) code { return ofBool(and(a[0].cond, a[1].cond)) })}}},
		{name: operators.LogicalOr, overloads: []overload{{two, Bool, plain(func(a []code) code { return ofBool(or(a[0].cond, a[1].cond)) })}}},
		{name: operators.LogicalNot, overloads: []overload{{two[:1], Bool, plain(func(a []code) code { return ofBool(not(a[0].cond)) })}}},
		choice,
	}
}

func and(a, b fn[bool]) fn[bool] {
	return func(r Row) (bool, bool) {
		x, known := a(r)
		if known && !x {
			return false, true
		}
		y, ok := b(r)
		if ok && !y {
			return false, true
		}
		return known && ok, known && ok
	}
}

func or(a, b fn[bool]) fn[bool] {
	return func(r Row) (bool, bool) {
		x, known := a(r)
		if known && x {
			return true, true
		}
		y, ok := b(r)
		if ok && y {
			return true, true
		}
		return false, known && ok
	}
}

func not(a fn[bool]) fn[bool] {
	return func(r Row) (bool, bool) {
		x, ok := a(r)
		return ok && !x, ok
	}
}

// choose is condition ? a : b. An unknown condition gives unknown.
func choose(a []code) code {
	c := code{typ: a[1].typ}
	switch c.typ {
	case Bool:
		c.cond = pick(a[0].cond, a[1].cond, a[2].cond)
	case Number:
		c.num = pick(a[0].cond, a[1].num, a[2].num)
	case String:
		c.text = pick(a[0].cond, a[1].text, a[2].text)
	case Date:
		c.date = pick(a[0].cond, a[1].date, a[2].date)
	case DateTime:
		c.time = pick(a[0].cond, a[1].time, a[2].time)
	}
	return c
}

func pick[T any](condition fn[bool], a, b fn[T]) fn[T] {
	return func(r Row) (T, bool) {
		yes, ok := condition(r)
		switch {
		case !ok:
			var none T
			return none, false
		case yes:
			return a(r)
		}
		return b(r)
	}
}
