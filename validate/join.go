package validate

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"github.com/zeebo/xxh3"
	"winnow/internal/number"
	"winnow/internal/report"
)

// Outcome is one batch, split.
type Outcome struct {
	Clean      arrow.RecordBatch // of Checker.Schema; nil for no rows; the caller releases it
	Exceptions []report.Exception
	Held       []int // record indexes of the batch held back, ascending
	CleanRows  int
	HeldRows   int
}

// tableState is what one pass over a table gathers.
type tableState struct {
	keys    map[xxh3.Uint128]seen
	more    map[xxh3.Uint128][]int32 // rows after the first with a key
	differ  map[xxh3.Uint128]bool
	unique  []*uniqueSet
	counts  map[string]int // exceptions by rule
	noted   map[understood]bool
	records int
	held    int
	lastRow int
	last    []*entry // by field with fill: down
	sums    []number.Num
	untold  []bool
	marks   []mark
	scales  []scaleMix
	part    *Partial
}

func newTable(c *Checker) *tableState {
	return &tableState{
		keys: map[xxh3.Uint128]seen{}, more: map[xxh3.Uint128][]int32{}, differ: map[xxh3.Uint128]bool{},
		unique: newUniqueSets(c), counts: map[string]int{}, noted: map[understood]bool{},
		last: make([]*entry, len(c.fields)), sums: make([]number.Num, len(c.sums)), untold: make([]bool, len(c.sums)),
		scales: make([]scaleMix, len(c.fields)), part: newPartial(c),
	}
}

// Join takes a batch's result, in batch order, and adds what only the whole
// table so far can say: cells filled from above, duplicates, unique values. The
// result must not be used again.
func (c *Checker) Join(r *Result) *Outcome {
	t := c.joined
	if r.fillFrom(t.last) {
		c.judge(r)
	}
	c.lastEntries(r, t.last)
	held := r.heldRows
	found := len(r.finds)
	r.repeats = c.checkKeys(r)
	duplicates := map[int]bool{}
	for _, x := range r.finds[found:] {
		duplicates[x.record] = true
	}
	c.checkUnique(r, func(i int) bool { return duplicates[i] })
	if r.heldRows != held {
		c.settle(r)
	}
	c.noteOnce(r)
	c.addTotals(r)
	t.scale(r)
	t.records += len(r.rows)
	t.held += r.heldRows
	t.part.merge(r.part)
	return c.outcome(r)
}

// noteOnce turns the notes that the table hasn't had yet into exceptions.
func (c *Checker) noteOnce(r *Result) {
	for _, u := range r.notes {
		once := understood{field: u.field, note: u.note}
		if !c.joined.noted[once] {
			c.joined.noted[once] = true
			r.find(u.record, c.noteException(r, u))
		}
	}
}

func (c *Checker) outcome(r *Result) *Outcome {
	slices.SortStableFunc(r.finds, func(a, b finding) int { return a.record - b.record })
	out := &Outcome{Clean: r.clean, CleanRows: len(r.rows) - r.heldRows, HeldRows: r.heldRows}
	for _, x := range r.finds {
		c.joined.counts[x.Rule]++
		out.Exceptions = append(out.Exceptions, x.Exception)
	}
	for i, held := range r.held {
		if held {
			out.Held = append(out.Held, i)
		}
	}
	for i := range r.cols {
		r.cols[i].recycle()
	}
	r.clean, r.cols = nil, nil
	return out
}
