package workbook

import (
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf16"
	"unicode/utf8"

	"winnow/internal/period"
	"winnow/internal/report"
)

// severityWord is what the reader is asked to do.
func severityWord(s report.Severity) string {
	switch s {
	case report.Error:
		return "Must fix"
	case report.Query:
		return "Fix or explain"
	}
	return "For information"
}

// count returns "1 row", "2 rows", "1,200 rows".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return thousands(n) + " " + many
}

// thousands returns 1,048,576.
func thousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// listed returns "a", "a and b", "a, b and c".
func listed(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	last := len(items) - 1
	return strings.Join(items[:last], ", ") + " and " + items[last]
}

// periodWords returns "Quarter 1 of 2021-22 (1 April to 30 June 2021)"; a text
// that is no period stays as it is.
func periodWords(s string) string {
	p, err := period.Parse(s)
	if err != nil || p.IsZero() {
		return s
	}
	days := fmt.Sprintf("%s to %s", dayWords(p.Start(), p.End()), p.End().Long())
	switch p.Kind {
	case period.Month:
		return p.Start().Time().Format("January 2006")
	case period.Quarter:
		year := period.Period{Kind: period.Year, Year: p.Year}
		return fmt.Sprintf("Quarter %d of %s (%s)", p.Number, year, days)
	}
	return fmt.Sprintf("%s (%s)", p, days)
}

// dayWords returns the first day, with its year only where that isn't the last day's.
func dayWords(from, to period.Date) string {
	if from.Time().Year() == to.Time().Year() {
		return from.Time().Format("2 January")
	}
	return from.Long()
}

func dateWords(iso string) string {
	d, ok := period.ParseDate(iso)
	if !ok {
		return iso
	}
	return d.Long()
}

// dayFirst turns a date cell's ISO text, with a time of day or without, into the
// form that a sheet shows: 16/04/2021. Other texts stay as they are.
func dayFirst(s string) string {
	if len(s) < 10 || len(s) > 10 && s[10] != ' ' && s[10] != 'T' {
		return s
	}
	d, ok := period.ParseDate(s[:10])
	if !ok {
		return s
	}
	return d.Time().Format("02/01/2006") + s[10:]
}

func timeWords(t time.Time) string { return t.Format("2 January 2006 at 15:04") }

// maxCell is how many UTF-16 units Excel keeps of a cell's text.
const maxCell = 32_767

const shortened = "… (shortened)"

// clean makes a text fit to stand in a cell: what XML has no character for is
// shown by its picture (␀), broken UTF-8 by a replacement mark, and a text too
// long for Excel ends in "… (shortened)".
func clean(s string) string { return cut(visible(s), maxCell) }

// shorten is clean for the places that take 255 characters.
func shorten(s string) string { return cut(visible(s), 255) }

func visible(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n' || r == '\r':
			return r
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case r == 0xfffe || r == 0xffff || r == 0xfdef || r == utf8.RuneError:
			return utf8.RuneError
		}
		return r
	}, s)
}

func cut(s string, most int) string {
	if len(s) <= most || units(s) <= most {
		return s
	}
	room := most - units(shortened)
	for i, r := range s {
		if room -= utf16.RuneLen(r); room < 0 {
			return s[:i] + shortened
		}
	}
	return s
}

func units(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

// oneLine is visible with line ends as spaces, for headings and plain text.
func oneLine(s string) string { return strings.Join(strings.Fields(visible(s)), " ") }
