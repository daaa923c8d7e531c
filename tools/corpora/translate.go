package main

import (
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"strings"
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
	if len(c.In.Dialect) > 0 || c.stated() {
		own[0].ret, own[0].own = "case", true
		return "datapackage.json", mustJSON(map[string]any{"name": "case", "resources": []any{map[string]any{
			"name": "case", "path": own[0].name, "schema": c.schema(dir), "dialect": dialect(c.In.Dialect),
			"hash": c.In.Descriptor["hash"], "bytes": c.In.Descriptor["bytes"]}}}), own, 0
	}
	if checks := c.checks(); len(checks) > 0 {
		return "rules.json", mustJSON(c.ruleFile(dir, checks)), own, 0
	}
	return "schema.json", mustJSON(c.schema(dir)), own, 0
}

// stated says whether the case states which bytes its file has.
func (c *validateCase) stated() bool {
	return c.In.Descriptor["hash"] != nil || c.In.Descriptor["bytes"] != nil
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
