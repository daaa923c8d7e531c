package validate

import (
	"slices"

	"github.com/apache/arrow-go/v18/arrow"
	"winnow/internal/number"
	"winnow/internal/report"
)

// Outcome is one batch, split.
type Outcome struct {
	Clean      arrow.RecordBatch // of Checker.Schema; nil for no rows, or with Context.NoClean; the caller releases it
	Exceptions []report.Exception
	Trials     []report.Exception // what rules on trial found: for the operator alone
	Held       []int              // record indexes of the batch held back, ascending
	CleanRows  int
	HeldRows   int
}

// tableState is what one pass over a table gathers.
type tableState struct {
	keys    []tableKeys // by Checker.keySets
	ended   endings
	judged  int // records that checks ran on
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
	dates   []dateTally // by field
	broken  int         // cells that show an error
	zeros   []zeroTally // by field
	part    *Partial
	tray    tray
	picked  []picked          // by Checker.tables
	named   map[*ruling]bool  // groups of whose records some were listed
	first   map[string]string // the first message of a rule that sends its table back
}

func newTable(c *Checker) *tableState {
	return &tableState{
		keys:   newTableKeys(c),
		unique: newUniqueSets(c), counts: map[string]int{}, noted: map[understood]bool{},
		last: make([]*entry, len(c.fields)), sums: make([]number.Num, len(c.sums)), untold: make([]bool, len(c.sums)),
		scales: make([]scaleMix, len(c.fields)), dates: make([]dateTally, len(c.fields)), zeros: make([]zeroTally, len(c.fields)), part: newPartial(c),
		picked: make([]picked, len(c.tables)), named: map[*ruling]bool{}, first: map[string]string{},
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
	found, trials, passes := len(r.finds), len(r.trials), len(r.passed)
	duplicates, repeats := c.checkKeys(r)
	r.repeat(repeats, found)
	r.forget(repeats, trials, passes)
	c.checkUnique(r, func(i int) bool { return duplicates[i] })
	if r.heldRows != held || len(repeats) > 0 {
		c.settle(r)
	}
	c.noteOnce(r)
	c.gatherTables(r, duplicates)
	c.nameRecords(r)
	c.addTotals(r)
	t.scale(r)
	t.gather(r)
	t.records += len(r.rows)
	t.judged += r.shapely()
	t.ended.merge(r.ended)
	t.held += r.heldRows
	t.part.merge(r.part)
	return c.outcome(r)
}

// repeat marks records that say again what an earlier one says. What else was
// found on them has been said of that one: of finds, the first before are theirs.
func (r *Result) repeat(repeats map[int]bool, before int) {
	r.repeats = repeats
	if len(repeats) == 0 {
		return
	}
	kept := r.finds[:0]
	for n, x := range r.finds {
		if n >= before || !repeats[x.record] {
			kept = append(kept, x)
		}
	}
	r.finds = kept
}

// shapely counts the records that checks ran on.
func (r *Result) shapely() int {
	n := len(r.rows)
	for _, bad := range r.shaped {
		if bad {
			n--
		}
	}
	return n
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
	for _, x := range r.trials {
		c.joined.tray.try(x.Rule)
		out.Trials = append(out.Trials, x.Exception)
	}
	for _, p := range r.passed {
		c.joined.tray.pass(p.waiver)
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
