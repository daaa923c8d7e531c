package period

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestParse(t *testing.T) {
	q1, year, june := Period{Quarter, 2021, 1}, Period{Year, 2021, 0}, Period{Month, 2021, 6}
	for want, spellings := range map[Period][]string{
		q1: {
			"2021-22-Q1", "2021-22 Q1", "2021/22 Q1", "2021/22-Q1", "2021-22Q1", "2021-2022 Q1", "2021/2022 Quarter 1", "2021–22 Q1",
			"Q1 2021/22", "Q1 2021-22", "Q1, 2021-22", "Q1-2021-22", "Q1/2021-22", "Quarter 1 2021-22", "quarter 1 of 2021/22", "QTR 1 2021-2022",
			"q1 fy2021/22", "FY 2021-22 Q1", "Q1 21/22", "21/22 Q1", "2021-22_q1", "  Q1\t2021 / 22 ", "Q1\u00a02021-22",
			"April to June 2021", "Apr-Jun 2021", "apr – june 2021", "APRIL - JUNE, 2021",
		},
		year:               {"2021-22", "2021/22", "2021-2022", "2021 / 2022", "2021–22", "FY2021-22", "FY 2021/22", "fy21/22", "FY 21-22"},
		june:               {"2021-M06", "2021-m06", "2021-06", "June 2021", "Jun 2021", "JUNE  2021", "june-2021", "June, 2021"},
		{Quarter, 2021, 4}: {"Q4 2021-22", "January to March 2022", "Jan - Mar 2022"},
		{Quarter, 1999, 2}: {"1999-00 Q2", "Q2 1999/2000", "July to September 1999", "Jul-Sept 1999"},
		{Quarter, 2009, 3}: {"2009-10 Q3", "Q3 09/10"},
		{Year, 2011, 0}:    {"2011-12", "2011/12"},
		{Month, 2012, 12}:  {"2012-12", "December 2012"},
		{Year, 1999, 0}:    {"1999-00", "1999-2000"},
		{Month, 2020, 9}:   {"Sept 2020", "sep 2020"},
	} {
		for _, s := range spellings {
			if got, err := Parse(s); err != nil || got != want {
				t.Errorf("%q = %v, %v; want %v", s, got, err, want)
			}
		}
	}
	for _, s := range []string{
		"", "Q1", "2021", "Q1 2021", "2021 Q1", "2021-23", "2021-20", "2021-2023 Q1", "Q5 2021-22", "Q0 2021-22", "Q12 2021-22", "2021-M13", "2021-M00",
		"2021-M6", "Juneish 2021", "J 2021", "ju 2021", "June 21", "Jun-21", "21/22", "21-22", "May to July 2021", "June to April 2021", "April to September 2021",
		"1821-22", "2021-22-Q1x", "x2021-22", "30/06/2021", "2021-06-30", "99/01 Q1",
	} {
		if got, err := Parse(s); err == nil {
			t.Errorf("%q = %v", s, got)
		} else if !strings.Contains(err.Error(), "write 2021-22-Q1, 2021-M06 or 2021-22") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestStartAndEnd(t *testing.T) {
	for _, c := range []struct{ period, start, end string }{
		{"2021-22-Q1", "2021-04-01", "2021-06-30"}, {"2021-22-Q2", "2021-07-01", "2021-09-30"},
		{"2021-22-Q3", "2021-10-01", "2021-12-31"}, {"2021-22-Q4", "2022-01-01", "2022-03-31"},
		{"2021-22", "2021-04-01", "2022-03-31"}, {"2023-24", "2023-04-01", "2024-03-31"},
		{"2021-M01", "2021-01-01", "2021-01-31"}, {"2021-M02", "2021-02-01", "2021-02-28"}, {"2024-M02", "2024-02-01", "2024-02-29"},
		{"2000-M02", "2000-02-01", "2000-02-29"}, {"1900-M02", "1900-02-01", "1900-02-28"}, {"2021-M12", "2021-12-01", "2021-12-31"},
		{"1969-70-Q4", "1970-01-01", "1970-03-31"}, {"1969-70-Q3", "1969-10-01", "1969-12-31"}, {"1950-M06", "1950-06-01", "1950-06-30"},
	} {
		p, err := Parse(c.period)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{p.Start().String(), p.End().String()}
		if diff := cmp.Diff([]string{c.start, c.end}, got); diff != "" {
			t.Errorf("%s: %s", c.period, diff)
		}
	}
}

func TestNeighbours(t *testing.T) {
	for _, c := range []struct{ period, previous, lastYear string }{
		{"2021-22-Q1", "2020-21-Q4", "2020-21-Q1"}, {"2021-22-Q3", "2021-22-Q2", "2020-21-Q3"}, {"2000-01-Q1", "1999-00-Q4", "1999-00-Q1"},
		{"2021-M01", "2020-M12", "2020-M01"}, {"2021-M06", "2021-M05", "2020-M06"}, {"2021-22", "2020-21", "2020-21"},
	} {
		p, err := Parse(c.period)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{c.period, c.previous, c.lastYear}, []string{p.String(), p.Previous().String(), p.LastYear().String()}); diff != "" {
			t.Error(diff)
		}
	}
}

func TestNoPeriod(t *testing.T) {
	var p Period
	if !p.IsZero() || p.String() != "" || p.Kind.String() != "" || p.Previous() != p || p.LastYear() != p || p.Contains(0) || p.Within(p) {
		t.Errorf("no period: %q", p)
	}
	if got := Of(0, None); got != p {
		t.Errorf("got %v", got)
	}
}

func TestWithin(t *testing.T) {
	q1, june, year := Period{Quarter, 2021, 1}, Period{Month, 2021, 6}, Period{Year, 2021, 0}
	july := Period{Month, 2021, 7}
	if !june.Within(q1) || !q1.Within(year) || !q1.Within(q1) || july.Within(q1) || year.Within(q1) || !july.Within(year) {
		t.Error("within")
	}
	for d, want := range map[string]bool{"2021-03-31": false, "2021-04-01": true, "2021-06-30": true, "2021-07-01": false} {
		date, _ := ParseDate(d)
		if q1.Contains(date) != want {
			t.Errorf("%s: %v", d, !want)
		}
	}
}

func TestParseDate(t *testing.T) {
	for in, want := range map[string]Date{
		"1970-01-01": 0, "1969-12-31": -1, "1970-01-02": 1, "2000-02-29": 11016, "2021-04-16": 18733, "0001-01-01": -719162, "9999-12-31": 2932896,
	} {
		got, ok := ParseDate(in)
		if !ok || got != want || got.String() != in {
			t.Errorf("%s = %d (%s), %v; want %d", in, got, got, ok, want)
		}
	}
	for _, in := range []string{
		"", "2021-4-16", "2021-02-29", "1900-02-29", "2021-13-01", "2021-00-01", "2021-04-00", "2021-04-31", "0000-01-01", "+021-04-16", "-021-04-16",
		"2021-+4-16", "2021-04-+1", "2021/04/16", "16-04-2021", "2021-04-16 ", "2021-04-16T00:00", "٢٠٢١-04-16", "2021-0x-16",
	} {
		if got, ok := ParseDate(in); ok {
			t.Errorf("%q = %s", in, got)
		}
	}
	d, _ := ParseDate("2021-04-06")
	if d.Long() != "6 April 2021" || d.AddDays(-6).String() != "2021-03-31" || d.Time().Location() != time.UTC {
		t.Errorf("%s", d.Long())
	}
}

// TestPeriodsTileTheCalendar: every day is in exactly the period Of gives, periods
// follow one another without a gap, and each spelling reads back.
func TestPeriodsTileTheCalendar(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		year := rapid.IntRange(1901, 2098).Draw(t, "year")
		first, _ := NewDate(year, 1, 1)
		d := first.AddDays(rapid.IntRange(0, 365).Draw(t, "day"))
		kind := rapid.SampledFrom([]Kind{Month, Quarter, Year}).Draw(t, "kind")
		p := Of(d, kind)
		if !p.Contains(d) || p.Kind != kind {
			t.Fatalf("%s is not in %s", d, p)
		}
		if p.Previous().End() != p.Start()-1 {
			t.Fatalf("%s ends on %s, %s starts on %s", p.Previous(), p.Previous().End(), p, p.Start())
		}
		if y := p.LastYear().Start().Time(); y.Year() != p.Start().Time().Year()-1 || y.Month() != p.Start().Time().Month() {
			t.Fatalf("a year before %s is %s", p, p.LastYear())
		}
		if back, err := Parse(p.String()); err != nil || back != p {
			t.Fatalf("%s reads back as %s, %v", p, back, err)
		}
		if back, ok := ParseDate(d.String()); !ok || back != d {
			t.Fatalf("%s reads back as %s", d, back)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"2021-22-Q1", "Q1 21/22", "June 2021", "April to June 2021", "FY21/22", "2021-M06"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p, err := Parse(s)
		if err != nil {
			return
		}
		if back, err := Parse(p.String()); err != nil || back != p || p.Start() > p.End() {
			t.Fatalf("%q = %v, which reads back as %v, %v", s, p, back, err)
		}
	})
}

func BenchmarkContains(b *testing.B) {
	p, d := Period{Quarter, 2021, 1}, Date(18733)
	for b.Loop() {
		if !p.Contains(d) {
			b.Fatal("not in the period")
		}
	}
}
