package validate

import (
	"strconv"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/table"
	"winnow/rules"
)

const nanosPerDay = 24 * 3600 * 1e9

// castDate reads a day: a real date of the workbook, text in the field's format,
// or a serial number that lands in the period.
func castDate(f *field, e *entry, date1904 bool) {
	switch e.kind {
	case table.Date:
		f.castRealDate(e, date1904)
	case table.Number:
		f.castSerial(e, date1904)
	case table.Bool:
		f.breakType(e, "is not a date", f.dateFix())
	default:
		if len(e.text) == 5 && allDigits(e.text) && !f.checker.ret.Bare {
			f.castSerial(e, date1904)
			return
		}
		f.seeText(e)
		if f.doubtfulText(e) {
			return
		}
		c, ok := f.readDate(e, e.text)
		if !ok {
			return
		}
		if c.micros() != 0 && !f.layout.clocked {
			f.breakType(e, "has a time of day", "Enter the date alone.")
			return
		}
		f.setDate(e, c)
	}
}

func (f *field) castRealDate(e *entry, date1904 bool) {
	day, second, ok := table.ParseDate(e.raw, date1904)
	e.text = e.spoken(date1904)
	switch {
	case !ok:
		f.breakType(e, "is not a date", f.dateFix())
	case e.flag&table.Clock != 0:
		f.breakType(e, "is a time of day without a date", f.dateFix())
	case noDate(period.Date(day)):
		f.breakType(e, "is what Excel shows for a date of zero", f.dateFix())
	case second != 0:
		f.breakType(e, "has a time of day", "Enter the date alone.")
	case f.farOff(period.Date(day)):
		f.breakType(e, "has a year that can't be meant", f.dateFix())
	default:
		f.seeReal(e, period.Date(day))
		if !f.suspectReal(e, period.Date(day)) {
			e.set(expr.Value{Type: expr.Date, Date: period.Date(day)})
		}
	}
}

// castSerial reads a serial number that has lost its date format, where the day
// lies in the period; elsewhere it could be any number.
func (f *field) castSerial(e *entry, date1904 bool) {
	n, err := number.Parse(e.text)
	serial, whole := n.Int64()
	p := f.checker.ctx.Period
	if err == nil && whole && serial >= 10000 && serial <= 99999 && !p.IsZero() {
		day, second, ok := table.ParseDate(strconv.FormatInt(serial, 10), date1904)
		if ok && second == 0 && p.Contains(period.Date(day)) {
			e.set(expr.Value{Type: expr.Date, Date: period.Date(day)})
			return
		}
	}
	f.breakType(e, "is a number, where a date was expected", f.dateFix())
}

// readDate reads a text as a date, with a time of day where there is one. It
// breaks the entry where it can't.
func (f *field) readDate(e *entry, text string) (civil, bool) {
	text = strings.TrimPrefix(text, "'")
	if c, ok := f.monthFirst(e); ok {
		return c, f.dayExists(e, c)
	}
	if f.standard() && f.Type == rules.TypeDateTime {
		c, ok := isoMoment(text)
		if !ok {
			f.breakType(e, "is not a date and time such as 2021-04-16T09:30:00Z", f.dateFix())
		}
		return c, ok && f.dayExists(e, c)
	}
	if c, ok := isoMoment(text); ok && f.checker.ret.Bare && f.Format == "any" {
		return c, f.dayExists(e, c)
	}
	if len(f.layout.items) > 0 {
		if c, ok := f.layout.parse(text); ok {
			return c, f.dayExists(e, c)
		}
	}
	loose := f.layout.lenient && (!f.checker.ret.Bare || f.Format == "any")
	if !loose && len(f.layout.items) > 0 {
		f.breakType(e, "is not a date in the form "+f.layout.sample, f.dateFix())
		return civil{}, false
	}
	c, ok := looseDate(text)
	if ok && !loose && !isoShaped(text) {
		f.breakType(e, "is not a date in the form "+f.sampleDate(), f.dateFix())
		return c, false
	}
	if !ok {
		f.breakType(e, "is not a date", f.dateFix())
		return c, false
	}
	return c, f.dayExists(e, c)
}

