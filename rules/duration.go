package rules

import (
	"cmp"
	"regexp"
	"strings"
	"time"

	"winnow/internal/number"
)

// Duration is a length of time: months, whose days depend on the calendar, and
// seconds. Both have the same sign or are 0.
type Duration struct {
	Months  int64
	Seconds number.Num
}

const figureOf = `(\d{1,9}(?:[.,]\d{1,9})?)`

var reDuration = regexp.MustCompile(`^([+-]?)P(?:` + figureOf + `Y)?(?:` + figureOf + `M)?(?:` + figureOf + `W)?(?:` + figureOf + `D)?(T(?:` +
	figureOf + `H)?(?:` + figureOf + `M)?(?:` + figureOf + `S)?)?$`)

// longest is the most years, or days, that a duration may have.
const longest = 999_999_999

// secondsIn are the seconds of the parts of a duration, by their group in
// reDuration.
var secondsIn = map[int]int64{4: 604800, 5: 86400, 7: 3600, 8: 60, 9: 1}

// ParseDuration reads an ISO 8601 duration such as P1Y2M, P3DT4H or PT90M. It
// returns false for a text that is none, or that has parts of a month.
func ParseDuration(s string) (Duration, bool) {
	m := reDuration.FindStringSubmatch(s)
	if m == nil || m[6] == "T" || strings.Join(m[2:], "") == "" {
		return Duration{}, false
	}
	years, months := figure(m[2]), figure(m[3])
	all := years.Mul(number.FromInt(12)).Add(months)
	whole, ok := all.Int64()
	if !ok {
		return Duration{}, false
	}
	d := Duration{Months: whole}
	for group, each := range secondsIn {
		d.Seconds = d.Seconds.Add(figure(m[group]).Mul(number.FromInt(each)))
	}
	if d.Months/12 > longest || d.Seconds.Cmp(number.FromInt(longest*86400)) > 0 {
		return Duration{}, false
	}
	if m[1] == "-" {
		d.Months, d.Seconds = -d.Months, d.Seconds.Neg()
	}
	return d, true
}

// figure reads the digits of a part; none are 0.
func figure(s string) number.Num {
	n, err := number.Parse(strings.Replace(s, ",", ".", 1))
	if err != nil {
		return number.Num{}
	}
	return n
}

// String returns the shortest text of the duration: P1DT30M for PT1470M.
func (d Duration) String() string {
	sign, months, seconds := "", d.Months, d.Seconds
	if months < 0 || seconds.Sign() < 0 {
		sign, months, seconds = "-", -months, seconds.Neg()
	}
	date := part(months/12, "Y") + part(months%12, "M")
	whole := seconds.Round(0)
	if whole.Cmp(seconds) > 0 {
		whole = whole.Sub(number.FromInt(1))
	}
	rest := seconds.Sub(whole)
	n, _ := whole.Int64() // a duration that was read is not that long
	date += part(n/86400, "D")
	clock := part(n/3600%24, "H") + part(n/60%60, "M")
	if s := number.FromInt(n % 60).Add(rest); s.Sign() != 0 {
		clock += s.String() + "S"
	}
	if clock != "" {
		clock = "T" + clock
	}
	if date+clock == "" {
		return "PT0S"
	}
	return sign + "P" + date + clock
}

func part(n int64, unit string) string {
	if n == 0 {
		return ""
	}
	return number.FromInt(n).String() + unit
}

// calendars are the days from which XML Schema compares durations: two of them
// are in order only where they are so from each.
var calendars = []time.Time{
	time.Date(1696, 9, 1, 0, 0, 0, 0, time.UTC), time.Date(1697, 2, 1, 0, 0, 0, 0, time.UTC),
	time.Date(1903, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(1903, 7, 1, 0, 0, 0, 0, time.UTC),
}

// Compare orders two durations: -1, 0 or 1. It returns false where that depends
// on the month in which they begin, as for P1M and P30D.
func (d Duration) Compare(o Duration) (order int, ok bool) {
	for i, from := range calendars {
		c := d.secondsFrom(from).Cmp(o.secondsFrom(from))
		if i > 0 && cmp.Compare(c, 0) != order {
			return 0, false
		}
		order = cmp.Compare(c, 0)
	}
	return order, true
}

func (d Duration) secondsFrom(from time.Time) number.Num {
	months := max(-100_000, min(100_000, d.Months)) // further off than any date, the order is that of months
	days := from.AddDate(0, int(months), 0).Unix()/86400 - from.Unix()/86400
	return number.FromInt(days * 86400).Add(number.FromInt((d.Months - months)).Mul(number.FromInt(31 * 86400))).Add(d.Seconds)
}
