package validate

import (
	"fmt"
	"strings"
	"time"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/table"
)

// castDateTime reads a date with a time of day. One with an offset is brought to
// UTC. A date alone is its midnight, but in a bare Table Schema.
func castDateTime(f *field, e *entry, date1904 bool) {
	var day period.Date
	var micros int64
	switch e.kind {
	case table.Date:
		e.text = e.spoken(date1904)
		d, second, ok := table.ParseDate(e.raw, date1904)
		if !ok || e.flag&table.Clock != 0 || noDate(period.Date(d)) {
			f.breakType(e, "is not a date and time", "Enter the date and time, like "+f.sampleMoment()+".")
			return
		}
		day, micros = period.Date(d), int64(second)*1e6
	case table.Text:
		c, ok := f.readDate(e, e.text)
		if !ok {
			return
		}
		day, _ = period.NewDate(f.fullYear(c), c.month, c.day)
		micros = c.micros() - int64(c.offset)*1e6
		if !c.clockHolds() {
			f.breakType(e, "is not a date and time: there is no such time of day", "Enter the date and time, like "+f.sampleMoment()+".")
			return
		}
		if c.short && !f.layout.short {
			e.notes |= noteCentury
		}
	default:
		f.breakType(e, "is not a date and time", "Enter the date and time, like "+f.sampleMoment()+".")
		return
	}
	if y := day.Time().Year(); y < 1678 || y > 2261 {
		f.breakType(e, "is too long ago or too far ahead", "Check the year.")
		return
	}
	e.set(expr.Value{Type: expr.DateTime, Nanos: int64(day)*nanosPerDay + micros*1000})
}

func (f *field) sampleMoment() string {
	if f.layout.sample != "" {
		return f.layout.sample
	}
	return "2021-04-16 09:30"
}

// castTime reads a time of day. Its value is text that sorts by time, HH:MM:SS,
// with the microseconds since midnight in Nanos.
func castTime(f *field, e *entry, date1904 bool) {
	var c civil
	ok := false
	switch e.kind {
	case table.Date:
		day, second, is := table.ParseDate(e.raw, date1904)
		ok = is && (e.flag&table.Clock != 0 || day <= int(serialZero))
		e.text = e.spoken(date1904)
		c.hour, c.minute, c.second = second/3600, second/60%60, second%60
	case table.Number:
		if n, err := number.Parse(e.text); err == nil && n.Sign() >= 0 && n.Cmp(number.FromInt(1)) < 0 {
			s, _ := n.Mul(number.FromInt(86400)).Round(0).Int64()
			ok = s < 86400
			c.hour, c.minute, c.second = int(s/3600), int(s/60%60), int(s%60)
		}
	case table.Text:
		c, ok = f.readTime(e.text)
	}
	if !ok {
		f.breakType(e, "is not a time of day", "Enter the time, like 09:30.")
		return
	}
	c.toUTC()
	text := fmt.Sprintf("%02d:%02d:%02d", c.hour, c.minute, c.second)
	if c.micro > 0 {
		text += strings.TrimRight(fmt.Sprintf(".%06d", c.micro), "0")
	}
	e.set(expr.Value{Type: expr.String, Str: text, Nanos: c.micros()})
}

// readTime reads a time of day in the field's format; in winnow's files also as
// people write it.
func (f *field) readTime(text string) (c civil, ok bool) {
	if f.standard() {
		return isoClock(text)
	}
	if len(f.layout.items) > 0 {
		if c, ok = f.layout.parse(text); ok || f.checker.ret.Bare {
			return c, ok && c.clockHolds()
		}
	}
	c = civil{}
	ok = c.readClock(text)
	return c, ok
}

// toUTC takes the offset off a time of day, which stays within its day.
func (c *civil) toUTC() {
	if c.offset == 0 {
		return
	}
	s := ((c.hour*3600+c.minute*60+c.second-c.offset)%86400 + 86400) % 86400
	c.hour, c.minute, c.second, c.offset = s/3600, s/60%60, s%60, 0
}

// serialZero is 31 December 1899, before which a serial holds a time alone.
const serialZero period.Date = -25568

func dateTimeText(nanos int64) string {
	return time.Unix(0, nanos).UTC().Format("2006-01-02T15:04:05.999999")
}

// dateText returns a Date cell as ISO text: the day, with the time of day where
// there is one, or the time alone.
func dateText(day, second int, clock bool) string {
	at := fmt.Sprintf("%02d:%02d:%02d", second/3600, second/60%60, second%60)
	switch {
	case clock:
		return at
	case second != 0:
		return table.ISODate(day) + " " + at
	}
	return table.ISODate(day)
}
