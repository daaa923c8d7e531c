package retention

import (
	"testing"
	"time"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/workspace"
)

func day(t *testing.T, text string) period.Date {
	t.Helper()
	d, ok := period.ParseDate(text)
	if !ok {
		t.Fatal(text)
	}
	return d
}

func TestJudge(t *testing.T) {
	year, leap := workspace.Years{Years: 1}, workspace.Years{Years: 4}
	closed := map[string]bool{"2021-22-Q1": true, "2021-22-Q2": true, "2024-M02": true, "2023-M02": true}
	for _, c := range []struct {
		name    string
		keep    workspace.Years
		today   string
		only    string
		periods []string // "" came on 31 March 2021
		goes    bool
		why     string
	}{
		{"for ever", workspace.Years{}, "2999-01-01", "", []string{"2021-22-Q1"}, false, ""},
		{"the last day", year, "2022-06-30", "", []string{"2021-22-Q1"}, false, ""},
		{"the day after", year, "2022-07-01", "", []string{"2021-22-Q1"}, true, ""},
		{"not signed off", year, "2030-01-01", "", []string{"2021-22-Q3"}, false, "2021-22-Q3 is not signed off (winnow close); --period 2021-22-Q3 deletes it all the same"},
		{"not signed off, named", year, "2030-01-01", "2021-22-Q3", []string{"2021-22-Q3"}, true, ""},
		{"named, but not past", year, "2022-12-31", "2021-22-Q3", []string{"2021-22-Q3"}, false, ""},
		{"another is named", year, "2030-01-01", "2021-22-Q3", []string{"2021-22-Q1"}, false, ""},
		{"one of two past", year, "2022-07-01", "", []string{"2021-22-Q1", "2021-22-Q2"}, false, "it is of 2021-22-Q2 too, whose time is not over"},
		{"both past", year, "2022-10-01", "", []string{"2021-22-Q1", "2021-22-Q2"}, true, ""},
		{"both past, one open", year, "2030-01-01", "2021-22-Q1", []string{"2021-22-Q1", "2021-22-Q3"}, false, "2021-22-Q3 is not signed off (winnow close); --period 2021-22-Q3 deletes it all the same"},
		{"no period, the last day", year, "2022-03-31", "", []string{""}, false, ""},
		{"no period", year, "2022-04-01", "", []string{""}, true, ""},
		{"no period, another is named", year, "2030-04-01", "2021-22-Q1", []string{""}, false, ""},
		{"29 February, kept a year", year, "2025-02-28", "", []string{"2024-M02"}, false, ""},
		{"29 February, a year later", year, "2025-03-01", "", []string{"2024-M02"}, true, ""},
		{"29 February, four years: the day itself", leap, "2028-02-29", "", []string{"2024-M02"}, false, ""},
		{"29 February, four years later", leap, "2028-03-01", "", []string{"2024-M02"}, true, ""},
		{"28 February, today the 29th", year, "2024-02-29", "", []string{"2023-M02"}, true, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := &planner{closed: closed}
			p.Today = day(t, c.today)
			if c.only != "" {
				var err error
				if p.Period, err = period.Parse(c.only); err != nil {
					t.Fatal(err)
				}
			}
			var spans []span
			for _, name := range c.periods {
				s, err := spanOf(name, time.Date(2021, 3, 31, 23, 30, 0, 0, time.UTC))
				if err != nil {
					t.Fatal(err)
				}
				spans = append(spans, s)
			}
			if goes, why := p.judge(c.keep, spans); goes != c.goes || why != c.why {
				t.Errorf("goes %v, %q; want %v, %q", goes, why, c.goes, c.why)
			}
		})
	}
}

// TestSpansOf: a file belongs to the periods of all its tables, and one that none was
// found in to that of its report, or to the day it came.
func TestSpansOf(t *testing.T) {
	came := time.Date(2021, 7, 1, 9, 0, 0, 0, time.UTC)
	p := &planner{subs: map[string][]ledger.Submission{
		"two":  {{Period: "2021-22-Q1", Received: came}, {Period: "2021-22-Q2", Received: came}},
		"none": {{Received: came}},
	}}
	for _, c := range []struct {
		file ledger.File
		n    int
		last string
	}{
		{ledger.File{SHA256: "two", Period: "2021-22-Q1"}, 2, "2021-22-Q2"},
		{ledger.File{SHA256: "two", Period: "2021-22-Q3"}, 3, "2021-22-Q3"},
		{ledger.File{SHA256: "none"}, 1, ""},
		{ledger.File{SHA256: "other", Received: came, Period: "2021-M06"}, 1, "2021-M06"},
	} {
		spans, err := p.spansOf(c.file)
		if err != nil || len(spans) != c.n || last(spans) != c.last {
			t.Errorf("%+v: %v, %v", c.file, spans, err)
		}
	}
	if _, err := p.spansOf(ledger.File{SHA256: "two", Period: "summer"}); err == nil {
		t.Error("a period that is none was taken")
	}
}
