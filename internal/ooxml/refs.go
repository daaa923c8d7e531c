package ooxml

import (
	"strconv"
	"strings"
)

// area is a rectangle of cells: rows as a person sees them, columns 0-based, all
// included.
type area struct{ top, left, bottom, right int }

// everywhere is what a reference that can't be read is taken for, where that is
// the careful thing to do.
var everywhere = area{1, 0, lastRow, lastColumn}

func (a area) overlaps(b area) bool {
	return a.top <= b.bottom && b.top <= a.bottom && a.left <= b.right && b.left <= a.right
}

// with is the area grown to hold a cell.
func (a area) with(row, column int) area {
	return area{min(a.top, row), min(a.left, column), max(a.bottom, row), max(a.right, column)}
}

func (a area) String() string {
	first := string(appendRef(nil, a.top, a.left))
	if a.top == a.bottom && a.left == a.right {
		return first
	}
	return first + ":" + string(appendRef(nil, a.bottom, a.right))
}

// appendRef appends a cell's reference: A1 for row 1, column 0.
func appendRef(dst []byte, row, column int) []byte {
	letters := [4]byte{}
	i := len(letters)
	for c := column + 1; c > 0; c = (c - 1) / 26 {
		i--
		letters[i] = byte('A' + (c-1)%26)
	}
	return strconv.AppendInt(append(dst, letters[i:]...), int64(row), 10)
}

// parseRef reads a cell's reference: B7 is row 7, column 1. Row or column are -1
// where the reference has none, as B or 7 of a whole column or row.
func parseRef[T string | []byte](ref T) (row, column int, ok bool) {
	i, column, row := 0, 0, 0
	for ; i < len(ref) && (ref[i]|0x20) >= 'a' && (ref[i]|0x20) <= 'z'; i++ {
		if column = column*26 + int(ref[i]|0x20-'a') + 1; column > lastColumn+1 {
			return 0, 0, false
		}
	}
	digits := i
	for ; i < len(ref) && ref[i] >= '0' && ref[i] <= '9'; i++ {
		if row = row*10 + int(ref[i]-'0'); row > lastRow {
			return 0, 0, false
		}
	}
	if digits < len(ref) && row == 0 {
		return 0, 0, false
	}
	if digits == len(ref) {
		row = -1
	}
	return row, column - 1, i == len(ref) && i > 0
}

// parseArea reads A1, A1:B2, A:B or 1:2.
func parseArea(ref string) (area, bool) {
	from, to, isRange := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !isRange {
		to = from
	}
	top, left, ok1 := parseRef(from)
	bottom, right, ok2 := parseRef(to)
	if !ok1 || !ok2 || (top < 0) != (bottom < 0) || (left < 0) != (right < 0) || !isRange && (top < 0 || left < 0) {
		return area{}, false
	}
	if top < 0 {
		top, bottom = 1, lastRow
	}
	if left < 0 {
		left, right = 0, lastColumn
	}
	return area{min(top, bottom), min(left, right), max(top, bottom), max(left, right)}, true
}

// areas reads a list of references with spaces between; one that can't be read
// is everywhere.
func areas(sqref string) []area {
	var list []area
	for _, ref := range strings.Fields(sqref) {
		a, ok := parseArea(ref)
		if !ok {
			a = everywhere
		}
		list = append(list, a)
	}
	return list
}

// sheetOf is the name of the sheet that a place in the workbook is on, "" if
// it names none: It's of 'It”s'!A1.
func sheetOf(location string) string {
	location = strings.TrimPrefix(location, "#")
	i := strings.LastIndexByte(location, '!')
	if i < 0 {
		return ""
	}
	name := location[:i]
	if len(name) > 1 && name[0] == '\'' && name[len(name)-1] == '\'' {
		name = strings.ReplaceAll(name[1:len(name)-1], "''", "'")
	}
	return name
}
