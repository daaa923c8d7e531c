package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"

	"winnow/internal/table"
)

// dateLayouts are the ways in which text files write dates. Of those that fit
// equally well, the first counts: days come before months.
var dateLayouts = []string{
	"02/01/2006", "2/1/2006", "2006-01-02", "02-01-2006", "2-1-2006", "02.01.2006", "2.1.2006", "02/01/06", "2/1/06", "02-01-06", "02.01.06",
	"02-Jan-2006", "2-Jan-2006", "02-Jan-06", "2-Jan-06", "02 Jan 2006", "2 Jan 2006", "02 January 2006", "2 January 2006",
	"01/02/2006", "1/2/2006", "01/02/06", "1/2/06", "01-02-2006", "2006/01/02", "20060102",
}

// writingSample is how many records show how a CSV is written.
const writingSample = 2000

// csvWriting is how a CSV writes dates and numbers.
type csvWriting struct {
	date   string         // the layout of most
	dates  map[int]string // by column that has any
	comma  bool           // most columns with decimals have a comma
	commas map[int]bool   // by column with decimals

	records int
	fits    map[int][]int // by column, for each of dateLayouts
	signs   map[int]*decimalSigns
}

func newCSVWriting() *csvWriting {
	return &csvWriting{dates: map[int]string{}, commas: map[int]bool{}, fits: map[int][]int{}, signs: map[int]*decimalSigns{}}
}

// add looks at a record.
func (w *csvWriting) add(r *rawRow) {
	if w.records++; w.records > writingSample {
		return
	}
	for i := range r.cells {
		c := &r.cells[i]
		raw := strings.TrimSpace(string(c.raw[:min(len(c.raw), 64)]))
		col := int(c.col)
		if !w.addDate(raw, col) {
			w.addNumber(raw, col)
		}
	}
}

// addDate counts the layouts that a text fits, if it is a date.
func (w *csvWriting) addDate(raw string, col int) bool {
	if len(raw) < 6 || raw[0] < '0' || raw[0] > '9' {
		return false
	}
	found := false
	for k, layout := range dateLayouts {
		if _, ok := writtenAs(raw, layout); ok {
			if w.fits[col] == nil {
				w.fits[col] = make([]int, len(dateLayouts))
			}
			w.fits[col][k]++
			found = true
		}
	}
	return found
}

func (w *csvWriting) addNumber(raw string, col int) {
	if w.signs[col] == nil {
		w.signs[col] = &decimalSigns{}
	}
	switch decimalSign([]byte(raw)) {
	case ',':
		w.signs[col].comma++
	case '.':
		w.signs[col].point++
	case '?':
		w.signs[col].unclear++
	}
}

// writtenAs says whether a text is a date in a layout, perhaps with a time behind
// it, and returns the layout with that time's.
func writtenAs(raw, layout string) (string, bool) {
	if len(raw) < 6 {
		return "", false
	}
	clocks := []string{" 15:04", " 15:04:05", "T15:04:05"}
	if !strings.Contains(raw, ":") {
		clocks = []string{""}
	}
	for _, clock := range clocks {
		if t, err := time.Parse(layout+clock, raw); err == nil && t.Format(layout+clock) == raw {
			return layout + clock, true
		}
	}
	return "", false
}

// settled decides on what the records showed.
func (w *csvWriting) settled() *csvWriting {
	all := make([]int, len(dateLayouts))
	for col, fits := range w.fits {
		if best := most(fits); best >= 0 {
			w.dates[col] = dateLayouts[best]
		}
		for k, n := range fits {
			all[k] += n
		}
	}
	w.date = dateLayouts[max(most(all), 0)]
	var sum decimalSigns
	for col, s := range w.signs {
		if s.comma+s.point > 0 {
			w.commas[col] = s.comma > s.unclear && s.point == 0
		}
		sum.comma, sum.point, sum.unclear = sum.comma+s.comma, sum.point+s.point, sum.unclear+s.unclear
	}
	w.comma = sum.comma > sum.unclear && sum.point == 0
	return w
}

// most returns the first of the highest counts, -1 where all are 0.
func most(counts []int) int {
	best := -1
	for k, n := range counts {
		if n > 0 && (best < 0 || n > counts[best]) {
			best = k
		}
	}
	return best
}

// text returns a cell as text, in the way in which the cell was that it takes the
// place of, else in that of its column.
func (w *csvWriting) text(c table.Cell, date1904 bool, col int, was string) string {
	switch c.Kind {
	case table.Absent, table.Blank:
		return ""
	case table.Number:
		return w.number(c, col)
	case table.Date:
		if day, second, ok := table.ParseDate(c.Raw, date1904); ok {
			return w.moment(day, second, c.Flag&table.Clock != 0, col, was)
		}
	}
	return c.Raw
}

func (w *csvWriting) number(c table.Cell, col int) string {
	f, err := strconv.ParseFloat(c.Raw, 64)
	if err != nil || math.IsInf(f, 0) || math.IsNaN(f) {
		return c.Raw
	}
	text := shortest(f)
	if c.Flag&table.Percent != 0 {
		text = shortest(f*100) + "%"
	}
	comma, known := w.commas[col]
	if known && comma || !known && w.comma {
		text = strings.Replace(text, ".", ",", 1)
	}
	return text
}

// moment writes a day, a time of day, or both.
func (w *csvWriting) moment(day, second int, clock bool, col int, was string) string {
	at := time.Unix(int64(day)*86400+int64(second), 0).UTC()
	hours := "15:04"
	if second%60 != 0 {
		hours = "15:04:05"
	}
	if clock {
		return at.Format(hours)
	}
	layout, ok := w.dates[col]
	if !ok {
		layout = w.date
	}
	was = strings.TrimSpace(was)
	if own, ok := writtenAs(was, layout); ok {
		layout = own
	} else if own, ok := anyLayout(was); ok {
		layout = own
	}
	if second != 0 && !strings.Contains(layout, "15:04") {
		layout += " " + hours
	}
	return at.Format(layout)
}

// anyLayout returns the first layout that a text is a date in.
func anyLayout(text string) (string, bool) {
	for _, layout := range dateLayouts {
		if own, ok := writtenAs(text, layout); ok {
			return own, true
		}
	}
	return "", false
}
