package ingest

import (
	"bytes"
	"io"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// mergeRange is a merged range: 1-based rows and 0-based columns, both ends
// included.
type mergeRange struct{ top, bottom, left, right int }

func (m mergeRange) String() string {
	return table.Address(m.left, m.top) + ":" + table.Address(m.right, m.bottom)
}

// mergesOf returns a sheet's merged ranges by their first row. They stand in
// the file behind all cells, so the part is unzipped once for them alone; only
// the piece that holds them is read as XML.
func (w *workbook) mergesOf(sheet int) ([]mergeRange, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m, ok := w.merges[sheet]; ok {
		return m, nil
	}
	r, err := w.zip.open(w.sheets[sheet].part, nil)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	where := func() string { return "sheet " + strconv.Quote(w.sheets[sheet].name) }
	size := w.zip.size(w.sheets[sheet].part)
	rest, err := findBytes(r, []byte("mergeCells"), size)
	if err != nil {
		return nil, partError(where(), err)
	}
	merges, err := readMerges(newXMLScanner(rest, size, w.limits, where), w.limits, where)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(merges, func(a, b mergeRange) int { return a.top - b.top })
	w.merges[sheet] = merges
	return merges, nil
}

// findBytes returns the stream from the mark on, as the start of an element
// without its prefix, or an empty stream where the mark is not in it.
func findBytes(r io.Reader, mark []byte, size int64) (io.Reader, error) {
	buf := make([]byte, window(size, 256<<10))
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		b := buf[:kept+n]
		if i := bytes.Index(b, mark); i >= 0 {
			return io.MultiReader(bytes.NewReader([]byte("<")), bytes.NewReader(slices.Clone(b[i:])), r), nil
		}
		if err == io.EOF {
			return bytes.NewReader(nil), nil
		} else if err != nil {
			return nil, err
		}
		kept = copy(buf, b[max(0, len(b)-len(mark)+1):])
	}
}

// readMerges reads the ranges up to the end of their element. Damage is left
// for the pass that reads the cells, which says in which row it is.
func readMerges(x *xmlScanner, limits Limits, where func() string) ([]mergeRange, error) {
	var merges []mergeRange
	for {
		tok, err := x.next()
		if err != nil {
			return merges, nil //nolint:nilerr // the pass over the cells refuses the damage and says where
		}
		if tok != xmlStart || string(x.local) != "mergeCell" {
			if tok == xmlEnd && string(x.local) == "mergeCells" {
				return merges, nil
			}
			continue
		}
		if len(merges) >= limits.Merges {
			return nil, tooLarge("%s has more than %d merged ranges", where(), limits.Merges)
		}
		if m, ok := parseRange(string(x.attr("ref"))); ok {
			merges = append(merges, m)
		}
	}
}

func parseRange(ref string) (mergeRange, bool) {
	from, to, ok := strings.Cut(strings.ReplaceAll(ref, "$", ""), ":")
	if !ok {
		return mergeRange{}, false
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
	for _, m := range merges {
		top := byRow[m.top]
		if top == nil || top.at(m.left) == nil {
			continue
		}
		from := *top.at(m.left)
		for col := m.left + 1; col <= min(m.right, width-1); col++ {
			if !top.filled(col) {
				top.put(rawCell{from.raw, int32(col), from.kind, from.flag})
			}
		}
	}
	return rows
}

// filler fills the rows of merged ranges in data: the cell that Excel keeps at
// the top stands for each row of its range, and nowhere outside it.
type filler struct {
	rowSource
	merges []mergeRange // those of several rows below the header, by first row
	active map[int]fillCell
	done   []mergeRange // those that filled a row
}

type fillCell struct {
	cell  rawCell
	merge mergeRange
	used  bool
}

func newFiller(src rowSource, merges []mergeRange, headerRow int) rowSource {
	var tall []mergeRange
	for _, m := range merges {
		if m.top > headerRow && m.bottom > m.top {
			tall = append(tall, m)
		}
	}
	if len(tall) == 0 {
		return src
	}
	return &filler{rowSource: src, merges: tall, active: map[int]fillCell{}}
}

func (f *filler) next(r *rawRow) error {
	if err := f.rowSource.next(r); err != nil {
		return err
	}
	if !r.blank() {
		f.fill(r)
	}
	for len(f.merges) > 0 && f.merges[0].top <= r.number {
		m := f.merges[0]
		f.merges = f.merges[1:]
		if c := r.at(m.left); c != nil && m.top == r.number && !c.empty() {
			cell := *c
			cell.raw = bytes.Clone(c.raw)
			f.active[m.left] = fillCell{cell: cell, merge: m}
		}
	}
	return nil
}

func (f *filler) fill(r *rawRow) {
	for col, a := range f.active {
		if r.number > a.merge.bottom {
			delete(f.active, col)
		} else if !r.filled(col) {
			r.put(a.cell)
			if !a.used {
				a.used = true
				f.active[col] = a
				f.done = append(f.done, a.merge)
			}
		}
	}
}

// note says which merged ranges were read as a value in each row.
func (f *filler) note() []report.Exception {
	if len(f.done) == 0 {
		return nil
	}
	slices.SortFunc(f.done, func(a, b mergeRange) int { return (a.top-b.top)*MaxColumns + a.left - b.left })
	names := make([]string, len(f.done))
	for i, m := range f.done {
		names[i] = m.String()
	}
	return []report.Exception{{
		Rule: report.KindFormat, Kind: report.KindFormat, Severity: report.Note,
		Row: f.done[0].top, Column: table.Letters(f.done[0].left), Cell: table.Address(f.done[0].left, f.done[0].top),
		Message: "Cells are merged over several rows; the value was read for each of them: " + strings.Join(names, ", ") + ".",
		Fix:     "Unmerge the cells and fill the value into every row.",
	}}
}
