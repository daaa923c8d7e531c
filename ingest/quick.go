package ingest

import (
	"bytes"

	"winnow/internal/table"
)

// quickCells reads as many cells as stand in the window in the form that
// spreadsheet programs write, <c r="B2" s="1" t="s"><v>12</v></c>, and returns
// the column after the last. It stops before any cell that is written in
// another way or that has anything odd about it; the general reader takes that
// one. So this is only a faster path to the same answer: see TestQuickCells.
func (s *sheetReader) quickCells(r *rawRow, col int) int {
	x := s.x
	for {
		n, next := s.quickCell(r, x.buf[x.pos:x.end], col)
		if n == 0 {
			return col
		}
		x.pos += n
		col = next
	}
}

// quickLongest is the longest cell that the quick path takes, so that it need
// not look for the end of the window at each byte.
const quickLongest = 256

// quickCell reads one cell at the start of b. It returns its length, or 0 where
// the cell is not for the quick path, and the column after it.
func (s *sheetReader) quickCell(r *rawRow, b []byte, col int) (int, int) {
	if len(b) < quickLongest || b[0] != '<' || b[1] != 'c' || b[2] != ' ' {
		return 0, 0
	}
	b = b[:quickLongest]
	i, style, t, col := s.quickAttrs(b, col)
	if i == 0 || col >= s.limits.Columns {
		return 0, 0
	}
	if b[i] == '/' {
		return i + 2, col + 1
	}
	i++
	if i+3 > len(b) || b[i] != '<' || b[i+1] != 'v' || b[i+2] != '>' {
		return 0, 0
	}
	i += 3
	start := i
	for i < len(b) && quickValue[b[i]] {
		i++
	}
	raw := b[start:i]
	const tail = "</v></c>"
	if len(raw) == 0 || i+len(tail) > len(b) || string(b[i:i+len(tail)]) != tail {
		return 0, 0
	}
	if !s.quickAdd(r, col, t, style, raw) {
		return 0, 0
	}
	return i + len(tail), col + 1
}

// quickAttrs reads the attributes r, s and t and returns where the tag's > or
// /> stands, 0 where there is anything else.
func (s *sheetReader) quickAttrs(b []byte, col int) (end, style int, t byte, at int) {
	var seen byte
	for i := 2; i+4 < len(b); {
		switch b[i] {
		case '>':
			return i, style, t, col
		case '/':
			if b[i+1] != '>' {
				return 0, 0, 0, 0
			}
			return i, style, t, col
		case ' ':
			i++
		default:
			return 0, 0, 0, 0
		}
		name := b[i]
		if b[i+1] != '=' || b[i+2] != '"' {
			return 0, 0, 0, 0
		}
		n := bytes.IndexByte(b[i+3:], '"')
		if n <= 0 {
			return 0, 0, 0, 0
		}
		value := b[i+3 : i+3+n]
		i += n + 4
		switch {
		case name == 'r' && seen&1 == 0:
			seen |= 1
			c, ok := s.quickRef(value)
			if !ok {
				return 0, 0, 0, 0
			}
			col = c
		case name == 's' && seen&2 == 0:
			seen |= 2
			if style = index(value); style < 0 {
				return 0, 0, 0, 0
			}
		case name == 't' && seen&4 == 0 && n == 1 && (value[0] == 's' || value[0] == 'n'):
			seen |= 4
			t = value[0]
		default:
			return 0, 0, 0, 0
		}
	}
	return 0, 0, 0, 0
}

// quickRef reads a reference that must be of the row being read.
func (s *sheetReader) quickRef(ref []byte) (int, bool) {
	col, i := 0, 0
	for i < len(ref) && i < 3 && ref[i] >= 'A' && ref[i] <= 'Z' {
		col = col*26 + int(ref[i]-'A') + 1
		i++
	}
	return col - 1, i > 0 && bytes.Equal(ref[i:], s.count)
}

// quickAdd adds a number or a shared text.
func (s *sheetReader) quickAdd(r *rawRow, col int, t byte, style int, raw []byte) bool {
	if t == 's' {
		i := index(raw)
		if i < 0 || i >= s.texts.len() {
			return false
		}
		text := s.texts.at(i)
		s.add(r, rawCell{text, int32(col), textKind(text), 0}, false)
		return true
	}
	if !numeric(raw) {
		return false
	}
	kind, flag := table.Number, table.Flag(0)
	if style < len(s.looks) && s.looks[style] != lookPlain {
		kind, flag = s.lookKind(style)
	}
	s.add(r, rawCell{raw, int32(col), kind, flag}, true)
	return true
}

// quickValue marks the bytes of which a plain number or an index consists.
var quickValue = func() (t [256]bool) {
	for _, b := range []byte("0123456789+-.eE") {
		t[b] = true
	}
	return t
}()
