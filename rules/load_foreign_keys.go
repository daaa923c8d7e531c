package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"
)

var foreignKeyKeys = keys{
	known: []string{"fields", "reference", "id", "severity", "message", "fix", "source", "trial"},
	lax:   true,
}

var referenceKeys = keys{known: []string{"resource", "fields"}, lax: true}

// foreignKeys reads the keys that must be found in a list, another return, or
// among the table's own rows. It runs once the fields of every return are known.
func (d *draft) foreignKeys() {
	for _, e := range d.entries("foreignKeys", maxLookups) {
		if k := d.foreignKey(e); k != nil {
			d.ret.ForeignKeys = append(d.ret.ForeignKeys, k)
			d.own = append(d.own, k.ID)
		}
	}
}

func (d *draft) foreignKey(e value) *ForeignKey {
	m, ok := e.mapping(foreignKeyKeys)
	if !ok {
		return nil
	}
	k := &ForeignKey{KeyCheck: d.plainKey(), Line: e.node.Line}
	if !d.ret.Bare { // the standard knows none of these, and may carry its own
		w := m.words()
		k.Severity, k.Final, k.Message, k.Fix, k.Source, k.Trial = w.severity, w.final, w.message, w.fix, w.source, w.onTrial(d.ret.Trial)
		d.checkPlaceholders(m)
	}
	v, ok := m.need("fields")
	if !ok {
		return nil
	}
	if k.Fields = d.fieldList(v); len(k.Fields) == 0 {
		return nil
	}
	d.foreignKeyID(k, m)
	ref, ok := m.need("reference")
	if !ok {
		return nil
	}
	r, ok := ref.mapping(referenceKeys)
	if !ok || !d.reference(k, r, v) {
		return nil
	}
	return k
}

// foreignKeyID is the author's id, or foreignKey and the fields, numbered where
// another key has the same.
func (d *draft) foreignKeyID(k *ForeignKey, m *mapping) {
	if v, ok := m.get("id"); ok && !d.ret.Bare {
		if id, ok := v.id(); ok {
			k.ID = id
			if slices.Contains(d.own, id) {
				v.fault("the id %q is taken by another check: choose another", id)
			}
		}
		return
	}
	k.ID = "foreignKey"
	for _, f := range k.Fields {
		k.ID += "." + d.ret.Fields[f].Name
	}
	for id, n := k.ID, 2; slices.Contains(d.own, k.ID); n++ {
		k.ID = fmt.Sprintf("%s.%d", id, n)
	}
}

// reference reads what the key must be found in.
func (d *draft) reference(k *ForeignKey, m *mapping, fields value) bool {
	l := &Lookup{Order: -1, Until: -1, Line: k.Line, Reads: slices.Sorted(slices.Values(k.Fields))}
	o, ok := d.referred(l, m)
	if !ok {
		return false
	}
	v, ok := m.get("fields")
	if !ok {
		v = fields // the same names on both sides
	}
	entries := []value{v}
	if !v.isScalar() {
		if entries, ok = v.some(); !ok {
			return false
		}
	}
	if len(entries) != len(k.Fields) {
		v.fault("the reference names %d fields, and the key has %d", len(entries), len(k.Fields))
		return false
	}
	for i, e := range entries {
		t, known := o.field(e)
		if !known || !d.lookupPair(l, o, Pair{Own: k.Fields[i], Theirs: t}, e) {
			return false
		}
	}
	if l.List != nil {
		l.Name = k.ID
		d.castList(l)
	}
	k.Lookup = l
	l.need(LookupVar{Field: -1}, len(d.ret.Fields))
	return true
}

// referred finds the rows that a reference names: none or "self" is the table
// itself, a .csv is a list, all else a return.
func (d *draft) referred(l *Lookup, m *mapping) (*others, bool) {
	name := ""
	v, ok := m.get("resource")
	if ok {
		if name, ok = v.text(); !ok {
			return nil, false
		}
	}
	switch {
	case name == "" || name == "self" && d.set.Return(name) == nil:
		name = d.ret.Name
	case d.src.lax:
		name = folderName(name) // as the return of that schema is called
	case !d.src.lax && strings.EqualFold(path.Ext(name), ".csv"):
		return d.lookupList(l, &mapping{value: m.value}, v)
	}
	if d.src.lax && name != d.ret.Name && d.set.Known(name) == nil {
		d.note(fmt.Sprintf("%s:%d: the foreign key to %q is not checked: no such schema was loaded", d.src.file, v.node.Line, name))
		return nil, false
	}
	l.Return, l.Service = name, AnyService
	if name == d.ret.Name { // perhaps not named at all
		l.Service, l.Theirs = SameService, d.ret.Fields
		return &others{what: "this return", fields: d.ret.Fields}, true
	}
	o, ok := d.otherReturn(v, name)
	if ok {
		l.Theirs = o.fields
	}
	return o, ok
}
