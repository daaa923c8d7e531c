package validate

import (
	"cmp"
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/rules"
)

// measurePlan is a measure compiled for a table.
type measurePlan struct {
	*rules.Measure
	where   *condition
	of      *condition // nil where a field is aggregated, or records are counted
	missing string     // why it can't be worked out on this table
}

func newMeasurePlan(c *Checker, m *rules.Measure) *measurePlan {
	p := &measurePlan{Measure: m, where: newCondition(c, m.Where), of: newCondition(c, m.Of)}
	if m.Aggregate == "" {
		return p
	}
	reads := slices.Clone(m.By)
	if m.Aggregate != rules.Count && m.Field >= 0 {
		reads = append(reads, m.Field)
	}
	for _, k := range []*condition{p.where, p.of} {
		if k != nil {
			reads = append(reads, k.fields...)
			p.missing = cmp.Or(p.missing, k.missing)
		}
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
	of := c.newValues(m, r)
	defer func() { to.Failed = cmp.Or(where.why, of.why) }()
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
			c.count(r, m, t, i, of)
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
func (c *Checker) count(r *Result, m *measurePlan, t *Tally, i int, of *values) {
	switch {
	case m.of != nil:
		of.count(t, i)
		return
	case m.Aggregate == rules.Count || m.Field < 0:
		t.Rows++
		return
	}
	e := r.col(m.Field).at(i)
	if e.state != valued {
		if e.state == label {
			t.widen(c.fields[m.Field].Missing[e.miss])
		}
		return
	}
	if m.Aggregate == rules.Distinct {
		t.Rows++
		t.Hashes.add(e.hash)
		return
	}
	t.take(m.Aggregate, e.value.Num)
}

// take adds a number that counts.
func (t *Tally) take(kind rules.Aggregate, n number.Num) {
	t.Rows++
	v := Exact{n}
	switch kind {
	case rules.Sum, rules.Mean:
		t.Sum.Num = t.Sum.Add(v.Num)
	case rules.Min:
		t.Min = least(t.Min, &v)
	case rules.Max:
		t.Max = most(t.Max, &v)
	case rules.Median:
		t.value(v.String(), 1)
	}
}

// bounded says whether a condition of a clean record is unknown for a bounded
// missing value, so that the record may count.
func (c *Checker) bounded(r *Result, m *measurePlan, i int) bool {
	return m.where != nil && slices.ContainsFunc(m.where.fields, func(f int) bool {
		e := r.col(f).at(i)
		return e.state == label && (c.fields[f].Missing[e.miss].Low != nil || c.fields[f].Missing[e.miss].High != nil)
	})
}

// groupSeparator stands between the codes of a group's key.
const groupSeparator = "\x1f"

// groupKey returns the codes of a record's group, joined.
func (c *Checker) groupKey(r *Result, m *measurePlan, i int) string { return r.groupText(m.By, i) }

// groupText returns the codes that a record has in some fields, joined; "" for no
// fields. A cell without a value has none. It points into the batch.
func (r *Result) groupText(fields []int, i int) string {
	switch len(fields) {
	case 0:
		return ""
	case 1:
		return r.col(fields[0]).at(i).asText()
	}
	parts := make([]string, len(fields))
	for k, f := range fields {
		parts[k] = r.col(f).at(i).asText()
	}
	return strings.Join(parts, groupSeparator)
}
