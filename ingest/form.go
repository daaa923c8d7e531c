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
	for _, r := range rows {
		if n := len(r.cells); n > 0 {
			loc.Headers = append(loc.Headers, make([]string, max(0, int(r.cells[n-1].col)+1-len(loc.Headers)))...)
		}
	}
	loc.Facts = facts(rows, l.Facts)
	for name, fact := range facts(above, l.Facts) {
		if _, ok := loc.Facts[name]; !ok {
			loc.Facts[name] = fact
		}
	}
	return loc, nil
}

// cellPlace is a cell by its 1-based row and 0-based column.
type cellPlace struct{ row, col int }

// formLabel is a cell that reads as a column's label.
type formLabel struct {
	at     cellPlace
	index  int    // among the layout's columns
	behind string // the value in the label's own cell; "" for none
	text   string
}

// formGrid is the cells of a form while its labels find their values.
type formGrid struct {
	rows   []*rawRow
	byRow  map[int]*rawRow
	reach  map[cellPlace]int // the last column of the merged range that begins at a cell
	labels []formLabel
	facts  labels             // of facts, which are no unknown labels
	known  map[cellPlace]bool // cells that are labels
	used   map[cellPlace]bool // cells that are labels or values
	above  map[int]bool       // rows of labels with their values below
	below  bool               // the whole form has its values below
	left   map[int]bool       // columns with labels that have their values to the right
}

func newFormGrid(rows []*rawRow, merges []mergeRange, wanted [][]string) *formGrid {
	g := &formGrid{rows: rows, byRow: map[int]*rawRow{}, reach: map[cellPlace]int{}, known: map[cellPlace]bool{},
		used: map[cellPlace]bool{}, above: map[int]bool{}, left: map[int]bool{}}
	for _, m := range merges {
		g.reach[cellPlace{m.top, m.left}] = m.right
	}
	titles := titleIndex(wanted)
	for _, r := range rows {
		g.byRow[r.number] = r
		for i := range r.cells {
			if label, ok := readLabel(&r.cells[i], titles); ok {
				label.at = cellPlace{r.number, int(r.cells[i].col)}
				g.labels = append(g.labels, label)
				g.known[label.at] = true
			}
		}
	}
	g.orient()
	return g
}

// titleIndex returns the column of each folded title, by first titles before
// second ones.
func titleIndex(wanted [][]string) map[string]int {
	index := map[string]int{}
	for k, more := 0, true; more; k++ {
		more = false
		for i, titles := range wanted {
			if k >= len(titles) {
				continue
			}
			more = true
			if _, taken := index[titles[k]]; !taken && titles[k] != "" {
				index[titles[k]] = i
			}
		}
	}
	return index
}

// readLabel makes out a label, alone in its cell or with its value behind it.
func readLabel(c *rawCell, titles map[string]int) (formLabel, bool) {
	if c.kind != table.Text {
		return formLabel{}, false
	}
	text := strings.Join(strings.Fields(string(c.raw)), " ")
	if i, ok := titles[fold(text)]; ok {
		return formLabel{index: i, text: text}, true
	}
	name, value, ok := strings.Cut(text, ":")
	if value = strings.TrimSpace(value); ok && value != "" {
		if i, ok := titles[fold(name)]; ok {
			return formLabel{index: i, text: strings.TrimSpace(name), behind: value}, true
		}
	}
	return formLabel{}, false
}

// end returns the last column that a cell reaches to.
func (g *formGrid) end(at cellPlace) int { return max(at.col, g.reach[at]) }

// right returns the next filled cell to the right.
func (g *formGrid) right(at cellPlace) *rawCell {
	r, end := g.byRow[at.row], g.end(at)
	for i := range r.cells {
		if c := &r.cells[i]; int(c.col) > end && !c.empty() {
			return c
		}
	}
	return nil
}

// under returns the filled cell n rows below that is no label, or nil.
func (g *formGrid) under(at cellPlace, n int) *rawCell {
	r := g.byRow[at.row+n]
	if r == nil || g.known[cellPlace{at.row + n, at.col}] {
		return nil
	}
	if c := r.at(at.col); c != nil && !c.empty() {
		return c
	}
	return nil
}

// isLabel says whether a cell of a row is a label.
func (g *formGrid) isLabel(row int, c *rawCell) bool { return g.known[cellPlace{row, int(c.col)}] }

// orient finds the rows of labels that have their values below: two labels with
// nothing between them, and a value under one; and whether the form as a whole
// is of that kind, as no label has a value to its right.
func (g *formGrid) orient() {
	beside, beneath := 0, 0
	side := map[int]bool{}
	for _, l := range g.labels {
		if l.behind != "" {
			beside++
			continue
		}
		switch c := g.right(l.at); {
		case c == nil:
		case g.isLabel(l.at.row, c):
			side[l.at.row] = true
		default:
			beside++
			g.left[l.at.col] = true
		}
	}
	for _, l := range g.labels {
		if g.under(l.at, 1) != nil {
			beneath++
			g.above[l.at.row] = g.above[l.at.row] || side[l.at.row]
		}
	}
	g.below = beside == 0 && beneath > 0
}

// isTable says whether what looks like labels are the headings of a table: they
// stand side by side, and more rows than one follow below them.
func (g *formGrid) isTable() bool {
	rows, deep := map[int]int{}, map[int]int{}
	for _, l := range g.labels {
		if g.above[l.at.row] {
			rows[l.at.row]++
			if g.under(l.at, 1) != nil && g.under(l.at, 2) != nil {
				deep[l.at.row]++
			}
		}
	}
	for row, n := range rows {
		if n >= 2 && deep[row]*2 > n {
			return true
		}
	}
	return false
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

// alone says whether a filled cell has nothing to its right: it is no label then.
func (g *formGrid) alone(row, col int) bool {
	at := cellPlace{row, col}
	return g.byRow[row] != nil && g.under(cellPlace{row - 1, col}, 1) != nil && g.right(at) == nil
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
