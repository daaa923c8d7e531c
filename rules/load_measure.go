package rules

import (
	"fmt"
	"slices"

	"winnow/internal/expr"
)

// kinds are the ways to work a measure out, of which each has exactly one.
var kinds = []string{"count", "sum", "mean", "min", "max", "median", "distinct", "constant", "value"}

var measureKeys = keys{
	known: append([]string{"name", "title", "description", "source", "value_kind", "unit", "by", "window", "target", "bands"}, kinds...),
}

// reservedMeasures are names that expressions over measures begin with.
var reservedMeasures = []string{"last_year", "previous", "returns", "period", "as_at"}

// measures reads the figures of the return.
func (d *draft) measures() {
	entries := d.entries("measures", maxMeasures)
	d.allMeasures = nil
	for _, e := range entries {
		if m, ok := e.plain("name"); ok {
			d.allMeasures = append(d.allMeasures, m)
		}
	}
	for _, e := range entries {
		m, ok := e.mapping(measureKeys)
		if !ok {
			continue
		}
		d.measure(m, &Measure{Field: -1, ValueKind: "actual", File: e.src.file, Line: e.node.Line})
	}
}

func (d *draft) measure(m *mapping, out *Measure) {
	v, ok := m.need("name")
	if ok {
		out.Name, ok = v.identifier()
	}
	if !ok {
		return
	}
	m.what = fmt.Sprintf("the measure %q", out.Name)
	if first, taken := d.byName[out.Name]; taken {
		v.fault("the measure %q is defined on line %d already", out.Name, d.ret.Measures[first].Line)
		return
	}
	if slices.Contains(reservedMeasures, out.Name) {
		v.fault("the name %q means something else in expressions: choose another", out.Name)
	}
	out.Title = out.Name
	m.text("title", &out.Title)
	m.word("value_kind", &out.ValueKind, ValueKinds...)
	m.text("unit", &out.Unit)
	d.by(m, out)
	d.judged(m, out)
	kind, ok := m.exactlyOne(kinds...)
	if ok {
		how, _ := m.get(kind)
		d.how(how, kind, out)
		d.window(m, kind, out)
	}
	d.addMeasure(out)
}

// addMeasure keeps a measure even where it is faulty, so that others may name it
// without a second fault.
func (d *draft) addMeasure(m *Measure) {
	m.Index = len(d.ret.Measures)
	d.ret.Measures = append(d.ret.Measures, m)
	d.byName[m.Name] = m.Index
}

// how reads the one way to work the measure out.
func (d *draft) how(v value, kind string, out *Measure) {
	if (kind == "constant" || kind == "value") && len(out.By) > 0 {
		v.fault(`"by" groups rows, and a %s has none`, kind)
	}
	switch kind {
	case "constant":
		if n, ok := v.number(); ok {
			out.Constant = &n
		}
	case "value":
		d.measureValue(v, out)
	case "count":
		out.Aggregate = Count
		if m, ok := d.aggregate(v, "where"); ok {
			d.where(m, out)
		}
	default:
		out.Aggregate = Aggregate(kind)
		if m, ok := d.aggregate(v, "field", "of", "where"); ok {
			d.aggregatedKey(m, out)
			d.where(m, out)
		}
	}
	d.measureReads(out)
}

// aggregate opens {field or of, where}; for count, nothing is as good as {}.
func (d *draft) aggregate(v value, known ...string) (*mapping, bool) {
	if v.isNull() && len(known) == 1 {
		return &mapping{value: v}, true
	}
	return v.mapping(keys{known: known})
}

// notAggregable says why a field can't be aggregated so, or returns "".
func (d *draft) notAggregable(a Aggregate, field int) string {
	if f := d.ret.Fields[field]; a != Distinct && !f.Type.numeric() && !d.doubtfulTypes[f] {
		return fmt.Sprintf("%s needs a field of numbers; %q is of type %s", a, f.Name, f.Type)
	}
	return ""
}

func (d *draft) where(m *mapping, out *Measure) {
	if v, ok := m.get("where"); ok {
		out.Where, _ = d.compile(d.ret.Env, v, expr.Bool)
	}
}

// measureReads lists the fields that a measure depends on.
func (d *draft) measureReads(m *Measure) {
	if m.Field >= 0 {
		m.Reads = append(m.Reads, m.Field)
	}
	for _, p := range []*expr.Program{m.Where, m.Of} {
		if p != nil {
			m.Reads = append(m.Reads, d.fieldsOf(p)...)
			m.Reads = append(m.Reads, d.lookupFields(p)...)
		}
	}
	m.Reads = append(m.Reads, m.By...)
	slices.Sort(m.Reads)
	m.Reads = slices.Compact(m.Reads)
}
