package validate

import (
	"github.com/apache/arrow-go/v18/arrow"
	"github.com/apache/arrow-go/v18/arrow/array"
	"github.com/apache/arrow-go/v18/arrow/decimal128"
	"github.com/apache/arrow-go/v18/arrow/memory"
	"winnow/internal/number"
	"winnow/rules"
)

// cleanBatch makes an Arrow record of the records not held back, or nil where
// there are none. The caller releases it.
func (c *Checker) cleanBatch(r *Result) arrow.RecordBatch {
	n := len(r.rows) - r.heldRows
	if n == 0 {
		return nil
	}
	var cols []arrow.Array
	for i, f := range c.fields {
		if d := r.cols[i].direct; d != nil && f.Type != rules.TypeString {
			cols = append(cols, d.array(r, n))
			continue
		}
		col := r.col(i)
		cols = append(cols, f.array(r, col, n))
		if labelled(f.Field) {
			cols = append(cols, texts(r, col, n, func(e *entry) (string, bool) {
				if e.state != label {
					return "", false
				}
				return f.Missing[e.miss].Label, true
			}, false))
		}
	}
	if c.ret.Unpivot != nil {
		cols = append(cols, c.sourceColumns(r, n))
	}
	rows := array.NewInt32Builder(memory.DefaultAllocator)
	rows.Reserve(n)
	for i, row := range r.rows {
		if !r.held[i] {
			rows.UnsafeAppend(int32(row))
		}
	}
	cols = append(cols, rows.NewArray())
	out := array.NewRecordBatch(c.rowed, cols, int64(n))
	for _, col := range cols {
		col.Release()
	}
	return out
}

// array makes the Arrow column of a field.
func (f *field) array(r *Result, col *column, n int) arrow.Array {
	mem := memory.DefaultAllocator
	switch f.Type {
	case rules.TypeNumber:
		b := array.NewDecimal128Builder(mem, arrowType(f.Field).(*arrow.Decimal128Type))
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) decimal128.Num { return decimal(e.value.Num, f.Decimals) })
	case rules.TypeInteger:
		b := array.NewInt64Builder(mem)
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) int64 { v, _ := e.value.Num.Int64(); return v })
	case rules.TypeYear:
		b := array.NewInt32Builder(mem)
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) int32 { v, _ := e.value.Num.Int64(); return int32(v) })
	case rules.TypeBoolean:
		b := array.NewBooleanBuilder(mem)
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) bool { return e.value.Bool })
	case rules.TypeDate:
		b := array.NewDate32Builder(mem)
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) arrow.Date32 { return arrow.Date32(e.value.Date) })
	case rules.TypeDateTime:
		b := array.NewTimestampBuilder(mem, &arrow.TimestampType{Unit: arrow.Microsecond})
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) arrow.Timestamp { return arrow.Timestamp(e.value.Nanos / 1000) })
	case rules.TypeTime:
		b := array.NewTime64Builder(mem, arrow.FixedWidthTypes.Time64us.(*arrow.Time64Type))
		return build(r, col, n, b, b.UnsafeAppend, func(e *entry) arrow.Time64 { return arrow.Time64(e.value.Nanos) })
	}
	return texts(r, col, n, func(e *entry) (string, bool) { return e.value.Str, e.state == valued }, col.distinct())
}

// array makes the Arrow column of a direct number column.
func (d *direct) array(r *Result, n int) arrow.Array {
	mem := memory.DefaultAllocator
	if d.field.Type == rules.TypeInteger {
		b := array.NewInt64Builder(mem)
		return buildDirect(r, d, n, b, func(v int64) { b.UnsafeAppend(v) })
	}
	b := array.NewDecimal128Builder(mem, arrowType(d.field.Field).(*arrow.Decimal128Type))
	return buildDirect(r, d, n, b, func(v int64) { b.UnsafeAppend(decimal(number.FromScaled(v, d.scale), d.field.Decimals)) })
}

func buildDirect(r *Result, d *direct, n int, b array.Builder, add func(int64)) arrow.Array {
	defer b.Release()
	b.Reserve(n)
	for i, v := range d.nums {
		switch {
		case r.held[i]:
		case v == 0 && d.blank(i):
			b.AppendNull()
		default:
			add(v)
		}
	}
	return b.NewArray()
}

// build appends a value for each clean record; a cell without one is null.
func build[T any](r *Result, col *column, n int, b array.Builder, add func(T), value func(*entry) T) arrow.Array {
	defer b.Release()
	b.Reserve(n)
	for i := range r.rows {
		if r.held[i] {
			continue
		}
		if e := col.at(i); e.state == valued {
			add(value(e))
		} else {
			b.AppendNull()
		}
	}
	return b.NewArray()
}

// decimal scales a number to its places; castNumber has seen to it that it fits.
func decimal(n number.Num, places int) decimal128.Num {
	if v, ok := n.ScaledInt64(places); ok {
		return decimal128.FromI64(v)
	}
	return decimal128.FromBigInt(n.Scaled(places))
}

// texts makes a dictionary column; each text stands in the dictionary once, in
// the order of its first record.
// distinct says that no two entries share a text.
func texts(r *Result, col *column, n int, value func(*entry) (string, bool), distinct bool) arrow.Array {
	index := array.NewInt32Builder(memory.DefaultAllocator)
	defer index.Release()
	index.Reserve(n)
	words := array.NewStringBuilder(memory.DefaultAllocator)
	defer words.Release()
	known := map[string]int32{}
	if distinct {
		known = nil
	}
	at := make([]int32, len(col.entries)) // index plus one; -1 for null
	for i := range r.rows {
		if r.held[i] {
			continue
		}
		code := int32(0)
		if col.codes != nil {
			code = col.codes[i]
		}
		if at[code] == 0 {
			at[code] = word(&col.entries[code], value, known, words)
		}
		if at[code] < 0 {
			index.AppendNull()
		} else {
			index.UnsafeAppend(at[code] - 1)
		}
	}
	keys, dict := index.NewArray(), words.NewArray()
	defer keys.Release()
	defer dict.Release()
	return array.NewDictionaryArray(dictionary, keys, dict)
}

// word returns the dictionary index of an entry's text plus one, or -1. known is
// nil where every entry's text is its own.
func word(e *entry, value func(*entry) (string, bool), known map[string]int32, words *array.StringBuilder) int32 {
	text, ok := value(e)
	if !ok {
		return -1
	}
	if at, ok := known[text]; ok {
		return at + 1
	}
	words.Append(text)
	if known != nil {
		known[text] = int32(words.Len() - 1)
	}
	return int32(words.Len())
}
