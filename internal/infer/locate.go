package infer

import (
	"errors"
	"io"
	"slices"
	"strings"

	"winnow/ingest"
	"winnow/internal/period"
	"winnow/internal/table"
)

// found is a table in a file.
type found struct {
	file   *ingest.File
	sheet  string
	layout *ingest.Layout
	loc    *ingest.Location
	above  [][]table.Cell // the rows above the titles
}

// rowsLooked is how many rows from the top are searched for the titles, as a
// rule file's find.header does when it says nothing.
const rowsLooked = 50

// locate finds the table of the first sheet that has one.
func locate(file *ingest.File, sheet string) (*found, error) {
	for i, s := range file.Sheets {
		if sheet != "" && !strings.EqualFold(s.Name, sheet) || sheet == "" && s.Hidden {
			continue
		}
		titles, numeric, above, err := titles(file, i)
		if err != nil {
			return nil, err
		}
		if titles == nil {
			continue
		}
		f := &found{file: file, sheet: s.Name, layout: &ingest.Layout{}, above: above}
		for c, title := range titles {
			f.layout.Columns = append(f.layout.Columns, ingest.Column{Name: title, Titles: []string{title}, Numeric: numeric[c]})
		}
		if f.loc, err = f.match(i); err != nil {
			return nil, err
		}
		if f.loc != nil {
			return f, nil
		}
	}
	return nil, ErrNoTable
}

// match finds the titles again as a run would.
func (f *found) match(sheet int) (*ingest.Location, error) {
	loc, err := f.file.Match(sheet, f.layout)
	for errors.Is(err, ingest.ErrAgain) {
		loc, err = f.file.Match(sheet, f.layout)
	}
	return loc, err
}

// titles returns the texts of the row that heads a sheet's table, which of
// their columns hold numbers, and the rows above; nil where no row does.
func titles(file *ingest.File, sheet int) (names []string, numeric []bool, above [][]table.Cell, err error) {
	rows, err := top(file, sheet)
	if err != nil {
		return nil, nil, nil, err
	}
	for i, row := range rows {
		if heads(row, rows[i+1:]) {
			names, numeric = headings(row, rows[i+1:])
			return names, numeric, rows[:i], nil
		}
	}
	return nil, nil, nil, nil
}

// top returns the first rows of a sheet that hold something.
func top(file *ingest.File, sheet int) ([][]table.Cell, error) {
	var rows [][]table.Cell
	for row, err := range file.Rows(sheet) {
		if err != nil && !errors.Is(err, ingest.ErrAgain) {
			return nil, err
		}
		if err != nil || len(rows) == 2*rowsLooked {
			break
		}
		rows = append(rows, slices.Clone(row.Cells))
	}
	return rows, nil
}

// heads says whether a row is the titles of what stands below: texts, at least
// two, no two alike, and at least as many as most rows below have entries.
func heads(row []table.Cell, below [][]table.Cell) bool {
	if len(below) == 0 {
		return false
	}
	seen, filled, said := map[string]bool{}, 0, false
	for _, c := range row {
		if c.Empty() {
			continue
		}
		text := strings.ToLower(strings.TrimSpace(c.Raw))
		if c.Kind != table.Text || seen[text] || !isTitle(text) {
			return false
		}
		_, err := period.Parse(text)
		said = said || err == nil
		seen[text] = true
		filled++
	}
	if said && filled == 2 { // "Return period", "2021-22 Q1": a fact
		return false
	}
	below = below[:min(len(below), 20)]
	widths := make([]int, len(below))
	for i, r := range below {
		widths[i] = width(r)
	}
	slices.Sort(widths)
	return filled >= 2 && filled*5 >= widths[len(widths)/2]*4
}

// isTitle says whether a text may head a column: it is no number and no date.
func isTitle(text string) bool {
	k := read(table.Cell{Kind: table.Text, Raw: text})
	return k.kind == isText
}

func width(row []table.Cell) int {
	n := 0
	for _, c := range row {
		if !c.Empty() {
			n++
		}
	}
	return n
}

// headings returns the titles from left to right, and which columns hold
// mostly numbers.
func headings(row []table.Cell, below [][]table.Cell) ([]string, []bool) {
	var names []string
	var numeric []bool
	for col, c := range row {
		if c.Empty() {
			continue
		}
		numbers, filled := 0, 0
		for _, r := range below {
			if col >= len(r) || r[col].Empty() {
				continue
			}
			filled++
			if k := read(r[col]).kind; k == isInteger || k == isDecimal {
				numbers++
			}
		}
		names = append(names, strings.Join(strings.Fields(c.Raw), " "))
		numeric = append(numeric, filled > 0 && numbers*2 > filled)
	}
	return names, numeric
}

// each calls visit for every batch of the table and returns how many records it
// has.
func (f *found) each(visit func(*table.Batch)) (int, error) {
	reader, err := f.file.Read(f.layout, f.loc)
	if err != nil {
		return 0, err
	}
	defer func() { _ = reader.Close() }() // what is read is read
	records := 0
	for b := (table.Batch{}); ; {
		err := reader.Next(&b)
		if errors.Is(err, io.EOF) {
			return records, nil
		}
		if err != nil {
			return 0, err
		}
		records += b.Len()
		visit(&b)
	}
}
