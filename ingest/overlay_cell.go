package ingest

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"winnow/internal/table"
)

// alike says whether a cell that came back shows what the file's own shows, which
// then stays: programs write the same value in many ways.
func (b *overlayBuilder) alike(old *rawCell, now table.Cell, col int) bool {
	if old == nil || old.empty() || now.Empty() {
		return (old == nil || old.empty()) && now.Empty() && now.Flag&table.NoResult == 0
	}
	if b.writing != nil {
		return sameText(string(old.raw), b.writing.text(now, b.given.Date1904, col, string(old.raw)))
	}
	if old.kind == now.Kind {
		return b.sameValue(old, now)
	}
	if now.Kind == table.Number && old.kind == table.Date {
		return sameNumber(string(old.raw), now.Raw) && b.given.Date1904 == b.file.Date1904
	}
	return now.Kind == table.Text && (sameText(string(old.raw), now.Raw) || old.kind != table.Text && b.reads(old, strings.TrimSpace(now.Raw)))
}

// sameValue compares cells of one kind.
func (b *overlayBuilder) sameValue(old *rawCell, now table.Cell) bool {
	switch now.Kind {
	case table.Number:
		return sameNumber(string(old.raw), now.Raw)
	case table.Date:
		if (old.flag^now.Flag)&table.Clock != 0 {
			return false
		}
		day, second, ok := table.ParseDate(string(old.raw), b.file.Date1904)
		day2, second2, ok2 := table.ParseDate(now.Raw, b.given.Date1904)
		if now.Flag&table.Clock != 0 {
			day, day2 = 0, 0
		}
		if ok && ok2 {
			return day == day2 && second == second2
		}
		return string(old.raw) == now.Raw
	case table.Text:
		return sameText(string(old.raw), now.Raw)
	}
	return string(old.raw) == now.Raw
}

// reads says whether a text is how a number, a date or a percentage is shown.
func (b *overlayBuilder) reads(old *rawCell, text string) bool {
	c := old.cell()
	c.Flag &^= table.Formula | table.Hidden
	w := csvWriting{date: "02/01/2006"}
	iso := csvWriting{date: "2006-01-02"}
	return text == w.text(c, b.file.Date1904, 0, "") || text == iso.text(c, b.file.Date1904, 0, "") || c.Kind == table.Number && sameNumber(c.Raw, text)
}

func sameNumber(a, b string) bool {
	x, err := strconv.ParseFloat(a, 64)
	y, err2 := strconv.ParseFloat(b, 64)
	return err == nil && err2 == nil && (x == y || shortest(x) == shortest(y))
}

// The workbooks of copies show what XML has no character for by its picture, and
// end a text that is too long for a cell in a mark of their own.
const (
	shortenedMark  = "… (shortened)"
	shortenedBytes = 32_000 // a text with that mark has at least so many, or it is the sender's own
)

// sameText says whether a cell's text is the file's, as a workbook of copies shows it.
func sameText(old, now string) bool {
	if old == now {
		return true
	}
	old, now = visible(old), visible(now)
	if part, ok := strings.CutSuffix(now, shortenedMark); ok && len(part) >= shortenedBytes && len(old) > len(now) {
		return strings.HasPrefix(old, part)
	}
	return old == now
}

func visible(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t' || r == '\n':
			return r
		case r < ' ':
			return '␀' + r
		case r == 0x7f:
			return '␡'
		case r == 0xfffe || r == 0xffff:
			return utf8.RuneError
		}
		return r
	}, s)
}

// cell makes the file's kind of cell of one that came back.
func (b *overlayBuilder) cell(n NewCell, old *rawCell) rawCell {
	c := rawCell{raw: []byte(n.Raw), col: int32(n.Column), kind: n.Kind, flag: n.Flag &^ table.Hidden}
	switch {
	case n.Empty():
		return rawCell{col: c.col, kind: table.Blank, flag: c.flag & (table.NoResult | table.Formula)}
	case b.writing != nil:
		was := ""
		if old != nil {
			was = string(old.raw)
		}
		return rawCell{raw: []byte(b.writing.text(n.Cell, b.given.Date1904, n.Column, was)), col: c.col, kind: table.Text}
	case n.Kind == table.Date && n.Flag&table.Clock == 0:
		if day, second, ok := table.ParseDate(n.Raw, b.given.Date1904); ok { // ISO is the same in both date systems
			c.raw = []byte(isoTime(day, second))
		}
	}
	return c
}

func isoTime(day, second int) string {
	date := table.ISODate(day)
	if second == 0 {
		return date
	}
	return date + time.Unix(int64(second), 0).UTC().Format("T15:04:05")
}

// shortest writes a number as Excel shows it: at most 15 digits, no exponent unless
// it is very large or small.
func shortest(f float64) string {
	if rounded, err := strconv.ParseFloat(strconv.FormatFloat(f, 'g', 15, 64), 64); err == nil {
		f = rounded
	}
	if a := math.Abs(f); a != 0 && (a >= 1e21 || a < 1e-9) || math.IsInf(f, 0) {
		return strconv.FormatFloat(f, 'g', -1, 64)
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}
