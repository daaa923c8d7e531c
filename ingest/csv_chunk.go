package ingest

import (
	"bytes"
	"io"

	"winnow/internal/table"
)

// chunking says how a large CSV is cut up. The cuts depend on the text alone, so
// that the batches do not change with the machine.
type chunking struct {
	from    int64 // files smaller than this many bytes are read in one piece
	bytes   int   // text of a chunk
	most    int   // text of a chunk that holds one long record; longer ones end the cutting
	records int   // lines of a chunk
}

var defaultChunking = chunking{from: 4 << 20, bytes: 512 << 10, most: 4 << 20, records: table.BatchRows}

// chunk is a piece of a CSV that ends where a record does, and its records once
// they are read.
type chunk struct {
	size  int         // bytes of text, at the front of batch.Text
	final bool        // the text ends here
	batch table.Batch // its records; Rows counts lines from 0, the chunk's first
	lines int         // line ends in it
	stray int         // 1 + the first line with a quote out of place; 0 for none
	bare  []bool      // by Reader.bare: the column shows data
	plain bool        // every row is a record, whatever stands around it
	whole bool        // it was read to its end, and a record ends there
	done  chan struct{}
}

func (c *chunk) text() []byte { return c.batch.Text[:c.size] }

// splitter cuts text into chunks. It follows quotes as the reader does where
// they are in place; where they are not, it may cut inside a record. Then the
// record does not end with its chunk, which the reader finds out.
type splitter struct {
	r            io.Reader
	sizes        chunking
	delim, quote byte
	buf          []byte // text read; buf[pos:] is not cut yet
	pos          int
	eof          bool
	err          error // of the source, behind buf
}

// next fills the chunk's text; false means that there is no more text, or none that can
// be cut: what is left is in rest, and then in r unless eof or err says otherwise.
func (s *splitter) next(c *chunk) bool {
	for want := s.sizes.bytes; ; want *= 2 {
		s.read(want)
		if cut := s.cut(s.rest()); cut > 0 {
			c.batch.Text, c.size = append(c.batch.Text[:0], s.rest()[:cut]...), cut
			s.pos += cut
			c.final = s.eof && s.pos == len(s.buf)
			return true
		}
		if s.eof || s.err != nil || want >= s.sizes.most {
			return false
		}
	}
}

func (s *splitter) rest() []byte { return s.buf[s.pos:] }

// read reads on until rest has so many bytes, or the text ends.
func (s *splitter) read(want int) {
	if len(s.rest()) >= want || s.eof || s.err != nil {
		return
	}
	left := copy(s.buf[:cap(s.buf)], s.rest())
	if cap(s.buf) < 2*want {
		s.buf = append(make([]byte, 0, 2*want), s.buf[:left]...)
	}
	s.pos = 0
	n, err := io.ReadFull(s.r, s.buf[left:cap(s.buf)])
	s.buf = s.buf[:left+n]
	switch err {
	case nil:
	case io.EOF, io.ErrUnexpectedEOF:
		s.eof = true
	default:
		s.err = err
	}
}

// cut returns where the chunk at the front of b ends: behind a line end outside
// quotes, 0 where there is none. At the end of the text that is all of it.
func (s *splitter) cut(b []byte) int {
	limit := len(b)
	if limit > s.sizes.bytes {
		limit = s.sizes.bytes
	}
	quote := nextByte(b, 0, s.quote)
	safe := 0
	for lines, pos := 0, 0; lines < s.sizes.records && (safe < limit || safe == 0); {
		end := nextByte(b, pos, '\n')
		if quote < end {
			if pos = s.skipQuoted(b, quote, safe); pos < 0 {
				return safe
			}
			quote = nextByte(b, pos, s.quote)
			continue
		}
		if end == len(b) {
			if s.eof {
				return len(b)
			}
			return safe
		}
		pos, safe = end+1, end+1
		lines++
	}
	return safe
}

// skipQuoted returns where the quoted cell that opens at b[at] ends, or what
// follows the quote where it opens none; -1 where the cell does not end in b.
func (s *splitter) skipQuoted(b []byte, at, record int) int {
	if at > record && b[at-1] != s.delim && b[at-1] != '\n' && b[at-1] != '\r' {
		return at + 1
	}
	for i := at + 1; ; i += 2 {
		i = nextByte(b, i, s.quote)
		switch {
		case i == len(b) && !s.eof:
			return -1
		case i+1 >= len(b):
			return len(b)
		case b[i+1] != s.quote:
			return i + 1
		}
	}
}

// nextByte returns the index of c in b from an index on, or len(b).
func nextByte(b []byte, from int, c byte) int {
	if n := bytes.IndexByte(b[from:], c); n >= 0 {
		return from + n
	}
	return len(b)
}
