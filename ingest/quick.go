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
	for len(r.cells) < s.limits.Columns {
		n, next := s.quickCell(r, x.buf[x.pos:x.end], col)
		if n == 0 {
			return col
		}
		s.cells++
		x.pos += n
		col = next
	}
	return col
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
	tag := quickTag{col: col}
	i := s.quickAttrs(b, &tag)
	if i == 0 || tag.col >= s.limits.Columns {
		return 0, 0
	}
	if b[i] == '/' {
		return i + 2, tag.col + 1
	}
	const open, tail = "><v>", "</v></c>"
	if i+len(open) > len(b) || string(b[i:i+len(open)]) != open {
		return 0, 0
	}
	i += len(open)
	start := i
	for i < len(b) && quickValue[b[i]] {
		i++
	}
	if i == start || i+len(tail) > len(b) || string(b[i:i+len(tail)]) != tail || !s.quickAdd(r, &tag, b[start:i]) {
		return 0, 0
	}
	return i + len(tail), tag.col + 1
}

// quickTag is what a cell's attributes say.
type quickTag struct {
	col, style int
	shared     bool
	seen       [3]bool // r, s, t
}

// quickAttrs reads a cell's attributes and returns where its tag's > or />
// stands, 0 where there is anything else than r, s and t, once each.
func (s *sheetReader) quickAttrs(b []byte, tag *quickTag) int {
	for i := 2; i+4 < len(b); {
		if b[i] == '>' || b[i] == '/' && b[i+1] == '>' {
			return i
		}
		if b[i] != ' ' || b[i+2] != '=' || b[i+3] != '"' {
			return 0
		}
		name, from := b[i+1], i+4
		n := 0 // values are short: to look byte by byte is quicker than a call
		for from+n < len(b) && b[from+n] != '"' {
			n++
		}
		if n == 0 || from+n == len(b) || !s.quickAttr(name, b[from:from+n], tag) {
			return 0
		}
		i = from + n + 1
	}
	return 0
}

// quickAttr takes one attribute; false where it is odd.
func (s *sheetReader) quickAttr(name byte, value []byte, tag *quickTag) bool {
	at := 0
	ok := false
	switch name {
	case 'r':
		tag.col, ok = s.quickRef(value)
	case 's':
		at, tag.style = 1, index(value)
		ok = tag.style >= 0
	case 't':
		at, tag.shared = 2, value[0] == 's'
		ok = len(value) == 1 && (tag.shared || value[0] == 'n')
	}
	if tag.seen[at] {
		return false
	}
	tag.seen[at] = true
	return ok
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
func (s *sheetReader) quickAdd(r *rawRow, tag *quickTag, raw []byte) bool {
	col := int32(tag.col)
	if tag.shared {
		i := index(raw)
		if i < 0 || i >= s.texts.len() {
			return false
		}
		text := s.texts.at(i)
		s.add(r, rawCell{text, col, textKind(text), 0}, false)
		return true
	}
	if !numeric(raw) {
		return false
	}
	kind, flag := table.Number, table.Flag(0)
	if tag.style >= len(s.looks) {
		if tag.style > 0 {
			return false
		}
	} else if s.looks[tag.style] == lookMissing {
		return false
	} else if s.looks[tag.style] != lookPlain {
		kind, flag = s.lookKind(tag.style)
	}
	s.add(r, rawCell{raw, col, kind, flag}, true)
	return true
}

// quickValue marks the bytes of which a plain number or an index consists.
var quickValue = func() (t [256]bool) {
	for _, b := range []byte("0123456789+-.eE") {
		t[b] = true
	}
	return t
}()
