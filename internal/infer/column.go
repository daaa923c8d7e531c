package infer

import (
	"strings"
	"time"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/table"
)

// column is what the files show of one column.
type column struct {
	title   string   // as the newest file has it
	aliases []string // as others have it
	files   int      // that have it
	last    int      // the index of the last file that had it

	cells    int // with blanks
	counts   [kinds]int
	texts    map[string]int // every distinct text, up to manyTexts
	overflow bool           // there were more
	words    map[string]int // of texts that are neither number nor date, among other things
	places   int
	percent  int
	money    string
	low      *number.Num
	high     *number.Num
	formats  uint32   // date writings that every text date fits
	spans    []*spans // of each file
	shape    *shape   // that every text has; nil for none

	name string
	decision
}

// span is the first and the last of some days.
type span struct {
	set       bool
	low, high period.Date
}

func (s *span) add(d period.Date) {
	if !s.set {
		*s = span{true, d, d}
		return
	}
	s.low, s.high = min(s.low, d), max(s.high, d)
}

// manyTexts is how many distinct texts of a column are kept apart.
const manyTexts = 5000

func newColumn(title string) *column {
	return &column{title: title, texts: map[string]int{}, words: map[string]int{}, formats: 1<<len(dateFormats) - 1}
}

// add learns one cell.
func (c *column) add(cell table.Cell, spans map[*column]*spans) {
	c.cells++
	r := read(cell)
	c.counts[r.kind]++
	if r.kind == isBlank {
		return
	}
	text := strings.TrimSpace(cell.Raw)
	if c.texts[text]++; len(c.texts) > manyTexts {
		delete(c.texts, text)
		c.overflow = true
	}
	switch r.kind {
	case isInteger, isDecimal:
		c.addNumber(r)
	case isDate, isDateTime:
		c.addDate(r, text, spans)
	case isText, isError:
		if len(c.words) < manyTexts {
			c.words[text]++
		}
	}
	c.addShape(cell, text)
}

func (c *column) addNumber(r reading) {
	c.places = max(c.places, r.places)
	if r.percent {
		c.percent++
	}
	if r.money != "" {
		c.money = r.money
	}
	if c.low == nil || r.num.Cmp(*c.low) < 0 {
		c.low = &r.num
	}
	if c.high == nil || r.num.Cmp(*c.high) > 0 {
		c.high = &r.num
	}
}

// spans is the days of one file's column, by how its texts are read.
type spans struct {
	own  span
	text [32]span
}

func (c *column) addDate(r reading, text string, all map[*column]*spans) {
	s := all[c]
	if s == nil {
		s = &spans{}
		all[c] = s
	}
	if r.formats == 0 {
		s.own.add(period.Date(r.day))
		return
	}
	c.formats &= r.formats
	for i, f := range dateFormats {
		if r.formats>>i&1 == 0 {
			continue
		}
		if t, err := time.Parse(f.layout, text); err == nil {
			d := period.Date(t.Unix() / 86400)
			s.text[i].add(d)
		}
	}
}

// addShape keeps the shape that all texts have.
func (c *column) addShape(cell table.Cell, text string) {
	switch {
	case cell.Kind != table.Text:
		c.shape = &shape{broken: true}
	case c.shape == nil:
		c.shape = shapeOf(text)
	default:
		c.shape.meet(shapeOf(text))
	}
}

// filled is how many cells hold something.
func (c *column) filled() int { return c.cells - c.counts[isBlank] }
