package pipeline

import (
	"encoding/binary"
	"fmt"
	"slices"
	"sync"

	"github.com/zeebo/xxh3"

	"winnow/internal/sketch"
	"winnow/internal/table"
	"winnow/rules"
)

// recordHasher turns a table's records into hashes: of what tells a record from
// the others, and of the declared fields as a whole. Extra columns don't count,
// nor does the place of a column, nor how a value is written where that is cheap
// to see (appendValue says where).
type recordHasher struct {
	seal    *sketch.Hasher
	basis   uint64
	fields  []hashedField // those of the key first
	keys    int           // how many are the key's; 0 where the whole record is its own key
	answers bool          // a form: each of its answers counts as a record of its own
	above   []uint64      // the last cell of each field, for fill: down; nil without such a field
}

// hashedField is a field and where it stands in a batch; -1 where it has no
// column, as if all its cells were blank.
type hashedField struct {
	*rules.Field
	col int
}

// recordsVersion is part of every basis: it goes up when a value comes to be
// written in another way, so that old sketches aren't compared with new ones.
const recordsVersion = 1

// keyFields are the fields that tell a return's records apart: the primary key,
// else the first further key, else the fields marked key. Of a wide table without
// any it is all but the value: the column and what stands left of it. Where there
// is none a record is its own key.
func keyFields(ret *rules.Return) []int {
	var marked, besides []int
	for i, f := range ret.Fields {
		if f.Key {
			marked = append(marked, i)
		}
		if ret.Unpivot != nil && i != ret.Unpivot.Value {
			besides = append(besides, i)
		}
	}
	switch {
	case len(ret.PrimaryKey) > 0:
		return ret.PrimaryKey
	case len(ret.UniqueKeys) > 0:
		return ret.UniqueKeys[0]
	case ret.Unpivot != nil:
		return besides
	}
	return marked
}

// basisOf says what the hashes are made of. Where the rule file's fields or key
// change, sketches from before and after can't be compared.
func basisOf(ret *rules.Return, key []int) []byte {
	text := fmt.Appendf(nil, "%d %v %v", recordsVersion, ret.Form, key)
	for _, f := range ret.Fields {
		text = fmt.Appendf(text, "\n%q %s %q %v", f.Name, f.Type, f.Format, f.FillDown)
	}
	return text
}

// batchHashes is what a batch comes to, its memory used again for the next: the cells'
// of each record side by side, the records' keys, the records.
type batchHashes struct {
	cells      []byte
	keys, rows []xxh3.Uint128
}

var spareHashes = sync.Pool{New: func() any { return &batchHashes{} }}

// records hashes a batch: first each cell, column by column, then each record's
// row of cell hashes.
func (h *recordHasher) records(b *table.Batch, w *batchHashes) {
	width := 8 * len(h.fields)
	w.cells = slices.Grow(w.cells[:0], b.Len()*width)[:b.Len()*width]
	clear(w.cells)
	for k, f := range h.fields {
		if f.col >= 0 {
			h.column(w.cells[8*k:], width, b, f)
		}
	}
	w.keys, w.rows = w.keys[:0], w.rows[:0]
	if h.answers {
		h.answered(w)
	}
	for i := 0; i < b.Len() && !h.answers; i++ {
		record := w.cells[i*width : (i+1)*width]
		row := xxh3.Hash128(record)
		key := row
		if !blankCells(record[:8*h.keys]) { // without a key it is told by all it holds
			key = xxh3.Hash128(record[:8*h.keys])
		}
		w.keys, w.rows = append(w.keys, key), append(w.rows, row)
	}
	h.seal.Seal(w.keys)
	h.seal.Seal(w.rows)
}

// answered hashes a form: for each field that is filled in its name, and the name
// with the answer.
func (h *recordHasher) answered(w *batchHashes) {
	for k, f := range h.fields {
		if answer := w.cells[8*k:][:8]; !blankCells(answer) {
			w.keys = append(w.keys, xxh3.HashString128(f.Name))
			w.rows = append(w.rows, xxh3.Hash128(append([]byte(f.Name), answer...)))
		}
	}
}

func blankCells(hashes []byte) bool {
	for _, c := range hashes {
		if c != 0 {
			return false
		}
	}
	return true
}

// column writes the hashes of a field's cells, one in each row of the given width:
// 0 for a blank one.
func (h *recordHasher) column(to []byte, width int, b *table.Batch, field hashedField) {
	f, above := cellHasher{Field: field.Field, date1904: b.Date1904}, uint64(0)
	if h.above != nil {
		above = h.above[f.Index]
	}
	col := &b.Cols[field.col]
	text, starts, ends := col.Pointed()
	for i := range b.Len() {
		var sum uint64
		if starts == nil {
			raw, kind, _ := col.At(i)
			sum = f.hash(raw, kind)
		} else if starts[i] < ends[i] {
			sum = f.hash(text[starts[i]:ends[i]], table.Text)
		}
		if f.FillDown && sum == 0 {
			sum = above
		}
		above = sum
		binary.LittleEndian.PutUint64(to[i*width:], sum)
	}
	if h.above != nil {
		h.above[f.Index] = above
	}
}
