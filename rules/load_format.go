package rules

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// types are the field types in the order in which messages list them.
var types = []string{"string", "number", "integer", "boolean", "date", "time", "datetime", "year", "yearmonth", "duration",
	"list", "object", "array", "geopoint", "geojson", "any"}

// fieldType reads a field's type into it, or what a type at fault may be meant
// for; where that can't be guessed the field keeps the one it has.
func (d *draft) fieldType(m *mapping, f *Field) {
	v, ok := m.get("type")
	if !ok {
		return
	}
	t, ok := v.typeWord(types)
	if !ok {
		d.untyped(f)
	}
	if t != "" {
		f.Type = t
	}
}

var reDirective = regexp.MustCompile(`%.?`)

const directives = "aAbBcdDeFfGHhIjklMmnprRSTtuUVwWxXyYzZ%"

// format reads a format that the type knows.
func (d *draft) format(m *mapping, t Type, into *string) {
	v, ok := m.get("format")
	if !ok {
		return
	}
	s, ok := v.filled()
	if !ok {
		return
	}
	var named []string
	switch t {
	case TypeString:
		named = []string{"default", "email", "uri", "uuid", "binary"}
	case TypeGeopoint:
		named = []string{"default", "array", "object"}
	case TypeGeoJSON:
		named = []string{"default", "topojson"}
	case TypeDate, TypeTime, TypeDateTime:
		d.pattern(v, s, into)
		return
	case TypeAny:
		*into = s // the standard asks nothing of it
		return
	default:
		named = []string{"default"}
	}
	if d.src.lax && t == TypeString && !slices.Contains(named, s) {
		d.note(fmt.Sprintf("%s:%d: the format %q of a string is not one of the standard's, and is not checked", v.src.file, v.node.Line, s))
		return
	}
	m.word("format", into, named...)
}

// pattern reads default, any, or a pattern such as %d/%m/%Y.
func (d *draft) pattern(v value, s string, into *string) {
	if d.src.lax {
		s = strings.TrimPrefix(s, "fmt:") // as the standard's first drafts had it
	}
	found := reDirective.FindAllString(s, -1)
	if s != "default" && s != "any" && len(found) == 0 {
		v.fault("%s is %q; it must be default, any, or a pattern such as %%d/%%m/%%Y", v.what, s)
		return
	}
	for _, f := range found {
		if len(f) < 2 || !strings.Contains(directives, f[1:]) {
			v.fault("%s has %q in it, which is no part of a date or time; use %%d %%m %%Y %%y %%b %%B %%H %%M %%S", v.what, f)
			return
		}
	}
	*into = s
}

// readBooleans reads trueValues and falseValues.
func (d *draft) readBooleans(fd *fieldDraft) {
	fd.TrueValues = []string{"true", "True", "TRUE", "1"}
	fd.FalseValues = []string{"false", "False", "FALSE", "0"}
	for _, k := range []string{"trueValues", "falseValues"} {
		if v, ok := fd.m.get(k); ok && fd.Type != TypeBoolean {
			d.misplaced(v, fd.Field, "boolean")
		}
	}
	d.quotedTexts(fd.m, "trueValues", &fd.TrueValues)
	d.quotedTexts(fd.m, "falseValues", &fd.FalseValues)
	for _, s := range fd.TrueValues {
		if v, ok := fd.m.get("falseValues"); ok && slices.Contains(fd.FalseValues, s) {
			v.fault("%q is among both the true and the false values of the field %q", s, fd.Name)
		}
	}
}

// quotedTexts reads texts of which none may be true or false without quotes:
// who writes those means the word, and the standard asks for texts.
func (d *draft) quotedTexts(m *mapping, key string, into *[]string) {
	v, ok := m.get(key)
	if !ok {
		return
	}
	all, ok := v.some()
	if !ok {
		return
	}
	*into = nil
	for _, e := range all {
		if e.isScalar() && e.node.ShortTag() == "!!bool" {
			e.fault("%s is true or false itself; write it as text, in quotes", e.what)
		} else if s, ok := e.text(); ok {
			*into = append(*into, s)
		}
	}
}
