package expr

import (
	"cmp"
	"strings"

	"cel.dev/cel-go/common/operators"

	"winnow/internal/number"
	"winnow/internal/period"
)

// mask says which results of a comparison make an operator true: bit 0 for
// below, bit 1 for equal, bit 2 for above.
type mask uint8

func (m mask) holds(order int) bool { return m>>(order+1)&1 == 1 }

// turned is the operator that means the same with its sides swapped.
func (m mask) turned() mask { return m&0b010 | m>>2 | m&1<<2 }

var masks = map[string]mask{
	operators.Less: 0b001, operators.LessEquals: 0b011, operators.Equals: 0b010,
	operators.NotEquals: 0b101, operators.GreaterEquals: 0b110, operators.Greater: 0b100,
}

// comparisons are == != < <= > >=. A comparison with a blank is unknown, save
// that == null and != null are always known.
func comparisons() []function {
	var all []function
	for name, m := range masks {
		f := function{name: name}
		for _, t := range []Type{Number, String, Date, DateTime} {
			f.overloads = append(f.overloads, overload{[]Type{t, t}, Bool, plain(func(a []code) code { return compare(m, a[0], a[1]) })})
		}
		if name == operators.Equals || name == operators.NotEquals {
			f.overloads = append(f.overloads, equalities(m, name == operators.Equals)...)
		}
		all = append(all, f)
	}
	return all
}

// equalities are the comparisons that have no order: of conditions, and with null.
func equalities(m mask, equal bool) []overload {
	all := []overload{{[]Type{Bool, Bool}, Bool, plain(func(a []code) code { return compare(m, a[0], a[1]) })}}
	for _, t := range []Type{Any, Bool, Number, String, Date, DateTime} {
		all = append(all,
			overload{[]Type{t, blank}, Bool, plain(func(a []code) code { return isBlank(a[0], equal) })},
			overload{[]Type{blank, t}, Bool, plain(func(a []code) code { return isBlank(a[1], equal) })})
	}
	return all
}

func isBlank(c code, want bool) code {
	known := c.known()
	return ofBool(func(r Row) (bool, bool) { return known(r) != want, true })
}

// compare returns code for two operands of one type.
func compare(m mask, a, b code) code {
	if a.constant && b.isVar {
		a, b, m = b, a, m.turned()
	}
	switch {
	case a.typ == Number && a.isVar && b.constant:
		return ofBool(numberToConstant(m, a.variable, b.value(nil).Num))
	case a.typ == String && a.isVar && b.constant && m == masks[operators.Equals]:
		return ofBool(textToConstant(a.variable, b.value(nil).Str, true))
	case a.typ == String && a.isVar && b.constant && m == masks[operators.NotEquals]:
		return ofBool(textToConstant(a.variable, b.value(nil).Str, false))
	}
	return ofBool(ordered(m, a, b))
}

func ordered(m mask, a, b code) fn[bool] {
	switch a.typ {
	case Number:
		return order(m, a.num, b.num, number.Num.Cmp)
	case String:
		return order(m, a.text, b.text, strings.Compare)
	case Date:
		return order(m, a.date, b.date, cmp.Compare[period.Date])
	case DateTime:
		return order(m, a.time, b.time, cmp.Compare[int64])
	}
	return order(m, a.cond, b.cond, compareBools)
}

func order[T any](m mask, a, b fn[T], compare func(T, T) int) fn[bool] {
	return func(r Row) (bool, bool) {
		x, ok := a(r)
		if !ok {
			return false, false
		}
		y, ok := b(r)
		return ok && m.holds(compare(x, y)), ok
	}
}

// compareBools only tells equal from unequal.
func compareBools(a, b bool) int {
	if a == b {
		return 0
	}
	return 1
}

// numberToConstant is the comparison most rules consist of, in one step.
func numberToConstant(m mask, i int, k number.Num) fn[bool] {
	return func(r Row) (bool, bool) {
		v := r.Value(i)
		if v.Type != Number {
			return false, false
		}
		return m.holds(v.Num.Cmp(k)), true
	}
}

// textToConstant is the other comparison most rules consist of.
func textToConstant(i int, k string, equal bool) fn[bool] {
	return func(r Row) (bool, bool) {
		v := r.Value(i)
		if v.Type != String {
			return false, false
		}
		return (v.Str == k) == equal, true
	}
}
