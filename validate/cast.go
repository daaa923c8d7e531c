package validate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"winnow/internal/expr"
	"winnow/rules"
)

// casters returns the cast of a field's type. A cast looks at an entry's text
// and sets its value, or breaks it.
func casters(f *field) (func(*field, *entry, bool), error) {
	var err error
	switch f.Type {
	case rules.TypeNumber:
		return castNumber, nil
	case rules.TypeInteger:
		return castInteger, nil
	case rules.TypeBoolean:
		return castBoolean, nil
	case rules.TypeDate, rules.TypeDateTime, rules.TypeTime:
		format := f.Format
		if f.standard() && f.Type == rules.TypeDate {
			format = "%Y-%m-%d"
		}
		f.layout, err = newLayout(format)
		return map[rules.Type]func(*field, *entry, bool){rules.TypeDate: castDate, rules.TypeDateTime: castDateTime, rules.TypeTime: castTime}[f.Type], err
	case rules.TypeYear:
		return castYear, nil
	case rules.TypeYearMonth:
		return castYearMonth, nil
	case rules.TypeString, rules.TypeAny:
		return castString, nil
	case rules.TypeArray:
		if f.ArrayItem != nil {
			return castItems, nil
		}
		return castOther, nil
	case rules.TypeDuration, rules.TypeObject, rules.TypeGeopoint, rules.TypeGeoJSON, rules.TypeList:
		return castOther, nil
	}
	return nil, fmt.Errorf("type %s is not known", f.Type)
}

func (e *entry) set(v expr.Value) { e.state, e.value = valued, v }

func (e *entry) setText(s string) { e.set(expr.Value{Type: expr.String, Str: s}) }

// asText returns a value's canonical text: what enums and patterns compare.
func (e *entry) asText() string { return valueText(e.value) }

func valueText(v expr.Value) string {
	switch v.Type {
	case expr.String:
		return v.Str
	case expr.Number:
		return v.Num.String()
	case expr.Date:
		return v.Date.String()
	case expr.Bool:
		return strconv.FormatBool(v.Bool)
	case expr.DateTime:
		return dateTimeText(v.Nanos)
	}
	return ""
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
