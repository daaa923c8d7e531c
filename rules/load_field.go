package rules

import (
	"fmt"
)

var fieldKeys = keys{
	known: []string{"name", "title", "description", "aliases", "type", "format", "constraints", "missingValues", "trueValues",
		"falseValues", "decimalChar", "groupChar", "bareNumber", "map", "decimals", "currency", "percent", "check", "within",
		"key", "privacy", "fill", "example", "rdfType", "categories", "categoriesOrdered",
		"itemType", "delimiter", "arrayItem"},
	lax: true,
}

// readFields reads the fields, and then looks across them for names and titles
// that clash.
func (d *draft) readFields() {
	v, ok := d.top.need("fields")
	if !ok {
		return
	}
	all, _ := v.some()
	if len(all) > maxFields {
		v.fault("%d fields are more than the %d that a return may have", len(all), maxFields)
		return
	}
	// Names come first, as constraints may speak of fields further down.
	drafts := make([]*fieldDraft, 0, len(all))
	for _, e := range all {
		if fd, ok := d.nameField(e); ok {
			drafts = append(drafts, fd)
		}
	}
	titles := map[string]*Field{}
	for _, fd := range drafts {
		d.readField(fd)
		d.clash(fd, titles)
	}
}

// fieldDraft is a field while it is read.
type fieldDraft struct {
	*Field
	m *mapping
}

func (d *draft) nameField(e value) (*fieldDraft, bool) {
	m, ok := e.mapping(fieldKeys)
	if !ok {
		return nil, false
	}
	v, ok := m.need("name")
	if !ok {
		return nil, false
	}
	name, ok := d.fieldName(v)
	if !ok && name == "" {
		return nil, false
	}
	m.what = fmt.Sprintf("the field %q", name)
	f := &Field{Index: len(d.ret.Fields), Name: name, Title: name, Type: TypeAny}
	m.text("title", &f.Title)
	d.fieldType(m, f)
	if d.ret.Bare && !m.has("type") && asksForText(m) {
		f.Type = TypeString // the type that the standard's first version gives a field without
	}
	if first, ok := d.fields[name]; ok {
		v.fault("the field %q is defined twice; it is the %s field already", name, ordinal(first+1))
	} else {
		d.fields[name] = f.Index
	}
	d.ret.Fields = append(d.ret.Fields, f)
	return &fieldDraft{f, m}, true
}

// fieldName reads a name; a bare Table Schema may use any text. A name that is
// at fault is returned too, so that what speaks of it is no fault of its own.
func (d *draft) fieldName(v value) (string, bool) {
	if d.ret.Bare {
		return v.filled()
	}
	return v.identifier()
}

func (d *draft) readField(fd *fieldDraft) {
	f, m := fd.Field, fd.m
	m.texts("aliases", &f.Aliases)
	d.format(m, f.Type, &f.Format)
	f.Missing = d.missing
	if v, ok := m.get("missingValues"); ok {
		f.Missing = d.missingValues(v)
	}
	d.readBooleans(fd)
	d.readNumbers(fd)
	d.readList(fd)
	m.boolean("key", &f.Key)
	f.Privacy = "keep"
	m.word("privacy", &f.Privacy, "keep", "pseudonymise", "drop")
	fill := ""
	m.word("fill", &fill, "down")
	f.FillDown = fill == "down"
	d.arrayItem(fd)
	d.constraints(fd)
	d.readMap(fd)
	d.sample(fd)
}

// misplaced refuses a key that only some types have. A bare Table Schema is
// told of it in a note.
func (d *draft) misplaced(v value, f *Field, wanted string) {
	if d.doubtfulTypes[f] {
		return
	}
	if d.src.lax {
		d.note(fmt.Sprintf("%s:%d: %s of the field %q is not used: it is for fields of type %s", v.src.file, v.node.Line, v.what, f.Name, wanted))
		return
	}
	v.fault("%s is only for fields of type %s; the field %q is of type %s", v.what, wanted, f.Name, f.Type)
}

// clash sees to it that no title or alias could mean two fields.
func (d *draft) clash(fd *fieldDraft, titles map[string]*Field) {
	for i, t := range append([]string{fd.Title}, fd.Aliases...) {
		folded := FoldTitle(t)
		first, taken := titles[folded]
		switch {
		case !taken:
			titles[folded] = fd.Field
		case first != fd.Field && first.Name != fd.Name:
			d.titleFault(fd, i, fmt.Sprintf("%q could mean the field %q or %q: case, spaces and punctuation don't count in titles and aliases", t, first.Name, fd.Name))
		}
	}
}

func (d *draft) titleFault(fd *fieldDraft, i int, message string) {
	at, ok := fd.m.get("title")
	if i > 0 {
		at, ok = fd.m.get("aliases")
		at.node = at.node.Content[i-1]
	}
	if !ok {
		at, _ = fd.m.get("name")
	}
	if d.ret.Bare { // the standard matches names exactly
		return
	}
	at.fault("%s", message)
}
