package ingest

import (
	"io"
	"strconv"
	"strings"
)

// look is what a number format makes of a number.
type look uint8

const (
	lookPlain   look = iota
	lookPercent      // shown times 100 with %
	lookDate         // shows a day, with or without a time
	lookClock        // shows a time of day only
	lookMissing      // the workbook names a format and does not describe it
)

// readStyles returns the look of each cell style of styles.xml, by index.
func readStyles(x *xmlScanner) ([]look, error) {
	formats := map[int]look{}
	var looks []look
	inCells := false
	for {
		tok, err := x.next()
		if err == io.EOF {
			return looks, nil
		} else if err != nil {
			return nil, err
		}
		switch {
		case tok == xmlStart && string(x.local) == "numFmt":
			id := atoi(x.attr("numFmtId"))
			if x.attr("formatCode") == nil {
				continue // a cell with this format says that it is missing
			}
			kind := lookOf(string(x.attr("formatCode")))
			if before, seen := formats[id]; seen && before != kind {
				return nil, damaged(x.where(), "describes a number format in two ways")
			}
			formats[id] = kind
		case string(x.local) == "cellXfs" && tok != xmlText:
			inCells = tok == xmlStart
		case tok == xmlStart && inCells && string(x.local) == "xf":
			looks = append(looks, styleLook(x, formats))
		}
	}
}

// styleLook is the look of the cell style whose element has just opened. One
// without a number format is plain, unless an attribute that no style has shows
// that it has lost it.
func styleLook(x *xmlScanner, formats map[int]look) look {
	given := x.attr("numFmtId")
	if given == nil {
		for _, a := range x.attrs {
			if !strings.Contains(styleAttrs, " "+string(a.name)+" ") {
				return lookMissing
			}
		}
		return lookPlain
	}
	id := index(given)
	if kind, custom := formats[id]; custom {
		return kind
	}
	return builtinLook(id)
}

// styleAttrs are the other attributes of a cell style.
const styleAttrs = " fontId fillId borderId xfId quotePrefix pivotButton applyNumberFormat applyFont applyFill applyBorder applyAlignment applyProtection "

// lastBuiltin is the last number of a format that need not be described: those
// of a workbook's own begin at 164, and some programs use what is free below.
const lastBuiltin = 81

// builtinLook is the look of a format that Excel has without its being written
// (ECMA-376 part 1, 18.8.30, the East Asian ids included).
func builtinLook(id int) look {
	switch {
	case id == 9 || id == 10:
		return lookPercent
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return lookDate
	case id < 0 || id > lastBuiltin:
		return lookMissing
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47:
		return lookClock
	}
	return lookPlain // 46, [h]:mm:ss, is a length of time and no date
}

// lookOf reads a custom format code. Its first section decides, being the one
// for positive numbers.
func lookOf(code string) look {
	var seen formatParts
	for i := 0; i < len(code) && code[i] != ';'; {
		n, length := literal(code[i:])
		if length {
			return lookPlain
		}
		if n == 0 {
			n = seen.add(code[i:])
		}
		i += n
	}
	switch {
	case seen.day, seen.month && !seen.clock:
		return lookDate
	case seen.clock:
		return lookClock
	case seen.percent:
		return lookPercent
	}
	return lookPlain
}

// formatParts is what a format code shows. An m is minutes beside hours or
// seconds, else months.
type formatParts struct{ day, month, clock, percent bool }

// add takes the symbol at the start of a code and returns its length.
func (p *formatParts) add(code string) int {
	switch code[0] {
	case 'y', 'Y', 'd', 'D':
		p.day = true
	case 'm', 'M':
		p.month = true
	case 'h', 'H', 's', 'S':
		p.clock = true
	case '%':
		p.percent = true
	case 'A', 'a', 'G', 'g':
		for _, word := range []string{"AM/PM", "A/P", "General"} {
			if len(code) >= len(word) && strings.EqualFold(code[:len(word)], word) {
				p.clock = p.clock || word[0] == 'A'
				return len(word)
			}
		}
	}
	return 1
}

// literal returns the length of what stands at the start of a code and is no
// symbol: quoted text, an escaped character, a bracketed colour, condition or
// locale. It is 0 where there is none; true says that it is a length of time,
// such as [h], which is no date.
func literal(code string) (int, bool) {
	switch code[0] {
	case '"':
		if n := strings.IndexByte(code[1:], '"'); n >= 0 {
			return n + 2, false
		}
		return len(code), false
	case '\\', '_', '*':
		return 2, false
	case '[':
		if n := strings.IndexByte(code, ']'); n >= 0 {
			return n + 1, elapsed(code[1:n])
		}
		return len(code), false
	}
	return 0, false
}

// elapsed says whether a bracketed part is a length of time, such as [h] or [mm].
func elapsed(s string) bool {
	s = strings.ToLower(s)
	return s != "" && (strings.Trim(s, "h") == "" || strings.Trim(s, "m") == "" || strings.Trim(s, "s") == "")
}

// atoi reads a whole number and is 0 where there is none.
func atoi(b []byte) int {
	n, err := strconv.Atoi(string(b))
	if err != nil {
		return 0
	}
	return n
}
