package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"path/filepath"
)

// validateCase is one file with its schema, dialect and checks, and what
// frictionless finds in it.
type validateCase struct {
	ID       string
	File     string
	Portable bool
	In       struct {
		Schema     map[string]any
		Dialect    map[string]any
		Detector   map[string]any
		Descriptor map[string]any
	}
	Checklist struct {
		Checks     []map[string]any
		SkipErrors []string
		PickErrors []string
	}
	Expected struct {
		Errors []foreignError
		Labels []string
	}
}

// compareFrictionless holds casts of cells and portable validations to what
// frictionless's own tests recorded.
func compareFrictionless(out *bufio.Writer, dir string, _ bool) (int, error) {
	lists, err := filepath.Glob(filepath.Join(dir, "frictionless_cases*.json"))
	if err != nil {
		return 0, err
	}
	faults := 0
	for _, list := range lists {
		var all struct{ Cases []json.RawMessage }
		if _, err := readList(list, &all); err != nil {
			return 0, err
		}
		t := &scores{}
		for _, raw := range all.Cases {
			if err := compareRecorded(out, dir, raw, t); err != nil {
				return 0, fmt.Errorf("%s: %w", list, err)
			}
		}
		t.print(out, filepath.Base(list))
		faults += t.unexplained
	}
	return faults, nil
}

func compareRecorded(out *bufio.Writer, dir string, raw json.RawMessage, t *scores) error {
	var c cellCase
	if err := json.Unmarshal(raw, &c); err != nil && c.Kind == "cell" {
		return err
	}
	switch c.Kind {
	case "cell":
		return c.compare(out, t)
	case "validate":
		var v validateCase
		if err := json.Unmarshal(raw, &v); err != nil {
			return err
		}
		if v.Portable {
			return v.compare(out, dir, t)
		}
	}
	return nil
}

func (c *validateCase) compare(out *bufio.Writer, dir string, t *scores) error {
	const kind = "validations"
	name, text := "schema.json", mustJSON(c.schema())
	v, err := judge(name, text, filepath.Join(dir, c.File))
	if err != nil {
		return fmt.Errorf("%s: %w", c.ID, err)
	}
	want := map[mark]bool{}
	for _, e := range c.Expected.Errors {
		want[c.mark(e)] = true
	}
	t.marks(out, kind, c.ID+" "+c.File, v, want)
	return nil
}

// mark names a missing label by its field's place in the schema.
func (c *validateCase) mark(e foreignError) mark {
	m := e.mark()
	fields, _ := c.In.Schema["fields"].([]any)
	for i, f := range fields {
		if f, ok := f.(map[string]any); ok && m.Kind == "missing-label" && f["name"] == e.Field && e.Field != "" {
			m.Column = i + 1
		}
	}
	return m
}

// schema returns the case's schema; where frictionless inferred one, one that has
// the file's labels and asks nothing of the values.
func (c *validateCase) schema() map[string]any {
	s := c.In.Schema
	if s == nil {
		var fields []any
		seen := map[string]bool{}
		for i, label := range c.Expected.Labels {
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
