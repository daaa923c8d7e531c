package ingest

import (
	"bytes"
	"io"
	"unicode"
)

// sampleBytes is how much text decides the delimiter.
const sampleBytes = 128 << 10

// delimiters are those that are tried, in the order in which ties go.
var delimiters = []byte{',', ';', '\t', '|'}

// delimiterOf picks the delimiter by which most records have one and the same
// number of cells, quotes respected. cut says that the sample is not the whole
// text, so that its last record is not counted.
func delimiterOf(sample []byte, cut bool, limits Limits) byte {
	if d, _ := directive(sample); d != 0 {
		return d
	}
	best, bestScore := delimiters[0], 0.0
	for _, d := range delimiters {
		if bytes.IndexByte(sample, d) < 0 {
			continue
		}
		if score := consistency(sample, d, cut, limits); score > bestScore+1e-9 {
			best, bestScore = d, score
		}
	}
	return best
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
func consistency(sample []byte, d byte, cut bool, limits Limits) float64 {
	counts := map[int]int{}
	firsts := map[int]float64{}
	total := 0
	c := newCSVReader(bytes.NewReader(sample), d, limits, func(err error) error { return err })
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
