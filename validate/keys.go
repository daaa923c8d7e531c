package validate

import (
	"encoding/binary"
	"slices"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
	"winnow/internal/report"
)

// gatherKeys hashes each record's primary key and all its fields, so that Join
// compares numbers and not texts.
func (c *Checker) gatherKeys(r *Result) {
	if !c.keyed() {
		return
	}
	n := len(r.rows)
	r.keys, r.wholes, r.noKey = make([]xxh3.Uint128, n), make([]uint64, n), make([]bool, n)
	var mapped []int
	for i, f := range c.fields {
		if f.present() {
			mapped = append(mapped, i)
		}
	}
	for _, i := range mapped {
		r.hashEntries(c.fields[i], i)
	}
	key, whole := make([]byte, 0, 64), make([]byte, 0, 16*len(mapped))
	for i := range r.rows {
		if r.noKey[i] = r.misshapen(i) || slices.ContainsFunc(c.ret.PrimaryKey, func(f int) bool { return r.failed(f, i) }); r.noKey[i] {
			continue
		}
		if r.noKey[i] = r.keyless(c.ret.PrimaryKey, i); r.noKey[i] {
			r.find(i, c.noKeyException(r, i))
			continue
		}
		key = r.appendHashes(key[:0], c.ret.PrimaryKey, i)
		whole = r.appendHashes(whole[:0], mapped, i)
		r.keys[i], r.wholes[i] = xxh3.Hash128(key), xxh3.Hash(whole)
	}
}

func (r *Result) appendHashes(to []byte, fields []int, record int) []byte {
	for _, f := range fields {
		h := r.cols[f].at(record).hash
		to = binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(to, h.Lo), h.Hi)
	}
	return to
}

// keyless says whether all cells of a key are empty.
func (r *Result) keyless(fields []int, record int) bool {
	return !slices.ContainsFunc(fields, func(f int) bool { return r.cols[f].at(record).state != blank })
}

// hashEntries hashes the cast values of a column; of a cell that has none, its
// label or its text.
func (r *Result) hashEntries(f *field, field int) {
	col := &r.cols[field]
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

func (c *Checker) noKeyException(r *Result, record int) report.Exception {
	x := c.at(r, record, c.ret.PrimaryKey[0])
	x.Cells = c.cells(c.ret.PrimaryKey)
	x.Rule, x.Kind, x.Severity = "primaryKey", report.KindPrimaryKey, report.Error
	x.Expected = "a value that tells this row from the others"
	x.Message = "This row has no " + c.titles(c.ret.PrimaryKey) + ", so it can't be told from other rows."
	x.Fix = "Fill in " + c.titles(c.ret.PrimaryKey) + "."
	return x
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
