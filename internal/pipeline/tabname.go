package pipeline

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"winnow/internal/period"
)

// usualTabs are the names of sheets by which workbooks part a year, where the
// rule file names no sheets itself.
var usualTabs = []string{"Q{quarter}", "Q {quarter}", "Quarter {quarter}", "Qtr {quarter}", "Q{quarter} {year}", "Quarter {quarter} {year}", "{month}", "{month} {year}"}

// sheetParts are the parts of a sheet's name that may stand for something.
var sheetParts = strings.NewReplacer(
	`\*`, `.*`,
	`\{quarter\}`, `(?P<quarter>[1-4])`,
	`\{month\}`, `(?P<month>\d{1,2}|jan\w*|feb\w*|mar\w*|apr\w*|may|june?|july?|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)`,
	`\{year\}`, `(?P<year>\d{2,4}(?:[-/]\d{2,4})?)`,
)

// matchSheet matches a sheet's name with a pattern and returns what stands for a
// quarter, a month and a year in it: case and white space don't count, * is
// anything, {quarter} 1 to 4, {month} a month's name or number, {year} a year
// such as 2021 or 2021-22.
func matchSheet(pattern, name string) (parts map[string]string, ok bool) {
	re, err := regexp.Compile("^" + sheetParts.Replace(regexp.QuoteMeta(foldName(pattern))) + "$")
	if err != nil {
		return nil, false
	}
	found := re.FindStringSubmatch(foldName(name))
	if found == nil {
		return nil, false
	}
	parts = map[string]string{}
	for i, group := range re.SubexpNames() {
		if group != "" {
			parts[group] = found[i]
		}
	}
	return parts, true
}

// tabPeriod reads a period off a sheet's name by the first pattern that fits it
// and has a quarter or a month. The year is the name's own, else that given; with
// neither the period is zero, and ok all the same.
func tabPeriod(patterns []string, name string, year period.Period) (p period.Period, ok bool) {
	for _, pattern := range patterns {
		parts, fits := matchSheet(pattern, name)
		if !fits || parts["quarter"] == "" && parts["month"] == "" {
			continue
		}
		if parts["quarter"] != "" {
			n, _ := strconv.Atoi(parts["quarter"])
			return quarterTab(n, parts["year"], year), true
		}
		if n := monthOf(parts["month"]); n > 0 {
			return monthTab(n, parts["year"], year), true
		}
	}
	return period.Period{}, false
}

func quarterTab(n int, named string, year period.Period) period.Period {
	if p, err := period.Parse(fmt.Sprintf("Q%d %s", n, named)); err == nil {
		return p
	}
	if year.IsZero() {
		return period.Period{}
	}
	return period.Period{Kind: period.Quarter, Year: year.Year, Number: n}
}

func monthTab(n int, named string, year period.Period) period.Period {
	if y, err := strconv.Atoi(named); err == nil {
		if y < 100 {
			y += 2000
		}
		return period.Period{Kind: period.Month, Year: y, Number: n}
	}
	if p, err := period.Parse(named); err == nil {
		year = p
	}
	if year.IsZero() {
		return period.Period{}
	}
	y := year.Year
	if n < 4 {
		y++
	}
	return period.Period{Kind: period.Month, Year: y, Number: n}
}

// monthOf reads a month's number, or its name from three letters on; 0 for none.
func monthOf(s string) int {
	if n, err := strconv.Atoi(s); err == nil {
		if n > 12 {
			return 0
		}
		return n
	}
	return (strings.Index("janfebmaraprmayjunjulaugsepoctnovdec", s[:3]) + 3) / 3
}
