package main

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/encoding/charmap"

	"winnow/internal/table"
)

// The reasons for which a cell may differ from what Excel showed.
const (
	displayed = "shown in a number format that winnow leaves aside (it prints what is stored)"
	worked    = "a formula's result, which Excel worked out anew when it wrote the CSV"
	shifted   = "Excel's CSV has the sheet's rows elsewhere: it was made of another version of the file"
	unknown   = "UNEXPLAINED"
)

// compareGrids counts the cells that hold something on either side and lists
// those that differ.
func compareGrids(sheet string, got [][]cell, want [][]string) (int, []difference) {
	n := 0
	var differ []difference
	for i := range max(len(got), len(want)) {
		var g []cell
		var w []string
		if i < len(got) {
			g = got[i]
		}
		if i < len(want) {
			w = want[i]
		}
		for j := range max(len(g), len(w)) {
			c, shown := cell{Cell: table.Cell{Kind: table.Blank}}, ""
			if j < len(g) {
				c = g[j]
			}
			if j < len(w) {
				shown = w[j]
			}
			if c.Empty() && strings.TrimSpace(shown) == "" {
				continue
			}
			if n++; !agrees(c, shown) {
				why := reason(c, shown)
				if why == unknown && i >= len(want) {
					why = shifted // rows below the last that Excel wrote
				}
				differ = append(differ, difference{sheet, table.Address(j, i+1), c.Raw, shown, why})
			}
		}
	}
	if slices.ContainsFunc(differ, func(d difference) bool { return d.why == unknown && elsewhere(&d, got, want) }) {
		for i := range differ {
			if differ[i].why == unknown {
				differ[i].why = shifted
			}
		}
	}
	return n, differ
}

// elsewhere says whether what differs stands in another row on the other side.
func elsewhere(d *difference, got [][]cell, want [][]string) bool {
	inGot := slices.ContainsFunc(got, func(row []cell) bool {
		return slices.ContainsFunc(row, func(c cell) bool { return agrees(c, d.want) })
	})
	inWant := slices.ContainsFunc(want, func(row []string) bool {
		return slices.ContainsFunc(row, func(s string) bool { return sameText(d.got, s) || sameNumber(d.got, s) })
	})
	return inGot && inWant
}

// agrees says whether a cell is what Excel shows of it, but for the way it shows
// it: a number in the digits shown, a date in any form of it.
func agrees(c cell, shown string) bool {
	if sameText(c.Raw, shown) || strings.Trim(strings.TrimSpace(shown), "#") == "" && shown != "" {
		return true
	}
	switch c.Kind {
	case table.Number, table.Text, table.Bool:
		return sameNumber(c.Raw, shown)
	case table.Date:
		return sameDate(c, shown) || sameNumber(c.Raw, shown)
	}
	return false
}

var spacesRun = regexp.MustCompile(`\s+`)

// sameText compares texts but for white space; Excel wrote _ for characters that
// Windows-1252 has not.
func sameText(a, b string) bool {
	x := []rune(strings.TrimSpace(spacesRun.ReplaceAllString(a, " ")))
	y := []rune(strings.TrimSpace(spacesRun.ReplaceAllString(b, " ")))
	if string(x) == string(y) {
		return true
	}
	// What Excel wrote in Windows-1252 may pass for UTF-8 by chance.
	if raw, err := charmap.Windows1252.NewEncoder().String(string(x)); err == nil && raw == string(y) {
		return true
	}
	if len(x) == len(y) {
		for i := range x {
			if x[i] != y[i] && (y[i] != '_' || x[i] <= 126) {
				return false
			}
		}
		return true
	}
	if !strings.Contains(string(y), "_") {
		return false
	}
	pieces := regexp.MustCompile(`_+`).Split(string(y), -1)
	for i := range pieces {
		pieces[i] = regexp.QuoteMeta(pieces[i])
	}
	ok, err := regexp.MatchString(`(?s)^(?:`+strings.Join(pieces, ".*?")+`)$`, string(x))
	return err == nil && ok
}

// plainNumber is a number with any signs around it: currency, degrees, brackets.
var plainNumber = regexp.MustCompile(`(?i)^[^0-9a-z.-]*-?[^0-9a-z.-]*[0-9][0-9,]*(\.[0-9]*)?(E[-+]?[0-9]+)?[^0-9a-z.-]*$`)

