package ruledocs

import (
	"testing"

	"winnow/internal/period"
	"winnow/rules"
)

func TestDueWords(t *testing.T) {
	q3 := period.Period{Kind: period.Quarter, Year: 2021, Number: 3}
	year := period.Period{Kind: period.Year, Year: 2022}
	tests := []struct {
		name string
		due  rules.Due
		want string
	}{
		{"each quarter", rules.Due{PeriodKind: period.Quarter, DueAfterDays: 28}, "28 days after the quarter ends: 28 July, 28 October, 28 January and 28 April"},
		{"each month", rules.Due{PeriodKind: period.Month, DueAfterDays: 1}, "1 day after the month ends"},
		{"from a period on", rules.Due{PeriodKind: period.Year, DueAfterDays: 30, FirstPeriod: year}, "30 days after the financial year ends: 30 April (from 2022-23)"},
		{"until a period", rules.Due{PeriodKind: period.Month, DueAfterDays: 10, LastPeriod: year}, "10 days after the month ends (until 2022-23)"},
		{"from and until", rules.Due{PeriodKind: period.Month, DueAfterDays: 10, FirstPeriod: q3, LastPeriod: year}, "10 days after the month ends (from 2021-22-Q3 until 2022-23)"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if got := dueWords(test.due); got != test.want {
				t.Errorf("%q, want %q", got, test.want)
			}
		})
	}
}
