package period

import "time"

// Date is a civil date: days since 1 January 1970, without a zone.
type Date int32

// NewDate returns a date, and false where the calendar has no such day.
func NewDate(year, month, day int) (Date, bool) {
	t := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	if year < 1 || year > 9999 || t.Year() != year || int(t.Month()) != month || t.Day() != day {
		return 0, false
	}
	u := t.Unix()
	d := u / 86400
	if u%86400 < 0 {
		d--
	}
	return Date(d), true
}

// ParseDate reads 2021-04-16, and nothing else.
func ParseDate(s string) (Date, bool) {
	if len(s) != 10 || s[4] != '-' || s[7] != '-' {
		return 0, false
	}
	y, okY := digits(s[:4])
	m, okM := digits(s[5:7])
	d, okD := digits(s[8:])
	if !okY || !okM || !okD {
		return 0, false
	}
	return NewDate(y, m, d)
}

// digits reads a number of ASCII digits and no sign.
func digits(s string) (int, bool) {
	n := 0
	for _, c := range []byte(s) {
		if c < '0' || c > '9' {
			return 0, false
		}
		n = n*10 + int(c-'0')
	}
	return n, true
}

// Time returns midnight of the date in UTC.
func (d Date) Time() time.Time { return time.Unix(int64(d)*86400, 0).UTC() }

// String returns 2021-04-16.
func (d Date) String() string { return d.Time().Format("2006-01-02") }

// Long returns 16 April 2021, for people.
func (d Date) Long() string { return d.Time().Format("2 January 2006") }

// AddDays returns the date n days later.
func (d Date) AddDays(n int) Date { return d + Date(n) }
