package rules

import (
	"slices"
	"strings"
)

// enum reads a list of allowed values. Those of numbers, dates and booleans are
// kept in their canonical text.
func (d *draft) enum(f *Field, c *Constraint, v value) bool {
	all, ok := v.some()
	for _, e := range all {
		s, ok := d.code(f, e)
		if !ok {
			continue
		}
		val, problem := f.parseBound(s)
		if problem != "" {
			e.fault("the enum of the field %q has %q; %s", f.Name, s, problem)
			continue
		}
		code := canonical(val, s)
		if slices.Contains(c.Codes, code) {
			d.repeated(e, f, s)
			continue
		}
		c.Codes = append(c.Codes, code)
	}
	return ok && len(c.Codes) > 0
}

// code reads an allowed value as text. One of a field that holds JSON, or a list,
// may stand as JSON itself.
func (d *draft) code(f *Field, e value) (string, bool) {
	structured := e.isMapping() || e.isList()
	switch f.Type {
	case TypeList:
		if items, ok := []string(nil), e.isList(); ok {
			items, ok = e.texts()
			return strings.Join(items, f.Delimiter), ok
		}
	case TypeObject, TypeArray, TypeGeoJSON, TypeGeopoint:
		if structured {
			plain, problem := plainValue(e.node)
			if problem != "" {
				e.fault("%s %s", e.what, problem)
			}
			return canonicalJSON(plain), problem == ""
		}
	}
	return e.text()
}

func (d *draft) repeated(e value, f *Field, s string) {
	if !d.src.lax {
		e.fault("the enum of the field %q has %q twice", f.Name, s)
	}
}

// listEnum reads {list, column, on}: allowed values from a code list, with `on`
// valid on the date in that field. They may stand by themselves, beside severity
// and message, or as the constraint's value.
func (d *draft) listEnum(fd *fieldDraft, c *Constraint, m *mapping) {
	if v, ok := m.get("value"); ok {
		v.fault(`"enum" has both "list" and "value": give one`)
		return
	}
	v, ok := m.need("list")
	var list *List
	if ok {
		list, ok = d.namedList(v)
	}
	col, okCol := m.need("column")
	if !ok || !okCol {
		return
	}
	name, ok := col.filled()
	if !ok {
		return
	}
	if c.Column, ok = list.ColumnIndex(name); !ok {
		col.fault("the list %s has no column %q; it has %s%s", list.File, name, oneOf(list.Columns), d.src.near(name, list.Columns))
		return
	}
	c.List, c.Text = list, list.File
	if on, ok := m.get("on"); ok {
		c.On = d.dateField(on, list)
	}
	fd.Constraints = append(fd.Constraints, c)
}

// dateField reads the field whose date decides which rows of a list hold.
func (d *draft) dateField(on value, list *List) int {
	i, ok := d.field(on)
	switch {
	case !ok:
		return -1
	case d.doubtfulTypes[d.ret.Fields[i]]:
		return -1
	case d.ret.Fields[i].Type != TypeDate:
		on.fault(`"on" must name a field of type date; %q is of type %s`, d.ret.Fields[i].Name, d.ret.Fields[i].Type)
		return -1
	case !list.Dated:
		on.fault(`"on" needs a list with dates: %s has neither valid_from nor valid_to`, list.File)
		return -1
	}
	return i
}

// categories reads the standard's second way to list the allowed values.
func (d *draft) categories(fd *fieldDraft) {
	ordered := false
	fd.m.boolean("categoriesOrdered", &ordered)
	v, ok := fd.m.get("categories")
	if o, given := fd.m.get("categoriesOrdered"); given && !ok {
		o.fault(`"categoriesOrdered" needs "categories"`)
	}
	if !ok {
		return
	}
	if fd.Type != TypeString && fd.Type != TypeInteger && !d.src.lax {
		d.misplaced(v, fd.Field, "string or integer")
		return
	}
	all, _ := v.some()
	c := d.newConstraint(fd.Field, Enum)
	for _, e := range all {
		if code, ok := d.category(fd, e); ok {
			c.Codes = append(c.Codes, code)
		}
	}
	if enum := fd.find(Enum); enum != nil {
		d.subset(fd, enum, c)
		return
	}
	if len(c.Codes) > 0 {
		fd.Constraints = append(fd.Constraints, c)
	}
}

// category reads a value, or {value, label}.
func (d *draft) category(fd *fieldDraft, e value) (string, bool) {
	if e.isMapping() {
		m, ok := e.mapping(keys{known: []string{"value", "label"}})
		if !ok {
			return "", false
		}
		label := ""
		m.text("label", &label)
		if e, ok = m.need("value"); !ok {
			return "", false
		}
	}
	s, ok := d.code(fd.Field, e)
	if !ok {
		return "", false
	}
	val, problem := fd.parseBound(s)
	if problem != "" {
		e.fault("the categories of the field %q have %q; %s", fd.Name, s, problem)
		return "", false
	}
	return canonical(val, s), true
}

// subset holds an enum to the categories that stand beside it: it may leave some
// of them out.
func (d *draft) subset(fd *fieldDraft, enum, categories *Constraint) {
	for _, code := range enum.Codes {
		if !slices.Contains(categories.Codes, code) {
			fd.at(Enum).fault("the enum of the field %q has %q, which is not among its categories", fd.Name, code)
		}
	}
}
