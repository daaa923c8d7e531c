package ingest

import (
	"bytes"
	"io"
	"math"
	"unicode/utf8"
)

// texts is a workbook's shared strings: all their text in one slice.
type texts struct {
	data   []byte
	ends   []uint32
	stated int // how many there are by the table's own word, -1 where it is silent
}

func (t *texts) len() int { return len(t.ends) }

// at returns the text of an index below len.
func (t *texts) at(i int) []byte {
	start := uint32(0)
	if i > 0 {
		start = t.ends[i-1]
	}
	return t.data[start:t.ends[i]:t.ends[i]]
}

// readTexts reads sharedStrings.xml. Runs of rich text are joined; phonetic
// runs, which repeat the text in another script, are left out.
func readTexts(x *xmlScanner, limits Limits) (*texts, error) {
	t := &texts{stated: -1}
	for {
		for t.quick(x) {
			if err := t.add(limits); err != nil {
				return nil, err
			}
		}
		tok, err := x.next()
		if err == io.EOF {
			return t, nil
		} else if err != nil {
			return nil, err
		}
		if tok == xmlStart && string(x.local) == "sst" {
			t.stated = index(x.attr("uniqueCount"))
		}
		if tok != xmlStart || string(x.local) != "si" {
			continue
		}
		if t.data, err = appendText(x, t.data); err != nil {
			return nil, err
		}
		if err := t.add(limits); err != nil {
			return nil, err
		}
	}
}

// add ends the text that has been appended to the data.
func (t *texts) add(limits Limits) error {
	if len(t.ends) >= limits.SharedStrings {
		return tooLarge("the workbook has more than %d shared texts", limits.SharedStrings)
	}
	if len(t.data) > min(limits.SharedBytes, math.MaxUint32) {
		return tooLarge("the workbook's shared texts have more than %d bytes", limits.SharedBytes)
	}
	t.ends = append(t.ends, uint32(len(t.data)))
	return nil
}

// quick appends a text that stands in the window in the form that spreadsheet
// programs write, <si><t>plain</t></si>, and moves behind it. It leaves any other
// to the general reader: like quickCells it is only a faster path.
func (t *texts) quick(x *xmlScanner) bool {
	const open, tail = "<si><t>", "</t></si>"
	b := x.buf[x.pos:x.end]
	if x.closed || len(x.starts) != 1 || len(b) < len(open) || string(b[:len(open)]) != open {
		return false
	}
	b = b[len(open):]
	n := bytes.IndexByte(b, '<')
	if n < 0 || n > quickLongest || len(b) < n+len(tail) || string(b[n:n+len(tail)]) != tail {
		return false
	}
	if n > 0 && (b[0] <= ' ' || b[n-1] <= ' ') {
		return false
	}
	for _, c := range b[:n] {
		if charClass[c]&^charName != 0 || c == '_' {
			return false
		}
	}
	t.data = append(t.data, b[:n]...)
	x.pos += len(open) + n + len(tail)
	return true
}

// appendText appends the text of the element that has just opened, an <si> or
// <is>, and reads up to its end. Like Excel it keeps white space around a piece of
// text only where the piece asks for that with xml:space.
func appendText(x *xmlScanner, dst []byte) ([]byte, error) {
	inText, keep := false, false
	from, piece := len(dst), 0
	for depth := len(x.starts); ; {
		tok, err := x.next()
		if err != nil {
			return dst, atEnd(x, err)
		}
		switch {
		case tok == xmlText && inText:
			if dst = append(dst, x.text...); len(dst)-from > x.limits.CellBytes {
				return dst, tooLarge("%s has a text of more than %d bytes", x.where(), x.limits.CellBytes)
			}
		case tok == xmlStart && string(x.local) == "rPh":
			if err := x.skip(); err != nil {
				return dst, atEnd(x, err)
			}
		case tok == xmlStart:
			inText = string(x.local) == "t"
			piece, keep = len(dst), string(x.attr("space")) == "preserve"
		case tok == xmlEnd:
			if inText && !keep {
				dst = append(dst[:piece], bytes.Trim(dst[piece:], xmlSpace)...)
			}
			inText = false
			if len(x.starts) < depth {
				return unescape(dst, from), nil
			}
		}
	}
}

// xmlSpace is what XML takes for white space.
const xmlSpace = " \t\r\n"

// atEnd turns io.EOF inside an element into damage; the scanner itself only
// ends where every element is closed, so that this is for certainty.
func atEnd(x *xmlScanner, err error) error {
	if err == io.EOF {
		return damaged(x.where(), "breaks off")
	}
	return err
}

// unescape replaces _x000D_ and its like, by which Excel writes characters
// that XML cannot hold, in dst from an offset on.
func unescape(dst []byte, from int) []byte {
	for i := from; i+7 <= len(dst); i++ {
		if dst[i] == '_' && dst[i+1] == 'x' && dst[i+6] == '_' {
			return unescapeFrom(dst, i)
		}
	}
	return dst
}

func unescapeFrom(dst []byte, i int) []byte {
	out := i
	for i < len(dst) {
		if r, ok := escaped(dst[i:]); ok {
			var b [utf8.UTFMax]byte
			out += copy(dst[out:], b[:utf8.EncodeRune(b[:], r)])
			i += 7
			continue
		}
		dst[out] = dst[i]
		out, i = out+1, i+1
	}
	return dst[:out]
}

// escaped reads _xHHHH_ at the start of b. Halves of surrogate pairs stay as
// they are written.
func escaped(b []byte) (rune, bool) {
	if len(b) < 7 || b[0] != '_' || b[1] != 'x' || b[6] != '_' {
		return 0, false
	}
	r := rune(0)
	for _, d := range b[2:6] {
		if hexValue[d] == 255 {
			return 0, false
		}
		r = r<<4 | rune(hexValue[d])
	}
	return r, utf8.ValidRune(r)
}
