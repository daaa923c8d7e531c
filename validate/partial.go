package validate

import (
	"cmp"
	"strings"
)

// PartialVersion is the version of Partial's stored form.
const PartialVersion = 1

// Partial is what one submission gives to the measures of its return. It can be
// stored as JSON; merging Partials in any grouping gives the same measures.
type Partial struct {
	Version  int              `json:"version"`
	Return   string           `json:"return"`
	Records  int              `json:"records"`
	Held     int              `json:"held"`
	Measures []MeasurePart    `json:"measures"` // as the return lists them; constants and values are empty
	Reported []ReportedRow    `json:"reported,omitempty"`
	Stated   map[string]Exact `json:"stated,omitempty"` // figures that the file prints outside its table, by label
}

// MeasurePart is one measure's share.
type MeasurePart struct {
	Measure  string            `json:"measure"`
	Missing  string            `json:"missing,omitempty"`  // why no value can be worked out
	Failed   string            `json:"failed,omitempty"`   // why its condition could not be evaluated on some record
	Groups   map[string]*Tally `json:"groups,omitempty"`   // by groupKey; "" where there are no groups
	Anywhere *Tally            `json:"anywhere,omitempty"` // held-back records whose group isn't certain
}

// Tally is what an aggregate needs of the clean records, and how far the
// records held back and the bounded missing values could still move it.
type Tally struct {
	Rows   int64            `json:"rows"` // records, or values, counted
	Sum    Exact            `json:"sum"`
	Min    *Exact           `json:"min,omitempty"`
	Max    *Exact           `json:"max,omitempty"`
	Values map[string]int64 `json:"values,omitempty"` // how often each, for a median
	Hashes HashSet          `json:"hashes,omitempty"` // for distinct

	Maybe       int64   `json:"maybe,omitempty"`        // records that may come to count
	MaybeLow    Exact   `json:"maybe_low"`              // the least they could add to Sum, at most 0 for a record that may stay away
	MaybeHigh   Exact   `json:"maybe_high"`             // the most
	OpenLow     bool    `json:"open_low,omitempty"`     // a value without a lower bound
	OpenHigh    bool    `json:"open_high,omitempty"`    // a value without an upper bound
	MaybeMin    *Exact  `json:"maybe_min,omitempty"`    // the least of their values
	MaybeMax    *Exact  `json:"maybe_max,omitempty"`    // the greatest
	MaybeHashes HashSet `json:"maybe_hashes,omitempty"` // of their certain values, for distinct
	MaybeOther  int64   `json:"maybe_other,omitempty"`  // how many have none
}

func newPartial(c *Checker) *Partial {
	p := &Partial{Version: PartialVersion, Return: c.ret.Name, Measures: make([]MeasurePart, len(c.counts))}
	for i, m := range c.counts {
		p.Measures[i] = MeasurePart{Measure: m.Name, Missing: m.missing}
	}
	return p
}

// merge adds q to p. q is not changed, and p keeps nothing of it that may
// change.
func (p *Partial) merge(q *Partial) {
	p.Records += q.Records
	p.Held += q.Held
	p.Reported = append(p.Reported, q.Reported...)
	for i := range q.Measures {
		p.measure(i, q.Measures[i].Measure).merge(&q.Measures[i])
	}
}

// measure returns a measure's share by name, a new one where there was none. It
// is most likely the i-th; a Partial stored under another version of the rule
// file may have them in another order.
func (p *Partial) measure(i int, name string) *MeasurePart {
	if i < len(p.Measures) && p.Measures[i].Measure == name {
		return &p.Measures[i]
	}
	for k := range p.Measures {
		if p.Measures[k].Measure == name {
			return &p.Measures[k]
		}
	}
	p.Measures = append(p.Measures, MeasurePart{Measure: name})
	return &p.Measures[len(p.Measures)-1]
}

func (m *MeasurePart) merge(q *MeasurePart) {
	if m.Missing == "" {
		m.Missing = q.Missing
	}
	m.Failed = cmp.Or(m.Failed, q.Failed)
	for key, t := range q.Groups {
		m.group(key).merge(t)
	}
	if q.Anywhere != nil {
		if m.Anywhere == nil {
			m.Anywhere = &Tally{}
		}
		m.Anywhere.merge(q.Anywhere)
	}
}

// group returns the tally of a group, a new one where there was none.
func (m *MeasurePart) group(key string) *Tally {
	t := m.Groups[key]
	if t == nil {
		if m.Groups == nil {
			m.Groups = map[string]*Tally{}
		}
		t = &Tally{}
		m.Groups[strings.Clone(key)] = t
	}
	return t
}

func (t *Tally) merge(q *Tally) {
	t.Rows += q.Rows
	t.Sum.Num = t.Sum.Add(q.Sum.Num)
	t.Min, t.Max = least(t.Min, q.Min), most(t.Max, q.Max)
	for v, n := range q.Values {
		t.value(v, n)
	}
	for h := range q.Hashes {
		t.Hashes.add(h)
	}
	t.Maybe += q.Maybe
	t.MaybeLow.Num, t.MaybeHigh.Num = t.MaybeLow.Add(q.MaybeLow.Num), t.MaybeHigh.Add(q.MaybeHigh.Num)
	t.OpenLow, t.OpenHigh = t.OpenLow || q.OpenLow, t.OpenHigh || q.OpenHigh
	t.MaybeMin, t.MaybeMax = least(t.MaybeMin, q.MaybeMin), most(t.MaybeMax, q.MaybeMax)
	for h := range q.MaybeHashes {
		t.MaybeHashes.add(h)
	}
	t.MaybeOther += q.MaybeOther
}

func (t *Tally) value(v string, n int64) {
	if t.Values == nil {
		t.Values = map[string]int64{}
	}
	t.Values[v] += n
}

// least returns the smaller of two numbers that may not be there.
func least(a, b *Exact) *Exact {
	if a == nil || b != nil && b.Cmp(a.Num) < 0 {
		return b
	}
	return a
}

// most returns the greater of two numbers that may not be there.
func most(a, b *Exact) *Exact {
	if a == nil || b != nil && b.Cmp(a.Num) > 0 {
		return b
	}
	return a
}
