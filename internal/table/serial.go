package table

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// Days between 1970-01-01 and day 0 of each date system. Day 60 of the 1900
// system is 29 February 1900, which never was: Excel keeps Lotus 1-2-3's error.
const (
	epoch1900 = -25569  // 1899-12-30, right from 1 March 1900 on
	epoch1904 = -24107  // 1904-01-01
	lastDay   = 2958465 // 9999-12-31 in the 1900 system
)

// ParseDate reads the Raw text of a Date cell: a serial or ISO 8601 text. It
// returns days since 1970-01-01 and seconds since midnight, rounded to the
// second as Excel shows it, and false where the text is no date that Excel has.
func ParseDate(raw string, date1904 bool) (day, second int, ok bool) {
	if strings.Contains(raw, "-") && len(raw) >= 10 {
		return parseISO(raw)
	}
	f, err := strconv.ParseFloat(raw, 64)
	if err != nil || math.IsNaN(f) || f < 0 || f > lastDay+1 {
		return 0, 0, false
	}
	whole := math.Floor(f)
	second = int(math.Round((f - whole) * 86400))
	day = int(whole)
	if second == 86400 {
		day, second = day+1, 0
	}
	switch {
	case date1904:
		return day + epoch1904, second, true
	case day == 60:
		return 0, 0, false
	case day < 60:
		return day + epoch1900 + 1, second, true
	}
	return day + epoch1900, second, true
}

func parseISO(s string) (day, second int, ok bool) {
	for _, layout := range []string{"2006-01-02", "2006-01-02T15:04:05", "2006-01-02T15:04:05Z07:00", "2006-01-02T15:04", "2006-01-02T15:04:05.999999999"} {
		if t, err := time.Parse(layout, s); err == nil {
			u := time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix()
			return int(floorDiv(u, 86400)), t.Hour()*3600 + t.Minute()*60 + t.Second(), true
		}
	}
	return 0, 0, false
}

// ISODate returns days since 1970-01-01 as 2021-04-01.
func ISODate(day int) string {
	return time.Unix(int64(day)*86400, 0).UTC().Format("2006-01-02")
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
