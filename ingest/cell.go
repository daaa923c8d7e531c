package ingest

import (
	"bytes"

	"winnow/internal/table"
)

// storage is how a worksheet stores a cell, its t attribute.
type storage uint8

const (
	storedNumber storage = iota
	storedShared         // an index into the shared strings
	storedText           // text in the cell, as formulas give it
	storedInline         // text in an <is> element
	storedBool
	storedError
	storedDate // ISO 8601
)

// cellType reads a cell's t attribute; false where no workbook has that.
func cellType(t []byte) (storage, bool) {
	switch string(t) {
	case "", "n":
		return storedNumber, true
	case "s":
		return storedShared, true
	case "str":
		return storedText, true
	case "inlineStr":
		return storedInline, true
	case "b":
		return storedBool, true
	case "e":
		return storedError, true
	case "d":
		return storedDate, true
	}
	return storedNumber, false
}

// content is what stands inside a cell's element: value is in s.value.
type content struct {
	formula bool
	valued  bool // there is a <v>, if only an empty one
	inline  bool // the value came from an <is>
}

// cellContent reads the cell that has just opened up to its end.
func (s *sheetReader) cellContent() (content, error) {
	var got content
	s.value = s.value[:0]
	inValue := false
	for depth := len(s.x.starts); ; {
		tok, err := s.x.next()
		if err != nil {
			return got, atEnd(s.x, err)
		}
		switch {
		case tok == xmlText && inValue:
			if s.value = append(s.value, s.x.text...); len(s.value) > s.limits.CellBytes {
				return got, tooLarge("%s has a cell of more than %d bytes", s.where(), s.limits.CellBytes)
			}
		case tok == xmlEnd:
			inValue = false
			if len(s.x.starts) < depth {
				return got, nil
			}
		case tok == xmlStart:
			if inValue, err = s.cellElement(&got); err != nil {
				return got, err
			}
		}
	}
}

// cellElement handles an element inside a cell and says whether the text that
// follows is the value. A second value would leave it open which one is meant.
func (s *sheetReader) cellElement(got *content) (bool, error) {
	name := string(s.x.local)
	switch {
	case name == "v" && got.inline:
		return false, s.x.skip()
	case name == "v" && !got.valued:
		got.valued = true
		return true, nil
	case name == "f":
		got.formula = true
		return false, s.x.skip()
	case name == "is" && !got.inline:
		got.inline, got.valued = true, true
		var err error
		s.value, err = appendText(s.x, s.value[:0])
		return false, err
	case name == "extLst":
		return false, s.x.skip()
	}
	return false, damaged(s.where(), "has something in a cell that is no value")
}

// interpret says what a cell is from how it is stored, its style and content.
func (s *sheetReader) interpret(t storage, style int, got content) ([]byte, table.Kind, table.Flag, error) {
	var flag table.Flag
	if got.formula {
		flag = table.Formula
		if !got.valued {
			return nil, table.Blank, table.Formula | table.NoResult, nil
		}
	}
	if got.inline && t != storedShared {
		t = storedInline
	}
	raw := s.value
	switch t {
	case storedShared:
		text, err := s.sharedText(raw)
		return text, textKind(text), flag, err
	case storedText:
		raw = unescape(raw, 0)
		fallthrough
	case storedInline:
		if len(raw) > s.limits.CellBytes {
			return nil, 0, 0, tooLarge("%s has a cell of more than %d bytes", s.where(), s.limits.CellBytes)
		}
		return raw, textKind(raw), flag, nil
	}
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		if got.formula && t != storedNumber {
			return nil, table.Blank, flag, nil
		} else if got.formula {
			flag |= table.NoResult
		}
		return nil, table.Blank, flag, nil
	}
	kind, look := s.valueKind(t, style, raw)
	if kind == table.Number && s.formatLost(style) {
		return nil, 0, 0, damaged(s.where(), "has a number whose format is missing from the workbook: it may be a date")
	}
	return s.canonical(t, raw), kind, flag | look, nil
}

// valueKind is the kind and the number format's flag of a cell that is no text.
func (s *sheetReader) valueKind(t storage, style int, raw []byte) (table.Kind, table.Flag) {
	switch t {
	case storedBool:
		if len(raw) == 1 || string(raw) == "true" || string(raw) == "false" {
			return table.Bool, 0
		}
		return table.Text, 0
	case storedError:
		return table.Error, 0
	case storedDate:
		if bytes.IndexByte(raw, '-') < 0 {
			return table.Date, table.Clock
		}
		return table.Date, 0
	}
	if !numeric(raw) {
		return table.Text, 0
	}
	return s.lookKind(style)
}

// lookKind is what a style makes of a number.
func (s *sheetReader) lookKind(style int) (table.Kind, table.Flag) {
	if style < 0 || style >= len(s.looks) {
		return table.Number, 0
	}
	switch s.looks[style] {
	case lookPercent:
		return table.Number, table.Percent
	case lookDate:
		return table.Date, 0
	case lookClock:
		return table.Date, table.Clock
	}
	return table.Number, 0
}

// formatLost says whether a cell's style leads to no number format. Style 0 is
// the plain one of every workbook.
func (s *sheetReader) formatLost(style int) bool {
	if style >= 0 && style < len(s.looks) {
		return s.looks[style] == lookMissing
	}
	return style != 0
}

var rawTrue, rawFalse = []byte("TRUE"), []byte("FALSE")

// canonical writes a boolean as the kind wants it; other text stays as it is.
func (s *sheetReader) canonical(t storage, raw []byte) []byte {
	if t != storedBool {
		return raw
	}
	switch string(raw) {
	case "1", "true":
		return rawTrue
	case "0", "false":
		return rawFalse
	}
	return raw
}

// sharedText looks a shared string up by the index that a cell holds.
func (s *sheetReader) sharedText(raw []byte) ([]byte, error) {
	raw = bytes.TrimSpace(raw)
	if len(raw) == 0 {
		return nil, nil
	}
	i := index(raw)
	if i < 0 || i >= s.texts.len() {
		return nil, damaged(s.where(), "has a cell whose text is missing from the workbook")
	}
	return s.texts.at(i), nil
}

// index reads a whole number of at most nine digits, -1 where it is none.
func index(raw []byte) int {
	if len(raw) == 0 || len(raw) > 9 {
		return -1
	}
	n := 0
	for _, d := range raw {
		if d < '0' || d > '9' {
			return -1
		}
		n = n*10 + int(d-'0')
	}
	return n
}

func textKind(raw []byte) table.Kind {
	if len(raw) == 0 {
		return table.Blank
	}
	return table.Text
}

// numeric says whether text is a number as a worksheet stores it: -1.5E-3.
func numeric(raw []byte) bool {
	i := signEnd(raw, 0)
	start := i
	i = digitsEnd(raw, i)
	n := i - start
	if i < len(raw) && raw[i] == '.' {
		start = i + 1
		i = digitsEnd(raw, start)
		n += i - start
	}
	if n == 0 {
		return false
	}
	if i < len(raw) && raw[i]|0x20 == 'e' {
		start = signEnd(raw, i+1)
		if i = digitsEnd(raw, start); i == start {
			return false
		}
	}
	return i == len(raw)
}

func signEnd(raw []byte, i int) int {
	if i < len(raw) && (raw[i] == '-' || raw[i] == '+') {
		i++
	}
	return i
}

func digitsEnd(raw []byte, i int) int {
	for i < len(raw) && raw[i] >= '0' && raw[i] <= '9' {
		i++
	}
	return i
}
