package validate

import (
	"winnow/internal/number"
	"winnow/rules"
)

// widen takes in a clean record whose number is hidden but bounded.
func (t *Tally) widen(m rules.Missing) {
	if m.Low == nil && m.High == nil {
		return
	}
	t.Maybe++
	t.MaybeOther++
	t.stretch(m.Low, m.High, true)
}

// stretch takes in a value that lies between low and high (nil: no bound). A
// value that may also stay away adds nothing at the least.
func (t *Tally) stretch(low, high *number.Num, stays bool) {
	if low == nil {
		t.OpenLow = true
	} else {
		if !stays || low.Sign() != 0 {
			t.MaybeLow.Num = t.MaybeLow.Add(lower(*low, stays))
		}
		t.MaybeMin = least(t.MaybeMin, &Exact{*low})
	}
	if high == nil {
		t.OpenHigh = true
	} else {
		t.MaybeHigh.Num = t.MaybeHigh.Add(upper(*high, stays))
		t.MaybeMax = most(t.MaybeMax, &Exact{*high})
	}
}

func lower(n number.Num, stays bool) number.Num {
	if !stays && n.Sign() > 0 {
		return number.Num{}
	}
	return n
}

func upper(n number.Num, stays bool) number.Num {
	if !stays && n.Sign() < 0 {
		return number.Num{}
	}
	return n
}
