package ingest

import (
	"bytes"
	"io"

	"winnow/internal/table"
)

// csvReader reads the records of delimited text. It follows RFC 4180 and what
// real files add to it: any line end, empty lines, records of any length, text
// behind a closing quote. Cells are slices of its window where they can be.
type csvReader struct {
	r      io.Reader
	limits Limits
	wrap   func(error) error // names the file in a read error

	buf      []byte
	pos, end int
	eof      bool
	line     int // of the next record, 1-based
	delim    byte
	quote    byte
	stops    [256]bool // the delimiter and the line ends

	stray int // line of the first cell with a quote out of place, or noStray
}

const (
	csvWindow = 256 << 10
	noStray   = -1
)

func newCSVReader(r io.Reader, delim, quote byte, limits Limits, wrap func(error) error) *csvReader {
	c := &csvReader{r: r, limits: limits, wrap: wrap, buf: make([]byte, csvWindow), line: 1, stray: noStray}
	c.setDialect(delim, quote)
	return c
}

func (c *csvReader) setDialect(delim, quote byte) {
	c.delim, c.quote = delim, quote
	c.stops[delim], c.stops['\n'], c.stops['\r'] = true, true, true
}

// openText opens the CSV for a pass from its start.
func (f *File) openText() (rowSource, error) {
	r, err := f.decoded()
	if err != nil {
		return nil, err
	}
	c := newCSVReader(f.rewritten(r), f.dialect.delim, f.dialect.quote, f.limits, f.textError)
	return c, c.skipDirective()
}

func (c *csvReader) close() error { return nil }

// skipDirective passes over a first line such as sep=; that tells Excel the
// delimiter and is no part of the table.
func (c *csvReader) skipDirective() error {
	for c.end < 7 && !c.eof {
		if err := c.fill(); err != nil {
			return err
		}
	}
	if d, n := directive(c.buf[:c.end]); d != 0 {
		c.pos, c.line = n, 2
	}
	return nil
}

// next reads the following record. An empty line is a record without cells.
func (c *csvReader) next(r *rawRow) error {
	for {
		done, err := c.record(r)
		if done || err != nil {
			return err
		}
		if c.end-c.pos > c.limits.RecordBytes {
			return tooLarge("the record in line %d has more than %d bytes", c.line, c.limits.RecordBytes)
		}
		if err := c.fill(); err != nil {
			return err
		}
	}
}

// fill reads more text and keeps what is unread.
func (c *csvReader) fill() error {
	if c.pos > 0 {
		copy(c.buf, c.buf[c.pos:c.end])
		c.end -= c.pos
		c.pos = 0
	}
	if size := c.end; size == len(c.buf) { // grow, to no more than what holds the largest record
		size = max(size+1, min(2*size, c.limits.RecordBytes+csvWindow))
		c.buf = append(make([]byte, 0, size), c.buf...)[:size]
	}
	for range 100 {
		n, err := c.r.Read(c.buf[c.end:])
		c.end += n
		if err == io.EOF {
			c.eof = true
			return nil
		} else if err != nil {
			return c.wrap(err)
		}
		if n > 0 {
			return nil
		}
	}
	return c.wrap(io.ErrNoProgress)
}

// record reads one record from the window; false means that it goes on past
// the window.
func (c *csvReader) record(r *rawRow) (bool, error) {
	b := c.buf[c.pos:c.end]
	if len(b) == 0 {
		if c.eof {
			return true, io.EOF
		}
		return false, nil
	}
	r.reset(c.line)
	lines := 0
	for i := 0; ; i++ {
		if len(r.cells) >= c.limits.Columns {
			return true, tooLarge("line %d has more than %d columns", c.line, c.limits.Columns)
		}
		end, breaks, err := c.cell(r, b, i, c.line+lines)
		if end < 0 || err != nil {
			return false, err
		}
		if i, lines = end, lines+breaks; i < len(b) && b[i] == c.delim {
			continue
		}
		n, ok := c.lineEnd(b, i)
		if ok {
			c.finish(r, i+n, lines+min(n, 1))
		}
		return ok, nil
	}
}

// cell reads the cell that starts at b[i], in the given line. It returns where
// it ends, -1 where it goes on past the window, and the line breaks in it.
func (c *csvReader) cell(r *rawRow, b []byte, i, line int) (int, int, error) {
	if i = c.spacedQuote(b, i, line); i < 0 {
		return -1, 0, nil
	}
	end, breaks := i, 0
	if i < len(b) && b[i] == c.quote {
		var err error
		if end, breaks, err = c.quoted(r, b, i, line); end < 0 || err != nil {
			return end, 0, err
		}
	} else {
		for end < len(b) && !c.stops[b[end]] {
			end++
		}
		if end == len(b) && !c.eof && end-i <= c.limits.CellBytes {
			return -1, 0, nil
		}
		addText(r, b[i:end])
	}
	if len(r.cells[len(r.cells)-1].raw) > c.limits.CellBytes {
		return 0, 0, tooLarge("line %d has a cell of more than %d bytes", line, c.limits.CellBytes)
	}
	return end, breaks, nil
}

// lineEnd returns the length of the line end at b[i], 0 at the end of the text;
// false means that the window ends in the middle of it.
func (c *csvReader) lineEnd(b []byte, i int) (int, bool) {
	switch {
	case i == len(b):
		return 0, true
	case b[i] == '\r' && i+1 == len(b):
		return 1, c.eof
	case b[i] == '\r' && b[i+1] == '\n':
		return 2, true
	}
	return 1, true
}

// finish moves past a record of n bytes and that many line breaks.
func (c *csvReader) finish(r *rawRow, n, lines int) {
	c.pos += n
	c.line += lines
	if len(r.cells) == 1 && r.cells[0].kind == table.Blank {
		r.cells = r.cells[:0]
	}
}

func addText(r *rawRow, raw []byte) {
	kind := table.Text
	if len(raw) == 0 {
		kind = table.Blank
	}
	r.cells = append(r.cells, rawCell{raw: raw, col: int32(len(r.cells)), kind: kind})
}

// lineBreaks counts line ends of every kind: CR LF is one.
func lineBreaks(b []byte) int {
	n := bytes.Count(b, []byte("\n"))
	if bytes.IndexByte(b, '\r') >= 0 {
		n += bytes.Count(b, []byte("\r")) - bytes.Count(b, []byte("\r\n"))
	}
	return n
}
