package sample

import (
	"math/rand/v2"
	"time"

	"winnow/internal/period"
)

// testsConducted is the report's figure for the community testing sites.
const testsConducted = 27385

// site is one of the report's 29 sites. The names are of towns in the county;
// codes, sites and dates are made up, as in rules/derbyshire/sites.csv.
type site struct {
	code, name, district string
	opened, closed       period.Date // closed is 0 for a site still open
	busy                 int         // how busy beside the others
}

var sites = []site{
	{"CTS01", "Chesterfield", "Chesterfield", date(2021, 2, 1), 0, 19},
	{"CTS02", "Heanor", "Amber Valley", date(2021, 2, 1), 0, 13},
	{"CTS03", "Bolsover", "Bolsover", date(2021, 2, 8), 0, 11},
	{"CTS04", "Matlock", "Derbyshire Dales", date(2021, 2, 8), 0, 15},
	{"CTS05", "Ilkeston", "Erewash", date(2021, 2, 8), 0, 16},
	{"CTS06", "Long Eaton", "Erewash", date(2021, 2, 15), 0, 17},
	{"CTS07", "Buxton", "High Peak", date(2021, 2, 15), 0, 15},
	{"CTS08", "Clay Cross", "North East Derbyshire", date(2021, 2, 22), 0, 11},
	{"CTS09", "Swadlincote", "South Derbyshire", date(2021, 2, 22), 0, 18},
	{"CTS10", "New Mills", "High Peak", date(2021, 3, 1), 0, 9},
	{"CTS11", "Alfreton", "Amber Valley", date(2021, 3, 15), 0, 12},
	{"CTS12", "Ripley", "Amber Valley", date(2021, 3, 22), 0, 12},
	{"CTS13", "Belper", "Amber Valley", date(2021, 3, 22), 0, 13},
	{"CTS14", "Shirebrook", "Bolsover", date(2021, 3, 22), 0, 11},
	{"CTS15", "Clowne", "Bolsover", date(2021, 3, 29), 0, 8},
	{"CTS16", "Staveley", "Chesterfield", date(2021, 3, 29), 0, 11},
	{"CTS17", "Brimington", "Chesterfield", date(2021, 4, 6), 0, 9},
	{"CTS18", "Bakewell", "Derbyshire Dales", date(2021, 4, 6), 0, 8},
	{"CTS19", "Ashbourne", "Derbyshire Dales", date(2021, 4, 6), 0, 10},
	{"CTS20", "Wirksworth", "Derbyshire Dales", date(2021, 4, 12), 0, 7},
	{"CTS21", "Sandiacre", "Erewash", date(2021, 4, 12), date(2021, 6, 25), 8},
	{"CTS22", "Glossop", "High Peak", date(2021, 4, 12), 0, 14},
	{"CTS23", "Chapel-en-le-Frith", "High Peak", date(2021, 4, 19), 0, 7},
	{"CTS24", "Whaley Bridge", "High Peak", date(2021, 4, 19), date(2021, 6, 18), 7},
	{"CTS25", "Dronfield", "North East Derbyshire", date(2021, 4, 19), 0, 12},
	{"CTS26", "Eckington", "North East Derbyshire", date(2021, 4, 26), 0, 9},
	{"CTS27", "Killamarsh", "North East Derbyshire", date(2021, 4, 26), 0, 8},
	{"CTS28", "Melbourne", "South Derbyshire", date(2021, 5, 10), 0, 7},
	{"CTS29", "Hatton", "South Derbyshire", date(2021, 4, 12), date(2021, 6, 11), 7},
}

// siteDay is a site's day before it is written as a row.
type siteDay struct {
	site                                 site
	day                                  period.Date
	hours                                int // hundredths; 0 for closed
	tests, positive, negative, void, reg int
}

