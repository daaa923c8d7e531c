package rules

import (
	"path"
	"strings"
)

var schemaKeys = keys{
	known: []string{"name", "title", "description", "fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys"},
	lax:   true,
}

// readSchema compiles a bare Table Schema as a return of its name, or of the
// file's, brought into the letters that folders may have. The standard lets it carry other keys: they become notes.
func (l *loader) readSchema(f *ruleFile) {
	f.src.lax = true
	m, ok := f.top.mapping(schemaKeys)
	if !ok {
		return
	}
	d := l.draft(f, m)
	d.ret.Bare = true
	d.ret.Name = strings.TrimSuffix(f.name, path.Ext(f.name))
	m.text("name", &d.ret.Name)
	d.ret.Name = folderName(d.ret.Name)
	m.text("title", &d.ret.Title)
	at := f.top
	if v, ok := m.get("name"); ok {
		at = v
	}
	l.unique(at, d.ret.Name)
	d.fieldsMatch()
	d.readMissing()
	d.readFields()
	d.keys()
	d.own = d.constraintIDs()
}

// fieldsMatch reads how columns and fields must agree, and sets the policies
// that say it: exact, which is the standard's default, and equal ask for the very
// fields, exact in their order too; subset allows further columns, superset
// fewer, partial both.
func (d *draft) fieldsMatch() {
	find := &d.ret.Find
	find.FieldsMatch, find.Extra, find.Missing = "exact", PolicyError, PolicyError
	v, ok := d.top.get("fieldsMatch")
	if !ok {
		return
	}
	if v.isList() { // as the standard's first drafts had it
		if all, ok := v.some(); ok {
			v = all[0]
		}
	}
	if find.FieldsMatch, ok = v.word("exact", "equal", "subset", "superset", "partial"); !ok {
		return
	}
	switch find.FieldsMatch {
	case "subset":
		find.Extra = PolicyNote
	case "superset":
		find.Missing = PolicyNote
	case "partial":
		find.Extra, find.Missing = PolicyNote, PolicyNote
	}
}
