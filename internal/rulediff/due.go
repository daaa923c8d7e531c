package rulediff

import (
	"fmt"

	"winnow/internal/number"
	"winnow/rules"
)

// due is what returns_due.csv says. Of several rows for one return, each for its
// own periods, the second and later are numbered.
func due(s *rules.Set) []thing {
	var out []thing
	seen := map[string]int{}
	for _, x := range s.Due {
		name := fmt.Sprintf("%s from %s each %s", x.Return, x.Service, periodKind(x.PeriodKind))
		if seen[name]++; seen[name] > 1 {
			name = fmt.Sprintf("%s (%d)", name, seen[name])
		}
		out = append(out, thing{name: name, short: counted(x.DueAfterDays, "day") + " after the period", come: None, gone: None, aspects: dueAspects(x)})
	}
	return unnamed(out)
}

func dueAspects(x rules.Due) []aspect {
	days := func(name string, n int, show string) aspect {
		return aspect{name: name, value: number.FromInt(int64(n)).String(), show: fmt.Sprintf(show, counted(n, "day")), harmless: true, words: instead}
	}
	return []aspect{
		days("days", x.DueAfterDays, "%s after the period"),
		{name: "the first period", value: x.FirstPeriod.String(), harmless: true},
		{name: "the last period", value: x.LastPeriod.String(), harmless: true},
		days("missing", x.MissingAfterDays, "missing %s after the due date"),
		days("reminder", x.RemindBeforeDays, "reminders from %s before the due date on"),
	}
}
