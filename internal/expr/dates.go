package expr

import (
	"fmt"
	"time"

	"winnow/internal/number"
	"winnow/internal/period"
)

const nanosPerDay = int64(24 * time.Hour)

// maxDays bounds the days that add_days() moves: the length of the calendar.
const maxDays = 3_652_059

// dates are date, days, add_days, add_months, age, year, month and weekday.
func dates() []function {
	one := []Type{Date}
	return []function{
		{name: "date", usage: `date("2021-04-16") or date(x)`, overloads: []overload{
			{[]Type{String}, Date, parseDate},
			{[]Type{DateTime}, Date, plain(func(a []code) code { return ofDate(dayOf(a[0].time)) })},
		}},
		{name: "days", usage: "days(earlier date, later date)", overloads: []overload{
			{[]Type{Date, Date}, Number, plain(func(a []code) code { return ofNumber(daysBetween(a[0].date, a[1].date)) })},
		}},
		{name: "add_days", usage: "add_days(date, days)", overloads: []overload{
			{[]Type{Date, Number}, Date, plain(func(a []code) code { return ofDate(addDays(a[0].date, a[1].num)) })},
		}},
		{name: "add_months", usage: "add_months(date, months)", overloads: []overload{
			{[]Type{Date, Number}, Date, plain(func(a []code) code { return ofDate(addMonths(a[0].date, a[1].num)) })},
		}},
		{name: "age", usage: "age(date of birth, date)", overloads: []overload{
			{[]Type{Date, Date}, Number, plain(func(a []code) code { return ofNumber(age(a[0].date, a[1].date)) })},
		}},
		{name: "year", usage: "year(date)", overloads: []overload{{one, Number, part(time.Time.Year)}}},
		{name: "month", usage: "month(date)", overloads: []overload{{one, Number, part(func(t time.Time) int { return int(t.Month()) })}}},
		{name: "weekday", usage: "weekday(date)", overloads: []overload{{one, Number, part(weekday)}}},
	}
}

// weekday counts from 1 for Monday to 7 for Sunday.
func weekday(t time.Time) int { return (int(t.Weekday())+6)%7 + 1 }

// parseDate is date(text). A text in quotes must be a day of the calendar;
// another that isn't gives unknown.
func parseDate(_ *unit, args []code) (code, error) {
	if a := args[0]; a.constant {
		s := a.value(nil).Str
		if _, ok := period.ParseDate(s); !ok {
			return code{}, fmt.Errorf("%q is not a day of the calendar; write year, month and day like date(\"2021-04-16\")", s)
		}
	}
	a := args[0].text
	return ofDate(func(r Row) (period.Date, bool) {
		s, ok := a(r)
		if !ok {
			return 0, false
		}
		return period.ParseDate(s)
	}), nil
}

func dayOf(a fn[int64]) fn[period.Date] {
	return func(r Row) (period.Date, bool) {
		n, ok := a(r)
		day := n / nanosPerDay
		if n%nanosPerDay < 0 {
			day--
		}
		return period.Date(day), ok
	}
}

func daysBetween(from, to fn[period.Date]) fn[number.Num] {
	return func(r Row) (number.Num, bool) {
		a, ok := from(r)
		if !ok {
			return number.Num{}, false
		}
		b, ok := to(r)
		return number.FromInt(int64(b) - int64(a)), ok
	}
}

// addDays moves a date by whole days; days that aren't whole, or that leave the
// years 1 to 9999, are a failure.
func addDays(date fn[period.Date], days fn[number.Num]) fn[period.Date] {
	return func(r Row) (period.Date, bool) {
		d, ok := date(r)
		if !ok {
			return 0, false
		}
		x, ok := days(r)
		if !ok {
			return 0, false
		}
		n, whole := x.Int64()
		if !whole || n > maxDays || n < -maxDays {
			return 0, fail(r, "it adds days to a date that aren't a whole number, or too many of them")
		}
		moved := d.AddDays(int(n))
		year := moved.Time().Year()
		return moved, year >= 1 && year <= 9999 || fail(r, "it adds so many days to a date that it leaves the calendar")
	}
}

// addMonths moves a date by whole months: to the same day, or to the last of a
// month that has no such day. Months that aren't whole, or that leave the years 1
// to 9999, are a failure.
func addMonths(date fn[period.Date], months fn[number.Num]) fn[period.Date] {
	return func(r Row) (period.Date, bool) {
		d, ok := date(r)
		if !ok {
			return 0, false
		}
		x, ok := months(r)
		if !ok {
			return 0, false
		}
		n, whole := x.Int64()
		if !whole || n > maxDays || n < -maxDays {
			return 0, fail(r, "it adds months to a date that aren't a whole number, or too many of them")
		}
		t := d.Time()
		first := time.Date(t.Year(), t.Month()+time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		last := first.AddDate(0, 1, -1).Day()
		moved, ok := period.NewDate(first.Year(), int(first.Month()), min(t.Day(), last))
		return moved, ok || fail(r, "it adds so many months to a date that it leaves the calendar")
	}
}

// age is how many birthdays lie between a birth and a day, that day's included;
// negative before the birth. Who was born on 29 February is a year older on
// 1 March of a year without one, as the law of England and Wales has it.
func age(born, on fn[period.Date]) fn[number.Num] {
	return func(r Row) (number.Num, bool) {
		b, ok := born(r)
		if !ok {
			return number.Num{}, false
		}
		d, ok := on(r)
		if !ok {
			return number.Num{}, false
		}
		from, to := b.Time(), d.Time()
		years := to.Year() - from.Year()
		if to.Month() < from.Month() || to.Month() == from.Month() && to.Day() < from.Day() {
			years--
		}
		return number.FromInt(int64(years)), true
	}
}

func part(of func(time.Time) int) func(*unit, []code) (code, error) {
	return plain(func(args []code) code {
		a := args[0].date
		return ofNumber(func(r Row) (number.Num, bool) {
			d, ok := a(r)
			if !ok {
				return number.Num{}, false
			}
			return number.FromInt(int64(of(d.Time()))), true
		})
	})
}
