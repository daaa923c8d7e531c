package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestCompareSchemas holds the comparison itself to small lists: what agrees, what
// differs for a reason that applies, and what differs for none.
func TestCompareSchemas(t *testing.T) {
	validate := func(schema, errors string) string {
		return `{"kind": "validate", "id": "v", "file": "a.csv", "portable": true, "in": {"schema": ` + schema + `, "descriptor": {"name": "a"}}, "expected": {"labels": ["id", "name"], "errors": [` + errors + `]}}`
	}
	const two = `{"fields": [{"name": "id", "type": "integer"}, {"name": "name"}]}`
	const three = `{"fields": [{"name": "id"}, {"name": "name"}, {"name": "x"}]}`
	const wrongType = `{"row": 3, "column": 1, "type": "type-error"}`
	const column = `{"row": null, "column": 3, "type": "missing-label", "field": "x"}, {"row": 2, "column": 3, "type": "missing-cell"}`
	tests := []struct {
		name, cases string
		faults      int
		printed     string
	}{
		{"the same", validate(two, wrongType), 0, "validations 1 1 0 0"},
		{"nothing asked of the values", validate("null", ""), 0, "validations 1 1 0 0"},
		{"a reason that applies", validate(three, column), 0, "validations 1 0 1 0"},
		{"no reason", validate(two, ""), 1, "validations 1 0 0 1"},
		{"the reason no longer applies", validate(two, wrongType+`, {"row": 2, "column": 2, "type": "missing-cell"}`), 1, "validations 1 0 0 1"},
		{"a schema at fault", validate(`{"fields": [{"name": "id", "type": "nonsense"}]}`, ""), 1, "validations 1 0 0 1"},
		{"cell", `{"kind": "cell", "id": "c", "field": {"type": "integer"}, "source": "01", "expected": {"cell": 1, "notes": {}}}`, 0, "cells cast 1 1 0 0"},
		{"cell of another value", `{"kind": "cell", "id": "c", "field": {"type": "integer"}, "source": "01", "expected": {"cell": 2, "notes": {}}}`, 1, "cells cast 1 0 0 1"},
		{"cell that fails", `{"kind": "cell", "id": "c", "field": {"type": "integer", "constraints": {"maximum": 2}}, "source": "3", "expected": {"cell": 3, "notes": {"maximum": "m"}}}`, 0, "cells cast 1 1 0 0"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, filepath.Join(dir, "a.csv"), "id,name\n1,a\nx,b\n")
			write(t, filepath.Join(dir, "frictionless_cases.json"), `{"cases": [`+tt.cases+`]}`)
			var b strings.Builder
			out := bufio.NewWriter(&b)
			faults, err := compareSchemas(out, dir, false)
			if err != nil || out.Flush() != nil {
				t.Fatal(err)
			}
			if printed := strings.Join(strings.Fields(b.String()), " "); faults != tt.faults || !strings.Contains(printed, tt.printed) {
				t.Errorf("%d faults, printed %s", faults, b.String())
			}
		})
	}
}

func write(t *testing.T, name, text string) {
	t.Helper()
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}
