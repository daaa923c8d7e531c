package validate

import (
	"cmp"
	"slices"
	"strconv"

	"winnow/internal/period"
	"winnow/rules"
)

// overlapCheck asks that the stretches of time of a group don't overlap.
type overlapCheck struct{ *rules.NoOverlap }

func (k overlapCheck) values(r *Result, i int, _ *picked) (a, b int64, ok bool) {
	a, ok = r.dayOf(k.From, i)
	if !ok {
		return 0, 0, false
	}
	if k.To < 0 {
		return a, a + int64(k.Days) - 1, true
	}
	b, ok = r.dayOf(k.To, i)
	return a, b, ok && b >= a // an end before the beginning is another rule's business
}

// judge goes through each group by date and names the records that begin before
// an earlier one has ended, with the one that lasts longest.
func (k overlapCheck) judge(c *Checker, t *tableCheck, p *picked) []ruling {
	var out []ruling
	for _, group := range p.byGroup() {
		slices.SortStableFunc(group, func(x, y int32) int { return cmp.Compare(p.a[x], p.a[y]) })
		longest := int32(-1)
		for _, at := range group {
			if longest >= 0 && p.a[at] <= p.b[longest] {
				out = append(out, k.ruling(c, p, at, longest))
			}
			if longest < 0 || p.b[at] > p.b[longest] {
				longest = at
			}
		}
	}
	return out
}

func (k overlapCheck) ruling(c *Checker, p *picked, at, other int32) ruling {
	row := strconv.Itoa(int(p.row[other]))
	v := ruling{record: p.record[at], others: []int32{p.row[other]}, words: map[string]string{"other_row": row}}
	subject := "This " + c.row()
	if len(k.Each) > 0 {
		subject += ", for the same " + c.titles(k.Each) + " as " + c.row() + " " + row + ","
	}
	if c.fields[k.From].masked {
		v.told = said{subject + " begins before " + c.row() + " " + row + " has ended.", "Correct the dates, or delete the " + c.row() + " that should not be there.", ""}
		return v
	}
	begins := " begins on " + period.Date(p.a[at]).Long() + ", before " + c.row() + " " + row + " has ended on " + period.Date(p.b[other]).Long() + "."
	v.told = said{subject + begins, "Correct the dates, or delete the " + c.row() + " that should not be there.", "a date after " + period.Date(p.b[other]).Long()}
	return v
}