// standard says whether the field is of a bare Table Schema and has the format
// that its type has by default.
func (f *field) standard() bool {
	return f.checker.ret.Bare && (f.Format == "" || f.Format == "default")
}

// isoShaped says whether a text begins as 2021-04-16 does.
func isoShaped(s string) bool {
	return len(s) >= 10 && s[4] == '-' && s[7] == '-' && allDigits(s[:4]) && allDigits(s[5:7]) && allDigits(s[8:10])
}

// dayExists checks the calendar, and finds months and days that change places.
func (f *field) dayExists(e *entry, c civil) bool {
	year := f.fullYear(c)
	if _, ok := period.NewDate(year, c.month, c.day); ok {
		return true
	}
	if f.layout.dayFirst && c.month > 12 && c.day <= 12 {
		if _, ok := period.NewDate(year, c.day, c.month); ok {
			f.breakType(e, "has the month before the day", "Write the day first, then the month: "+f.sampleDate()+" is 16 April 2021.")
			return false
		}
	}
	f.breakType(e, "is not a date: there is no such day", f.dateFix())
	return false
}

// setDate sets a value from a date that exists.
func (f *field) setDate(e *entry, c civil) {
	d, _ := period.NewDate(f.fullYear(c), c.month, c.day)
	if noDate(d) && !f.checker.ret.Bare {
		f.breakType(e, "is what Excel shows for a date of zero", f.dateFix())
		return
	}
	if c.short && !f.layout.short {
		e.notes |= noteCentury
	}
	if f.farOff(d) {
		f.breakType(e, "has a year that can't be meant", f.dateFix())
		return
	}
	e.set(expr.Value{Type: expr.Date, Date: d})
}

// fullYear gives a two-digit year its century: the latest that lies no more
// than ten years after the period (or the date the return speaks of).
func (f *field) fullYear(c civil) int {
	if !c.short {
		return c.year
	}
	ctx := f.checker.ctx
	last := 2030
	switch {
	case f.checker.ret.Bare: // as POSIX has it
		return 1969 + (c.year+31)%100
	case !ctx.Period.IsZero():
		last = ctx.Period.End().Time().Year() + 10
	case ctx.HasAsAt:
		last = ctx.AsAt.Time().Year() + 10
	}
	year := last - last%100 + c.year
	if year > last {
		year -= 100
	}
	return year
}

// farAhead is how many years after the period a date may lie.
const farAhead = 10

// farOff says whether a date lies so far after the period that its year must be
// a slip, such as 2106 for 2016.
func (f *field) farOff(d period.Date) bool {
	ctx := f.checker.ctx
	switch {
	case !ctx.Period.IsZero():
		return d.Time().Year() > ctx.Period.End().Time().Year()+farAhead
	case ctx.HasAsAt:
		return d.Time().Year() > ctx.AsAt.Time().Year()+farAhead
	}
	return false
}

// noDate says whether a day is what Excel makes of an empty or zero date.
func noDate(d period.Date) bool {
	t := d.Time()
	switch t.Year() {
	case 1899:
		return t.YearDay() >= 364
	case 1900:
		return t.YearDay() <= 9
	case 1904:
		return t.YearDay() == 1
	}
	return false
}

func (f *field) dateFix() string { return "Enter the date, like " + f.sampleDate() + "." }

// sampleDate returns 16 April 2021 as the field writes it.
func (f *field) sampleDate() string {
	switch {
	case f.layout == nil || f.layout.sample == "" && !f.layout.dayFirst:
		return "2021-04-16"
	case f.layout.sample == "":
		return "16/04/2021"
	}
	return f.layout.sample
}
