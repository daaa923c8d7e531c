package rulediff

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/rules"
)

// Two rows for one return, each for its own periods, stay two.
func TestDue(t *testing.T) {
	head := "return,service,period_kind,due_after_days,first_period,last_period,missing_after_days,remind_before_days\n"
	old := head + "visits,a,quarter,28,,2021-22,,\n"
	tests := []struct{ name, now, want string }{
		{"nothing", old, ""},
		{"days and reminders", head + "visits,a,quarter,14,,2021-22,56,3\n",
			"visits from a each quarter: 14 days after the period instead of 28 days after the period\n" +
				"visits from a each quarter: missing 56 days after the due date instead of missing 28 days after the due date\n" +
				"visits from a each quarter: reminders from 3 days before the due date on instead of reminders from 7 days before the due date on"},
		{"another last period", head + "visits,a,quarter,28,,2022-23,,\n", "visits from a each quarter: the last period is 2022-23 instead of 2021-22"},
		{"a second row", old + "visits,a,quarter,14,2022-23-Q1,,,\n", "visits from a each quarter (2): added: 14 days after the period"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var got []string
			for _, c := range Compare(withDue(t, old), withDue(t, test.now)).Changes {
				got = append(got, c.Name+": "+c.Words)
			}
			if d := cmp.Diff(test.want, strings.Join(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

func withDue(t *testing.T, csv string) *rules.Set {
	t.Helper()
	set, err := rules.Load(fstest.MapFS{"v.yaml": {Data: []byte(before)}, "returns_due.csv": {Data: []byte(csv)}}, ".", "v")
	if err != nil {
		t.Fatal(err)
	}
	return set
}
