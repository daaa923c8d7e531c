// Package period holds the civil dates and the periods that returns speak of:
// UK financial-year quarters (2021-22-Q1 is April to June 2021), months
// (2021-M06) and financial years (2021-22). Start reading at Period and Parse.
package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
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

// Start returns the first day.
func (p Period) Start() Date {
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

// End returns the last day.
func (p Period) End() Date {
	months := map[Kind]int{Month: 1, Quarter: 3, Year: 12}[p.Kind]
	t := p.Start().Time().AddDate(0, months, 0)
	return Date(t.Unix()/86400) - 1
}

// Contains says whether d lies in the period.
func (p Period) Contains(d Date) bool { return d >= p.Start() && d <= p.End() }

// Within says whether the whole of p lies in q.
func (p Period) Within(q Period) bool { return q.Contains(p.Start()) && q.Contains(p.End()) }

// Previous returns the period of the same kind just before.
func (p Period) Previous() Period {
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

// LastYear returns the same period a year earlier.
func (p Period) LastYear() Period {
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

var (
	yearPart    = `(20\d\d|19\d\d)\s*[-/–]\s*(20\d\d|19\d\d|\d\d)`
	reYear      = regexp.MustCompile(`^(?:fy\s*)?` + yearPart + `$`)
	reQuarterYQ = regexp.MustCompile(`^(?:fy\s*)?` + yearPart + `[\s,_-]*(?:q|qtr|quarter)\s*([1-4])$`)
	reQuarterQY = regexp.MustCompile(`^(?:q|qtr|quarter)\s*([1-4])[\s,_-]*(?:of\s+)?(?:fy\s*)?` + yearPart + `$`)
	reMonthM    = regexp.MustCompile(`^((?:20|19)\d\d)-m?(\d\d)$`)
	reMonthName = regexp.MustCompile(`^([a-z]+)\s+((?:20|19)\d\d)$`)
)

// Parse reads a period in winnow's spelling or another in common use:
// 2021-22-Q1, 2021-22 Q1, Q1 2021/22, Quarter 1 2021-2022, 2021-M06, June 2021,
// 2021-22. The error names what is accepted.
func Parse(s string) (Period, error) {
	t := strings.ToLower(strings.Join(strings.Fields(s), " "))
	if m := reYear.FindStringSubmatch(t); m != nil {
		if y, ok := span(m[1], m[2]); ok {
			return Period{Year, y, 0}, nil
		}
	}
	if m := reQuarterYQ.FindStringSubmatch(t); m != nil {
		if y, ok := span(m[1], m[2]); ok {
			return Period{Quarter, y, int(m[3][0] - '0')}, nil
		}
	}
	if m := reQuarterQY.FindStringSubmatch(t); m != nil {
		if y, ok := span(m[2], m[3]); ok {
			return Period{Quarter, y, int(m[1][0] - '0')}, nil
		}
	}
	if m := reMonthM.FindStringSubmatch(t); m != nil {
		y, _ := strconv.Atoi(m[1])
		if n, _ := strconv.Atoi(m[2]); n >= 1 && n <= 12 {
			return Period{Month, y, n}, nil
		}
	}
	if m := reMonthName.FindStringSubmatch(t); m != nil {
		if n := monthNumber(m[1]); n > 0 {
			y, _ := strconv.Atoi(m[2])
			return Period{Month, y, n}, nil
		}
	}
	return Period{}, fmt.Errorf("%q is not a period; write 2021-22-Q1, 2021-M06 or 2021-22", s)
}

// span checks that the second year follows the first and returns the first.
func span(first, second string) (int, bool) {
	y, _ := strconv.Atoi(first)
	n, _ := strconv.Atoi(second)
	if len(second) == 4 {
		return y, n == y+1
	}
	return y, n == (y+1)%100
}

func monthNumber(name string) int {
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if name == full || len(name) == 3 && strings.HasPrefix(full, name) || name == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}
