package validate

import (
	"encoding/binary"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
)

func (r *Result) appendHashes(to []byte, fields []int, record int) []byte {
	for _, f := range fields {
		h := r.col(f).at(record).hash
		to = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(to, h.Lo), h.Hi)
	}
	return to
}

// hashEntries hashes the cast values of a column; of a cell that has none, its
// label or its text.
func (r *Result) hashEntries(f *field, field int) {
	col := r.col(field)
	var buf []byte
	for i := range col.entries {
		e := &col.entries[i]
		if e.hashed {
			continue
		}
		buf = append(buf[:0], byte(e.state))
		switch e.state {
		case valued:
			buf = appendValue(buf, e.value, f.Decimals)
		case label:
			buf = append(buf, f.Missing[e.miss].Label...)
		case broken:
			buf = append(buf, e.text...)
		}
		e.hash, e.hashed = xxh3.Hash128(buf), true
	}
}

// appendValue appends bytes that equal values share and others don't.
func appendValue(buf []byte, v expr.Value, decimals int) []byte {
	switch v.Type {
	case expr.Number:
		if n, ok := v.Num.ScaledInt64(decimals); ok {
			return binary.LittleEndian.AppendUint64(append(buf, 1), uint64(n))
		}
		return append(append(buf, 2), v.Num.String()...)
	case expr.Date:
		return binary.LittleEndian.AppendUint32(buf, uint32(v.Date))
	case expr.DateTime:
		return binary.LittleEndian.AppendUint64(buf, uint64(v.Nanos))
	}
	return append(buf, valueText(v)...)
}

// titles joins the titles of fields for a sentence: a, b and c.
func (c *Checker) titles(fields []int) string {
	s := ""
	for i, f := range fields {
		switch {
		case i == 0:
		case i == len(fields)-1:
			s += " and "
		default:
			s += ", "
		}
		s += lowerFirst(c.fields[f].title)
	}
	return s
}
