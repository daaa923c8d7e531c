package rules

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

// keys reads primaryKey and uniqueKeys.
func (d *draft) keys() {
	if v, ok := d.top.get("primaryKey"); ok && !d.ownWords(v) {
		d.ret.PrimaryKey = d.fieldList(v)
	}
	v, ok := d.top.get("uniqueKeys")
	if !ok || d.ownWords(v) {
		return
	}
	all, _ := v.some()
	for _, k := range all {
		if key := d.fieldList(k); len(key) > 0 {
			d.ret.UniqueKeys = append(d.ret.UniqueKeys, key)
		}
	}
}

// ownWords refuses a key with a severity and message of its own.
func (d *draft) ownWords(v value) bool {
	if v.isMapping() {
		v.fault("%s with a severity or message of its own is not yet supported: write the list of fields", v.what)
		return true
	}
	return false
}
