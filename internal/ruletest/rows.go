package ruletest

import (
	"winnow/rules"
	"winnow/validate"
)

// rows are what a lookup of the test's return may find: the test's own rows, and
// those given under the return's name. Where none are given the rows count as not
// held, which the reason says.
func (h *held) rows(ret *rules.Return) func(rules.RowsRef) (*validate.RowSet, string) {
	return func(ref rules.RowsRef) (*validate.RowSet, string) {
		var sets []*validate.RowSet
		add := func(of *rules.Return, rows []map[string]string) {
			set, err := rowSet(of, validate.Context{Set: h.set, Period: h.when(ref.When)}, rows)
			if err != nil {
				h.fail(err)
				return
			}
			sets = append(sets, set)
		}
		if ref.Return == ret.Name && ref.When == "" {
			add(ret, h.test.Rows)
		}
		for _, g := range h.test.Given {
			if g.Return != ref.Return || g.When != ref.When {
				continue
			}
			if of := h.set.Known(g.Return); of != nil {
				add(of, g.Rows)
			}
		}
		if len(sets) == 0 {
			return nil, "the test gives no rows of " + nameOf(ref)
		}
		return validate.JoinRows(sets...), ""
	}
}

// nameOf is how a test gives the rows.
func nameOf(ref rules.RowsRef) string {
	if ref.When == "" {
		return ref.Return
	}
	return ref.Return + "@" + ref.When
}

// rowSet casts rows.
func rowSet(ret *rules.Return, ctx validate.Context, rows []map[string]string) (*validate.RowSet, error) {
	x, err := validate.NewRows(ret, columns(ret), ctx, nil)
	if err != nil {
		return nil, err
	}
	batches := batchesOf(ret, rows)
	for again := true; again; again = x.Again() {
		for _, b := range batches {
			x.AddBatch(b)
		}
	}
	return x.Set(), nil
}
