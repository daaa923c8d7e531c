package expr

import (
	"cel.dev/cel-go/common/operators"

	"winnow/internal/number"
	"winnow/internal/period"
)

// membership is x in [a, b, …]. An unknown x gives unknown; an unknown element
// does so where no known one is equal.
func membership() []function {
	f := function{name: operators.In}
	for _, t := range []Type{Bool, Number, String, Date, DateTime} {
		f.overloads = append(f.overloads, overload{[]Type{t, list + t}, Bool, plain(in)})
	}
	return []function{f}
}

func in(args []code) code {
	x, elements := args[0], args[1].elements
	switch {
	case x.typ == String && args[1].constant:
		return ofBool(inTexts(x.text, elements))
	case x.typ == Number:
		return ofBool(anyEqual(x.num, elements, func(c code) fn[number.Num] { return c.num }, func(a, b number.Num) bool { return a.Cmp(b) == 0 }))
	case x.typ == String:
		return ofBool(anyEqual(x.text, elements, func(c code) fn[string] { return c.text }, same))
	case x.typ == Date:
		return ofBool(anyEqual(x.date, elements, func(c code) fn[period.Date] { return c.date }, same))
	case x.typ == DateTime:
		return ofBool(anyEqual(x.time, elements, func(c code) fn[int64] { return c.time }, same))
	}
	return ofBool(anyEqual(x.cond, elements, func(c code) fn[bool] { return c.cond }, same))
}

func same[T comparable](a, b T) bool { return a == b }

// inTexts looks a text up among constants.
func inTexts(x fn[string], elements []code) fn[bool] {
	set := make(map[string]bool, len(elements))
	for _, e := range elements {
		set[e.value(nil).Str] = true
	}
	return func(r Row) (bool, bool) {
		s, ok := x(r)
		return ok && set[s], ok
	}
}

func anyEqual[T any](x fn[T], elements []code, of func(code) fn[T], equal func(a, b T) bool) fn[bool] {
	fns := make([]fn[T], len(elements))
	for i, e := range elements {
		fns[i] = of(e)
	}
	return func(r Row) (bool, bool) {
		v, ok := x(r)
		if !ok {
			return false, false
		}
		allKnown := true
		for _, f := range fns {
			e, ok := f(r)
			if ok && equal(v, e) {
				return true, true
			}
			allKnown = allKnown && ok
		}
		return false, allKnown
	}
}
