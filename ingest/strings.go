package ingest

import (
	"io"
	"math"
	"unicode/utf8"
)

// texts is a workbook's shared strings: all their text in one slice.
type texts struct {
	data []byte
	ends []uint32
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
	t := &texts{}
	for {
		tok, err := x.next()
		if err == io.EOF {
			return t, nil
		} else if err != nil {
			return nil, err
		}
		if tok != xmlStart || string(x.local) != "si" {
			continue
		}
		if len(t.ends) >= limits.SharedStrings {
			return nil, tooLarge("the workbook has more than %d shared texts", limits.SharedStrings)
		}
		from := len(t.data)
		if t.data, err = appendText(x, t.data); err != nil {
			return nil, err
		}
		if len(t.data)-from > limits.CellBytes {
			return nil, tooLarge("a cell's text has more than %d bytes", limits.CellBytes)
		}
		if len(t.data) > min(limits.SharedBytes, math.MaxUint32) {
			return nil, tooLarge("the workbook's shared texts have more than %d bytes", limits.SharedBytes)
		}
		t.ends = append(t.ends, uint32(len(t.data)))
	}
}

// appendText appends the text of the element that has just opened, an <si> or
// <is>, and reads up to its end.
func appendText(x *xmlScanner, dst []byte) ([]byte, error) {
	inText := false
	from := len(dst)
	for depth := len(x.starts); ; {
		tok, err := x.next()
		if err != nil {
			return dst, atEnd(x, err)
		}
		switch {
		case tok == xmlText && inText:
			dst = append(dst, x.text...)
		case tok == xmlStart && string(x.local) == "rPh":
			if err := x.skip(); err != nil {
				return dst, atEnd(x, err)
			}
		case tok == xmlStart:
			inText = string(x.local) == "t"
		case tok == xmlEnd:
			inText = false
			if len(x.starts) < depth {
				return unescape(dst, from), nil
			}
		}
	}
}

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
