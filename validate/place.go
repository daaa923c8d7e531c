package validate

import (
	"slices"
	"strconv"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"winnow/internal/report"
	"winnow/internal/table"
)

// Place is a cell: 1-based row, 0-based sheet column.
type Place struct{ Row, Column int }

// Wide says of a table whose records are single cells of wide rows where those
// stood. The batches have an Origin then, and no row only in part.
type Wide struct {
	Base    int   // batch columns from this one on stand in no sheet column of their own: a record's cell there is that of its origin
	Value   int   // the field that takes the cells
	Total   int   // sheet column with the sum of each row's cells; -1 for none
	Columns []int // sheet columns that became records
}

// wideRows is what a batch of such a table knows of its sheet rows.
type wideRows struct {
	columns []int32           // by record: the sheet column of its cell
	rows    []int32           // by record: the index of its sheet row
	numbers []int             // by sheet row: as a person sees it
	totals  []table.Cell      // by sheet row; nil where the table has no such column
	said    map[saidOnce]bool // what was found on cells that a row's records share
	shared  []finding         // the same, of the records after the first
}

// saidOnce is an exception on a sheet row: its other records share the cell.
type saidOnce struct {
	row                        int32
	rule, cell, value, message string
}

// originOf keeps what Check needs of a batch's origin.
func (c *Checker) originOf(r *Result, b *table.Batch) {
	if c.cols.Wide == nil && c.cols.Places == nil {
		return
	}
	r.cells = &c.cols
	if c.cols.Wide == nil || b.Origin == nil {
		return
	}
	r.wide = &wideRows{columns: slices.Clone(b.Origin.Columns), rows: slices.Clone(b.Origin.Rows), numbers: slices.Clone(b.Origin.Sheet.Rows)}
	if t := c.cols.Wide.Total; t >= 0 {
		r.wide.totals = make([]table.Cell, len(r.wide.numbers))
		for i := range r.wide.totals {
			r.wide.totals[i] = b.Origin.Sheet.Cols[t].Cell(i)
		}
	}
}

// placeOf returns where a record's cell of a batch column stands.
func (r *Result) placeOf(record, col int) Place {
	switch {
	case r.cells != nil && col >= 0 && col < len(r.cells.Places):
		return r.cells.Places[col]
	case r.wide != nil && col >= r.cells.Wide.Base:
		return Place{r.rows[record], int(r.wide.columns[record])}
	}
	return Place{r.rows[record], col}
}

// settlePlaces names the cells of a record's exception where they stand in the
// sheet: until here they are named by batch columns.
func (r *Result) settlePlaces(record int, x *report.Exception) {
	if x.Kind == report.KindExtraCell {
		return // named by its sheet column, as it is in no other
	}
	cells := make([]report.CellRef, 0, len(x.Cells))
	for _, cell := range x.Cells {
		p := r.placeOf(record, cell.Column)
		cell.Column = p.Column
		if cell.Row = 0; p.Row != x.Row {
			cell.Row = p.Row
		}
		if !slices.Contains(cells, cell) {
			cells = append(cells, cell)
		}
	}
	x.Cells = cells
}

// tablePlaces is settlePlaces for a finding on the whole table: a cell that
// differs from record to record can't be named.
func (c *Checker) tablePlaces(found []report.Exception) {
	for i := range found {
		x := &found[i]
		if w := c.cols.Wide; w != nil {
			x.Cells = slices.DeleteFunc(slices.Clone(x.Cells), func(cell report.CellRef) bool { return cell.Column >= w.Base })
		}
		for k := range x.Cells {
			if at := x.Cells[k].Column; c.cols.Places != nil && at < len(c.cols.Places) {
				x.Cells[k].Column, x.Cells[k].Row = c.cols.Places[at].Column, c.cols.Places[at].Row
			}
		}
	}
}

// again says whether another record of the same sheet row has had the exception
// already: it is about a cell that they share. It is kept for doubts then.
func (w *wideRows) again(record int, x report.Exception) bool {
	key := saidOnce{w.rows[record], x.Rule, x.Cell, x.Value, x.Message}
	if w.said[key] {
		w.shared = append(w.shared, finding{record, x})
		return true
	}
	if w.said == nil {
		w.said = map[saidOnce]bool{}
	}
	w.said[key] = true
	return false
}

// findsOfAll returns what was found on each record, said of it or of another that
// shares the cell.
func (r *Result) findsOfAll() []finding {
	if r.wide == nil {
		return r.finds
	}
	return slices.Concat(r.finds, r.wide.shared)
}

// mates calls do for every record of a record's sheet row but itself.
func (w *wideRows) mates(record int, do func(record int)) {
	first := record
	for first > 0 && w.rows[first-1] == w.rows[record] {
		first--
	}
	for i := first; i < len(w.rows) && w.rows[i] == w.rows[record]; i++ {
		if i != record {
			do(i)
		}
	}
}

// sourceColumns makes the Arrow column of where the clean records' cells stood.
func (c *Checker) sourceColumns(r *Result, n int) arrow.Array {
	b := array.NewDictionaryBuilder(memory.DefaultAllocator, dictionary).(*array.BinaryDictionaryBuilder)
	defer b.Release()
	b.Reserve(n)
	for i := range r.rows {
		switch {
		case r.held[i]:
		case r.wide == nil: // records that were never in a sheet, such as those of rule tests
			b.AppendNull()
		default:
			_ = b.AppendString(c.columnName(int(r.wide.columns[i]))) // fails for a memo of another type only
		}
	}
	return b.NewArray()
}

// columnName names a sheet column as exceptions do.
func (c *Checker) columnName(col int) string {
	if c.cols.CSV {
		return strconv.Itoa(col + 1)
	}
	return table.Letters(col)
}
