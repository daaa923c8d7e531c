package main

import (
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"winnow/internal/number"
)

// rules writes the case as winnow's user would: the schema as it stands, as a
// data package where there is a dialect, as a rule file where there are checks
// that the standard has no words for.
func (c *validateCase) rules(dir string) (name string, text []byte, err error) {
	if len(c.In.Dialect) > 0 {
		return "datapackage.json", mustJSON(map[string]any{"name": "case", "resources": []any{map[string]any{
			"name": "case", "path": filepath.Base(c.File), "schema": c.schema(dir), "dialect": dialect(c.In.Dialect)}}}), nil
	}
	if checks := c.checks(); len(checks) > 0 {
		return "rules.json", mustJSON(c.ruleFile(dir, checks)), nil
	}
	return "schema.json", mustJSON(c.schema(dir)), nil
}

// dialect translates frictionless's own way to write a dialect into the
// standard's.
func dialect(d map[string]any) map[string]any {
	out := map[string]any{}
	for key, v := range d {
		switch key {
		case "csv":
			inner, _ := v.(map[string]any)
			maps.Copy(out, inner)
		case "headerCase":
			out["caseSensitiveHeader"] = v
		default:
			out[key] = v
		}
	}
	return out
}

// schema returns the case's schema; where frictionless inferred one, one that has
// the file's labels and asks nothing of the values.
func (c *validateCase) schema(dir string) map[string]any {
	s := c.In.Schema
	if s == nil {
		var fields []any
		seen := map[string]bool{}
		for i, label := range c.labels(dir) {
			if label == "" || seen[label] {
				label = fmt.Sprintf("%s field %d", label, i+1)
			}
			seen[label] = true
			fields = append(fields, map[string]any{"name": label, "type": "any"})
		}
		s = map[string]any{"fields": fields}
	}
	if c.In.Detector["schema_sync"] == true && s["fieldsMatch"] == nil {
		s["fieldsMatch"] = "partial" // what the deprecated option means
	}
	return s
}

// labels returns the labels that frictionless saw; where it saw none, the file's
// first line counted.
func (c *validateCase) labels(dir string) []string {
	if len(c.Expected.Labels) > 0 {
		return c.Expected.Labels
	}
	data, err := os.ReadFile(filepath.Join(dir, c.File))
	if err != nil {
		return nil // judge says so
	}
	first, _, _ := strings.Cut(string(data), "\n")
	labels := strings.Split(strings.TrimRight(first, "\r"), ",")
	if c.In.Dialect["header"] == false {
		for i := range labels {
			labels[i] = fmt.Sprintf("field%d", i+1)
		}
	}
	return labels
}

// checks returns the checks of the case that winnow says as rules.
func (c *validateCase) checks() []map[string]any {
	var out []map[string]any
	for _, check := range c.Checklist.Checks {
		switch check["type"] {
		case "forbidden-value", "duplicate-row", "table-dimensions", "row-constraint", "sequential-value", "required-value":
			out = append(out, check)
		}
	}
	if n, ok := c.In.Descriptor["rows"].(float64); ok {
		out = append(out, map[string]any{"type": "row-count", "rows": n})
	}
	return out
}

// ruleFile writes the checks as rules whose ids begin with the check's name.
func (c *validateCase) ruleFile(dir string, checks []map[string]any) map[string]any {
	schema := c.schema(dir)
	out := map[string]any{"winnow": "v1", "return": "case", "title": "Case", "fields": schema["fields"]}
	var rules, tableRules []any
	for i, check := range checks {
		id := fmt.Sprintf("%s--%d", check["type"], i+1)
		switch check["type"] {
		case "forbidden-value":
			rules = append(rules, forbidden(id, check, schema))
		case "row-constraint":
			c.infer(dir, schema)
			rules = append(rules, map[string]any{"id": id, "expect": cel(fmt.Sprint(check["formula"])), "message": "Not as the rule says."})
		case "duplicate-row":
			var all []any
			for _, f := range schema["fields"].([]any) {
				all = append(all, f.(map[string]any)["name"])
			}
			out["primaryKey"] = all
		case "row-count":
			tableRules = append(tableRules, map[string]any{"id": id, "expect": fmt.Sprintf("count_of_rows == %v", check["rows"]), "message": "The table has another number of rows."})
			out["measures"] = []any{map[string]any{"name": "count_of_rows", "count": map[string]any{}}}
		}
	}
	if len(rules) > 0 {
		out["rules"] = rules
	}
	if len(tableRules) > 0 {
		out["table_rules"] = tableRules
	}
	return out
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
