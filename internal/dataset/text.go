package dataset

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/memory"
)

// texts is one part of a column, seen as distinct values: which of them a row
// has, and what they say.
type texts struct {
	distinct int
	index    func(row int) int
	value    func(index int) string
}

// dictionaryText reads a dictionary array, whose values may be of any type.
func dictionaryText(a arrow.Array) texts {
	d := a.(*array.Dictionary)
	return texts{distinct: d.Dictionary().Len(), index: d.GetValueIndex, value: valueText(d.Dictionary())}
}

// plainText reads any other array, each row a value of its own.
func plainText(a arrow.Array) texts {
	return texts{distinct: a.Len(), index: func(row int) int { return row }, value: valueText(a)}
}

func valueText(a arrow.Array) func(int) string {
	if s, ok := a.(*array.String); ok {
		return s.Value
	}
	return a.ValueStr
}

// textBuilder builds a dictionary array whose dictionary is in the order of
// first appearance.
type textBuilder struct {
	ids    map[string]int32
	dict   *array.StringBuilder
	rows   *array.Int32Builder
	lookup []int32 // of the part under way: its index to id, or -1
}

func newTextBuilder() *textBuilder {
	return &textBuilder{
		ids:  map[string]int32{},
		dict: array.NewStringBuilder(memory.DefaultAllocator),
		rows: array.NewInt32Builder(memory.DefaultAllocator),
	}
}

// add appends a part, through pseudonyms where p is set. Each distinct value is
// looked up once for a part, not once for a row.
func (b *textBuilder) add(t texts, rows arrow.Array, p *pseudonymiser) {
	b.lookup = b.lookup[:0]
	for range t.distinct {
		b.lookup = append(b.lookup, -1)
	}
	b.rows.Reserve(rows.Len())
	for i := range rows.Len() {
		if rows.IsNull(i) {
			b.rows.AppendNull()
			continue
		}
		at := t.index(i)
		if b.lookup[at] < 0 {
			b.lookup[at] = b.id(t.value(at), p)
		}
		b.rows.Append(b.lookup[at])
	}
}

func (b *textBuilder) id(value string, p *pseudonymiser) int32 {
	if p != nil {
		value = p.of(value)
	}
	id, ok := b.ids[value]
	if !ok {
		id = int32(b.dict.Len())
		b.dict.Append(value)
		b.ids[string([]byte(value))] = id // a copy: the value may lie in a whole batch's buffer
	}
	return id
}

func (b *textBuilder) array() arrow.Array {
	defer b.dict.Release()
	defer b.rows.Release()
	dict, rows := b.dict.NewArray(), b.rows.NewArray()
	defer dict.Release()
	defer rows.Release()
	return array.NewDictionaryArray(textType, rows, dict)
}
