package validate

import (
	"regexp"
	"strings"
)

// looseDate reads a date as people write it where the day comes first:
// 16/04/2021, 6.4.21, 16 April 2021, 16-Apr-21, 14th June 2021, Friday 16 April
// 2021, and ISO; a time of day may follow. The year has two or four digits.
func looseDate(s string) (civil, bool) {
	day, clock := cutClock(s)
	words := dateWords(day)
	if len(words) == 4 && isWeekday(words[0]) {
		words = words[1:]
	}
	if len(words) != 3 {
		return civil{}, false
	}
	var c civil
	switch {
	case len(words[0]) == 4 && allDigits(words[0]):
		words[0], words[2] = words[2], words[0]
	case monthNumber(words[0]) > 0: // April 16 2021
		words[0], words[1] = words[1], words[0]
	}
	if !allDigits(words[0]) || !allDigits(words[2]) || len(words[0]) > 2 {
		return c, false
	}
	c.day, c.year = atoi(words[0]), atoi(words[2])
	c.short = len(words[2]) == 2
	if !c.short && len(words[2]) != 4 {
		return c, false
	}
	if allDigits(words[1]) && len(words[1]) <= 2 {
		c.month = atoi(words[1])
	} else if c.month = monthNumber(words[1]); c.month == 0 {
		return c, false
	}
	return c, clock == "" || c.readClock(clock)
}

// dateWords splits a date at its separators, drops "of" and the letters of
// ordinals, and brings words to small letters.
func dateWords(s string) []string {
	words := strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return strings.ContainsRune("/-. ,–", r) })
	out := words[:0]
	for _, w := range words {
		if w == "of" {
			continue
		}
		if n := len(w); n > 2 && n <= 4 && allDigits(w[:n-2]) {
			switch w[n-2:] {
			case "st", "nd", "rd", "th":
				w = w[:n-2]
			}
		}
		out = append(out, w)
	}
	return out
}

// reHour is a whole hour behind a date: 9 am.
var reHour = regexp.MustCompile(`(?i) \d{1,2} ?[ap]m$`)

// cutClock cuts a time of day off the end: after a T, or after a space where a
// colon follows, or am or pm.
func cutClock(s string) (day, clock string) {
	colon := strings.IndexByte(s, ':')
	if m := reHour.FindStringIndex(s); colon < 0 && m != nil {
		return s[:m[0]], strings.TrimSpace(s[m[0]:])
	}
	if colon < 0 {
		return s, ""
	}
	if at := strings.LastIndexAny(s[:colon], " T"); at >= 0 {
		return strings.TrimSpace(s[:at]), strings.TrimSpace(s[at+1:])
	}
	return "", s
}

// readClock reads 9:30, 09:30:00, 09:30:00.25, 9:30 pm, each with an optional Z.
func (c *civil) readClock(s string) bool {
	s = strings.ToLower(strings.TrimSuffix(s, "Z"))
	for _, half := range []string{"am", "pm"} {
		if in, ok := strings.CutSuffix(s, half); ok {
			s, c.twelve, c.afternoon = strings.TrimSpace(in), true, half == "pm"
		}
	}
	s, fraction, split := strings.Cut(s, ".")
	if split {
		if !allDigits(fraction) || len(fraction) > 6 {
			return false
		}
		c.micro = atoi((fraction + "00000")[:6])
	}
	parts := strings.Split(s, ":")
	if len(parts) < 2 && !c.twelve || len(parts) > 3 || split && len(parts) != 3 {
		return false
	}
	for i, into := range []*int{&c.hour, &c.minute, &c.second}[:len(parts)] {
		if !allDigits(parts[i]) || len(parts[i]) > 2 {
			return false
		}
		*into = atoi(parts[i])
	}
	if c.twelve && (c.hour == 0 || c.hour > 12) {
		return false
	}
	c.clock()
	return c.clockHolds()
}

// clockHolds says whether there is such a time of day.
func (c *civil) clockHolds() bool { return c.hour <= 23 && c.minute <= 59 && c.second <= 59 }

// micros returns the time of day in microseconds.
func (c *civil) micros() int64 {
	return (int64(c.hour)*3600+int64(c.minute)*60+int64(c.second))*1e6 + int64(c.micro)
}

func allDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
