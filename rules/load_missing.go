package rules

// readMissing reads the return's missing values; without any, the empty text
// is the only one.
func (d *draft) readMissing() {
	d.missing = []Missing{{}}
	if v, ok := d.top.get("missingValues"); ok {
		d.missing = d.missingValues(v)
	}
}

func (d *draft) missingValues(v value) []Missing {
	all, _ := v.list()
	found := make([]Missing, 0, len(all))
	seen := map[string]bool{}
	for _, e := range all {
		m, ok := d.missingValue(e)
		if ok && seen[m.Value] {
			e.fault("%q is given twice among the missing values", m.Value)
			continue
		}
		if ok {
			seen[m.Value] = true
			found = append(found, m)
		}
	}
	return found
}

// missingValue reads a text, or {value, label, between: [low, high]}.
func (d *draft) missingValue(e value) (Missing, bool) {
	if !e.isMapping() {
		s, ok := e.text()
		return Missing{Value: s}, ok
	}
	m, ok := e.mapping(keys{known: []string{"value", "label", "between"}})
	if !ok {
		return Missing{}, false
	}
	v, ok := m.need("value")
	if !ok {
		return Missing{}, false
	}
	out := Missing{}
	if out.Value, ok = v.text(); !ok {
		return out, false
	}
	m.text("label", &out.Label)
	b, given := m.get("between")
	if !given {
		return out, true
	}
	if out.Label == "" {
		b.fault(`"between" needs a "label"`)
	}
	bounds, ok := b.list()
	if !ok {
		return out, false
	}
	if len(bounds) != 2 {
		b.fault(`"between" must be the lowest and the highest value, such as [0, 4]`)
		return out, false
	}
	low, okLow := bounds[0].number()
	high, okHigh := bounds[1].number()
	if okLow && okHigh && low.Cmp(high) > 0 {
		b.fault(`"between" has %s above %s: the lower comes first`, low, high)
	}
	out.Low, out.High = &low, &high
	return out, okLow && okHigh
}
