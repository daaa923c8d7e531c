package validate

import (
	"cmp"
	"slices"

	"github.com/zeebo/xxh3"
	"winnow/internal/expr"
	"winnow/rules"
)

// values works out the expression that a measure aggregates, for the records of
// a batch.
type values struct {
	m   *measurePlan
	row record
	why string // why the first record that it fails on has no value
}

func (c *Checker) newValues(m *measurePlan, r *Result) *values {
	return &values{m: m, row: record{c: c, r: r}}
}

// count adds a clean record that counts. One without a value doesn't; where a
// bounded missing value is the cause, what it comes to isn't known.
func (v *values) count(t *Tally, i int) {
	x := v.at(i, nil)
	switch {
	case x.Known() && v.m.Aggregate == rules.Distinct:
		t.Rows++
		t.Hashes.add(hashOf(x))
	case x.Known():
		t.take(v.m.Aggregate, x.Num)
	case v.hidden(i, nil):
		t.Maybe++
		t.MaybeOther++
		t.stretch(nil, nil, true)
	default:
		v.why = cmp.Or(v.why, v.m.of.program.Failure(&v.row))
	}
}

// maybe adds a record that may come to count, whose doubtful fields may come to
// have any value.
func (v *values) maybe(t *Tally, i int, doubtful map[int]bool) {
	x := v.at(i, doubtful)
	if !x.Known() && !v.hidden(i, doubtful) {
		return
	}
	t.Maybe++
	switch {
	case v.m.Aggregate == rules.Distinct && x.Known():
		t.MaybeHashes.add(hashOf(x))
	case v.m.Aggregate == rules.Distinct:
		t.MaybeOther++
	case x.Known():
		t.stretch(&x.Num, &x.Num, false)
	default:
		t.stretch(nil, nil, false)
	}
}

func (v *values) at(i int, doubtful map[int]bool) expr.Value {
	v.row.i, v.row.doubtful = i, doubtful
	return v.m.of.program.Eval(&v.row)
}

// hidden says whether a value that the expression reads is there and not known:
// bounded, or doubtful.
func (v *values) hidden(i int, doubtful map[int]bool) bool {
	return slices.ContainsFunc(v.m.of.fields, func(f int) bool {
		e := v.row.r.col(f).at(i)
		return doubtful[f] || e.state == label && v.row.c.fields[f].suppressed(e)
	})
}

// hashOf hashes a value so that equal ones have the same hash.
func hashOf(v expr.Value) xxh3.Uint128 {
	return xxh3.Hash128(appendValue(nil, v, rules.DefaultDecimals))
}
