package validate

import (
	"fmt"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/table"
)

// castYear reads a year of four digits.
func castYear(f *field, e *entry, _ bool) {
	n, err := number.Parse(e.text)
	year, whole := n.Int64()
	if err != nil || !whole || e.kind > table.Number || year < -9999 || year > 9999 || e.kind == table.Text && !yearShaped(e.text) {
		f.breakType(e, "is not a year", "Enter the year with four digits.")
		return
	}
	e.set(expr.Value{Type: expr.Number, Num: number.FromInt(year)})
}

func yearShaped(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return len(s) == 4 && allDigits(s)
}

// castYearMonth reads a month of a year; its value is the text 2021-04. A date
// that Excel made of "Apr-21" is its month where it is the first.
func castYearMonth(f *field, e *entry, date1904 bool) {
	year, month := 0, 0
	if e.kind == table.Date {
		e.text = e.shown(date1904)
		if len(e.text) == 10 && e.text[8:] == "01" {
			year, month = atoi(e.text[:4]), atoi(e.text[5:7])
		}
	} else if words := dateWords(e.text); len(words) == 2 && e.kind == table.Text {
		year, month = f.yearMonth(e, words[0], words[1])
	}
	if month < 1 || month > 12 {
		f.breakType(e, "is not a month", "Enter the year and the month, like 2021-04.")
		return
	}
	e.setText(fmt.Sprintf("%04d-%02d", year, month))
}

// yearMonth reads 2021-04, and in winnow's files also 04/2021, Apr-21 and April
// 2021. The month is 0 where it reads none.
func (f *field) yearMonth(e *entry, a, b string) (year, month int) {
	if len(a) == 4 && allDigits(a) && len(b) == 2 && allDigits(b) {
		return atoi(a), atoi(b)
	}
	if f.checker.ret.Bare || !allDigits(b) {
		return 0, 0
	}
	month = monthNumber(a)
	if month == 0 && allDigits(a) && len(b) == 4 && len(a) <= 2 {
		month = atoi(a)
	}
	switch len(b) {
	case 4:
		return atoi(b), month
	case 2:
		e.notes |= noteCentury
		return f.fullYear(civil{year: atoi(b), short: true}), month
	}
	return 0, 0
}
