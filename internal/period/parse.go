package period

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The parts of a spelling: a financial year with its second year in two or four
// digits, the same after FY or beside a quarter in two and two, a quarter, a month.
const (
	fullYears  = `((?:19|20)\d\d)\s*[-/–—]\s*((?:19|20)\d\d|\d\d)`
	shortYears = `(\d\d)\s*[-/–—]\s*(\d\d)`
	quarter    = `(?:q|qtr|quarter)\s*([1-4])`
	gap        = `[\s,_/-]*`
)

var (
	reYear         = regexp.MustCompile(`^(?:fy\s*)?` + fullYears + `$`)
	reYearShort    = regexp.MustCompile(`^fy\s*` + shortYears + `$`)
	reYearFirst    = regexp.MustCompile(`^(?:fy\s*)?(?:` + fullYears + `|` + shortYears + `)` + gap + quarter + `$`)
	reQuarterFirst = regexp.MustCompile(`^` + quarter + gap + `(?:of\s+)?(?:fy\s*)?(?:` + fullYears + `|` + shortYears + `)$`)
	reMonthNumber  = regexp.MustCompile(`^((?:19|20)\d\d)-m?(\d\d)$`)
	reMonthName    = regexp.MustCompile(`^([a-z]+)[\s,-]+((?:19|20)\d\d)$`)
	reMonths       = regexp.MustCompile(`^([a-z]+)\s*(?:to|[-–—])\s*([a-z]+)[\s,]+((?:19|20)\d\d)$`)
)

// spellings are the ways of writing a period, tried in order.
var spellings = []func(s string) (Period, bool){
	parseYear, parseYearFirst, parseQuarterFirst, parseMonthNumber, parseMonthName, parseMonths,
}

// Parse reads a period in winnow's spelling or another in common use:
// 2021-22-Q1, 2021-22 Q1, Q1 2021/22, Q1 21/22, Quarter 1 2021-2022, April to
// June 2021, 2021-M06, 2021-06, June 2021, 2021-22, FY21/22. Case, and the number
// of spaces, don't count. Q1 2021 is refused, as the quarter may be of the
// calendar year, and so is 21/22 alone. The error names what is accepted.
func Parse(s string) (Period, error) {
	t := strings.ToLower(strings.Join(strings.Fields(s), " "))
	for _, spelling := range spellings {
		if p, ok := spelling(t); ok {
			return p, nil
		}
	}
	return Period{}, fmt.Errorf("%q is not a period; write 2021-22-Q1, 2021-M06 or 2021-22", s)
}

func parseYear(s string) (Period, bool) {
	m := reYear.FindStringSubmatch(s)
	if m == nil {
		m = reYearShort.FindStringSubmatch(s)
	}
	if m == nil {
		return Period{}, false
	}
	y, ok := firstYear(m[1], m[2])
	return Period{Kind: Year, Year: y}, ok
}

func parseYearFirst(s string) (Period, bool) {
	m := reYearFirst.FindStringSubmatch(s)
	if m == nil {
		return Period{}, false
	}
	return quarterOf(m[1]+m[3], m[2]+m[4], m[5])
}

func parseQuarterFirst(s string) (Period, bool) {
	m := reQuarterFirst.FindStringSubmatch(s)
	if m == nil {
		return Period{}, false
	}
	return quarterOf(m[2]+m[4], m[3]+m[5], m[1])
}

func quarterOf(first, second, number string) (Period, bool) {
	y, ok := firstYear(first, second)
	return Period{Quarter, y, int(number[0] - '0')}, ok
}

// firstYear returns the year that a financial year starts in, and false where the
// second does not follow it. Two digits are of this century.
func firstYear(first, second string) (int, bool) {
	y, _ := strconv.Atoi(first)
	n, _ := strconv.Atoi(second)
	if len(first) == 2 {
		y += 2000
	}
	if len(second) == 4 {
		return y, n == y+1
	}
	return y, n == (y+1)%100
}

func parseMonthNumber(s string) (Period, bool) {
	m := reMonthNumber.FindStringSubmatch(s)
	if m == nil {
		return Period{}, false
	}
	y, _ := strconv.Atoi(m[1])
	n, _ := strconv.Atoi(m[2])
	return Period{Month, y, n}, n >= 1 && n <= 12
}

func parseMonthName(s string) (Period, bool) {
	m := reMonthName.FindStringSubmatch(s)
	if m == nil {
		return Period{}, false
	}
	y, _ := strconv.Atoi(m[2])
	n := monthNumber(m[1])
	return Period{Month, y, n}, n > 0
}

// parseMonths reads the three months of a quarter: April to June 2021.
func parseMonths(s string) (Period, bool) {
	m := reMonths.FindStringSubmatch(s)
	if m == nil {
		return Period{}, false
	}
	y, _ := strconv.Atoi(m[3])
	first, last := monthNumber(m[1]), monthNumber(m[2])
	if first == 0 || first%3 != 1 || last != first+2 {
		return Period{}, false
	}
	d, ok := NewDate(y, first, 1)
	return Of(d, Quarter), ok
}

// monthNumber returns 1 for january or jan, and 0 for what is no month.
func monthNumber(name string) int {
	for m := time.January; m <= time.December; m++ {
		full := strings.ToLower(m.String())
		if name == full || len(name) == 3 && strings.HasPrefix(full, name) || name == "sept" && m == time.September {
			return int(m)
		}
	}
	return 0
}
