package ingest

import (
	"strings"

	"winnow/internal/table"
)

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

// alone says whether a filled cell has nothing to its right: it is no label then.
func (g *formGrid) alone(row, col int) bool {
	at := cellPlace{row, col}
	return g.byRow[row] != nil && g.under(cellPlace{row - 1, col}, 1) != nil && g.right(at) == nil
}
