package main

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
)

// frenchCase is a Table Schema of French public data and a file for it.
type frenchCase struct {
	ID           string
	Schema, File string
	Agree        *bool
	Frictionless *struct{ Errors []foreignError }
	Error        string `json:"frictionless_error"`
}

// foreignError is a finding of another validator.
type foreignError struct {
	Row, Column *int
	Type        string
	Field       string
}

func (e foreignError) mark() mark {
	m := mark{Kind: e.Type}
	if e.Row != nil {
		m.Row = *e.Row
	}
	if e.Column != nil {
		m.Column = *e.Column
	}
	return m
}

// compareFrench holds every pair of schema and file on which name and frictionless
// agree to their verdict and findings, and every schema that frictionless refuses
// to a refusal.
func compareFrench(out *bufio.Writer, dir string, _ bool) (int, error) {
	lists, err := filepath.Glob(filepath.Join(dir, "fr_cases*.json"))
	if err != nil {
		return 0, err
	}
	faults := 0
	for _, list := range lists {
		var cases struct{ Cases []frenchCase }
		if _, err := readList(list, &cases); err != nil {
			return 0, err
		}
		t := &scores{}
		for _, c := range cases.Cases {
			if err := c.compare(out, dir, t); err != nil {
				return 0, fmt.Errorf("%s: %w", c.ID, err)
			}
		}
		t.print(out, filepath.Base(list))
		faults += t.unexplained
	}
	return faults, nil
}

func (c *frenchCase) compare(out *bufio.Writer, dir string, t *scores) error {
	schema, err := os.ReadFile(filepath.Join(dir, c.Schema))
	if err != nil {
		return err
	}
	v, err := judge("schema.json", schema, filepath.Join(dir, c.File))
	if err != nil {
		return err
	}
	switch {
	case c.Error != "" && v.schema == nil:
		t.wrong(out, "schemas refused", c.ID, "the schema is not refused: "+c.Error)
	case c.Error != "":
		t.right("schemas refused")
	case c.Agree == nil || !*c.Agree: // the example had drifted from its schema: nothing to hold to
	default:
		want := map[mark]bool{}
		for _, e := range c.Frictionless.Errors {
			want[e.mark()] = true
		}
		t.marks(out, "pairs with the same findings", c.ID, v, want)
	}
	return nil
}
