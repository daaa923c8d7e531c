package ingest

import (
	"bytes"
	"io"
	"unicode"
)

// dialect is how a CSV is written.
type dialect struct {
	delim, quote byte
	chunks       chunking // the zero value is the default; set by tests
}

// sampleBytes is how much text decides the delimiter.
const sampleBytes = 128 << 10

// delimiters are those that are tried, in the order in which ties go.
var delimiters = []byte{',', ';', '\t', '|'}

// dialectOf decides how a sample of text is written. cut says that the sample is
// not the whole text, so that its last record is not counted.
func dialectOf(sample []byte, cut bool, limits Limits) dialect {
	double := delimiterOf(sample, '"', cut, limits)
	if bytes.Contains(sample, []byte("'")) {
		single := delimiterOf(sample, '\'', cut, limits)
		if quotedThroughout(sample, single, cut, limits) {
			return dialect{delim: single, quote: '\''}
		}
	}
	return dialect{delim: double, quote: '"'}
}

// delimiterOf picks the delimiter by which most records have one and the same
// number of cells, quotes respected.
func delimiterOf(sample []byte, quote byte, cut bool, limits Limits) byte {
	if d, _ := directive(sample); d != 0 {
		return d
	}
	best, bestScore := delimiters[0], 0.0
	for _, d := range delimiters {
		if bytes.IndexByte(sample, d) < 0 {
			continue
		}
		if score := consistency(sample, d, quote, cut, limits); score > bestScore+1e-9 {
			best, bestScore = d, score
		}
	}
	return best
}

// quotedThroughout says whether apostrophes are the sample's quotes: at least
// half of the records have a cell between two of them, and no cell has one at
// its start alone, as 'Hertogenbosch or '00123 have, nor a double one.
func quotedThroughout(sample []byte, delim byte, cut bool, limits Limits) bool {
	c := newCSVReader(bytes.NewReader(sample), delim, 0, limits, func(err error) error { return err }) // no quotes
	records, quoted := 0, 0
	var r rawRow
	for c.next(&r) == nil && !(cut && c.eof && c.pos == c.end) {
		if r.blank() {
			continue
		}
		records++
		whole, open := 0, false // cells between quotes; one has begun
		for i := range r.cells {
			raw := bytes.TrimRight(r.cells[i].raw, " ")
			starts, ends := bytes.HasPrefix(raw, []byte("'")), bytes.HasSuffix(raw, []byte("'")) && len(raw) > 1
			switch {
			case bytes.HasPrefix(raw, []byte(`"`)):
				return false
			case !open && starts && ends:
				whole++
			case starts || ends:
				open = !open // a delimiter stands between the quotes
			}
		}
		if open {
			return false
		}
		if whole > 0 {
			quoted++
		}
	}
	return quoted >= 2 && quoted*2 >= records
}

// directive reads a first line such as sep=; and returns the delimiter it names
// and the line's length.
func directive(b []byte) (byte, int) {
	if len(b) < 5 || !bytes.EqualFold(b[:4], []byte("sep=")) || b[4] >= 0x80 || b[4] == '"' {
		return 0, 0
	}
	switch rest := b[5:]; {
	case bytes.HasPrefix(rest, []byte("\r\n")):
		return b[4], 7
	case len(rest) > 0 && (rest[0] == '\n' || rest[0] == '\r'):
		return b[4], 6
	}
	return 0, 0
}

// consistency scores a delimiter: the share of records that have the most
// common number of cells, weighed by that number, since a cell more at random
// is common and ten are not; and by how much the first of them reads like a
// header, since decimal commas are as regular as delimiters.
func consistency(sample []byte, d, quote byte, cut bool, limits Limits) float64 {
	counts := map[int]int{}
	firsts := map[int]float64{}
	total := 0
	c := newCSVReader(bytes.NewReader(sample), d, quote, limits, func(err error) error { return err })
	var r rawRow
	for {
		err := c.next(&r)
		if err != nil || cut && c.eof && c.pos == c.end {
			if err != nil && err != io.EOF {
				total++ // an unclosed quote speaks against the delimiter
			}
			break
		}
		if r.blank() {
			continue
		}
		total++
		n := len(r.cells)
		if counts[n]++; counts[n] == 1 {
			firsts[n] = wordy(&r)
		}
	}
	best := 0.0
	for n, records := range counts {
		if n > 1 {
			share := float64(records) / float64(total)
			best = max(best, share*(1-1/float64(n))*(0.5+0.5*firsts[n]))
		}
	}
	return best
}

// wordy returns the share of a record's cells that hold a letter.
func wordy(r *rawRow) float64 {
	n := 0
	for i := range r.cells {
		if bytes.IndexFunc(r.cells[i].raw, unicode.IsLetter) >= 0 {
			n++
		}
	}
	return float64(n) / float64(len(r.cells))
}
