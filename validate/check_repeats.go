package validate

import (
	"cmp"
	"slices"

	"winnow/internal/expr"
	"winnow/rules"
)

// repeatsCheck asks that a value doesn't stand in too many records in a row.
type repeatsCheck struct{ *rules.Repeats }

func (k repeatsCheck) values(r *Result, i int, p *picked) (a, b int64, ok bool) {
	a = int64(p.values.of(r, []int{k.Of}, i))
	if k.Order < 0 {
		return a, 0, true
	}
	switch v := r.col(k.Order).at(i).value; v.Type {
	case expr.Date:
		return a, int64(v.Date), true
	case expr.DateTime:
		return a, v.Nanos, true
	case expr.Number:
		return a, int64(p.order.of(r, []int{k.Order}, i)), true
	}
	return 0, 0, false
}

// judge goes through each group in order and names the first record of every run
// that is too long, with the others.
func (k repeatsCheck) judge(c *Checker, t *tableCheck, p *picked) []ruling {
	var out []ruling
	for _, group := range p.byGroup() {
		k.sort(p, group)
		for start := 0; start < len(group); {
			end := start + 1
			for end < len(group) && p.a[group[end]] == p.a[group[start]] {
				end++
			}
			if end-start > k.MoreThan {
				out = append(out, k.ruling(c, p, group[start:end]))
			}
			start = end
		}
	}
	return out
}

func (k repeatsCheck) sort(p *picked, group []int32) {
	if k.Order < 0 {
		return
	}
	slices.SortStableFunc(group, func(x, y int32) int {
		if len(p.order.nums) > 0 {
			return p.order.nums[p.b[x]].Cmp(p.order.nums[p.b[y]].Num)
		}
		return cmp.Compare(p.b[x], p.b[y])
	})
}

func (k repeatsCheck) ruling(c *Checker, p *picked, run []int32) ruling {
	v := ruling{record: p.record[run[0]]}
	var rows []int
	for _, at := range run {
		rows = append(rows, int(p.row[at]))
	}
	for _, at := range run[1:] {
		v.others = append(v.others, p.row[at])
	}
	v.words = map[string]string{"count": group(len(run)), "rows": c.rowList(rows, len(rows))}
	subject := plural(len(run), c.row(), c.row()+"s") + " one after another"
	if len(k.Each) > 0 {
		subject += ", of the same " + c.titles(k.Each) + ","
	}
	v.told = said{subject + " have the same " + c.titles([]int{k.Of}) + ": " + v.words["rows"] + ".", "Check that the figures were not copied down, and correct those that were.",
		"at most " + group(k.MoreThan) + " in a row"}
	return v
}
