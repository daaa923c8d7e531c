package main

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"winnow/internal/number"
)

// checks returns the checks of the case that winnow says as rules.
func (c *validateCase) checks() []map[string]any {
	var out []map[string]any
	for _, check := range c.Checklist.Checks {
		switch check["type"] {
		case "forbidden-value", "duplicate-row", "table-dimensions", "row-constraint", "required-value", "ascii-value":
			out = append(out, check)
		}
	}
	if n, ok := c.In.Descriptor["rows"].(float64); ok {
		out = append(out, map[string]any{"type": "row-count", "rows": n})
	}
	return out
}

// written is a rule file being made of checks.
type written struct {
	schema            map[string]any
	file              map[string]any
	rules, tableRules []any
}

// ruleFile writes the checks as rules whose ids begin with the check's name.
func (c *validateCase) ruleFile(dir string, checks []map[string]any) map[string]any {
	w := &written{schema: c.schema(dir), file: map[string]any{"winnow": "v1", "return": "case", "title": "Case"}}
	w.file["fields"] = w.schema["fields"]
	for i, check := range checks {
		if check["type"] == "row-constraint" {
			c.infer(dir, w.schema)
		}
		w.add(fmt.Sprintf("%s--%d", check["type"], i+1), check)
	}
	if len(w.rules) > 0 {
		w.file["rules"] = w.rules
	}
	if len(w.tableRules) > 0 {
		w.file["table_rules"] = w.tableRules
	}
	return w.file
}

func (w *written) add(id string, check map[string]any) {
	fields, _ := w.schema["fields"].([]any)
	switch check["type"] {
	case "forbidden-value":
		w.rules = append(w.rules, forbidden(id, check, w.schema))
	case "row-constraint":
		w.rules = append(w.rules, map[string]any{"id": id, "expect": cel(fmt.Sprint(check["formula"])), "message": "Not as the rule says."})
	case "duplicate-row":
		var all []any
		for _, f := range fields {
			all = append(all, f.(map[string]any)["name"])
		}
		w.file["primaryKey"] = all
	case "row-count", "table-dimensions":
		for n, condition := range dimensions(check) {
			w.tableRules = append(w.tableRules, map[string]any{"id": fmt.Sprintf("%s-%d", id, n), "expect": condition, "message": "The table has another number of rows."})
		}
		w.file["measures"] = []any{map[string]any{"name": "count_of_rows", "count": map[string]any{}}}
	case "required-value":
		for n, where := range required(check, w.schema) {
			w.tableRules = append(w.tableRules, map[string]any{"id": fmt.Sprintf("%s-%d", id, n), "expect": "count(" + where + ") > 0", "message": "A value is missing."})
		}
	case "ascii-value":
		for _, f := range fields {
			f := f.(map[string]any)
			f["type"], f["check"] = "string", "ascii"
		}
	}
}

// forbidden says that a field must not hold some values. Where they are numbers
// the field is one.
func forbidden(id string, check, schema map[string]any) map[string]any {
	values, _ := check["values"].([]any)
	var words []string
	kind := "string"
	for _, v := range values {
		if _, ok := v.(float64); ok {
			kind = "number"
		}
		words = append(words, string(mustJSON(v)))
	}
	for _, f := range schema["fields"].([]any) {
		if f := f.(map[string]any); f["name"] == check["fieldName"] && f["type"] == "any" {
			f["type"] = kind
		}
	}
	return map[string]any{"id": id, "expect": fmt.Sprintf("!(%s in [%s])", check["fieldName"], strings.Join(words, ", ")), "message": "Not this value."}
}

// cel writes a condition of Python's in CEL.
func cel(formula string) string {
	return strings.NewReplacer(" and ", " && ", " or ", " || ", " not ", " !").Replace(formula)
}

// infer makes a number of every field that frictionless would have taken for one:
// those whose cells are all figures.
func (c *validateCase) infer(dir string, schema map[string]any) {
	data, err := os.ReadFile(filepath.Join(dir, c.File))
	if err != nil {
		return // judge says so
	}
	r := csv.NewReader(strings.NewReader(string(data)))
	r.FieldsPerRecord = -1
	rows, err := r.ReadAll()
	if err != nil || len(rows) < 2 {
		return
	}
	for i, f := range schema["fields"].([]any) {
		f, figures := f.(map[string]any), 0
		for _, row := range rows[1:] {
			if i >= len(row) || row[i] == "" {
				continue
			}
			if _, err := number.Parse(row[i]); err != nil {
				figures = -len(rows)
			}
			figures++
		}
		if f["type"] == "any" && figures > 0 {
			f["type"] = "number"
		}
	}
}

// dimensions are the conditions on the number of rows.
func dimensions(check map[string]any) []string {
	var out []string
	for key, sign := range map[string]string{"rows": "==", "numRows": "==", "minRows": ">=", "maxRows": "<="} {
		if n, ok := check[key].(float64); ok {
			out = append(out, fmt.Sprintf("count_of_rows %s %v", sign, n))
		}
	}
	return out
}

// required are the conditions of which each must hold for some row.
func required(check, schema map[string]any) []string {
	values, _ := check["values"].([]any)
	var out []string
	for _, v := range values {
		text := fmt.Sprint(v)
		if m, ok := v.(map[string]any); ok {
			for _, inner := range m {
				text = strings.TrimSuffix(fmt.Sprint(inner), "+00:00")
			}
		}
		out = append(out, fmt.Sprintf("%s.contains(%q)", check["fieldName"], text))
	}
	for _, f := range schema["fields"].([]any) {
		if f := f.(map[string]any); f["name"] == check["fieldName"] {
			f["type"] = "string"
		}
	}
	return out
}
