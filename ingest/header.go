package ingest

import (
	"slices"
	"strings"

	"winnow/internal/table"
)

// header is one candidate for a table's header.
type header struct {
	rows    []*rawRow  // its rows, the lower last
	index   int        // of the lower among the rows looked at
	printed []string   // by sheet column
	lower   []string   // the lower row's, likewise
	titles  [][]string // by way of reading and sheet column, folded
	columns []int      // by Layout.Columns
	ways    []int      // by Layout.Columns: the way of reading that found it
	matched int
}

// headerAt reads the header of n rows whose lower row is rows[i].
func (f *File) headerAt(rows []*rawRow, i, n int, wanted [][]string) *header {
	h := &header{index: i, rows: rows[max(0, i-n+1) : i+1]}
	f.titlesOf(h)
	h.match(wanted)
	return h
}

// rowsKey names the rows of a header among the first rows of a sheet, which are
// kept.
type rowsKey struct{ upper, lower *rawRow }

// rowTitles is what header.read makes out.
type rowTitles struct {
	printed, lower []string
	titles         [][]string
}

// titlesOf reads a header, once for all the layouts that a file is matched
// against.
func (f *File) titlesOf(h *header) {
	key := rowsKey{h.rows[0], h.rows[len(h.rows)-1]}
	f.mu.Lock()
	defer f.mu.Unlock()
	known, ok := f.titles[key]
	if !ok {
		h.read(f.book == nil, f.Date1904)
		known = rowTitles{h.printed, h.lower, h.titles}
		f.titles[key] = known
	}
	h.printed, h.lower, h.titles = slices.Clone(known.printed), known.lower, known.titles
}

// wayAlone is the way of reading a header by its lower row alone.
const wayAlone = 2

// read makes out the titles, in each way in which they may be meant: all rows
// joined, joined with the upper titles carried over the blanks to their right
// (a text file has no merged ranges), the lower row alone.
func (h *header) read(carry, date1904 bool) {
	lower := h.rows[len(h.rows)-1]
	width := 0
	for _, r := range h.rows {
		for i := range r.cells {
			if !r.cells[i].empty() || carry && r == lower {
				width = max(width, int(r.cells[i].col)+1)
			}
		}
	}
	h.printed, h.lower = make([]string, width), make([]string, width)
	joined, carried, alone := make([]string, width), make([]string, width), make([]string, width)
	last := make([]string, len(h.rows))
	for col := range width {
		var parts, over []string
		for k, r := range h.rows {
			text := printed(r.at(col), date1904)
			h.lower[col] = text
			if text != "" {
				parts = append(parts, text)
				last[k] = text
			}
			if k == len(h.rows)-1 && text == "" || last[k] == "" {
				continue
			}
			over = append(over, last[k])
		}
		alone[col] = fold(h.lower[col])
		h.printed[col] = strings.Join(dedupe(parts), " / ")
		joined[col] = fold(h.printed[col])
		if alone[col] != "" {
			carried[col] = fold(strings.Join(over, " / "))
		}
	}
	h.titles = [][]string{joined}
	if len(h.rows) > 1 {
		h.titles = append(h.titles, carried, alone)
	}
}

// dedupe drops a part that only repeats the one above, as a title merged over
// both header rows does.
func dedupe(parts []string) []string { return slices.Compact(parts) }

// printed returns a header cell's text on one line, dates as ISO.
func printed(c *rawCell, date1904 bool) string {
	if c == nil || c.empty() {
		return ""
	}
	if c.kind == table.Date {
		if day, _, ok := table.ParseDate(string(c.raw), date1904); ok {
			return table.ISODate(day)
		}
	}
	return strings.Join(strings.Fields(string(c.raw)), " ")
}

// folded returns the titles of each column, folded.
func (l *Layout) folded() [][]string {
	folded := make([][]string, len(l.Columns))
	for i := range l.Columns {
		for _, title := range l.Columns[i].Titles {
			folded[i] = append(folded[i], fold(title))
		}
	}
	return folded
}

// match assigns sheet columns to the layout's columns: by every column's first
// title before any second one, so that an alias never takes another's column.
func (h *header) match(wanted [][]string) {
	h.columns = slices.Repeat([]int{-1}, len(wanted))
	h.ways = make([]int, len(wanted))
	used := make([]bool, len(h.printed))
	most := 0
	for _, titles := range wanted {
		most = max(most, len(titles))
	}
	for way, titles := range h.titles {
		for k := range most {
			for i := range wanted {
				if h.columns[i] >= 0 || k >= len(wanted[i]) {
					continue
				}
				col := find(titles, wanted[i][k], used)
				if col < 0 {
					continue
				}
				h.columns[i], h.ways[i], used[col] = col, way, true
				h.matched++
				if way == wayAlone { // what is above is no title
					h.printed[col] = h.lower[col]
				}
			}
		}
	}
}

// banded says whether the upper of two rows is part of the header, and no line
// that happens to stand above it: the rows touch, and most of what the upper one
// holds helps to find a column.
func (h *header) banded() bool {
	if len(h.rows) != 2 || h.rows[1].number != h.rows[0].number+1 {
		return false
	}
	helps := map[int]bool{}
	for i, col := range h.columns {
		if col >= 0 && h.ways[i] != wayAlone {
			helps[col] = true
		}
	}
	filled, helped := 0, 0
	for i := range h.rows[0].cells {
		c := &h.rows[0].cells[i]
		if c.empty() {
			continue
		}
		filled++
		if helps[int(c.col)] {
			helped++
		}
	}
	return helped*2 > filled
}

// find returns the first unused column of a folded title, -1 for none.
func find(titles []string, folded string, used []bool) int {
	if folded == "" {
		return -1
	}
	for col, t := range titles {
		if t == folded && !used[col] {
			return col
		}
	}
	return -1
}

// location turns the chosen header into the place of the table.
func (h *header) location(sheet int, l *Layout) *Location {
	loc := &Location{
		Sheet: sheet, HeaderRow: h.rows[len(h.rows)-1].number,
		Headers: h.printed, Columns: h.columns, Matched: h.matched, TwoRows: len(h.rows) == 2 && l.headerRows() == 1,
	}
	used := make([]bool, len(h.printed))
	for i, col := range h.columns {
		if col < 0 {
			if l.Columns[i].Required {
				loc.MissingRequired++
			}
			continue
		}
		used[col] = true
	}
	for _, col := range h.columns {
		if col < 0 {
			continue
		}
		same := []int{col}
		for other, title := range h.titles[0] {
			if !used[other] && title != "" && title == h.titles[0][col] {
				same, used[other] = append(same, other), true
			}
		}
		if len(same) > 1 {
			slices.Sort(same)
			loc.Duplicate = append(loc.Duplicate, same)
		}
	}
	slices.SortFunc(loc.Duplicate, func(a, b []int) int { return a[0] - b[0] })
	for col, text := range h.printed {
		if text != "" && !used[col] {
			loc.Extra = append(loc.Extra, col)
		}
	}
	loc.folded = h.foldedRows()
	return loc
}

// foldedRows returns each header row's own titles.
func (h *header) foldedRows() [][]string {
	folded := make([][]string, len(h.rows))
	for k, r := range h.rows {
		folded[k] = make([]string, len(h.printed))
		for col := range folded[k] {
			folded[k][col] = fold(printed(r.at(col), false))
		}
	}
	return folded
}
