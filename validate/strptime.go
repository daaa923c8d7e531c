package validate

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// layout is a date or time format of the rule file, compiled.
type layout struct {
	items    []string // a directive such as %d, or literal text
	lenient  bool     // in winnow's files: other ways to write the same order pass too
	dayFirst bool
	short    bool   // the format itself writes years with two digits
	clocked  bool   // the format itself writes a time of day
	sample   string // how the format writes 16 April 2021
}

// civil is a date and a time of day as written, not yet checked.
type civil struct {
	year, month, day     int
	hour, minute, second int
	micro                int
	short                bool // a two-digit year
	afternoon, twelve    bool // %p and %I
	ordinal              bool // day is the day of the year, %j
	zoned                bool // with an offset from UTC, in seconds
	offset               int
	weeks                weeks
}

// fromOrdinal turns a day of the year into month and day.
func (c *civil) fromOrdinal() bool {
	t := time.Date(c.year, 1, c.day, 0, 0, 0, 0, time.UTC)
	ok := t.Year() == c.year
	c.month, c.day = int(t.Month()), t.Day()
	return ok
}

// newLayout compiles a Table Schema format: default, any or a strptime pattern.
func newLayout(format string) (*layout, error) {
	switch format {
	case "", "default":
		return &layout{}, nil
	case "any":
		return &layout{lenient: true, dayFirst: true}, nil
	}
	l := &layout{}
	for rest := longhand(format); rest != ""; {
		if rest[0] != '%' {
			end := strings.IndexByte(rest+"%", '%')
			l.items, rest = append(l.items, rest[:end]), rest[end:]
			continue
		}
		if len(rest) < 2 || !strings.ContainsRune("dmYybBHIMSfpjaAzZGVUWuw%", rune(rest[1])) {
			return nil, fmt.Errorf("format %q: %.2s is not understood", format, rest)
		}
		l.items, rest = append(l.items, rest[:2]), rest[2:]
	}
	for _, i := range l.items {
		if i == "%d" {
			l.dayFirst = true
			break
		}
		if i == "%m" || i == "%Y" || i == "%y" || i == "%b" || i == "%B" {
			break
		}
	}
	l.lenient = l.dayFirst
	l.short = slices.Contains(l.items, "%y")
	l.clocked = slices.ContainsFunc(l.items, func(i string) bool { return slices.Contains([]string{"%H", "%I", "%M", "%S", "%f"}, i) })
	l.sample = sampleOf(l.items)
	return l, nil
}

// sampleOf writes 16 April 2021, half past nine, in the format.
func sampleOf(items []string) string {
	words := map[string]string{"%d": "16", "%m": "04", "%Y": "2021", "%y": "21", "%b": "Apr", "%B": "April", "%H": "09", "%I": "09",
		"%M": "30", "%S": "00", "%f": "000000", "%p": "AM", "%j": "106", "%a": "Fri", "%A": "Friday", "%%": "%",
		"%z": "+0100", "%Z": "UTC", "%G": "2021", "%V": "15", "%U": "15", "%W": "15", "%u": "5", "%w": "5"}
	var b strings.Builder
	for _, i := range items {
		if w, ok := words[i]; ok {
			b.WriteString(w)
		} else {
			b.WriteString(i)
		}
	}
	return b.String()
}

// parse reads a text written exactly in the format; numbers may lack their
// leading zero, as in strptime.
func (l *layout) parse(s string) (civil, bool) {
	c := civil{year: 1970, month: 1, day: 1, weeks: weeks{weekday: -1}}
	var ok bool
	for _, item := range l.items {
		if item[0] != '%' || len(item) != 2 {
			if len(s) < len(item) || !strings.EqualFold(s[:len(item)], item) {
				return c, false
			}
			s = s[len(item):]
			continue
		}
		if s, ok = c.take(item[1], s); !ok {
			return c, false
		}
	}
	if c.twelve && (c.hour > 12 || c.hour == 0) || c.ordinal && !c.fromOrdinal() || !c.fromWeeks(c.weeks) {
		return c, false
	}
	c.clock()
	return c, s == ""
}

// takeNumber reads up to so many digits off the front of s.
func takeNumber(into *int, s string, digits int) (rest string, ok bool) {
	n := 0
	for n < len(s) && n < digits && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	*into = atoi(s[:n])
	return s[n:], n > 0
}

// take reads one directive off the front of s.
func (c *civil) take(directive byte, s string) (rest string, ok bool) {
	switch directive {
	case 'd':
		return takeNumber(&c.day, s, 2)
	case 'm':
		return takeNumber(&c.month, s, 2)
	case 'Y':
		rest, ok = takeNumber(&c.year, s, 4)
		return rest, ok && len(s)-len(rest) == 4
	case 'y':
		rest, ok = takeNumber(&c.year, s, 2)
		c.short = true
		return rest, ok && len(s)-len(rest) == 2
	case 'H':
		return takeNumber(&c.hour, s, 2)
	case 'I':
		c.twelve = true
		return takeNumber(&c.hour, s, 2)
	case 'M':
		return takeNumber(&c.minute, s, 2)
	case 'S':
		return takeNumber(&c.second, s, 2)
	case 'f':
		rest, ok = takeNumber(&c.micro, s, 6)
		for n := len(s) - len(rest); n < 6; n++ {
			c.micro *= 10
		}
		return rest, ok
	case 'j':
		c.ordinal = true
		return takeNumber(&c.day, s, 3)
	}
	return c.takeWord(directive, s)
}

// takeWord reads a directive that is written in letters.
func (c *civil) takeWord(directive byte, s string) (rest string, ok bool) {
	n := 0
	for n < len(s) && (s[n]|0x20 >= 'a' && s[n]|0x20 <= 'z') {
		n++
	}
	word := strings.ToLower(s[:n])
	switch directive {
	case 'b', 'B':
		c.month = monthNumber(word)
		return s[n:], c.month > 0
	case 'a', 'A':
		c.weeks.weekday = weekdayNumber(word)
		return s[n:], c.weeks.weekday >= 0
	case 'p':
		c.afternoon = word == "pm"
		return s[n:], word == "am" || word == "pm"
	}
	if directive != '%' {
		return c.takeWeek(directive, s)
	}
	return strings.CutPrefix(s, "%")
}

// clock turns a twelve-hour time into the hour of the day.
func (c *civil) clock() {
	if c.twelve {
		c.hour %= 12
		if c.afternoon {
			c.hour += 12
		}
	}
}
