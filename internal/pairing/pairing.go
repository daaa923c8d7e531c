// Package pairing finds the records of a table that was sent back among those of
// the table that came back, after its rows were sorted, inserted, deleted or given
// other keys, and cells were changed.
//
// Start reading at Compare. Records that hold the same are paired first; then those
// whose key stands once on either side and that stand where they stood, if two thirds of
// what they hold is the same; those with such a key elsewhere, unless what they hold says
// otherwise; the
// rest by what they hold, where one record is clearly nearer than any other; last,
// between records equally near, by their place. A record that could be several is
// said to be unsure and never guessed.
//
// The package knows hashes only: what a cell says, and what is the same in another
// writing, is for the caller to settle. It reads no files and knows no rules.
package pairing

import (
	"bytes"
	"encoding/binary"

	"github.com/zeebo/xxh3"
)

// CellBytes is what a cell takes: the little-endian hash of what it says, 0 for a
// blank one.
const CellBytes = 8

// Table is the records of one table. It takes 8 bytes for each cell and some 20 for
// each record; Compare takes some 16 more for each record.
type Table struct {
	fields int
	keys   int // the first so many fields are the key
	rows   []int32
	cells  []byte
}

// NewTable begins a table of so many fields, the first of which are the key: 0
// where records have none.
func NewTable(fields, keys int) *Table {
	return &Table{fields: fields, keys: min(keys, fields)}
}

// Add adds records below those there are: their rows, and their cells side by side,
// CellBytes for each field, record after record. Both are copied.
func (t *Table) Add(rows []int, cells []byte) {
	for _, r := range rows {
		t.rows = append(t.rows, int32(r))
	}
	t.cells = append(t.cells, cells[:len(rows)*t.width()]...)
}

// Len returns the number of records.
func (t *Table) Len() int { return len(t.rows) }

// Row returns the row of the record at an index.
func (t *Table) Row(i int) int { return int(t.rows[i]) }

func (t *Table) width() int { return t.fields * CellBytes }

// record returns a record's cells.
func (t *Table) record(i int) []byte {
	w := t.width()
	return t.cells[i*w : (i+1)*w : (i+1)*w]
}

// key returns the key's cells of a record; nil where all are blank or there are none.
func (t *Table) key(i int) []byte {
	k := t.record(i)[:t.keys*CellBytes]
	if blank(k) {
		return nil
	}
	return k
}

func cell(record []byte, field int) uint64 {
	return binary.LittleEndian.Uint64(record[field*CellBytes:])
}

func blank(cells []byte) bool {
	for _, c := range cells {
		if c != 0 {
			return false
		}
	}
	return true
}

// Pair is a record of the old table and the one that it has become, by index.
type Pair struct{ Old, New int }

// Doubt is a record that came back and could be any of several that were sent, or
// one of them or a new one.
type Doubt struct {
	New int
	Old []int // the likeliest
}

// Result is what became of the records. Every new one is in Pairs, Added or Unsure;
// every old one in Pairs, Removed or Open. All lists are by rising index: of the new
// record where there is one.
type Result struct {
	Pairs   []Pair
	Removed []int
	Added   []int
	Unsure  []Doubt
	Open    []int // old records that one of Unsure may be; some of them may have been removed

	old, now *Table
}

// Same says whether a pair's records hold the same.
func (r *Result) Same(p Pair) bool {
	return bytes.Equal(r.old.record(p.Old), r.now.record(p.New))
}

// Changed returns the fields in which a pair's records differ.
func (r *Result) Changed(p Pair) []int {
	var out []int
	a, b := r.old.record(p.Old), r.now.record(p.New)
	for f := range r.old.fields {
		if cell(a, f) != cell(b, f) {
			out = append(out, f)
		}
	}
	return out
}

// Settled is the result in which two tables' only records are one, whatever they
// hold: the caller knows.
func (r *Result) Settled(p Pair) *Result {
	return &Result{old: r.old, now: r.now, Pairs: []Pair{p}}
}

// Compare pairs the records of two tables of the same fields. The same records give
// the same result in whatever order they stand, but for what only their place can
// tell: which of several that hold the same is which.
func Compare(old, now *Table) *Result { return newComparison(old, now).run() }

func (c *comparison) run() *Result {
	c.identical()
	c.byKey()
	c.inPlace()
	if c.left() {
		c.weigh()
		c.unrivalled()
		c.search()
		c.decide()
		if c.countChanges() { // what was found shows that a whole column was changed
			c.countContents()
			c.search()
			c.decide()
		}
		c.byPlace()
	}
	return c.result()
}

// side is one of the two tables and what was found out about its records.
type side struct {
	*Table
	to      []int32 // the index of the record on the other side; -1 for none
	partner []int32 // that has the same key, where it stands once on either side; -1 for none
	queries []query // of the records without a pair
	slot    []int32 // each record's in queries; -1 for none
}

// The sides.
const (
	was = 0
	is  = 1
)

// comparison is one Compare at work.
type comparison struct {
	side     [2]*side
	fields   int
	evidence *evidence
	contents map[xxh3.Uint128]*tally // of what stands beside the key, over the records not identical
	loose    int                     // how many records have no pair, on the longer side, before the search
	limit    int                     // workLimit
	buf      []byte

	wandering bool // a key stands beside what was another's
	keyed     bool // each record without a pair has one of its key on the other side
}

func newComparison(old, now *Table) *comparison {
	c := &comparison{fields: old.fields, limit: workLimit}
	for i, t := range []*Table{old, now} {
		s := &side{Table: t, to: make([]int32, t.Len())}
		for k := range s.to {
			s.to[k] = -1
		}
		c.side[i] = s
	}
	return c
}

// pair settles that two records are one.
func (c *comparison) pair(old, now int) {
	c.side[was].to[old], c.side[is].to[now] = int32(now), int32(old)
}

// left says whether a record of either side has no pair yet, beside which there is
// anything to weigh.
func (c *comparison) left() bool { return c.side[was].free() > 0 || c.side[is].free() > 0 }

func (s *side) free() (n int) {
	for _, to := range s.to {
		if to < 0 {
			n++
		}
	}
	return n
}

// result lists what was found.
func (c *comparison) result() *Result {
	old, now, doubts := c.side[was], c.side[is], c.doubts()
	r := &Result{old: old.Table, now: now.Table, Pairs: make([]Pair, 0, min(old.Len(), now.Len()))}
	for i, to := range now.to {
		switch may := doubts[is][i]; {
		case to >= 0:
			r.Pairs = append(r.Pairs, Pair{int(to), i})
		case len(may) > 0:
			r.Unsure = append(r.Unsure, Doubt{i, may})
		default:
			r.Added = append(r.Added, i)
		}
	}
	for i, to := range old.to {
		switch {
		case to >= 0:
		case len(doubts[was][i]) > 0:
			r.Open = append(r.Open, i)
		default:
			r.Removed = append(r.Removed, i)
		}
	}
	return r
}
