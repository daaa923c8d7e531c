package ingest

import (
	"slices"
	"strings"

	"winnow/internal/table"
)

// mergeRange is a merged range: 1-based rows and 0-based columns, both ends
// included.
type mergeRange struct{ top, bottom, left, right int }

func (m mergeRange) String() string {
	return table.Address(m.left, m.top) + ":" + table.Address(m.right, m.bottom)
}

// mergesOf returns a sheet's merged ranges by their first row and column, as
// far as they are known: see survey.
func (w *workbook) mergesOf(sheet int) ([]mergeRange, error) {
	v, err := w.surveyOf(sheet)
	return v.merges, err
}

// parseRange reads A1:B2, or A1 for that cell alone.
func parseRange(ref string) (mergeRange, bool) {
	from, to, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		to = from
	}
	left, top := parseRef([]byte(from))
	right, bottom := parseRef([]byte(to))
	m := mergeRange{min(top, bottom), max(top, bottom), min(left, right), max(left, right)}
	return m, m.left >= 0 && m.top > 0
}

// parseRef reads a cell reference such as J12 into a 0-based column and a row,
// -1 and 0 where it is none.
func parseRef(ref []byte) (col, row int) {
	i := 0
	for ; i < len(ref) && i < 4; i++ {
		c := ref[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	digits := ref[i:]
	if i == 0 || len(digits) == 0 || len(digits) > 7 {
		return -1, 0
	}
	for _, d := range digits {
		if d < '0' || d > '9' {
			return -1, 0
		}
		row = row*10 + int(d-'0')
	}
	return col - 1, row
}

// spread returns the rows with the first cell of each merged range copied to
// the range's other columns, as far as the rows reach. The rows given stay as
// they are.
func spread(rows []*rawRow, merges []mergeRange) []*rawRow {
	if len(merges) == 0 || len(rows) == 0 {
		return rows
	}
	rows = slices.Clone(rows)
	width := 0
	byRow := map[int]*rawRow{}
	for i, r := range rows {
		rows[i] = r.clone()
		byRow[r.number] = rows[i]
		if n := len(r.cells); n > 0 {
			width = max(width, int(r.cells[n-1].col)+1)
		}
	}
	row, reach := 0, 0
	for _, m := range merges {
		if m.top != row {
			row, reach = m.top, 0
		}
		top := byRow[m.top]
		if top == nil || top.at(m.left) == nil {
			continue
		}
		from := *top.at(m.left)
		// Ranges that overlap, which Excel never writes, are spread once.
		first := max(m.left+1, reach)
		reach = max(reach, m.right+1)
		for col := first; col <= min(m.right, width-1); col++ {
			if !top.filled(col) {
				top.put(rawCell{from.raw, int32(col), from.kind, from.flag})
			}
		}
	}
	return rows
}
