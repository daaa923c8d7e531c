package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing/fstest"

	"github.com/apache/arrow-go/v18/arrow"

	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// cellCase is one value and what it is cast to.
type cellCase struct {
	Kind     string
	ID       string
	Field    map[string]any
	Source   any
	Expected struct {
		Cell  any
		Notes map[string]string
	}
}

// errNoCell says that a source is a value that no cell of a spreadsheet holds.
var errNoCell = errors.New("no cell holds such a value")

// compare casts the value and holds the outcome to what is expected: the value
// (without the field's constraints, as a value that fails one is held back), that
// it is of no such type, and whether a constraint fails.
func (c *cellCase) compare(out *bufio.Writer, t *scores) error {
	const kind = "cells cast"
	plain := map[string]any{}
	for k, v := range c.Field {
		if k != "constraints" {
			plain[k] = v
		}
	}
	value, faults, err := cast(plain, c.Source)
	id := fmt.Sprintf("%s %s %s", c.ID, mustJSON(c.Field), mustJSON(c.Source))
	var refused rules.Errors
	switch {
	case errors.Is(err, errNoCell):
		t.departs(out, kind, id, "a cell of a spreadsheet holds no such value")
		return nil
	case errors.As(err, &refused):
		t.departure(out, kind, id, c.why("schema", nil), "the schema is refused: "+refused.Error())
		return nil
	case err != nil:
		return err
	}
	_, isType := c.Expected.Notes["type"]
	switch {
	case isType != faults[report.KindType]:
		t.departure(out, kind, id, c.why("type", value), fmt.Sprintf("type error %v, not %v", faults[report.KindType], isType))
		return nil
	case !isType && !sameCell(value, c.Expected.Cell):
		t.departure(out, kind, id, c.why("value", value), fmt.Sprintf("cast to %v, not %s", value, mustJSON(c.Expected.Cell)))
		return nil
	}
	if _, faults, err = cast(c.Field, c.Source); err != nil {
		return err
	}
	wrong := len(c.Expected.Notes) > 0 && !isType
	if wrong != faults[report.KindConstraint] && !isType {
		t.departure(out, kind, id, "", fmt.Sprintf("constraint fails %v, not %v", faults[report.KindConstraint], wrong))
		return nil
	}
	t.right(kind)
	return nil
}

// why gives the reason for which a cast may differ.
func (c *cellCase) why(what string, value any) string {
	_, number := c.Source.(float64)
	_, truth := c.Source.(bool)
	switch {
	case (number || truth) && what == "type" && (c.Field["type"] == "boolean" || c.Field["type"] == "string"):
		return "a cell counts as what it shows: people type codes, 0 and 1 into cells that Excel makes numbers or true and false"
	case c.Field["format"] == "wkt":
		return "the format wkt is frictionless's own, no part of the standard"
	case what == "schema" && c.Field["format"] == "invalid":
		return "a format that is no pattern is a fault of the schema"
	case what == "type" && c.Field["type"] == "integer" && value == nil && len(mustJSON(c.Expected.Cell)) > 18:
		return "whole numbers have 64 bits, which every reader of the clean data holds"
	}
	return ""
}

// cast runs one value through the loader and the checker and returns what stands
// in the clean data, nil for nothing, and the kinds of error found.
func cast(field map[string]any, source any) (any, map[string]bool, error) {
	field["name"] = "f"
	text := mustJSON(map[string]any{"fields": []any{field}})
	set, err := rules.Load(fstest.MapFS{"schema.json": {Data: text}}, "schema.json", "schema.json")
	if err != nil {
		return nil, nil, err
	}
	kind, flag, raw, err := asCell(source)
	if err != nil {
		return nil, nil, err
	}
	checker, err := validate.New(set.Returns[0], validate.Columns{Fields: []int{0}, Headers: []string{"f"}, CSV: kind <= table.Text}, validate.Context{Set: set})
	if err != nil {
		return nil, nil, err
	}
	var b table.Batch
	b.Reset(1)
	b.Rows = append(b.Rows, 2)
	b.Cols[0].Append(kind, flag, []byte(raw))
	outcome := checker.Join(checker.Check(&b))
	faults := map[string]bool{}
	for _, e := range outcome.Exceptions {
		faults[e.Kind] = faults[e.Kind] || e.Severity == report.Error
	}
	if outcome.Clean == nil || outcome.CleanRows == 0 {
		return nil, faults, nil
	}
	defer outcome.Clean.Release()
	column := outcome.Clean.Column(0)
	if column.IsNull(0) {
		return nil, faults, nil
	}
	return stored{set.Returns[0].Fields[0].Type, column.ValueStr(0), column.DataType()}, faults, nil
}

// stored is a value of the clean data as text.
type stored struct {
	of   rules.Type
	text string
	as   arrow.DataType
}

func (s stored) String() string { return s.text }

// asCell turns a value into the cell that a spreadsheet would hold.
func asCell(source any) (table.Kind, table.Flag, string, error) {
	switch v := source.(type) {
	case nil:
		return table.Blank, 0, "", nil
	case string:
		if v == "" {
			return table.Blank, 0, "", nil
		}
		return table.Text, 0, v, nil
	case bool:
		return table.Bool, 0, strings.ToUpper(fmt.Sprint(v)), nil
	case float64:
		return table.Number, 0, strings.TrimSpace(string(mustJSON(v))), nil
	case map[string]any:
		for key, kind := range map[string]table.Kind{"$int": table.Number, "$decimal": table.Number, "$datetime": table.Date, "$date": table.Date, "$time": table.Date} {
			text, ok := v[key].(string)
			if ok && key == "$time" {
				return kind, table.Clock, "1899-12-31T" + text, nil
			} else if ok {
				return kind, 0, text, nil
			}
		}
		if v["type"] != nil {
			return table.Text, 0, string(mustJSON(v)), nil
		}
	}
	return 0, 0, "", errNoCell
}

// sameCell compares what is stored with the value expected.
func sameCell(got any, want any) bool {
	s, ok := got.(stored)
	if !ok || want == nil {
		return !ok && want == nil
	}
	switch w := want.(type) {
	case string:
		return s.text == w
	case bool:
		return strings.EqualFold(s.text, fmt.Sprint(w))
	case float64:
		return sameExact(s.text, string(mustJSON(w)))
	case []any:
		return sameList(s, w)
	case map[string]any:
		for key, compare := range map[string]func(string, string) bool{"$int": sameExact, "$decimal": sameExact, "$date": sameTexts, "$datetime": sameMoment, "$time": sameMoment, "$python": sameDuration} {
			if text, ok := w[key].(string); ok {
				return compare(s.text, text)
			}
		}
		var v any
		return json.Unmarshal([]byte(s.text), &v) == nil && string(mustJSON(v)) == string(mustJSON(want))
	}
	return false
}
