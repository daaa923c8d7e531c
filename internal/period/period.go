// Package period holds the civil dates and the periods that returns speak of:
// UK financial-year quarters (2021-22-Q1 is April to June 2021), months
// (2021-M06) and financial years (2021-22). Start reading at Period and Parse.
package period

import (
	"fmt"
	"time"
)

// Kind is the length of a period.
type Kind uint8

// The kinds of period. None is the zero Period's.
const (
	None Kind = iota
	Month
	Quarter
	Year
)

var kindNames = [...]string{"", "month", "quarter", "year"}

// monthsIn is the length of a period of each kind.
var monthsIn = [...]int{None: 0, Month: 1, Quarter: 3, Year: 12}

// String returns the word used in rule files.
func (k Kind) String() string { return kindNames[k] }

// Period is a month, quarter or financial year. The zero value is no period.
type Period struct {
	Kind   Kind
	Year   int // calendar year of a month; the year a financial year starts in otherwise
	Number int // 1 to 12 for a month, 1 to 4 for a quarter, 0 for a year
}

// IsZero says whether p is no period.
func (p Period) IsZero() bool { return p.Kind == None }

// String returns 2021-22-Q1, 2021-M06 or 2021-22; "" for no period.
func (p Period) String() string {
	switch p.Kind {
	case Month:
		return fmt.Sprintf("%04d-M%02d", p.Year, p.Number)
	case Quarter:
		return fmt.Sprintf("%s-Q%d", financialYear(p.Year), p.Number)
	case Year:
		return financialYear(p.Year)
	}
	return ""
}

func financialYear(y int) string { return fmt.Sprintf("%04d-%02d", y, (y+1)%100) }

// Start returns the first day; 1 January 1970 for no period.
func (p Period) Start() Date {
	if p.IsZero() {
		return 0
	}
	year, month := p.Year, 4
	switch p.Kind {
	case Month:
		month = p.Number
	case Quarter:
		month = 4 + 3*(p.Number-1)
		if month > 12 {
			year, month = year+1, month-12
		}
	}
	d, _ := NewDate(year, month, 1)
	return d
}

// End returns the last day; 1 January 1970 for no period.
func (p Period) End() Date {
	if p.IsZero() {
		return 0
	}
	last := p.Start().Time().AddDate(0, monthsIn[p.Kind], -1)
	d, _ := NewDate(last.Year(), int(last.Month()), last.Day())
	return d
}

// Contains says whether d lies in the period. No period contains nothing.
func (p Period) Contains(d Date) bool { return !p.IsZero() && d >= p.Start() && d <= p.End() }

// Within says whether the whole of p lies in q.
func (p Period) Within(q Period) bool {
	return !p.IsZero() && q.Contains(p.Start()) && q.Contains(p.End())
}

// Previous returns the period of the same kind just before; no period has none.
func (p Period) Previous() Period {
	if p.IsZero() {
		return p
	}
	p.Number--
	switch {
	case p.Kind == Year:
		p.Year, p.Number = p.Year-1, 0
	case p.Number == 0 && p.Kind == Quarter:
		p.Year, p.Number = p.Year-1, 4
	case p.Number == 0:
		p.Year, p.Number = p.Year-1, 12
	}
	return p
}

// LastYear returns the same period a year earlier; no period has none.
func (p Period) LastYear() Period {
	if p.IsZero() {
		return p
	}
	p.Year--
	return p
}

// Of returns the period of the given kind that d lies in.
func Of(d Date, k Kind) Period {
	t := d.Time()
	fy := t.Year()
	if t.Month() < time.April {
		fy--
	}
	switch k {
	case Month:
		return Period{Month, t.Year(), int(t.Month())}
	case Quarter:
		return Period{Quarter, fy, (int(t.Month())+8)%12/3 + 1}
	case Year:
		return Period{Year, fy, 0}
	}
	return Period{}
}
