package sample

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSmokingFigures recounts the report's figures, apart from any rule file.
func TestSmokingFigures(t *testing.T) {
	s := smokingQuits(draw(1))
	set, quits := 0, 0
	for _, l := range s.lines {
		if d := l.day("quit_date"); d >= quarterStart && d <= asAt {
			set++
		}
		if l.text("outcome") != "Quit" {
			continue
		}
		if gap := l.day("follow_up_date") - l.day("quit_date"); gap >= 25 && gap <= 42 && l.day("follow_up_date") <= asAt {
			quits++
		}
	}
	got := []int{set, quits, (set*65 + 50) / 100}
	if diff := cmp.Diff([]int{717, 348, 466}, got); diff != "" {
		t.Errorf("quit dates set, quits to date, forecast: -want +got\n%s", diff)
	}
}

func TestWeightFigures(t *testing.T) {
	s := weightManagement(draw(2))
	weighed, five := 0, 0
	for _, l := range s.lines {
		if d := l.day("start_date"); d < quarterStart || d > asAt {
			t.Errorf("started on %s", d)
		}
		if l.cells["weigh_12wk_date"] != nil {
			weighed++
		}
		if l.text("lost_5_percent") == "Y" {
			five++
		}
	}
	n := len(s.lines)
	if diff := cmp.Diff([]int{412, 185, 74}, []int{n, (n*45 + 50) / 100, (n*18 + 50) / 100}); diff != "" {
		t.Errorf("starters, to lose weight, to lose 5%%: -want +got\n%s", diff)
	}
	if weighed < 20 || five < 3 || five > weighed/2 {
		t.Errorf("%d weighed after 12 weeks, %d of them at 5%%: not plausible", weighed, five)
	}
}

func TestTestingFigures(t *testing.T) {
	s := testingSites(draw(3))
	tests, busy := 0, map[string][]int{}
	for _, l := range s.lines[:len(s.lines)-1] {
		n := wholeOf(l.cells["tests"])
		tests += n
		if n > 0 {
			busy[l.text("site_code")] = append(busy[l.text("site_code")], n)
		}
		if n != wholeOf(l.cells["positive"])+wholeOf(l.cells["negative"])+wholeOf(l.cells["voids"]) {
			t.Errorf("%s %s: the results don't add up", l.text("site_code"), l.day("test_date"))
		}
	}
	if tests != 27385 || len(busy) != 29 {
		t.Errorf("got %d tests at %d sites, want 27385 at 29", tests, len(busy))
	}
	for code, counts := range busy {
		plausible(t, code, counts)
	}
}

// plausible refuses counts that look copied down or typed wrong: five equal
// ones in a row, or one above ten times the median.
func plausible(t *testing.T, code string, counts []int) {
	t.Helper()
	run := 1
	for i := 1; i < len(counts); i++ {
		if run++; counts[i] != counts[i-1] {
			run = 1
		}
		if run >= 5 {
			t.Errorf("%s: %d tests on five open days running", code, counts[i])
		}
	}
	for _, n := range counts {
		less := 0
		for _, m := range counts {
			if m < n/10 {
				less++
			}
		}
		if less > len(counts)/2 {
			t.Errorf("%s: %d tests are more than ten times the median", code, n)
		}
	}
}

func TestAwardFigures(t *testing.T) {
	s := awards(draw(4))
	got := map[string]int{}
	families, needs, spend := map[string]int{}, map[string]int{}, map[string]int{}
	for _, l := range s.lines[:len(s.lines)-1] {
		if l.text("status") != "Awarded" {
			continue
		}
		code, pounds := l.text("scheme_code"), wholeOf(l.cells["amount"])
		got[code]++
		spend[code] += pounds
		if wholeOf(l.cells["children"]) > 0 {
			families[code] += pounds
		}
		if l.text("need") != "Other essentials" {
			needs[code] += pounds
		}
		soundAward(t, l)
	}
	if diff := cmp.Diff(map[string]int{"ECP": 2622, "EPG": 216, "CWGS": 153, "CSP": 135}, got); diff != "" {
		t.Errorf("awards by scheme: -want +got\n%s", diff)
	}
	for _, code := range []string{"CWGS", "CSP"} {
		if 100*families[code] < 82*spend[code] || 100*needs[code] < 82*spend[code] {
			t.Errorf("%s: £%d on families and £%d on food, energy and water of £%d", code, families[code], needs[code], spend[code])
		}
	}
	if n := len(s.lines) - 1; n != awardCount+turnedDown {
		t.Errorf("%d rows", n)
	}
}

// soundAward refuses an award on a day off, outside its scheme's window, or of
// an emergency payment that isn't £54 and £10 for each further person.
func soundAward(t *testing.T, l *line) {
	t.Helper()
	code, d := l.text("scheme_code"), l.day("award_date")
	people := wholeOf(l.cells["adults"]) + wholeOf(l.cells["children"])
	switch pounds := wholeOf(l.cells["amount"]); {
	case !isWorkingDay(d):
		t.Errorf("%s was awarded on %s", l.text("award_ref"), d)
	case code == "CWGS" && d > date(2021, 4, 16), code == "CSP" && d < date(2021, 5, 11):
		t.Errorf("%s of %s was awarded on %s", l.text("award_ref"), code, d)
	case code == "ECP" && pounds != 54+10*(people-1):
		t.Errorf("%s: £%d for %d people", l.text("award_ref"), pounds, people)
	}
}

// TestSiteList holds the shipped list of testing sites to the generator's
// sites; UPDATE=1 writes it anew.
func TestSiteList(t *testing.T) {
	var want strings.Builder
	want.WriteString("site_code,site_name,district,site_type,valid_from,valid_to\n")
	for _, s := range sites {
		closed := ""
		if s.closed != 0 {
			closed = s.closed.String()
		}
		want.WriteString(strings.Join([]string{s.code, s.name, s.district, "fixed", s.opened.String(), closed}, ",") + "\n")
	}
	const path = "../../rules/derbyshire/sites.csv"
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(path, []byte(want.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.String(), string(got)); diff != "" {
		t.Errorf("%s: -want +got\n%s", path, diff)
	}
}
