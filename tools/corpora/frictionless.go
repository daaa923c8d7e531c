package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"unicode/utf8"

	"winnow/internal/report"
)

// validateCase is one file with its schema, dialect and checks, and what
// frictionless finds in it.
type validateCase struct {
	Kind     string
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
	Options struct {
		LimitErrors int `json:"limit_errors"`
	}
	Expected struct {
		Errors []foreignError
		Labels []string
	}

	beside []*validateCase // the validations of the same test, itself among them
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
		packages := packagesOf(all.Cases)
		for _, raw := range all.Cases {
			if err := compareRecorded(out, dir, raw, packages, t); err != nil {
				return 0, fmt.Errorf("%s: %w", list, err)
			}
		}
		t.print(out, filepath.Base(list))
		faults += t.unexplained
	}
	return faults, nil
}

// packagesOf gathers the validations of one test: they may be the resources of one
// package.
func packagesOf(cases []json.RawMessage) map[string][]*validateCase {
	out := map[string][]*validateCase{}
	for _, raw := range cases {
		var c validateCase
		if err := json.Unmarshal(raw, &c); err == nil && c.Kind == "validate" {
			out[c.ID] = append(out[c.ID], &c)
		}
	}
	return out
}

func compareRecorded(out *bufio.Writer, dir string, raw json.RawMessage, packages map[string][]*validateCase, t *scores) error {
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
		v.beside = packages[v.ID]
		if v.Portable || v.stated() {
			return v.compare(out, dir, t)
		}
	}
	return nil
}

func (c *validateCase) compare(out *bufio.Writer, dir string, t *scores) error {
	const kind = "validations"
	name, text, files, which := c.rules(dir)
	v, err := judgeOne(name, text, files, which)
	if err != nil {
		return fmt.Errorf("%s: %w", c.ID, err)
	}
	c.rename(v)
	v.alone, v.utf8 = c.refersElsewhere(), utf8Valid(filepath.Join(dir, c.File))
	maps.DeleteFunc(v.marks, func(m mark, _ bool) bool { return !c.picked(m.Kind) })
	want := map[mark]bool{}
	for _, e := range c.Expected.Errors {
		want[c.mark(e)] = true
	}
	if n := c.Options.LimitErrors; n > 0 && len(c.Expected.Errors) == n { // it stopped there
		maps.DeleteFunc(v.marks, func(m mark, _ bool) bool { return !want[m] })
	}
	t.marks(out, kind, c.ID+" "+c.File, v, want)
	return nil
}

// picked says whether the case asks for findings of a kind.
func (c *validateCase) picked(kind string) bool {
	if slices.Contains(c.Checklist.SkipErrors, kind) {
		return false
	}
	return len(c.Checklist.PickErrors) == 0 || slices.Contains(c.Checklist.PickErrors, kind) ||
		ofLabels[kind] && slices.Contains(c.Checklist.PickErrors, "#header")
}

// rename calls findings by the names of the checks that the case asked for.
func (c *validateCase) rename(v *verdict) {
	for _, check := range c.Checklist.Checks {
		if check["type"] != "duplicate-row" {
			continue
		}
		for m := range v.marks {
			if m.Kind == report.KindPrimaryKey {
				delete(v.marks, m)
				v.marks[mark{m.Row, m.Column, "duplicate-row"}] = true
			}
		}
	}
	if v.schema != nil && slices.ContainsFunc(c.Checklist.Checks, func(check map[string]any) bool { return check["type"] == "row-constraint" }) {
		v.refusedRule = true
	}
}

// refersElsewhere says whether a foreign key is to a resource that the list of
// cases does not hold.
func (c *validateCase) refersElsewhere() bool {
	held := map[any]bool{"": true, nil: true}
	for _, r := range c.beside {
		held[r.In.Descriptor["name"]] = true
	}
	foreign, _ := c.In.Schema["foreignKeys"].([]any)
	return slices.ContainsFunc(foreign, func(k any) bool {
		key, _ := k.(map[string]any)
		reference, _ := key["reference"].(map[string]any)
		return !held[reference["resource"]]
	})
}

func utf8Valid(path string) bool {
	data, err := os.ReadFile(path)
	return err == nil && utf8.Valid(data)
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
