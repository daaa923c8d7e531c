package rules

import "winnow/internal/report"

// field finds the field that a value names; what isn't a field is a fault.
func (d *draft) field(v value) (int, bool) {
	name, ok := v.filled()
	if !ok {
		return -1, false
	}
	i, ok := d.fields[name]
	if !ok {
		v.fault("%s names the field %q, which is not among the fields%s", v.what, name, d.src.near(name, d.fieldNames()))
		return -1, false
	}
	return i, true
}

func (d *draft) fieldNames() []string {
	names := make([]string, len(d.ret.Fields))
	for i, f := range d.ret.Fields {
		names[i] = f.Name
	}
	return names
}

// fieldList reads a list of different fields; a lone name is a list of one.
func (d *draft) fieldList(v value) []int {
	entries := []value{v}
	if !v.isScalar() {
		var ok bool
		if entries, ok = v.some(); !ok {
			return nil
		}
	}
	var found []int
	seen := map[int]bool{}
	for _, e := range entries {
		i, ok := d.field(e)
		if ok && seen[i] {
			e.fault("%s names the field %q again", e.what, d.ret.Fields[i].Name)
			continue
		}
		if ok {
			seen[i] = true
			found = append(found, i)
		}
	}
	return found
}

// keyKeys are those of a key with words of its own.
var keyKeys = keys{known: []string{"fields", "severity", "message", "fix", "source", "trial"}}

// keys reads primaryKey and uniqueKeys. Each key is a list of fields, or
// {fields, severity, message, fix, source, trial}.
func (d *draft) keys() {
	d.ret.KeyCheck = d.plainKey()
	if v, ok := d.top.get("primaryKey"); ok {
		d.ret.PrimaryKey, d.ret.KeyCheck = d.key(v)
	}
	v, ok := d.top.get("uniqueKeys")
	if !ok {
		return
	}
	all, _ := v.some()
	for _, k := range all {
		if key, check := d.key(k); len(key) > 0 {
			d.ret.UniqueKeys = append(d.ret.UniqueKeys, key)
			d.ret.UniqueCheck = append(d.ret.UniqueCheck, check)
		}
	}
}

// plainKey is what a key says that is a list of fields alone.
func (d *draft) plainKey() KeyCheck {
	return KeyCheck{Severity: report.Error, Final: report.Error, Trial: d.ret.Trial}
}

func (d *draft) key(v value) ([]int, KeyCheck) {
	check := d.plainKey()
	if !v.isMapping() {
		return d.fieldList(v), check
	}
	m, ok := v.mapping(keyKeys)
	if !ok {
		return nil, check
	}
	m.what = v.what
	w := m.words()
	check.Severity, check.Final, check.Message, check.Fix, check.Source = w.severity, w.final, w.message, w.fix, w.source
	check.Trial = w.onTrial(check.Trial)
	d.checkPlaceholders(m)
	v, ok = m.need("fields")
	if !ok {
		return nil, check
	}
	return d.fieldList(v), check
}
