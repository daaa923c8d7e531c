package ooxmlcheck

import (
	"fmt"
	"strings"
)

const (
	maxRow    = 1 << 20
	maxColumn = 1 << 14
)

// cellRef is a cell: row from 1, column from 1.
type cellRef struct{ row, col int }

func (r cellRef) String() string {
	var letters string
	for c := r.col; c > 0; c = (c - 1) / 26 {
		letters = string(rune('A'+(c-1)%26)) + letters
	}
	return fmt.Sprintf("%s%d", letters, r.row)
}

// area is a rectangle of cells.
type area struct{ from, to cellRef }

func (a area) String() string {
	if a.from == a.to {
		return a.from.String()
	}
	return a.from.String() + ":" + a.to.String()
}

func (a area) meets(b area) bool {
	return a.from.row <= b.to.row && b.from.row <= a.to.row && a.from.col <= b.to.col && b.from.col <= a.to.col
}

func (a area) holds(b area) bool {
	return a.from.row <= b.from.row && b.to.row <= a.to.row && a.from.col <= b.from.col && b.to.col <= a.to.col
}

// parseRef reads A1 or $A$1.
func parseRef(s string) (cellRef, bool) {
	col, row, ok := splitRef(s)
	return cellRef{row, col}, ok && col > 0 && row > 0
}

// splitRef reads the column and the row of a reference, 0 for one that isn't there.
func splitRef(s string) (col, row int, ok bool) {
	s = strings.TrimPrefix(s, "$")
	i := 0
	for ; i < len(s) && s[i]|0x20 >= 'a' && s[i]|0x20 <= 'z' && i < 4; i++ {
		col = col*26 + int(s[i]|0x20-'a') + 1
	}
	if i > 0 {
		s = strings.TrimPrefix(s[i:], "$")
	}
	for i = 0; i < len(s) && i < 8; i++ {
		if s[i] < '0' || s[i] > '9' || i == 0 && s[i] == '0' {
			return 0, 0, false
		}
		row = row*10 + int(s[i]-'0')
	}
	return col, row, i == len(s) && col <= maxColumn && row <= maxRow && (col > 0 || row > 0)
}

// parseArea reads A1, A1:B2, A:B or 1:2.
func parseArea(s string) (area, bool) {
	first, second, two := strings.Cut(s, ":")
	if !two {
		r, ok := parseRef(s)
		return area{r, r}, ok
	}
	c1, r1, ok1 := splitRef(first)
	c2, r2, ok2 := splitRef(second)
	if !ok1 || !ok2 || (c1 == 0) != (c2 == 0) || (r1 == 0) != (r2 == 0) {
		return area{}, false
	}
	if c1 == 0 {
		c1, c2 = 1, maxColumn
	}
	if r1 == 0 {
		r1, r2 = 1, maxRow
	}
	return area{cellRef{r1, c1}, cellRef{r2, c2}}, r1 <= r2 && c1 <= c2
}

// parseAreas reads a list of areas with spaces between, at least one.
func parseAreas(s string) ([]area, bool) {
	var out []area
	for _, piece := range strings.Fields(s) {
		a, ok := parseArea(piece)
		if !ok {
			return out, false
		}
		out = append(out, a)
	}
	return out, len(out) > 0
}
