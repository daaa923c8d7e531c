package workspace

import (
	"testing"

	"winnow/internal/period"
)

// TestUntil: things are kept to the same day so much later, or the last of a shorter
// month; never less.
func TestUntil(t *testing.T) {
	for _, c := range []struct {
		keep Years
		end  string
		want string
	}{
		{Years{Years: 7}, "2021-06-30", "2028-06-30"},
		{Years{Years: 1}, "2024-02-29", "2025-02-28"},
		{Years{Years: 4}, "2024-02-29", "2028-02-29"},
		{Years{Years: 1}, "2023-02-28", "2024-02-28"},
		{Years{Months: 18}, "2021-06-30", "2022-12-30"},
		{Years{Months: 6}, "2021-08-31", "2022-02-28"},
		{Years{Months: 6}, "2023-08-31", "2024-02-29"},
		{Years{Months: 1}, "2021-12-31", "2022-01-31"},
		{Years{Months: 24}, "2020-02-29", "2022-02-28"},
		{Years{Days: 90}, "2021-12-31", "2022-03-31"},
		{Years{Days: 1}, "2024-02-28", "2024-02-29"},
	} {
		end, ok := period.ParseDate(c.end)
		if !ok {
			t.Fatal(c.end)
		}
		if got := c.keep.Until(end).String(); got != c.want {
			t.Errorf("%s after %s: kept until %s, want %s", c.keep, c.end, got, c.want)
		}
	}
	last, _ := period.NewDate(9999, 12, 31)
	if (Years{Years: 1}).Until(last) <= last {
		t.Error("past the calendar nothing is kept")
	}
}

func TestYearsText(t *testing.T) {
	for text, want := range map[string]Years{"7 years": {Years: 7}, "1 year": {Years: 1}, "18 months": {Months: 18}, "90 days": {Days: 90}} {
		var got Years
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want || got.String() != text {
			t.Errorf("%q is %+v, %q, %v", text, got, got, err)
		}
	}
	for _, text := range []string{"", "7", "seven years", "0 years", "-1 days", "7 weeks", "1000 years", "7years"} {
		var got Years
		if err := got.UnmarshalText([]byte(text)); err == nil {
			t.Errorf("%q was taken as %+v", text, got)
		}
	}
}
