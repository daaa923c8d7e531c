package rules

// reported reads which fields of a return hold measures: a return whose rows are
// measures themselves.
func (d *draft) reported() {
	v, ok := d.top.get("reported_measures")
	if !ok {
		return
	}
	m, ok := v.mapping(keys{known: []string{"measure", "period", "as_at", "value_kind", "value", "unit", "target",
		"target_period", "tolerance", "direction", "band", "bands"}})
	if !ok {
		return
	}
	r := &Reported{}
	for _, k := range []struct {
		key  string
		into *int
		need bool
	}{
		{"measure", &r.Measure, true}, {"period", &r.Period, false}, {"as_at", &r.AsAt, false},
		{"value_kind", &r.ValueKind, false}, {"value", &r.Value, true}, {"unit", &r.Unit, false},
		{"target", &r.Target, true}, {"target_period", &r.TargetPeriod, false},
		{"tolerance", &r.Tolerance, false},
		{"direction", &r.Direction, false}, {"band", &r.Band, false},
	} {
		*k.into = -1
		f, given := m.get(k.key)
		if !given && k.need {
			m.need(k.key)
		}
		if given {
			*k.into, _ = d.field(f)
		}
	}
	for key, i := range map[string]int{"value": r.Value, "target": r.Target, "tolerance": r.Tolerance} {
		if i >= 0 && !d.doubtfulTypes[d.ret.Fields[i]] && !d.ret.Fields[i].Type.numeric() && d.ret.Fields[i].Type != TypeString {
			f, _ := m.get(key)
			f.fault("%s must be a field of type number or string; %q is of type %s", f.what, d.ret.Fields[i].Name, d.ret.Fields[i].Type)
		}
	}
	for key, i := range map[string]int{"period": r.Period, "target_period": r.TargetPeriod} {
		if i >= 0 && !d.doubtfulTypes[d.ret.Fields[i]] && d.ret.Fields[i].Type != TypeString && d.ret.Fields[i].Type != TypeYearMonth {
			f, _ := m.get(key)
			f.fault("%s must be a field of type string or yearmonth; %q is of type %s", f.what, d.ret.Fields[i].Name, d.ret.Fields[i].Type)
		}
	}
	if b, ok := m.need("bands"); ok {
		if r.Bands, ok = b.filled(); ok {
			d.bandsKnown(b, r.Bands)
		}
	}
	d.ret.Reported = r
}
