package validate

import (
	"cmp"
	"slices"

	"winnow/internal/number"
)

// counted is a value and how often it occurs.
type counted struct {
	value number.Num
	times int64
}

// median works out the middle value; of an even number of values, the mean of
// the two in the middle. Records that may yet count are put where they move it
// furthest.
func (f *figure) median(t *Tally) {
	var values []counted
	for text, n := range t.Values {
		if v, err := number.Parse(text); err == nil {
			values = append(values, counted{v, n})
		}
	}
	sortCounted(values)
	mid, ok := middle(values)
	if !ok {
		return
	}
	f.between(mid, mid, mid)
	if t.MaybeMin != nil && t.MaybeMin.Cmp(mid) < 0 {
		low, _ := middle(with(values, counted{t.MaybeMin.Num, t.Maybe}))
		f.low = &low
	}
	if t.MaybeMax != nil && t.MaybeMax.Cmp(mid) > 0 {
		high, _ := middle(with(values, counted{t.MaybeMax.Num, t.Maybe}))
		f.high = &high
	}
}

func sortCounted(values []counted) {
	slices.SortFunc(values, func(a, b counted) int { return a.value.Cmp(b.value) })
}

// with returns sorted values with one more.
func with(values []counted, more counted) []counted {
	at, _ := slices.BinarySearchFunc(values, more, func(a, b counted) int { return cmp.Compare(a.value.Cmp(b.value), 0) })
	return slices.Insert(slices.Clone(values), at, more)
}

// middle returns the median of sorted values, and false where there are none.
func middle(values []counted) (number.Num, bool) {
	var n int64
	for _, v := range values {
		n += v.times
	}
	if n == 0 {
		return number.Num{}, false
	}
	a, b := nth(values, (n-1)/2), nth(values, n/2)
	half, _ := a.Add(b).Quo(number.FromInt(2))
	if a.Cmp(b) == 0 {
		half = a
	}
	return half, true
}

// nth returns the value at a place counted from 0.
func nth(values []counted, place int64) number.Num {
	for _, v := range values {
		if place -= v.times; place < 0 {
			return v.value
		}
	}
	return number.Num{}
}
