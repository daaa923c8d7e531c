package ingest

import (
	"bytes"
	"strconv"

	"winnow/internal/report"
)

// quoted reads the cell whose quote opens at b[at], in the given line. It
// returns where the cell ends, -1 where it goes on past the window, and the
// line breaks in it.
func (c *csvReader) quoted(r *rawRow, b []byte, at, line int) (int, int, error) {
	from, text, breaks := at+1, len(r.buf), 0 // r.buf[text:] and b[from:] make up the cell
	for i := at + 1; ; {
		n := bytes.IndexByte(b[i:], c.quote)
		if n < 0 && !c.eof && len(b)-at <= c.limits.CellBytes+2 {
			return -1, 0, nil
		} else if n < 0 || i+n-at > c.limits.CellBytes+2 {
			return 0, 0, unclosed(line)
		}
		breaks += lineBreaks(b[i : i+n])
		i += n
		next := i + 1
		for next < len(b) && b[next] == ' ' {
			next++
		}
		switch {
		case next == len(b) && !c.eof:
			return -1, 0, nil
		case next == len(b), c.stops[b[next]]:
			addQuoted(r, text, b[from:i])
			return next, breaks, nil
		case b[i+1] == c.quote: // a doubled quote stands for one
			r.buf = append(r.buf, b[from:i+1]...)
			i += 2
			from = i
			continue
		}
		end, ok, err := c.outOfPlace(b, i+1, line, breaks)
		if err != nil || end < 0 {
			return end, 0, err
		}
		if !ok {
			addText(r, b[at:end])
			return end, 0, nil
		}
		i++
	}
}

// spacedQuote returns where a quoted cell opens behind spaces at b[i] and closes
// in the same line; i itself where none does, -1 where the window ends before
// that is known.
func (c *csvReader) spacedQuote(b []byte, i, line int) int {
	at := c.skipSpaces(b, i)
	if at == i {
		return i
	}
	for k := at + 1; at < len(b) && b[at] == c.quote; k += 2 {
		for k < len(b) && b[k] != c.quote && b[k] != '\n' && b[k] != '\r' {
			k++
		}
		if k < len(b) && b[k] != c.quote {
			return i
		}
		if k+1 < len(b) && b[k+1] == c.quote {
			continue
		}
		next := c.skipSpaces(b, min(k+1, len(b)))
		switch {
		case k < len(b) && next < len(b) && !c.stops[b[next]]:
			return i
		case next == len(b) && !c.eof:
			return -1
		case k >= len(b):
			return i
		}
		if c.stray == noStray {
			c.stray = line
		}
		return at
	}
	if at == len(b) && !c.eof {
		return -1
	}
	return i
}

// skipSpaces returns where the spaces and tabs at b[i] end.
func (c *csvReader) skipSpaces(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\t') && b[i] != c.delim {
		i++
	}
	return i
}

// addQuoted adds a cell whose first part may stand in r.buf from an offset on.
func addQuoted(r *rawRow, text int, rest []byte) {
	if len(r.buf) == text {
		addText(r, rest)
		return
	}
	r.buf = append(r.buf, rest...)
	addText(r, r.buf[text:])
}

// outOfPlace judges a quote inside a quoted cell that neither closes it nor is
// doubled; b[i] follows it. Where the same line has a closing quote further on,
// the quote is text. Otherwise the cell was never quoted: it is read as it
// stands up to its delimiter, and the end of that is returned with false. But
// where the cell has passed a line break by then, its first quote has swallowed
// rows, which must not be lost.
func (c *csvReader) outOfPlace(b []byte, i, line, breaks int) (int, bool, error) {
	if breaks > 0 {
		return 0, false, unclosed(line)
	}
	if c.stray == noStray {
		c.stray = line
	}
	end := -1
	for j := i; j < len(b); j++ {
		switch {
		case !c.stops[b[j]]:
			continue
		case b[j-1] == c.quote && j-1 >= i:
			return j, true, nil
		case end < 0:
			end = j
		}
		if b[j] != c.delim {
			return end, false, nil
		}
	}
	if !c.eof {
		return -1, false, nil
	}
	if len(b) > i && b[len(b)-1] == c.quote {
		return len(b), true, nil
	}
	if end < 0 {
		end = len(b)
	}
	return end, false, nil
}

func unclosed(line int) *Refusal {
	return refuseSource("damaged: the quotation mark opened in line "+strconv.Itoa(line)+" is never closed",
		"Line "+strconv.Itoa(line)+" has a cell that starts with a quotation mark and does not end with one, so the rows after it cannot be told apart. Correct that cell and send the file again.")
}

// note says where a quotation mark stood out of place.
func (c *csvReader) note() []report.Exception { return strayNote(c.stray) }

func strayNote(line int) []report.Exception {
	if line == noStray {
		return nil
	}
	e := fileNote(report.KindFormat, "Line "+strconv.Itoa(line)+" has a quotation mark out of place, in the middle of a quoted cell or behind spaces; the cell was read as it seems to be meant.",
		"Write a quotation mark inside a quoted cell twice and leave no spaces around quoted cells, or export the file again.")
	e.Row = line
	return []report.Exception{e}
}
