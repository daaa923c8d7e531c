package validate

import (
	"strings"

	"winnow/internal/table"
	"winnow/rules"
)

// Rows gathers the records of a table as rows that lookups may find: the cells are
// cast as a Checker casts them, and nothing else of the return is judged, unless
// it says how many errors are too many (refuse_above). Check may be called from
// many goroutines; Add, Again and Finish belong to one.
type Rows struct {
	*Checker
	set      *RowSet
	fields   []int // gathered ones
	builders []columnBuilder

	neighbours bool // where rows stand is kept
}

// NewRows starts to gather a table. fields are those that lookups need; nil for
// all of them.
func NewRows(r *rules.Return, cols Columns, c Context, fields []int) (*Rows, error) {
	c.Rows, c.NoClean = nil, true
	neighbours := hasNeighbours(r)
	if r.RefuseAbove == nil {
		r = justCells(r)
	}
	checker, err := New(r, cols, c)
	if err != nil {
		return nil, err
	}
	x := &Rows{Checker: checker, neighbours: neighbours}
	if fields == nil {
		for i := range r.Fields {
			fields = append(fields, i)
		}
	}
	for _, f := range fields {
		if checker.fields[f].present() {
			x.fields = append(x.fields, f)
		}
	}
	x.reset()
	return x, nil
}

// justCells is a return without what looks at more than a cell.
func justCells(r *rules.Return) *rules.Return {
	bare := *r
	bare.PrimaryKey, bare.UniqueKeys, bare.UniqueCheck, bare.ForeignKeys = nil, nil, nil, nil
	bare.Lookups, bare.LookupVars, bare.Rules, bare.Measures, bare.TableRules, bare.Reported = nil, nil, nil, nil, nil, nil
	return &bare
}

func (x *Rows) reset() {
	x.set = &RowSet{cols: make([]rowColumn, len(x.fields))}
	x.builders = make([]columnBuilder, len(x.fields))
	for i, f := range x.fields {
		x.set.names = append(x.set.names, x.ret.Fields[f].Name)
		x.builders[i].column = &x.set.cols[i]
	}
}

// Add takes the rows of a batch's result, in batch order. The result must not be
// used again.
func (x *Rows) Add(r *Result) {
	if r.fillFrom(x.joined.last) {
		x.judge(r)
	}
	r.opening = nil // filled
	for i, f := range x.fields {
		x.builders[i].take(r.col(f), len(r.rows), x.Checker.fields[f].masked)
	}
	x.set.rows += len(r.rows)
	x.locate(r.rows)
	if out := x.Join(r); out.Clean != nil {
		out.Clean.Release()
	}
}

// AddBatch checks a batch and takes its rows.
func (x *Rows) AddBatch(b *table.Batch) { x.Add(x.Check(b)) }

// Again says whether the batches must all be read once more, for what the end of
// the table has shown; the rows so far are forgotten then.
func (x *Rows) Again() bool {
	again := x.Checker.Again()
	if again {
		x.reset()
	}
	return again
}

// Set returns the rows gathered.
func (x *Rows) Set() *RowSet { return x.set }

// take appends a batch's column. Its texts are copied: they lie in the batch.
func (b *columnBuilder) take(col *column, n int, masked bool) {
	codes := make([]int32, len(col.entries)) // plus one
	for i := range n {
		at := col.code(i)
		if codes[at] == 0 {
			codes[at] = b.code(valueOf(&col.entries[at], masked)) + 1
		}
		b.column.codes = append(b.column.codes, codes[at]-1)
	}
}

func valueOf(e *entry, masked bool) rowValue {
	v := rowValue{masked: masked || e.masked}
	switch e.state {
	case valued:
		v.Value = e.value
		v.Str = strings.Clone(v.Str)
	case label, broken:
		v.unsure = true
	}
	return v
}
