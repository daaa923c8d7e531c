package ruledocs

import (
	"fmt"
	"strings"

	"winnow/internal/period"
	"winnow/rules"
)

// dueWords says when a return is due, with the days of the year where they are
// the same in leap years.
func dueWords(d rules.Due) string {
	days := "days"
	if d.DueAfterDays == 1 {
		days = "day"
	}
	words := fmt.Sprintf("%d %s after the %s ends", d.DueAfterDays, days, kindWord(d.PeriodKind))
	if usual, leap := dueDates(d, 2021), dueDates(d, 2023); d.PeriodKind != period.Month && strings.Join(usual, " ") == strings.Join(leap, " ") {
		words += ": " + listed(usual)
	}
	return words + owedWords(d)
}

// owedWords says from which period to which one the return is owed; "" where it
// always was and will be.
func owedWords(d rules.Due) string {
	switch first, last := d.FirstPeriod, d.LastPeriod; {
	case first.IsZero() && last.IsZero():
		return ""
	case last.IsZero():
		return fmt.Sprintf(" (from %s)", first)
	case first.IsZero():
		return fmt.Sprintf(" (until %s)", last)
	default:
		return fmt.Sprintf(" (from %s until %s)", first, last)
	}
}

func dueDates(d rules.Due, year int) []string {
	periods := []period.Period{{Kind: period.Year, Year: year}}
	if d.PeriodKind == period.Quarter {
		periods = nil
		for q := 1; q <= 4; q++ {
			periods = append(periods, period.Period{Kind: period.Quarter, Year: year, Number: q})
		}
	}
	var out []string
	for _, p := range periods {
		out = append(out, p.End().AddDays(d.DueAfterDays).Time().Format("2 January"))
	}
	return out
}
