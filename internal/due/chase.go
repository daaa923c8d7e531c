package due

import (
	"slices"

	"winnow/internal/period"
)

// Chase returns those lines that a reminder speaks of: late, missing, sent back
// with points open, and what is due soon or partly here. Soon is from the line's
// RemindFrom on or, where before is given, so many days before the due date. What
// is accepted, or here and waiting for the council, is never chased.
func Chase(lines []Line, today period.Date, before *int) []Line {
	return slices.DeleteFunc(slices.Clone(lines), func(l Line) bool { return !l.chased(today, before) })
}

func (l Line) chased(today period.Date, before *int) bool {
	switch l.State {
	case Late, Missing, Returned:
		return true
	case Due, NotDue, Partial:
		from := l.RemindFrom
		if before != nil {
			from = l.Due.AddDays(-*before)
		}
		return today >= from
	}
	return false
}

// ByService groups lines by their service, in their order.
func ByService(lines []Line) [][]Line {
	var groups [][]Line
	at := map[string]int{}
	for _, l := range lines {
		i, ok := at[l.Service]
		if !ok {
			i, groups = len(groups), append(groups, nil)
			at[l.Service] = i
		}
		groups[i] = append(groups[i], l)
	}
	return groups
}
