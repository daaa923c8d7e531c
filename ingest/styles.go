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
			if _, seen := formats[id]; !seen {
				formats[id] = lookOf(string(x.attr("formatCode")))
			}
		case string(x.local) == "cellXfs" && tok != xmlText:
			inCells = tok == xmlStart
		case tok == xmlStart && inCells && string(x.local) == "xf":
			id := atoi(x.attr("numFmtId"))
			kind, custom := formats[id]
			if !custom {
				kind = builtinLook(id)
			}
			looks = append(looks, kind)
		}
	}
}

// builtinLook is the look of a format that Excel has without its being written
// (ECMA-376 part 1, 18.8.30, the East Asian ids included).
func builtinLook(id int) look {
	switch {
	case id == 9 || id == 10:
		return lookPercent
	case id >= 14 && id <= 17, id == 22, id >= 27 && id <= 31, id == 36, id >= 50 && id <= 58:
		return lookDate
	case id >= 18 && id <= 21, id >= 32 && id <= 35, id == 45, id == 47:
		return lookClock
	}
	return lookPlain // 46, [h]:mm:ss, is a length of time and no date
}

// lookOf reads a custom format code. Its first section decides, being the one
// for positive numbers.
func lookOf(code string) look {
	var day, month, clock, percent bool
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"':
			n := strings.IndexByte(code[i+1:], '"')
			if n < 0 {
				n = len(code) - i - 2
			}
			i += n + 1
		case '\\', '_', '*':
			i++
		case '[':
			n := strings.IndexByte(code[i:], ']')
			if n < 0 {
				return lookPlain
			}
			if elapsed(code[i+1 : i+n]) {
				return lookPlain
			}
			i += n
		case ';':
			i = len(code)
		case 'y', 'Y', 'd', 'D':
			day = true
		case 'm', 'M':
			month = true
		case 'h', 'H', 's', 'S':
			clock = true
		case 'A', 'a':
			if upper := strings.ToUpper(code[i:]); strings.HasPrefix(upper, "AM/PM") {
				clock, i = true, i+4
			} else if strings.HasPrefix(upper, "A/P") {
				clock, i = true, i+2
			}
		case 'G', 'g':
			if len(code)-i >= 7 && strings.EqualFold(code[i:i+7], "General") {
				i += 6
			}
		case '%':
			percent = true
		}
	}
	switch {
	case day, month && !clock:
		return lookDate
	case clock:
		return lookClock
	case percent:
		return lookPercent
	}
	return lookPlain
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
