package validate

import (
	"regexp"
	"strings"
)

var reClock = regexp.MustCompile(`^(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?(Z|[+-]\d\d(?::?\d\d)?)?$`)

// isoClock reads a time of day as the standard's default has it: 09:30:00, with
// parts of a second and an offset where there are any.
func isoClock(s string) (civil, bool) {
	m := reClock.FindStringSubmatch(s)
	if m == nil {
		return civil{}, false
	}
	c := civil{hour: atoi(m[1]), minute: atoi(m[2]), second: atoi(m[3])}
	if m[4] != "" {
		c.micro = atoi((m[4] + "00000")[:6])
	}
	if m[5] != "" && !c.setOffset(m[5]) {
		return c, false
	}
	return c, c.clockHolds()
}

// isoMoment reads a date and time as the standard's default has it:
// 2021-04-16T09:30:00Z.
func isoMoment(s string) (civil, bool) {
	if len(s) < 19 || !isoShaped(s) || s[10] != 'T' && s[10] != 't' && s[10] != ' ' {
		return civil{}, false
	}
	c, ok := isoClock(s[11:])
	c.year, c.month, c.day = atoi(s[:4]), atoi(s[5:7]), atoi(s[8:10])
	return c, ok
}

// setOffset reads Z, +01, +0100 or +01:00.
func (c *civil) setOffset(s string) bool {
	if c.zoned = true; s == "Z" || s == "z" {
		return true
	}
	digits := strings.ReplaceAll(s[1:], ":", "")
	if len(digits) < 2 || !allDigits(digits) {
		return false
	}
	seconds := atoi(digits[:2]) * 3600
	rest := digits[2:]
	for unit := 60; len(rest) >= 2; unit /= 60 {
		if atoi(rest[:2]) > 59 {
			return false
		}
		seconds += atoi(rest[:2]) * unit
		rest = rest[2:]
	}
	if s[0] == '-' {
		seconds = -seconds
	}
	c.offset = seconds
	return rest == "" && atoi(digits[:2]) < 24
}
