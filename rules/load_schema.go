package rules

import (
	"path"
	"strings"
)

var schemaKeys = keys{
	known: []string{"$schema", "name", "title", "description", "fields", "fieldsMatch", "missingValues", "primaryKey", "uniqueKeys", "foreignKeys"},
	lax:   true,
}

// readSchema compiles a bare Table Schema as a return of its name, or of the
// file's, brought into the letters that folders may have. The standard lets it carry other keys: they become notes.
func (l *loader) readSchema(f *ruleFile) {
	f.src.lax = true
	name, at := strings.TrimSuffix(f.name, path.Ext(f.name)), f.top
	if l.described[f.name] {
		return // the schema of a package's resource
	}
	if n := keyNode(f.top.node, "name"); n != nil {
		at = value{node: n, what: `"name"`, src: f.src}
		if s, ok := at.filled(); ok {
			name = s
		}
	}
	l.schema(f, name, at)
}

// schema compiles a Table Schema as a return called name; at is where a message
// about the name points. It is nil where the schema is none.
func (l *loader) schema(f *ruleFile, name string, at value) *draft {
	m, ok := f.top.mapping(schemaKeys)
	if !ok {
		return nil
	}
	d := l.draft(f, m)
	d.ret.Bare = true
	d.ret.Name = folderName(name)
	m.text("title", &d.ret.Title)
	l.unique(at, d.ret.Name)
	d.fieldsMatch()
	d.readMissing()
	d.readFields()
	d.keys()
	d.own = d.constraintIDs()
	return d
}

// fieldsMatch reads how columns and fields must agree, and sets the policies
// that say it: exact, which is the standard's default, and equal ask for the very
// fields, exact in their order too; subset allows further columns, superset
// fewer, partial both.
func (d *draft) fieldsMatch() {
	find := &d.ret.Find
	find.FieldsMatch, find.Extra, find.Missing, find.MinRows = "exact", PolicyError, PolicyError, 0
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
