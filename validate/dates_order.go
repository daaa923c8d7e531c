package validate

import (
	"winnow/internal/period"
	"winnow/internal/table"
)

// dayOrder is what a cell of a date column shows of the order of day and month.
type dayOrder uint8

const (
	orderNone       dayOrder = iota // nothing: ISO, a month in words, the same number twice
	orderDayFirst                   // text that can only be 16/04/2021
	orderMonthFirst                 // text that can only be 04/16/2021
	orderUnclear                    // text that is a day either way: 05/04/2021
	orderRealLow                    // a real date whose day could be a month
	orderRealHigh                   // a real date whose day could not
)

// reading is what a whole column has shown: how its unclear cells are taken.
type reading uint8

const (
	readDayFirst   reading = iota // as the rule file's format says
	readMonthFirst                // the column proves itself to be month first
	readDoubtful                  // both orders are there: an unclear text is a fault
	readSuspect                   // half converted: real dates may have day and month swapped
)

// mayDoubt says whether a field's dates may be written in either order: a date
// with the day first, read leniently.
func (f *field) mayDoubt() bool {
	return f.layout != nil && f.layout.dayFirst && f.layout.lenient && !f.checker.ret.Bare
}

// seeText notes what a text shows of its column's order.
func (f *field) seeText(e *entry) {
	first, second, year, ok := threeNumbers(e.text)
	if !ok || !f.mayDoubt() || first == second {
		return
	}
	year = f.fullYear(civil{year: year, short: year < 100})
	uk, ukOK := period.NewDate(year, second, first)
	us, usOK := period.NewDate(year, first, second)
	if f.within && ukOK && usOK { // the period tells them apart where only one lies in it
		span := f.checker.ctx.span()
		if span.Contains(uk) && !span.Contains(us) {
			usOK = false
		}
	}
	switch {
	case ukOK && usOK:
		e.order = orderUnclear
	case ukOK:
		e.order = orderDayFirst
	case usOK:
		e.order = orderMonthFirst
	}
}

// seeReal notes what a real date shows of its column's order.
func (f *field) seeReal(e *entry, day period.Date) {
	if !f.mayDoubt() {
		return
	}
	if e.order = orderRealHigh; day.Time().Day() <= 12 {
		e.order = orderRealLow
	}
}

// swapped returns the date with day and month changed over, and false where
// there is none, it is the same, or the period shows that it isn't meant.
func (f *field) swapped(d period.Date) bool {
	t := d.Time()
	if t.Day() > 12 || t.Day() == int(t.Month()) {
		return false
	}
	other, ok := period.NewDate(t.Year(), t.Day(), int(t.Month()))
	span := f.checker.ctx.span()
	return ok && !(f.within && span.Contains(d) && !span.Contains(other))
}

// threeNumbers reads 4/16/2021: three numbers, the year last.
func threeNumbers(text string) (first, second, year int, ok bool) {
	day, _ := cutClock(text)
	words := dateWords(day)
	if len(words) != 3 {
		return 0, 0, 0, false
	}
	for i, w := range words {
		if !allDigits(w) || len(w) > 2 && (i < 2 || len(w) != 4) {
			return 0, 0, 0, false
		}
	}
	return atoi(words[0]), atoi(words[1]), atoi(words[2]), true
}

// doubtfulText faults a text whose order can't be known.
func (f *field) doubtfulText(e *entry) bool {
	if f.reading != readDoubtful || e.order != orderUnclear {
		return false
	}
	f.breakType(e, "can't be read for certain: in this column some dates have the day first and others the month",
		"Write every date of the column with the day first, like "+f.sampleDate()+".")
	return true
}

// monthFirst reads a text with the month first, in a column that has shown itself
// to be written so.
func (f *field) monthFirst(e *entry) (civil, bool) {
	if f.reading != readMonthFirst || e.order != orderMonthFirst && e.order != orderUnclear {
		return civil{}, false
	}
	c, ok := looseDate(e.text)
	if ok {
		c.month, c.day = c.day, c.month
		e.notes |= noteMonthFirst
	}
	return c, ok
}

// suspectReal faults a real date of a half-converted column.
func (f *field) suspectReal(e *entry, d period.Date) bool {
	if f.reading != readSuspect || !f.swapped(d) {
		return false
	}
	f.breakType(e, "may have its day and month changed over: in this column all dates up to the 12th of a month are real dates, and the others are text, as when a file is opened with American settings",
		"Open the original file with UK settings, or type the dates again as text with the day first.")
	return true
}

// settleOrders decides, once all rows are seen, how each column's dates are to be
// read, and says whether that differs from how they were.
func (c *Checker) settleOrders() bool {
	if c.ordered {
		return false
	}
	c.ordered = true
	again := false
	for i, f := range c.fields {
		if f.present() && f.mayDoubt() {
			f.reading = c.joined.dates[i].reading()
			again = again || f.reading != readDayFirst
		}
	}
	return again
}

// How many dates tell how a column is written: one alone may be a slip.
const (
	someReal = 3
	someText = 2
)

// reading decides how a column is to be taken.
func (t *dateTally) reading() reading {
	switch n := t.orders; {
	case n[orderMonthFirst] >= someText && n[orderDayFirst] == 0 && n[orderRealHigh] == 0:
		return readMonthFirst
	case n[orderMonthFirst] > 0 && n[orderUnclear] > 0:
		return readDoubtful
	case n[orderRealLow] >= someReal && n[orderRealHigh] == 0 && n[orderDayFirst] >= someText && n[orderUnclear] == 0 && n[orderMonthFirst] == 0:
		return readSuspect
	}
	return readDayFirst
}

// isReal says whether an entry is a date of the workbook's own.
func (e *entry) isReal() bool { return e.kind == table.Date }
