package validate

import (
	"winnow/internal/number"
	"winnow/rules"
)

// outlierCheck asks that no number lies far above the median of its group.
type outlierCheck struct{ *rules.Outlier }

func (k outlierCheck) values(r *Result, i int, p *picked) (a, b int64, ok bool) {
	return int64(p.values.of(r, []int{k.Of}, i)), 0, true
}

// judge names the records whose number is more than so many times the median. A
// group whose median isn't above 0 has none.
func (k outlierCheck) judge(c *Checker, t *tableCheck, p *picked) []ruling {
	var out []ruling
	for _, group := range p.byGroup() {
		median, ok := k.median(p, group)
		if !ok || median.Sign() <= 0 {
			continue
		}
		limit := median.Mul(k.Times)
		for _, at := range group {
			n := p.values.nums[p.a[at]].Num
			if n.Cmp(limit) > 0 && (k.AtLeast == nil || n.Cmp(*k.AtLeast) >= 0) {
				out = append(out, k.ruling(c, p, at, median, limit))
			}
		}
	}
	return out
}

// median works out the middle number of a group.
func (k outlierCheck) median(p *picked, group []int32) (number.Num, bool) {
	times := map[int64]int64{}
	for _, at := range group {
		times[p.a[at]]++
	}
	values := make([]counted, 0, len(times))
	for v, n := range times {
		values = append(values, counted{p.values.nums[v].Num, n})
	}
	sortCounted(values)
	return middle(values)
}

func (k outlierCheck) ruling(c *Checker, p *picked, at int32, median, limit number.Num) ruling {
	v := ruling{record: p.record[at], words: map[string]string{"median": median.String()}}
	f := c.fields[k.Of]
	of := ""
	if len(k.Each) > 0 {
		of = " of the same " + c.titles(k.Each)
	}
	if f.masked {
		v.told = said{f.title + " is far above the median" + of + ".", "Check the number, and correct it or say why it is right.", ""}
		return v
	}
	v.told = said{f.title + " is more than " + k.Times.String() + " times the median" + of + ", which is " + grouped(median) + ".",
		"Check the number, and correct it or say why it is right.", "at most " + grouped(limit)}
	return v
}
