package sample

import (
	"math/rand/v2"
	"time"

	"winnow/internal/period"
)

// weighted is a choice and how often it falls, against the sum of its list.
type weighted struct {
	text   string
	weight int
}

func choose(r *rand.Rand, list []weighted) string {
	sum := 0
	for _, w := range list {
		sum += w.weight
	}
	n := r.IntN(sum)
	for _, w := range list {
		if n -= w.weight; n < 0 {
			return w.text
		}
	}
	panic("sample: empty choice")
}

// hump returns a number from low to high, most often near the middle.
func hump(r *rand.Rand, low, high int) int {
	span := high - low
	return low + (r.IntN(span+1)+r.IntN(span+1)+r.IntN(span+1))/3
}

// chance says yes in percent of cases.
func chance(r *rand.Rand, percent int) bool { return r.IntN(100) < percent }

func weekday(d period.Date) time.Weekday { return d.Time().Weekday() }

// bankHolidays are those of England within the quarter.
var bankHolidays = map[period.Date]bool{date(2021, 4, 2): true, date(2021, 4, 5): true, date(2021, 5, 3): true, date(2021, 5, 31): true}

func isWorkingDay(d period.Date) bool {
	return weekday(d) != time.Saturday && weekday(d) != time.Sunday && !bankHolidays[d]
}

// workingDays returns the working days from first to last, both included.
func workingDays(first, last period.Date) []period.Date {
	var days []period.Date
	for d := first; d <= last; d++ {
		if isWorkingDay(d) {
			days = append(days, d)
		}
	}
	return days
}

// spread returns n dates in order, drawn from the days.
func spread(r *rand.Rand, days []period.Date, n int) []period.Date {
	counts := make([]int, len(days))
	for range n {
		counts[r.IntN(len(days))]++
	}
	dates := make([]period.Date, 0, n)
	for i, c := range counts {
		for range c {
			dates = append(dates, days[i])
		}
	}
	return dates
}

// near returns a working day from low to high days after d, no later than the
// last one, and false where there is none.
func near(r *rand.Rand, d period.Date, low, high int, last period.Date) (period.Date, bool) {
	if days := workingDays(d.AddDays(low), min(d.AddDays(high), last)); len(days) > 0 {
		return days[r.IntN(len(days))], true
	}
	return 0, false
}

// districts with their share of the county's people.
var districts = []weighted{
	{"Amber Valley", 16}, {"Bolsover", 10}, {"Chesterfield", 13}, {"Derbyshire Dales", 9},
	{"Erewash", 15}, {"High Peak", 12}, {"North East Derbyshire", 13}, {"South Derbyshire", 12},
}

// ethnicCategories with shares like the county's, by national code.
var ethnicCategories = []weighted{{"A", 915}, {"B", 8}, {"C", 24}, {"D", 6}, {"F", 4}, {"H", 9}, {"J", 5}, {"M", 5}, {"S", 4}, {"Z", 20}}
