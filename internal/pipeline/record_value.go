package pipeline

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"

	"github.com/zeebo/xxh3"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/table"
	"winnow/rules"
)

// appendValue appends what a cell says, the same for one value in several
// writings: white space around it doesn't count; a blank cell and one that isn't
// there are nothing; 5, 5.0 and 05 are one number, in a cell that holds a number
// and in any of a number's field; a date cell, 2021-04-01 and 01/04/2021 are one
// day in a date's field. All else counts as it stands: 1,234 is not 1234, 95% is
// not 0.95, nor Yes yes. To take too little for the same is the safe side.
func appendValue(buf []byte, f *rules.Field, raw []byte, kind table.Kind, date1904 bool) []byte {
	switch kind {
	case table.Absent, table.Blank:
		return buf
	case table.Text:
		raw = trimmed(raw)
	}
	switch {
	case kind == table.Date:
		return appendDate(buf, raw, date1904)
	case kind == table.Number && f.Type == rules.TypeDate && len(raw) == 5: // a date that lost its format
		return appendDate(buf, raw, date1904)
	case kind == table.Number:
		return appendNumber(buf, raw, true)
	case kind == table.Text && (f.Type == rules.TypeNumber || f.Type == rules.TypeInteger):
		return appendNumber(buf, raw, false)
	case kind == table.Text && (f.Type == rules.TypeDate || f.Type == rules.TypeDateTime):
		return appendWrittenDate(buf, raw, strings.HasPrefix(f.Format, "%m"))
	}
	return append(buf, raw...)
}

// cellHasher hashes the cells of one field in one batch.
type cellHasher struct {
	*rules.Field
	date1904 bool
	buf      []byte
	known    [128]struct{ raw, value uint64 } // values that were worked out before, by their raw text
}

// hash returns the hash of what a cell says, 0 for nothing. What is most often
// met, texts and short numbers, needs no working out.
func (c *cellHasher) hash(raw []byte, kind table.Kind) uint64 {
	if kind == table.Text {
		switch raw = trimmed(raw); c.Type {
		case rules.TypeNumber, rules.TypeInteger, rules.TypeDate, rules.TypeDateTime:
		default:
			return textHash(raw)
		}
	}
	if kind <= table.Blank {
		return 0
	}
	if plainNumber(raw) && c.Type != rules.TypeDate && kind <= table.Number {
		return textHash(raw)
	}
	sum := xxh3.HashSeed(raw, uint64(kind))
	at := &c.known[sum%uint64(len(c.known))]
	if at.raw != sum || sum == 0 {
		c.buf = appendValue(c.buf[:0], c.Field, raw, kind, c.date1904)
		at.raw, at.value = sum, textHash(c.buf)
	}
	return at.value
}

func textHash(text []byte) uint64 {
	if len(text) == 0 {
		return 0
	}
	return xxh3.Hash(text)
}

// trimmed takes white space off both ends.
func trimmed(raw []byte) []byte {
	if n := len(raw); n == 0 || plainEnd(raw[0]) && plainEnd(raw[n-1]) {
		return raw
	}
	return bytes.Trim(raw, " \t\r\n\u00a0\u200b\ufeff\u2007\u202f")
}

func plainEnd(c byte) bool { return c > ' ' && c < 0x80 }

// exactDigits is how many digits of a number Excel keeps.
const exactDigits = 15

// appendNumber appends a number in plain notation, without zeros that say
// nothing; what is no number, as it stands. A stored one is taken as Excel shows
// it: its last digits change when another program saves the file.
func appendNumber(buf, raw []byte, stored bool) []byte {
	if plainNumber(raw) {
		return append(buf, raw...)
	}
	if stored && len(raw) > exactDigits {
		if f, err := strconv.ParseFloat(string(raw), 64); err == nil {
			raw = strconv.AppendFloat(nil, f, 'e', exactDigits-1, 64)
		}
	}
	if n, ok := number.ParseBytes(raw); ok {
		return append(buf, n.String()...)
	}
	return append(buf, raw...)
}

// plainNumber says whether a text is a short number that can't be written
// shorter: 5, 120, 0.25.
func plainNumber(raw []byte) bool {
	n := len(raw)
	if n == 0 || n > exactDigits || raw[0] == '0' && n > 1 && raw[1] != '.' || raw[0] == '.' {
		return false
	}
	point := -1
	for i, c := range raw {
		if c == '.' && point < 0 {
			point = i
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return point < 0 || raw[n-1] != '0' && point < n-1
}

// appendDate appends the day, and the time of day if there is one, of a cell
// that holds a date.
func appendDate(buf, raw []byte, date1904 bool) []byte {
	day, second, ok := table.ParseDate(string(raw), date1904)
	if !ok {
		return append(buf, raw...)
	}
	return appendDay(buf, day, second)
}

// appendDay appends a day in a form that no text has.
func appendDay(buf []byte, day, second int) []byte {
	buf = binary.BigEndian.AppendUint32(append(buf, 0), uint32(day))
	if second != 0 {
		buf = binary.BigEndian.AppendUint32(buf, uint32(second))
	}
	return buf
}

// appendWrittenDate appends a text as a day if it is 2021-04-01, or 1/4/2021 with
// the day first, with no time behind it but midnight; else as it stands.
func appendWrittenDate(buf, raw []byte, monthFirst bool) []byte {
	var part [3]int
	rest, sep := raw, byte(0)
	for i := range part {
		n := 0
		for n < len(rest) && n < 4 && rest[n] >= '0' && rest[n] <= '9' {
			part[i] = part[i]*10 + int(rest[n]-'0')
			n++
		}
		if n == 0 || i < 2 && (n == len(rest) || i == 1 && rest[n] != sep) {
			return append(buf, raw...)
		}
		if rest = rest[n:]; i < 2 {
			sep, rest = rest[0], rest[1:]
		}
	}
	year, month, day := part[0], part[1], part[2]
	switch {
	case sep == '-' && year > 31:
	case (sep == '/' || sep == '-' || sep == '.') && day > 31 && !monthFirst:
		year, day = day, year
	default:
		return append(buf, raw...)
	}
	d, ok := period.NewDate(year, month, day)
	if !ok || year < 1000 || len(rest) > 0 && !midnight(string(rest)) {
		return append(buf, raw...)
	}
	return appendDay(buf, int(d), 0)
}

func midnight(s string) bool {
	switch s {
	case "T00:00:00", " 00:00:00", "T00:00", " 00:00", "T00:00:00Z":
		return true
	}
	return false
}
