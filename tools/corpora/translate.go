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
// data package where there is a dialect or a foreign key, as a rule file where
// there are checks that the standard has no words for. The case's own file is the
// one of that index.
func (c *validateCase) rules(dir string) (name string, text []byte, files []given, which int) {
	own := []given{{path: filepath.Join(dir, c.File), name: filepath.Base(c.File)}}
	if c.In.Schema["foreignKeys"] != nil {
		return c.dataPackage(dir)
	}
	if len(c.In.Dialect) > 0 {
		own[0].ret = "case"
		return "datapackage.json", mustJSON(map[string]any{"name": "case", "resources": []any{map[string]any{
			"name": "case", "path": own[0].name, "schema": c.schema(dir), "dialect": dialect(c.In.Dialect)}}}), own, 0
	}
	if checks := c.checks(); len(checks) > 0 {
		return "rules.json", mustJSON(c.ruleFile(dir, checks)), own, 0
	}
	return "schema.json", mustJSON(c.schema(dir)), own, 0
}

// dataPackage makes a package of all resources of the test that the case is of.
func (c *validateCase) dataPackage(dir string) (name string, text []byte, files []given, which int) {
	var resources []any
	seen := map[string]bool{}
	for _, r := range c.beside {
		name, _ := r.In.Descriptor["name"].(string)
		if seen[name] {
			continue // of another run of the test
		}
		seen[name] = true
		if r.File == c.File {
			which = len(files)
		}
		f := given{path: filepath.Join(dir, r.File), name: fmt.Sprintf("%d-%s", len(files), filepath.Base(r.File)), ret: name}
		files = append(files, f)
		schema := r.schema(dir)
		r.infer(dir, schema)
		resources = append(resources, map[string]any{"name": name, "path": f.name, "schema": schema})
	}
	return "datapackage.json", mustJSON(map[string]any{"name": "case", "resources": resources}), files, which
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
		case "forbidden-value", "duplicate-row", "table-dimensions", "row-constraint", "required-value", "ascii-value":
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
		case "row-count", "table-dimensions":
			for _, condition := range dimensions(check) {
				tableRules = append(tableRules, map[string]any{"id": id, "expect": condition, "message": "The table has another number of rows."})
			}
			out["measures"] = []any{map[string]any{"name": "count_of_rows", "count": map[string]any{}}}
		case "required-value":
			for n, where := range required(check, schema) {
				tableRules = append(tableRules, map[string]any{"id": fmt.Sprintf("%s-%d", id, n), "expect": "count(" + where + ") > 0", "message": "A value is missing."})
			}
		case "ascii-value":
			for _, f := range schema["fields"].([]any) {
				f := f.(map[string]any)
				f["type"], f["check"] = "string", "ascii"
			}
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
