package ingest

import (
	"cmp"
	"slices"
	"strings"

	"winnow/internal/table"
)

// A form may have so many rows of a sheet, labels further down are not looked
// for; and so much text: a sheet with more is none.
const (
	formWithin = 1000
	formBytes  = 16 << 20
)

// Form is what a sheet of labels and values holds.
type Form struct {
	Fields   []Entry   // by Layout.Columns; Found says which are there
	Repeated [][]Entry // entries under labels of one column, in sheet order; the first is Fields'
	Unknown  []Entry   // labels that are no column's, with what stands beside them

	rows []*rawRow // all rows looked at, for copies
}

// Entry is one label of a form and the value that belongs to it: the cell to its
// right, what follows it in its own cell, or the cell below it.
type Entry struct {
	Found      bool
	Label      string // as printed
	LabelRow   int    // 1-based
	LabelCol   int    // 0-based
	Row        int    // of the value, where it stands or should
	Column     int
	Cell       table.Cell
	labelIndex int // among the columns
}

// matchForm looks for the layout's labels in a sheet. It returns nil where none
// is there, or where what is there is a table.
func (f *File) matchForm(sheet int, l *Layout) (*Location, error) {
	rows, above, err := f.lookAt(sheet, l)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	wanted := l.folded()
	if g := newFormGrid(rows, nil, wanted); len(g.labels) == 0 {
		return nil, nil
	}
	merges, err := f.merges(sheet) // costs a pass over the sheet
	if err != nil {
		return nil, err
	}
	g := newFormGrid(rows, merges, wanted)
	if g.isTable() {
		return nil, nil
	}
	for _, fact := range l.Facts {
		g.facts = append(g.facts, fold(fact.Label))
	}
	loc := &Location{Sheet: sheet, Form: g.form(len(l.Columns)), merges: merges}
	loc.Columns = slices.Repeat([]int{-1}, len(l.Columns))
	for i, e := range loc.Form.Fields {
		switch {
		case e.Found:
			loc.Columns[i] = i
			loc.Matched++
		case l.Columns[i].Required:
			loc.MissingRequired++
		}
	}
	loc.Headers = make([]string, widthOf(rows))
	loc.Facts = facts(slices.Concat(rows, above), l.Facts)
	return loc, nil
}

// widthOf returns how many sheet columns rows reach over.
func widthOf(rows []*rawRow) int {
	width := 0
	for _, r := range rows {
		if n := len(r.cells); n > 0 {
			width = max(width, int(r.cells[n-1].col)+1)
		}
	}
	return width
}

// form gives each label its value.
func (g *formGrid) form(columns int) *Form {
	out := &Form{Fields: make([]Entry, columns), rows: g.rows}
	for _, l := range g.labels {
		g.used[l.at] = true
	}
	all := make([][]Entry, columns)
	for _, l := range g.labels {
		all[l.index] = append(all[l.index], g.entry(l))
	}
	for i, entries := range all {
		if len(entries) > 0 {
			out.Fields[i] = entries[0]
		}
		if len(entries) > 1 {
			out.Repeated = append(out.Repeated, entries)
		}
	}
	slices.SortFunc(out.Repeated, func(a, b []Entry) int {
		return cmp.Or(cmp.Compare(a[1].LabelRow, b[1].LabelRow), cmp.Compare(a[1].LabelCol, b[1].LabelCol))
	})
	out.Unknown = g.unknown()
	return out
}

// entry finds the value of a label.
func (g *formGrid) entry(l formLabel) Entry {
	e := Entry{Found: true, Label: l.text, LabelRow: l.at.row, LabelCol: l.at.col, Row: l.at.row, Column: g.end(l.at) + 1, labelIndex: l.index}
	e.Cell = table.Cell{Kind: table.Blank}
	if l.behind != "" {
		e.Column, e.Cell = l.at.col, table.Cell{Kind: table.Text, Raw: l.behind}
		return e
	}
	down := g.above[l.at.row] || g.below
	if c := g.right(l.at); c != nil && !down && !g.isLabel(l.at.row, c) {
		return g.take(e, l.at.row, c)
	}
	if !down && (g.right(l.at) != nil || g.left[l.at.col] || !g.alone(l.at.row+1, l.at.col)) {
		return e
	}
	e.Row, e.Column = l.at.row+1, l.at.col
	if c := g.under(l.at, 1); c != nil {
		return g.take(e, e.Row, c)
	}
	return e
}

func (g *formGrid) take(e Entry, row int, c *rawCell) Entry {
	e.Row, e.Column, e.Cell = row, int(c.col), c.cell()
	g.used[cellPlace{row, e.Column}] = true
	return e
}

// isFact says whether a text is the label of a fact.
func (g *formGrid) isFact(text string) bool {
	return slices.ContainsFunc(g.facts, func(label string) bool { return label != "" && beginsWith(text, label) })
}

// unknown lists the texts that read like labels and are none of the layout's:
// with a value beside them, below them in a row of such labels, or a colon at
// their end.
func (g *formGrid) unknown() []Entry {
	var list []Entry
	for _, r := range g.rows {
		for i := range r.cells {
			c, at := &r.cells[i], cellPlace{r.number, int(r.cells[i].col)}
			if c.kind != table.Text || c.empty() || g.used[at] || fold(string(c.raw)) == "" || g.isFact(string(c.raw)) {
				continue
			}
			e := Entry{Label: printed(c, false), LabelRow: at.row, LabelCol: at.col, labelIndex: -1}
			value, row := g.right(at), at.row
			if g.above[at.row] {
				value, row = g.under(at, 1), at.row+1
			}
			switch {
			case value != nil && !g.used[cellPlace{row, int(value.col)}]:
				e = g.take(e, row, value)
			case strings.HasSuffix(e.Label, ":"):
				e.Row, e.Column = at.row, g.end(at)+1
			default:
				continue
			}
			g.used[at] = true
			list = append(list, e)
		}
	}
	return list
}
