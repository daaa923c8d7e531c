package validate

import (
	"fmt"
	"math"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/table"
)

// castYear reads a year of four digits; in a bare Table Schema, whose years are
// those of XML Schema (gYear), a text may also have more. A cell that is a number
// has four there too: 20211 is a slip sooner than a year.
func castYear(f *field, e *entry, _ bool) {
	n, err := number.Parse(e.text)
	year, whole := n.Int64()
	most, shaped := int64(9999), yearShaped
	if f.checker.ret.Bare && e.kind == table.Text {
		most, shaped = math.MaxInt32, longYearShaped
	}
	if err != nil || !whole || e.kind > table.Number || year < -most || year > most || e.kind == table.Text && !shaped(e.text) {
		f.breakType(e, "is not a year", "Enter the year with four digits.")
		return
	}
	e.set(expr.Value{Type: expr.Number, Num: number.FromInt(year)})
}

func yearShaped(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return len(s) == 4 && allDigits(s)
}

// longYearShaped is yearShaped for years of four digits or more, the first of
// more than four no 0.
func longYearShaped(s string) bool {
	s = strings.TrimPrefix(s, "-")
	return allDigits(s) && (len(s) == 4 || len(s) > 4 && s[0] != '0')
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
