package rules

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
)

func dueRows(t *testing.T, csv string) []Due {
	t.Helper()
	set, err := Load(fstest.MapFS{
		"v.yaml":          {Data: []byte("winnow: v1\nreturn: visits\nfields:\n  - {name: ref, title: Ref, type: string}\n")},
		"returns_due.csv": {Data: []byte(csv)},
	}, ".", "v")
	if err != nil {
		t.Fatal(err)
	}
	return set.Due
}

func TestDueColumns(t *testing.T) {
	q := func(year, n int) period.Period {
		return period.Period{Kind: period.Quarter, Year: year, Number: n}
	}
	tests := []struct {
		name, csv string
		want      []Due
	}{
		{"as it always was", "return,service,period_kind,due_after_days\nvisits,a,quarter,14\n",
			[]Due{{Return: "visits", Service: "a", PeriodKind: period.Quarter, DueAfterDays: 14, MissingAfterDays: 28, RemindBeforeDays: 7}}},
		{"all columns, blanks among them",
			"Return,Service,Period kind,Due after days,First period,Last period,Missing after days,Remind before days\n" +
				"visits,a,quarter,28,,Q4 2021/22,10,0\nvisits,a,quarter,14,2022-23-Q1,,,\n",
			[]Due{
				{Return: "visits", Service: "a", PeriodKind: period.Quarter, DueAfterDays: 28, LastPeriod: q(2021, 4), MissingAfterDays: 10},
				{Return: "visits", Service: "a", PeriodKind: period.Quarter, DueAfterDays: 14, FirstPeriod: q(2022, 1), MissingAfterDays: 28, RemindBeforeDays: 7},
			}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if d := cmp.Diff(test.want, dueRows(t, test.csv)); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestDueOwes(t *testing.T) {
	year := func(y int) period.Period { return period.Period{Kind: period.Year, Year: y} }
	for _, c := range []struct {
		first, last period.Period
		asked       string
		want        bool
	}{
		{period.Period{}, period.Period{}, "1999-00-Q1", true},
		{year(2021), period.Period{}, "2020-21-Q4", false},
		{year(2021), period.Period{}, "2021-22-Q1", true},
		{year(2021), period.Period{}, "2021-M04", true},
		{period.Period{}, year(2021), "2022-M03", true},
		{period.Period{}, year(2021), "2022-M04", false},
		{year(2021), year(2021), "2021-22", true},
	} {
		p, err := period.Parse(c.asked)
		if err != nil {
			t.Fatal(err)
		}
		if got := (Due{FirstPeriod: c.first, LastPeriod: c.last}).Owes(p); got != c.want {
			t.Errorf("from %q to %q, %s: %v", c.first, c.last, c.asked, got)
		}
	}
	if (Due{}).Owes(period.Period{}) {
		t.Error("something is owed for no period")
	}
}
