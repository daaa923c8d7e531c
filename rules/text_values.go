package rules

import (
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/internal/period"
)

// CanonicalText reads a value of a type that is kept as text (duration, object,
// array, geojson, geopoint, list) and returns it in the one way to write it, by
// which values are equal or not. It returns false where the text is no such
// value. Of any other type it returns the text itself.
func (f *Field) CanonicalText(s string) (string, bool) {
	switch f.Type {
	case TypeDuration:
		d, ok := ParseDuration(s)
		return d.String(), ok
	case TypeObject, TypeArray, TypeGeoJSON:
		v, ok := ParseJSON(s)
		return canonicalJSON(v), ok && f.holdsJSON(v)
	case TypeGeopoint:
		return parsePoint(s, f.Format)
	case TypeList:
		return f.canonicalList(s)
	}
	return s, true
}

func (f *Field) holdsJSON(v any) bool {
	switch f.Type {
	case TypeArray:
		_, ok := v.([]any)
		return ok
	case TypeObject:
		_, ok := v.(map[string]any)
		return ok
	}
	if f.Format == "topojson" {
		return isTopoJSON(v)
	}
	return isGeoJSON(v)
}

// Items parts a list's text at its delimiter. An empty text is an empty list.
func (f *Field) Items(s string) []string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	delimiter := f.Delimiter
	if delimiter == "" {
		delimiter = ","
	}
	items := strings.Split(s, delimiter)
	for i := range items {
		items[i] = strings.TrimSpace(items[i])
	}
	return items
}

func (f *Field) canonicalList(s string) (string, bool) {
	items := f.Items(s)
	for i, item := range items {
		var ok bool
		if items[i], ok = canonicalItem(f.ItemType, item); !ok {
			return "", false
		}
	}
	delimiter := f.Delimiter
	if delimiter == "" {
		delimiter = ","
	}
	return strings.Join(items, delimiter), true
}

// itemTypes are the types that items of a list may have.
var itemTypes = []string{"string", "integer", "boolean", "number", "datetime", "date", "time"}

// canonicalItem reads an item of a list in its type's default format.
func canonicalItem(t Type, s string) (string, bool) {
	switch t {
	case TypeInteger, TypeNumber:
		n, err := number.Parse(s)
		return n.String(), err == nil && (t == TypeNumber || n.IsInt())
	case TypeBoolean:
		if slices.Contains(trueTexts, s) {
			return "true", true
		}
		return "false", slices.Contains(falseTexts, s)
	case TypeDate:
		d, ok := period.ParseDate(s)
		return d.String(), ok && len(s) == 10
	case TypeTime:
		return s, parses("15:04:05", s)
	case TypeDateTime:
		v, problem := parseDateTime(s)
		return canonical(v, s), problem == ""
	}
	return s, true
}

// trueTexts and falseTexts are how the standard spells true and false.
var (
	trueTexts  = []string{"true", "True", "TRUE", "1"}
	falseTexts = []string{"false", "False", "FALSE", "0"}
)
