package ingest

import (
	"bytes"
	"strconv"
)

// quoted reads the cell whose quote opens at b[at], in the given line. It
// returns where the cell ends, -1 where it goes on past the window, and the
// line breaks in it.
func (c *csvReader) quoted(r *rawRow, b []byte, at, line int) (int, int, error) {
	from, text, breaks := at+1, len(r.buf), 0 // r.buf[text:] and b[from:] make up the cell
	for i := at + 1; ; {
		n := bytes.IndexByte(b[i:], '"')
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
		case b[i+1] == '"': // a doubled quote stands for one
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
	if c.stray == 0 {
		c.stray = line
	}
	end := -1
	for j := i; j < len(b); j++ {
		switch {
		case !c.stops[b[j]]:
			continue
		case b[j-1] == '"' && j-1 >= i:
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
	if len(b) > i && b[len(b)-1] == '"' {
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
