package validate

import (
	"sync"

	"github.com/apache/arrow-go/v18/arrow"
	"winnow/internal/report"
	"winnow/internal/table"
)

// Result is what Check found out about one batch. It is handed to Join, once.
type Result struct {
	index    int
	rows     []int // the row a person sees, for each record
	date1904 bool
	cols     []column // by field
	faults   []table.Fault
	shaped   []bool // records whose shape is wrong; nil for none
	held     []bool // records held back
	heldRows int
	finds    []finding
	notes    []understood
	bad      map[cellAt]int // how serious what a check of several cells found on a cell is
	keys     []batchKeys    // by Checker.keySets
	wholes   []uint64       // of all mapped fields, where keyed
	repeats  map[int]bool   // records that say again what an earlier one says
	spans    []span         // totals between gaps in the rows
	untold   []bool         // by Checker.sums: a cell of the column has no certain number
	dates    []dateTally    // by field
	broken   int            // cells that show an error
	zeros    []zeroTally    // by field
	scales   []scaleMix     // percentage columns
	ended    endings        // how row rules went, beside their exceptions
	part     *Partial
	clean    arrow.RecordBatch // of the records not held back; nil for none
	desk     *desk
	trials   []finding      // of rules on trial
	passed   []passed       // what waivers let pass
	cleared  map[cellAt]int // how serious what is wrong with a cell is beside what a waiver let pass
	finders  []*finder      // by Checker.lookups; nil until a lookup is read
	ruled    map[cellAt]int // how serious what earlier stages found on a cell is, for the rules of later ones
	cells    *Columns       // where the records' cells stand, where they are no rows of the sheet; nil where they are
	wide     *wideRows      // of a table whose records are cells of wide rows; nil for any other
	opening  []int          // by field with fill: down, how many records at the top wait for a value from above; nil for none
}

// finding is an exception of a record of the batch.
type finding struct {
	record int
	report.Exception
}

// cellAt names a cell of the batch.
type cellAt struct{ field, record int }

// indexers keeps the working memory of index.
var indexers = sync.Pool{New: func() any { return new(indexer) }}

// Check casts and judges a batch. It keeps nothing of the batch, and the same
// batch gives the same result whatever came before it. It is safe for
// concurrent use.
func (c *Checker) Check(b *table.Batch) *Result {
	r := &Result{desk: c.desk, index: b.Index, rows: append([]int(nil), b.Rows...), date1904: b.Date1904, faults: append([]table.Fault(nil), b.Faults...)}
	c.originOf(r, b)
	c.castAll(r, b)
	c.judge(r)
	return r
}

// castAll fills the columns.
func (c *Checker) castAll(r *Result, b *table.Batch) {
	x := indexers.Get().(*indexer)
	defer indexers.Put(x)
	r.cols = make([]column, len(c.fields))
	for i, f := range c.fields {
		if !f.present() || f.col >= len(b.Cols) {
			r.cols[i] = absentColumn()
			continue
		}
		if d := f.castDirect(&b.Cols[f.col], b.Len()); d != nil {
			r.cols[i] = column{direct: d}
			continue
		}
		col := x.index(&b.Cols[f.col], b.Len())
		f.learn(len(col.entries), b.Len())
		for e := range col.entries {
			f.resolve(&col.entries[e], r.date1904)
		}
		r.cols[i] = col
		if f.FillDown {
			r.fillDown(i)
		}
	}
}

// judge works out all that the cast columns decide by themselves. It may run
// again after Join has filled cells from above.
func (c *Checker) judge(r *Result) {
	n := len(r.rows)
	r.finds, r.notes, r.bad, r.heldRows, r.ended = r.finds[:0], r.notes[:0], nil, 0, endings{}
	r.trials, r.passed, r.cleared = r.trials[:0], r.passed[:0], nil
	r.held = make([]bool, n)
	r.finders, r.ruled = nil, nil
	if r.wide != nil {
		r.wide.said, r.wide.shared = nil, nil
	}
	c.checkShape(r)
	c.checkCells(r)
	c.checkDated(r)
	c.checkWords(r)
	c.checkForeignKeys(r, ownRows)
	c.checkRows(r)
	c.checkReported(r)
	c.noteZeroTargets(r)
	c.gatherKeys(r)
	c.gatherTotals(r)
	c.checkRowTotals(r)
	c.gatherScales(r)
	c.gatherColumns(r)
	c.settle(r)
}

// settle works out the clean records and their measures from what is held now.
func (c *Checker) settle(r *Result) {
	if r.clean != nil {
		r.clean.Release()
	}
	if !c.ctx.NoClean {
		r.clean = c.cleanBatch(r)
	}
	r.part = c.tally(r)
}

// find adds an exception and holds its record back where it must be corrected.
// False says that it goes no further: it is waived, or its rule on trial.
func (r *Result) find(record int, x report.Exception) bool {
	if r.cells != nil {
		r.settlePlaces(record, &x)
	}
	if r.desk != nil && r.desk.takes(r, record, &x) {
		return false
	}
	askFor(&x)
	if r.wide == nil || !r.wide.again(record, x) {
		r.finds = append(r.finds, finding{record, x})
	}
	if x.Severity == report.Error {
		r.hold(record)
	}
	return true
}

// askFor asks in words for what a query wants where its author doesn't.
func askFor(x *report.Exception) {
	if x.Severity == report.Query && x.Fix == "" {
		x.Fix = "Correct it, or explain why it is right."
	}
}

func (r *Result) hold(record int) {
	if !r.held[record] {
		r.held[record] = true
		r.heldRows++
	}
}

// misshapen says whether a record gets no checks beyond its shape.
func (r *Result) misshapen(record int) bool { return r.shaped != nil && r.shaped[record] }

// failed says whether an earlier stage has faulted a cell so that a check of the
// given severity leaves it alone: an error stops every check, a query those that
// ask for no more. A note asks for nothing and stops none.
func (r *Result) failed(field, record int, s report.Severity) bool {
	at := cellAt{field, record}
	found := r.col(field).at(record).failed()
	if beside, ok := r.cleared[at]; ok {
		found = beside
	}
	found = max(found, r.bad[at])
	return found > 1 && found >= rank(s)
}

// fault marks a cell as faulty for later checks.
func (r *Result) fault(field, record int, s report.Severity) {
	if r.bad == nil {
		r.bad = map[cellAt]int{}
	}
	at := cellAt{field, record}
	r.bad[at] = max(r.bad[at], rank(s))
}
