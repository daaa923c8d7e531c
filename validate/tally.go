package validate

import (
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// measurePlan is a measure compiled for a table.
type measurePlan struct {
	*rules.Measure
	where   *condition
	missing string // why it can't be worked out on this table
}

func newMeasurePlan(c *Checker, m *rules.Measure) *measurePlan {
	p := &measurePlan{Measure: m, where: newCondition(c, m.Where)}
	if m.Aggregate == "" {
		return p
	}
	reads := slices.Clone(m.By)
	if m.Aggregate != rules.Count && m.Field >= 0 {
		reads = append(reads, m.Field)
	}
	if p.where != nil {
		reads = append(reads, p.where.fields...)
		p.missing = p.where.missing
	}
	if why := c.missingColumn(reads); why != "" {
		p.missing = why
	}
	return p
}

// tally works out a batch's share of the measures.
func (c *Checker) tally(r *Result) *Partial {
	p := newPartial(c)
	doubts := c.doubts(r)
	for i, m := range c.counts {
		if m.Aggregate == "" || m.missing != "" {
			continue
		}
		c.tallyClean(r, m, &p.Measures[i])
		for _, d := range doubts {
			c.tallyHeld(r, m, &p.Measures[i], d)
		}
	}
	p.Reported = c.reportedRows(r)
	return p
}

// tallyClean adds the clean records.
func (c *Checker) tallyClean(r *Result, m *measurePlan, to *MeasurePart) {
	where := c.newMemo(m.where, r)
	if m.Aggregate == rules.Distinct && m.Field >= 0 {
		r.hashEntries(c.fields[m.Field], m.Field)
	}
	single := (*Tally)(nil)
	if len(m.By) == 0 {
		single = to.group("")
	}
	for i := range r.rows {
		if r.held[i] {
			continue
		}
		t := single
		switch where.on(i) {
		case yes:
			if t == nil {
				t = to.group(c.groupKey(r, m, i))
			}
			c.count(r, m, t, i)
		case unknown:
			if c.bounded(r, m, i) {
				if t == nil {
					t = to.group(c.groupKey(r, m, i))
				}
				c.maybe(r, m, t, i, nil)
			}
		}
	}
}

// count adds one clean record that counts.
func (c *Checker) count(r *Result, m *measurePlan, t *Tally, i int) {
	if m.Aggregate == rules.Count || m.Field < 0 {
		t.Rows++
		return
	}
	e := r.cols[m.Field].at(i)
	if e.state != valued {
		if e.state == label {
			t.widen(c.fields[m.Field].Missing[e.miss])
		}
		return
	}
	t.Rows++
	v := Exact{e.value.Num}
	switch m.Aggregate {
	case rules.Sum, rules.Mean:
		t.Sum.Num = t.Sum.Add(v.Num)
	case rules.Min:
		t.Min = least(t.Min, &v)
	case rules.Max:
		t.Max = most(t.Max, &v)
	case rules.Median:
		t.value(v.String(), 1)
	case rules.Distinct:
		t.Hashes.add(e.hash)
	}
}

// widen takes in a clean record whose number is hidden but bounded.
func (t *Tally) widen(m rules.Missing) {
	if m.Low == nil && m.High == nil {
		return
	}
	t.Maybe++
	t.MaybeOther++
	t.stretch(m.Low, m.High, true)
}

// stretch takes in a value that lies between low and high (nil: no bound). A
// value that may also stay away adds nothing at the least.
func (t *Tally) stretch(low, high *number.Num, stays bool) {
	if low == nil {
		t.OpenLow = true
	} else {
		if !stays || low.Sign() != 0 {
			t.MaybeLow.Num = t.MaybeLow.Add(lower(*low, stays))
		}
		t.MaybeMin = least(t.MaybeMin, &Exact{*low})
	}
	if high == nil {
		t.OpenHigh = true
	} else {
		t.MaybeHigh.Num = t.MaybeHigh.Add(upper(*high, stays))
		t.MaybeMax = most(t.MaybeMax, &Exact{*high})
	}
}

func lower(n number.Num, stays bool) number.Num {
	if !stays && n.Sign() > 0 {
		return number.Num{}
	}
	return n
}

func upper(n number.Num, stays bool) number.Num {
	if !stays && n.Sign() < 0 {
		return number.Num{}
	}
	return n
}

// bounded says whether a condition of a clean record is unknown for a bounded
// missing value, so that the record may count.
func (c *Checker) bounded(r *Result, m *measurePlan, i int) bool {
	return m.where != nil && slices.ContainsFunc(m.where.fields, func(f int) bool {
		e := r.cols[f].at(i)
		return e.state == label && (c.fields[f].Missing[e.miss].Low != nil || c.fields[f].Missing[e.miss].High != nil)
	})
}

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
	for _, x := range r.finds {
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
	if m.Aggregate == rules.Count || m.Field < 0 {
		t.Maybe++
		return
	}
	f := c.fields[m.Field]
	e := r.cols[m.Field].at(i)
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
		if f.checker.severity(k.Severity, k.Final) != report.Error || k.Bound.Type == 0 {
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

// groupSeparator stands between the codes of a group's key.
const groupSeparator = "\x1f"

// groupKey returns the codes of a record's group, joined.
func (c *Checker) groupKey(r *Result, m *measurePlan, i int) string {
	if len(m.By) == 0 {
		return ""
	}
	if len(m.By) == 1 {
		return r.cols[m.By[0]].at(i).asText()
	}
	parts := make([]string, len(m.By))
	for k, f := range m.By {
		parts[k] = r.cols[f].at(i).asText()
	}
	return strings.Join(parts, groupSeparator)
}
