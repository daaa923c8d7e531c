package infer

import (
	"regexp"
	"strings"
	"time"

	"winnow/internal/number"
	"winnow/internal/table"
)

// kind is what a cell's content looks like by itself.
type kind int

const (
	isBlank kind = iota
	isInteger
	isDecimal
	isDate
	isDateTime
	isTime
	isTruth // TRUE or FALSE of a workbook
	isText
	isError
	kinds
)

// reading is one cell understood by itself.
type reading struct {
	kind    kind
	num     number.Num
	places  int    // decimals written
	percent bool   // with a per cent sign or format
	money   string // GBP for a pound sign; "" for none
	formats uint32 // of a text: which of dateFormats it is in, a bit for each
	day     int    // days since 1970 of a date in the workbook's own form
}

// dateFormats are the writings of dates in text, the likeliest first.
var dateFormats = []struct{ strptime, layout string }{
	{"%d/%m/%Y", "2/1/2006"}, {"%Y-%m-%d", "2006-01-02"}, {"%d-%m-%Y", "2-1-2006"}, {"%d.%m.%Y", "2.1.2006"},
	{"%d-%b-%Y", "2-Jan-2006"}, {"%d %b %Y", "2 Jan 2006"}, {"%d %B %Y", "2 January 2006"}, {"%d/%m/%y", "2/1/06"},
	{"%d-%b-%y", "2-Jan-06"}, {"%Y/%m/%d", "2006/1/2"}, {"%m/%d/%Y", "1/2/2006"},
}

var (
	reNumber = regexp.MustCompile(`^([-+]?)(£?)([-+]?)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)$`)
	reClock  = regexp.MustCompile(`^([01]?\d|2[0-3]):[0-5]\d(:[0-5]\d)?$`)
)

// longestNumber is how many digits a figure may have; longer ones are codes.
const longestNumber = 15

// read understands a cell.
func read(c table.Cell) reading {
	switch c.Kind {
	case table.Number:
		n, err := number.Parse(c.Raw)
		if err != nil {
			return reading{kind: isText}
		}
		return figure(n, c.Flag&table.Percent != 0)
	case table.Date:
		day, nanos, ok := table.ParseDate(c.Raw, false)
		switch {
		case !ok:
			return reading{kind: isText}
		case c.Flag&table.Clock != 0:
			return reading{kind: isTime}
		case nanos != 0:
			return reading{kind: isDateTime, day: day}
		}
		return reading{kind: isDate, day: day}
	case table.Bool:
		return reading{kind: isTruth}
	case table.Error:
		return reading{kind: isError}
	}
	if c.Empty() {
		return reading{kind: isBlank}
	}
	return readText(strings.TrimSpace(strings.ReplaceAll(c.Raw, "\u00a0", " ")))
}

func figure(n number.Num, percent bool) reading {
	places := 0
	if _, after, found := strings.Cut(n.String(), "."); found {
		places = len(after)
	}
	if places == 0 {
		return reading{kind: isInteger, num: n, percent: percent}
	}
	return reading{kind: isDecimal, num: n, places: places, percent: percent}
}

func readText(s string) reading {
	if inner, ok := strings.CutPrefix(s, "("); ok && strings.HasSuffix(inner, ")") { // how accounts write -5.50
		if m := reNumber.FindStringSubmatch(inner[:len(inner)-1]); m != nil && m[1]+m[3] == "" && m[6] == "" {
			s = "-" + inner[:len(inner)-1]
		}
	}
	if m := reNumber.FindStringSubmatch(s); m != nil {
		digits := strings.ReplaceAll(m[4], ",", "")
		if len(digits) > longestNumber || len(digits) > 1 && digits[0] == '0' { // 0123: a code
			return reading{kind: isText}
		}
		n, err := number.Parse(m[1] + m[3] + digits + m[5])
		if err != nil {
			return reading{kind: isText}
		}
		r := figure(n, m[6] != "")
		r.places = max(0, len(m[5])-1)
		if r.places > 0 {
			r.kind = isDecimal
		}
		if m[2] != "" {
			r.money = "GBP"
		}
		return r
	}
	if reClock.MatchString(s) {
		return reading{kind: isTime}
	}
	r := reading{kind: isText}
	for i, f := range dateFormats {
		if _, err := time.Parse(f.layout, s); err == nil {
			r.kind, r.formats = isDate, r.formats|1<<i
		}
	}
	return r
}
