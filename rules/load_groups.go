package rules

// by reads the grouping fields.
func (d *draft) by(m *mapping, out *Measure) {
	v, ok := m.get("by")
	if !ok {
		return
	}
	out.By = d.fieldList(v)
	for _, f := range out.By {
		if field := d.ret.Fields[f]; field.Privacy != "keep" {
			v.fault("%s is published with the values of its groups, and the field %q is marked \"privacy: %s\": take it out of \"by\"", m.what, field.Name, field.Privacy)
		}
	}
	if t, ok := m.get("target"); ok {
		t.fault("%s has a value for each group, and a target is for one value: take out \"target\" or \"by\"", m.what)
	}
	if n := d.combinations(out.By); n > maxGroups {
		v.fault("%s has more than the %d groups that a measure may have: the allowed values of its fields make %d", m.what, maxGroups, n)
	}
}

// combinations counts the groups that the codes of several fields make; a field
// without codes of its own adds none.
func (d *draft) combinations(by []int) int {
	n := 1
	for _, f := range by {
		codes, limited := d.ret.Fields[f].codes()
		if limited && len(by) > 1 {
			n = min(n*max(len(codes), 1), 1<<40)
		}
	}
	return n
}
