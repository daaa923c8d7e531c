package ingest

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// characters reads character data up to the next tag.
func (x *xmlScanner) characters() error {
	from := 0
	for {
		i := bytes.IndexByte(x.buf[x.pos+from:x.end], '<')
		if i >= 0 {
			return x.setText(x.pos + from + i)
		}
		from = x.end - x.pos
		if err := x.fill(); err == io.EOF {
			return x.setText(x.end)
		} else if err != nil {
			return err
		}
	}
}

// setText takes the window from pos to end as text and moves past it.
func (x *xmlScanner) setText(end int) error {
	raw := x.buf[x.pos:end]
	x.pos = end
	if len(x.starts) == 0 && len(bytes.TrimLeft(raw, " \t\r\n\uFEFF")) > 0 {
		return damaged(x.where(), "has text outside its XML")
	}
	var err error
	x.text, err = x.resolve(raw)
	return err
}

// resolve checks the characters of a text and returns it with references
// replaced and line ends made one, in the window itself or in scratch.
func (x *xmlScanner) resolve(raw []byte) ([]byte, error) {
	var seen byte
	for _, b := range raw {
		seen |= charClass[b]
	}
	if seen&charBad != 0 {
		return nil, damaged(x.where(), "has a control character in its XML")
	}
	if seen&charHigh != 0 && !utf8.Valid(raw) {
		return nil, damaged(x.where(), "has bytes that are not UTF-8")
	}
	if seen&(charAmp|charCR) == 0 {
		return raw, nil
	}
	start := len(x.scratch)
	for i := 0; i < len(raw); {
		switch b := raw[i]; {
		case b == '&':
			n, ok := x.reference(raw[i:])
			if !ok {
				return nil, damaged(x.where(), "has a reference (&…;) that XML does not know")
			}
			i += n
		case b == '\r':
			x.scratch = append(x.scratch, '\n')
			if i++; i < len(raw) && raw[i] == '\n' {
				i++
			}
		default:
			x.scratch = append(x.scratch, b)
			i++
		}
	}
	return x.scratch[start:], nil
}

// reference appends what a reference stands for and returns its length.
func (x *xmlScanner) reference(raw []byte) (int, bool) {
	semi := bytes.IndexByte(raw[:min(len(raw), 12)], ';')
	if semi < 2 {
		return 0, false
	}
	r, ok := referenced(raw[1:semi])
	if !ok {
		return 0, false
	}
	x.scratch = utf8.AppendRune(x.scratch, r)
	return semi + 1, true
}

func referenced(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if name[0] != '#' {
		return 0, false
	}
	return numbered(name[1:])
}

// numbered reads the digits of a character reference.
func numbered(digits []byte) (rune, bool) {
	base := rune(10)
	if len(digits) > 0 && digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	if len(digits) == 0 {
		return 0, false
	}
	var r rune
	for _, d := range digits {
		v := rune(hexValue[d])
		if v >= base {
			return 0, false
		}
		if r = r*base + v; r > utf8.MaxRune {
			return 0, false
		}
	}
	// Excel itself writes &#13; and &#10;; other controls are not XML.
	return r, (r >= ' ' || r == '\t' || r == '\n' || r == '\r') && utf8.ValidRune(r)
}

// The classes of byte that text is checked for.
const (
	charBad  = 1 << iota // control characters that XML forbids
	charHigh             // part of a character beyond ASCII
	charAmp              // begins a reference
	charCR               // a carriage return
	charName             // may stand in a name
)

var (
	charClass [256]byte
	hexValue  [256]byte
)

func init() {
	for i := range charClass {
		hexValue[i] = 255
		switch b := byte(i); {
		case b == '\r':
			charClass[i] = charCR
		case b < ' ' && b != '\t' && b != '\n':
			charClass[i] = charBad
		case b >= utf8.RuneSelf:
			charClass[i] = charHigh | charName
		case b == '&':
			charClass[i] = charAmp
		case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', b >= '0' && b <= '9', b == '_', b == ':', b == '-', b == '.':
			charClass[i] = charName
		}
	}
	for i := range 10 {
		hexValue['0'+i] = byte(i)
	}
	for i := range 6 {
		hexValue['a'+i], hexValue['A'+i] = byte(10+i), byte(10+i)
	}
}
