package ingest

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/internal/table"
)

// Stated is a figure that a file prints beside, below or behind a label.
type Stated struct {
	Text    string // the number, exact: 69.9 for a cell that shows 69.9%
	Percent bool   // it is a percentage, and Text is in points
	Row     int    // 1-based
	Column  int    // 0-based
	Why     string // not empty: no figure is certain, for this reason
}

// figureAt is a number found for a label.
type figureAt struct {
	value   number.Num
	percent bool
	row     int
	col     int
}

// findStated looks for the labels in rows that are no records. Totals give the
// figures of a total row by its label, or by "label / heading" where it has more
// than one.
func findStated(rows []*rawRow, totals []statedTotal, wanted []string) map[string]Stated {
	out := map[string]Stated{}
	for _, label := range wanted {
		out[label] = settleStated(label, figuresFor(rows, totals, label))
	}
	return out
}

func figuresFor(rows []*rawRow, totals []statedTotal, label string) []figureAt {
	var found []figureAt
	words := labelWords(label)
	folded := fold(label)
	if folded == "" {
		return nil
	}
	for k, r := range rows {
		for i := range r.cells {
			c := &r.cells[i]
			if c.kind != table.Text {
				continue
			}
			text := string(c.raw)
			if fold(text) == folded {
				if f, ok := besideFigure(rows, k, i); ok {
					found = append(found, f)
				}
				continue
			}
			for _, f := range narrated(text, words) {
				f.row, f.col = r.number, int(c.col)
				found = append(found, f)
			}
		}
	}
	for _, t := range totals {
		found = append(found, t.figures(label)...)
	}
	return found
}

// settleStated makes one figure of those found: all must be the same.
func settleStated(label string, found []figureAt) Stated {
	if len(found) == 0 {
		return Stated{Why: fmt.Sprintf("no figure stands at “%s”", label)}
	}
	first := found[0]
	for _, f := range found[1:] {
		if f.value.Cmp(first.value) != 0 || f.percent != first.percent {
			where, other := table.Address(first.col, first.row), table.Address(f.col, f.row)
			if other != where {
				where += " and " + other
			}
			return Stated{Why: fmt.Sprintf("“%s” stands with two figures that differ, in %s", label, where)}
		}
	}
	return Stated{Text: first.value.String(), Percent: first.percent, Row: first.row, Column: first.col}
}

// besideFigure returns the figure in the next filled cell to the right, else in the
// cell below.
func besideFigure(rows []*rawRow, k, i int) (figureAt, bool) {
	fact, ok := beside(rows, k, i)
	if !ok {
		return figureAt{}, false
	}
	f, ok := figureOf(fact.Cell)
	f.row, f.col = fact.Row, fact.Column
	return f, ok
}

// figureOf reads a cell that is a number, or a text that begins with one.
func figureOf(c table.Cell) (figureAt, bool) {
	switch c.Kind {
	case table.Number:
		n, err := number.Parse(c.Raw)
		if err != nil {
			return figureAt{}, false
		}
		if c.Flag&table.Percent != 0 {
			return figureAt{value: n.Mul(number.FromInt(100)).Round(statedPlaces), percent: true}, true
		}
		return figureAt{value: n}, true
	case table.Text:
		text := strings.TrimSpace(c.Raw)
		at := reFigure.FindStringSubmatchIndex(text)
		if at == nil || at[0] != 0 {
			return figureAt{}, false
		}
		return readFigure(text, at)
	}
	return figureAt{}, false
}

// statedPlaces is how many places a percentage keeps: what a workbook stores of
// 69.9% has a residue past them.
const statedPlaces = 10

// statedTotal is a total row with the headings of its columns.
type statedTotal struct {
	TotalRow
	headers []string
}

// figures returns the figures of the row that a label speaks of.
func (t statedTotal) figures(label string) []figureAt {
	name, heading, parted := strings.Cut(label, " / ")
	if fold(t.Label) == "" || fold(t.Label) != fold(name) && fold(t.Label) != fold(label) {
		return nil
	}
	if fold(t.Label) == fold(label) {
		parted = false
	}
	var found []figureAt
	cols := make([]int, 0, len(t.Cells))
	for col := range t.Cells {
		cols = append(cols, col)
	}
	slices.Sort(cols)
	for _, col := range cols {
		f, ok := figureOf(t.Cells[col])
		if !ok || t.Cells[col].Raw == t.Label || parted && (col >= len(t.headers) || fold(t.headers[col]) != fold(heading)) {
			continue
		}
		f.row, f.col = t.Row, col
		found = append(found, f)
	}
	return found
}

// keepAbove keeps a row above the header: of a block, those below its label.
func (r *Reader) keepAbove() {
	switch s := &r.sort; {
	case r.row.number >= r.loc.HeaderRow || r.row.blank():
	case r.after.in(&r.row):
		s.outside = []*rawRow{r.row.clone()}
	case len(s.outside) < maxHeldRows:
		s.outside = append(s.outside, r.row.clone())
	}
}

// stated looks the layout's figures up, once the table is read.
func (r *Reader) stated() map[string]Stated {
	totals := make([]statedTotal, len(r.sort.totals))
	for i, t := range r.sort.totals {
		totals[i] = statedTotal{t, r.loc.Headers}
	}
	return findStated(r.sort.outside, totals, r.stating)
}
