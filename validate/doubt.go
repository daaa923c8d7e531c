package validate

import (
	"slices"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// doubt is a held-back record that may come to count, and the fields that can't
// be relied on: those its exceptions name.
type doubt struct {
	record int
	fields map[int]bool
	all    bool // the whole record
}

// doubts lists the held-back records of a batch. A row that says an earlier one
// again will never count.
func (c *Checker) doubts(r *Result) []doubt {
	if r.heldRows == 0 {
		return nil
	}
	named := map[string]int{}
	for i, f := range c.fields {
		named[f.Name] = i
	}
	suspects := map[int]map[int]bool{}
	for _, x := range r.findsOfAll() {
		if x.Severity != report.Error {
			continue
		}
		if suspects[x.record] == nil {
			suspects[x.record] = map[int]bool{}
		}
		for _, cell := range x.Cells {
			if f, ok := named[cell.Field]; ok {
				suspects[x.record][f] = true
			}
		}
	}
	var out []doubt
	for i, held := range r.held {
		if held && !r.repeats[i] {
			out = append(out, doubt{i, suspects[i], r.misshapen(i)})
		}
	}
	return out
}

// tallyHeld adds what a held-back record could still contribute.
func (c *Checker) tallyHeld(r *Result, m *measurePlan, to *MeasurePart, d doubt) {
	fields := d.fields
	if d.all {
		fields = map[int]bool{}
		for i := range c.fields {
			fields[i] = true
		}
	}
	if m.where != nil {
		if truthOf(m.where.program.Eval(&record{c: c, r: r, i: d.record, doubtful: fields})) == no {
			return
		}
	}
	if slices.ContainsFunc(m.By, func(f int) bool { return fields[f] }) {
		if to.Anywhere == nil {
			to.Anywhere = &Tally{}
		}
		c.maybe(r, m, to.Anywhere, d.record, fields)
		return
	}
	c.maybe(r, m, to.group(c.groupKey(r, m, d.record)), d.record, fields)
}

// maybe adds a record that may or may not come to count.
func (c *Checker) maybe(r *Result, m *measurePlan, t *Tally, i int, doubtful map[int]bool) {
	if m.of != nil {
		c.newValues(m, r).maybe(t, i, doubtful)
		return
	}
	if m.Aggregate == rules.Count || m.Field < 0 {
		t.Maybe++
		return
	}
	f := c.fields[m.Field]
	e := r.col(m.Field).at(i)
	certain := !doubtful[m.Field]
	if certain && e.state == blank {
		return
	}
	t.Maybe++
	switch {
	case m.Aggregate == rules.Distinct:
		if certain && e.state == valued {
			r.hashEntries(f, m.Field)
			t.MaybeHashes.add(e.hash)
		} else {
			t.MaybeOther++
		}
	case certain && e.state == valued:
		t.stretch(&e.value.Num, &e.value.Num, false)
	case certain && e.state == label:
		t.stretch(f.Missing[e.miss].Low, f.Missing[e.miss].High, false)
	default:
		low, high := f.bounds()
		t.stretch(low, high, false)
	}
}

// bounds returns the limits that the field's constraints of severity error set.
func (f *field) bounds() (low, high *number.Num) {
	for _, k := range f.Constraints {
		if f.checker.severity(k.Severity, k.Final) != report.Error || k.Bound.Type == 0 || k.Trial {
			continue
		}
		n := k.Bound.Num
		switch k.Kind {
		case rules.Minimum, rules.ExclusiveMinimum:
			low = &n
		case rules.Maximum, rules.ExclusiveMaximum:
			high = &n
		}
	}
	return low, high
}