var aFraction = regexp.MustCompile(`^\s*(\d+)/(\d+)\s*$`)

// sameNumber compares to as many digits as Excel showed.
func sameNumber(raw, shown string) bool {
	v, err := strconv.ParseFloat(strings.TrimSpace(raw), 64)
	if m := aFraction.FindStringSubmatch(shown); err == nil && m != nil {
		top, _ := strconv.ParseFloat(m[1], 64) // digits, by the pattern
		bottom, _ := strconv.ParseFloat(m[2], 64)
		return math.Abs(v-top/bottom) <= 0.5/bottom
	}
	if err != nil || !plainNumber.MatchString(shown) {
		return false
	}
	digits := strings.Map(func(r rune) rune {
		if strings.ContainsRune("0123456789.Ee+-", r) {
			return r
		}
		return -1
	}, shown)
	s, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return false
	}
	if strings.HasPrefix(strings.TrimSpace(shown), "(") {
		s = -s
	}
	mantissa, _, exponent := strings.Cut(strings.ToLower(digits), "e")
	_, places, _ := strings.Cut(mantissa, ".")
	n := len(places)
	if strings.Contains(shown, "%") {
		s, n = s/100, n+2
	}
	tolerance := 0.5000001*math.Pow(10, -float64(min(n, 15))) + math.Abs(s)*1e-9
	if exponent {
		tolerance = math.Abs(s) * 0.006
	}
	return math.Abs(v-s) <= tolerance
}

// dateForms are the ways in which Excel shows dates, tried in turn.
var dateForms = []string{
	"1/2/06", "1-2-06", "2006-01-02", "1/2/2006", "1/2/06 15:04", "1-2-06 15:04", "1/2/06 3:04 PM", "2006-01-02 15:04:05", "2006-01-02T15:04:05",
	"2006-01-02 15:04", "2006-01-02T15:04", "2006/1/2", "2006/1/2 15:04:05", "1/2/2006 15:04", "1/2/2006 15:04:05", "1/2/2006 3:04:05 PM", "2-1-2006", "02.01.2006", "2.1.06",
	"2-Jan-06", "2-Jan-2006", "2-Jan-2006 15:04:05", "2 Jan 2006", "2 January 2006", "2-Jan", "Jan-06", "January-06", "Jan 2006", "January 2, 2006", "Monday, January 2, 2006", "Monday, 2 January 2006", "Monday 2 January 2006", "2006", "Mon", "Monday",
	"15:04:05", "15:04", "3:04 PM", "3:04:05 PM", "04:05",
}

var fraction = regexp.MustCompile(`(\d:\d\d)\.\d+`)

// sameDate says whether the date or time that is stored looks as Excel shows it
// in one of its forms.
func sameDate(c cell, shown string) bool {
	day, second, ok := table.ParseDate(c.Raw, c.date1904)
	if !ok {
		return false
	}
	at := time.Unix(int64(day)*86400+int64(second), 0).UTC()
	// Signs for hours or days that Windows-1252 has not stand as underlines.
	shown = strings.ReplaceAll(strings.Trim(fraction.ReplaceAllString(strings.TrimSpace(shown), "$1"), "_"), "_", ":")
	for _, form := range dateForms {
		for _, near := range []time.Time{at, at.Add(-time.Second), at.Add(30 * time.Second)} {
			if looseTime(near.Format(form)) == looseTime(shown) {
				return true
			}
		}
	}
	return false
}

// looseTime leaves out leading zeros, case and space, in which forms differ.
func looseTime(s string) string {
	var b strings.Builder
	digits := false
	for _, r := range strings.ToLower(s) {
		if unicode.IsSpace(r) || r == '0' && !digits {
			continue
		}
		digits = unicode.IsDigit(r)
		b.WriteRune(r)
	}
	return b.String()
}

// reason says why a cell may differ: only what is known to be no fault of the
// reading has another reason than unknown.
func reason(c cell, shown string) string {
	switch {
	case c.Flag&table.Formula != 0:
		return worked
	case (c.Kind == table.Number || c.Kind == table.Date) && !plainNumber.MatchString(shown):
		return displayed
	}
	return unknown
}
