package validate

import (
	"strings"
	"time"
)

// shorthands are directives that stand for others, as in C's own locale.
var shorthands = map[string]string{
	"%F": "%Y-%m-%d", "%D": "%m/%d/%y", "%x": "%m/%d/%y", "%T": "%H:%M:%S", "%X": "%H:%M:%S", "%R": "%H:%M", "%e": "%d", "%k": "%H", "%l": "%I",
	"%h": "%b", "%n": " ", "%t": " ", "%c": "%a %b %d %H:%M:%S %Y", "%r": "%I:%M:%S %p",
}

// longhand writes a format's shorthands out.
func longhand(format string) string {
	if !strings.Contains(format, "%") {
		return format
	}
	var b strings.Builder
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		if long, ok := shorthands[format[i:i+2]]; ok {
			b.WriteString(long)
		} else {
			b.WriteString(format[i : i+2])
		}
		i++
	}
	return b.String()
}

// weeks is what a date by weeks is written with; -1 for what isn't there.
type weeks struct {
	year    int // of %G
	week    int // of %V, %U or %W
	by      byte
	weekday int // 0 is Sunday
}

// takeWeek reads the directives of dates by weeks.
func (c *civil) takeWeek(directive byte, s string) (rest string, ok bool) {
	switch directive {
	case 'G':
		rest, ok = takeNumber(&c.weeks.year, s, 4)
		return rest, ok && len(s)-len(rest) == 4
	case 'V', 'U', 'W':
		c.weeks.by = directive
		rest, ok = takeNumber(&c.weeks.week, s, 2)
		return rest, ok && c.weeks.week <= 53
	case 'u', 'w':
		rest, ok = takeNumber(&c.weeks.weekday, s, 1)
		c.weeks.weekday %= 7
		return rest, ok && (directive == 'w' && s[0] <= '6' || directive == 'u' && s[0] >= '1' && s[0] <= '7')
	case 'z':
		n := 0
		for n < len(s) && strings.IndexByte("+-:0123456789Zz", s[n]) >= 0 && (n > 0 || s[n] < '0' || s[n] > '9') {
			n++
			if s[n-1]|0x20 == 'z' {
				break
			}
		}
		return s[n:], n > 0 && (s[0]|0x20 == 'z' || n > 1) && c.setOffset(s[:n])
	}
	for _, zone := range []string{"UTC", "GMT", "utc", "gmt"} { // %Z
		if rest, ok := strings.CutPrefix(s, zone); ok {
			c.zoned = true
			return rest, true
		}
	}
	return s, false
}

// fromWeeks works out the day where the format gives a week and a weekday.
func (c *civil) fromWeeks(w weeks) bool {
	if w.by == 0 || w.weekday < 0 {
		return true
	}
	monday := (w.weekday + 6) % 7 // days after Monday
	var day time.Time
	switch {
	case w.by == 'V':
		fourth := time.Date(w.year, 1, 4, 0, 0, 0, 0, time.UTC) // is in week 1
		day = fourth.AddDate(0, 0, (w.week-1)*7-(int(fourth.Weekday())+6)%7+monday)
		if y, week := day.ISOWeek(); w.year == 0 || y != w.year || week != w.week {
			return false
		}
	case w.by == 'W':
		first := time.Date(c.year, 1, 1, 0, 0, 0, 0, time.UTC)
		day = first.AddDate(0, 0, (8-(int(first.Weekday())+6)%7-1)%7+(w.week-1)*7+monday)
	default:
		first := time.Date(c.year, 1, 1, 0, 0, 0, 0, time.UTC)
		day = first.AddDate(0, 0, (7-int(first.Weekday()))%7+(w.week-1)*7+w.weekday)
	}
	c.year, c.month, c.day = day.Year(), int(day.Month()), day.Day()
	return true
}