// testingSites draws one row for each site and day from its opening to its
// closing, closed days included.
func testingSites(r *rand.Rand) *sheet {
	days := siteDays(r)
	shareTests(r, days)
	for i := range days {
		days[i].results(r)
	}
	s := &sheet{
		path:    "community-testing/Testing sites 2021-22 Q1.csv",
		above:   titles("Derbyshire County Council: community testing sites, tests by day"),
		columns: testingColumns,
	}
	for _, d := range days {
		s.lines = append(s.lines, d.line())
	}
	s.lines = append(s.lines, s.total("site_code", "Total", "tests", "positive", "negative", "voids"))
	s.below = []string{"Notes: targeted events with the mobile unit are returned apart and are not in this table."}
	return s
}

var testingColumns = []column{
	{field: "site_code", title: "Site code"}, {field: "site_name", title: "Site name"}, {field: "district", title: "District"},
	{field: "site_type", title: "Site type"}, {field: "test_date", title: "Date"}, {field: "open", title: "Open"},
	{field: "hours_open", title: "Hours open"}, {field: "tests", title: "Tests"}, {field: "positive", title: "Positive"},
	{field: "negative", title: "Negative"}, {field: "voids", title: "Void"}, {field: "registered", title: "Registered"},
}

func siteDays(r *rand.Rand) []siteDay {
	var days []siteDay
	for i, s := range sites {
		last := asAt
		if s.closed != 0 {
			last = s.closed
		}
		for d := max(quarterStart, s.opened); d <= last; d++ {
			days = append(days, siteDay{site: s, day: d, hours: openingHours(r, i, d)})
		}
	}
	return days
}

// openingHours returns hundredths of hours: the ten first sites opened seven
// days a week, the others not on Sundays; now and then a site was shut.
func openingHours(r *rand.Rand, site int, d period.Date) int {
	sunday := weekday(d) == time.Sunday
	switch {
	case d == date(2021, 4, 4), sunday && site >= 10, r.IntN(90) == 0:
		return 0
	case site < 10 && !sunday:
		return 1125 // 7.45 to 19.00
	case sunday:
		return 600
	}
	return 800
}

// byWeekday is how busy days are, Sunday first, in hundredths of the mean.
var byWeekday = [...]int{62, 136, 98, 111, 92, 121, 79}

// shareTests gives every open day its tests: the site's size, the day of the
// week, a slow decline over the quarter, and chance; in all the report's figure.
func shareTests(r *rand.Rand, days []siteDay) {
	weights, sum := make([]int, len(days)), 0
	for i, d := range days {
		if d.hours > 0 {
			decline := 1200 - 4*int(d.day-quarterStart)
			weights[i] = d.site.busy * byWeekday[weekday(d.day)] * decline / 1000 * hump(r, 55, 145)
			sum += weights[i]
		}
	}
	left := testsConducted
	for i, w := range weights {
		if w > 0 {
			days[i].tests = max(1, testsConducted*w/sum)
			left -= days[i].tests
		}
	}
	for left != 0 {
		d := &days[r.IntN(len(days))]
		if step := max(-1, min(1, left)); d.tests > 2 {
			d.tests += step
			left -= step
		}
	}
}

// results splits a day's tests. Few are positive or void, and never so many
// that a day of 20 or more would stand out.
func (d *siteDay) results(r *rand.Rand) {
	for range d.tests {
		switch n := r.IntN(1000); {
		case n < 6:
			d.positive++
		case n < 15:
			d.void++
		}
	}
	d.positive, d.void = min(d.positive, d.tests/10), min(d.void, d.tests/20)
	d.negative = d.tests - d.positive - d.void
	d.reg = d.tests
	if d.tests > 3 && chance(r, 12) {
		d.reg -= 1 + r.IntN(2)
	}
}

func (d *siteDay) line() *line {
	open := "Y"
	if d.hours == 0 {
		open = "N"
	}
	return &line{cells: map[string]any{
		"site_code": d.site.code, "site_name": d.site.name, "district": d.site.district, "site_type": "Fixed",
		"test_date": d.day, "open": open, "hours_open": hundredths(d.hours), "tests": whole(d.tests),
		"positive": whole(d.positive), "negative": whole(d.negative), "voids": whole(d.void), "registered": whole(d.reg),
	}}
}
