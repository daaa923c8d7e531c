package rules

import (
	"fmt"
	"slices"
)

// arrayItemKeys are those of a field that say what one value is.
var arrayItemKeys = keys{
	known: []string{"name", "title", "description", "type", "format", "constraints", "missingValues", "trueValues", "falseValues",
		"decimalChar", "groupChar", "bareNumber", "itemType", "delimiter", "arrayItem"},
	lax: true,
}

// arrayItem reads what each item of an array must be: a field whose name, if it
// has one, doesn't count. What constrains the items is a constraint of the field.
func (d *draft) arrayItem(fd *fieldDraft) {
	v, ok := fd.m.get("arrayItem")
	if !ok {
		return
	}
	if fd.Type != TypeArray {
		d.misplaced(v, fd.Field, "array")
		return
	}
	m, ok := v.mapping(arrayItemKeys)
	if !ok {
		return
	}
	m.what = fmt.Sprintf("the items of the field %q", fd.Name)
	item := &fieldDraft{Field: &Field{Index: fd.Index, Name: fd.Name + ".arrayItem", Title: "an item of " + fd.Title,
		Type: TypeAny, Privacy: fd.Privacy, Missing: []Missing{{Value: ""}}}, m: m}
	d.fieldType(m, item.Field)
	if d.ret.Bare && !m.has("type") && asksForText(m) {
		item.Type = TypeString
	}
	d.format(m, item.Type, &item.Format)
	if v, ok := m.get("missingValues"); ok {
		item.Missing = d.missingValues(v)
	}
	d.readBooleans(item)
	d.readNumbers(item)
	d.readList(item)
	d.arrayItem(item)
	d.constraints(item)
	fd.ArrayItem = item.Field
	d.itemConstraints(fd, v)
}

// itemConstraints makes constraints of the field of its items'. unique tells rows
// apart, and items are none.
func (d *draft) itemConstraints(fd *fieldDraft, at value) {
	item := fd.ArrayItem
	for _, c := range item.Constraints {
		if c.Kind == Unique {
			d.note(fmt.Sprintf("%s:%d: \"unique\" of the items of the field %q is not used: it tells rows apart", at.src.file, at.node.Line, fd.Name))
			continue
		}
		of := *c
		of.Kind, of.Item = ItemConstraint, c
		fd.Constraints = append(fd.Constraints, &of)
	}
	item.Constraints = slices.DeleteFunc(item.Constraints, func(c *Constraint) bool { return c.Kind == Unique })
}
