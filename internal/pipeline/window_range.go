package pipeline

import (
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

// RangeInPeriod returns how far what a single period came to of a measure over a
// window may still move once its held-back records are corrected: at the widest,
// where figures of still earlier periods may move too. No bound is nil; ok is false
// where nothing can move it.
func (f *figures) RangeInPeriod(ret, measure string, p period.Period) (low, high *number.Num, ok bool) {
	id := figureID{ret, measure, p.String()}
	m := f.moving[id]
	if _, worked := f.alone[id]; !worked {
		m = f.run.publishedMeasure(ret, measure, p)
	}
	if m == nil || m.Status != report.Provisional {
		return nil, nil, false
	}
	earlier := number.Num{}
	whole, known := parsed(m.Value)
	if alone, ok := parsed(m.InPeriod); ok && known { // else it was published when it had no window
		earlier = whole.Sub(alone)
	}
	if m.HeldBack == 0 && earlier.Sign() != 0 {
		return nil, nil, false // it moves with earlier periods alone, which are asked themselves
	}
	if n, ok := parsed(m.Low); ok && known {
		n = n.Sub(earlier)
		low = &n
	}
	if n, ok := parsed(m.High); ok && known {
		n = n.Sub(earlier)
		high = &n
	}
	return low, high, low == nil || high == nil || low.Cmp(*high) != 0
}
