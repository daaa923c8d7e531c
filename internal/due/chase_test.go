package due

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestChase(t *testing.T) {
	from, due := day(t, "2021-07-21"), day(t, "2021-07-28")
	ten, two := 10, 2
	tests := []struct {
		name, today string
		before      *int
		want        []State
	}{
		{"too early", "2021-07-17", nil, []State{Returned, Late, Missing}},
		{"ten days' notice", "2021-07-18", &ten, []State{NotDue, Due, Partial, Returned, Late, Missing}},
		{"a day too early for it", "2021-07-17", &ten, []State{Returned, Late, Missing}},
		{"the day before reminders begin", "2021-07-20", nil, []State{Returned, Late, Missing}},
		{"reminders begin", "2021-07-21", nil, []State{NotDue, Due, Partial, Returned, Late, Missing}},
		{"shorter notice", "2021-07-25", &two, []State{Returned, Late, Missing}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			var lines []Line
			for _, s := range []State{NotDue, Due, Partial, Returned, Late, Missing, Accepted, Received, Extra} {
				lines = append(lines, Line{State: s, RemindFrom: from, Due: due})
			}
			var got []State
			for _, l := range Chase(lines, day(t, test.today), test.before) {
				got = append(got, l.State)
			}
			if d := cmp.Diff(test.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestByService(t *testing.T) {
	groups := ByService([]Line{{Service: "a", Return: "1"}, {Service: "b", Return: "2"}, {Service: "a", Return: "3"}})
	want := [][]Line{{{Service: "a", Return: "1"}, {Service: "a", Return: "3"}}, {{Service: "b", Return: "2"}}}
	if d := cmp.Diff(want, groups); d != "" {
		t.Error(d)
	}
}
