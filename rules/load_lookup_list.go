package rules

import (
	"fmt"

	"winnow/internal/expr"
)

// lookupList opens a reference list as rows: its columns are texts, but for those
// that `types` names, dates of validity, and key columns, which are read as the
// fields that they are held against.
func (d *draft) lookupList(l *Lookup, m *mapping, v value) (*others, bool) {
	for _, key := range []string{"period", "service"} {
		if v, ok := m.get(key); ok {
			v.fault("%q is for the rows of a return; a list is the same for all", key)
		}
	}
	list, ok := d.namedList(v)
	if !ok {
		return nil, false
	}
	l.List = list
	for i, c := range list.Columns {
		f := &Field{Index: i, Name: c, Title: c, Privacy: "keep"}
		if c == "valid_from" || c == "valid_to" {
			f.Type = TypeDate
		}
		l.Theirs = append(l.Theirs, f)
	}
	o := &others{what: "the list " + list.File, fields: l.Theirs}
	return o, d.lookupTypes(m, o)
}

// lookupTypes reads the types of a list's columns.
func (d *draft) lookupTypes(m *mapping, o *others) bool {
	v, ok := m.get("types")
	if !ok {
		return true
	}
	types, ok := v.open()
	if !ok {
		return false
	}
	sound := true
	for _, p := range types.pairs {
		i, known := o.field(p.key)
		t, typed := p.val.typeWord(listTypes)
		if !known || !typed {
			sound = false
			continue
		}
		o.fields[i].Type = t
	}
	return sound
}

// listTypes are the types that a column of a list may have.
var listTypes = []string{string(TypeString), string(TypeNumber), string(TypeInteger), string(TypeBoolean), string(TypeDate),
	string(TypeDateTime), string(TypeYear), string(TypeYearMonth), string(TypeTime)}

// castList reads the cells of a list as what its columns are. A cell that is
// something else is a fault of the list.
func (d *draft) castList(l *Lookup) {
	for _, f := range l.Theirs {
		if f.Type == "" {
			f.Type = TypeString
		}
	}
	l.Cells = make([][]expr.Value, len(l.List.Rows))
	for i, row := range l.List.Rows {
		l.Cells[i] = make([]expr.Value, len(l.Theirs))
		for k, f := range l.Theirs {
			if row.Cells[k] == "" {
				continue
			}
			val, problem := f.parseBound(row.Cells[k])
			if problem != "" {
				d.listFault(l, row.Line, fmt.Sprintf("%s is %q, and the lookup %q of %s reads the column as %s", f.Name, row.Cells[k], l.Name, d.src.file, aType(f.Type)))
				continue
			}
			l.Cells[i][k] = val
		}
	}
}

func (d *draft) listFault(l *Lookup, line int, message string) {
	data, err := d.open(l.List.File, maxReference)
	if err != nil {
		data = nil // the line can't be shown
	}
	newSource(d.path(l.List.File), data, &d.faults, d.note).faultAt(line, 0, "%s", message)
}

// aType is a type in words: a date, a whole number.
func aType(t Type) string {
	switch t {
	case TypeInteger, TypeYear:
		return "a whole number"
	case TypeNumber:
		return "a number"
	case TypeDate:
		return "a date such as 2021-04-16"
	case TypeBoolean:
		return "true or false"
	}
	return "a " + string(t)
}
