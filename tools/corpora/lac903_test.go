package main

import (
	"bufio"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestLac runs cases that agree, that differ, that differ by an empty text and
// that no rule is about.
func TestLac(t *testing.T) {
	dir := t.TempDir()
	cases := `{"cases": [
		{"id": "lac2022_23::148[9]", "collection": "lac2022_23", "code": "148", "input": {"Episodes": {"DEC": ["01/06/2022", null], "REC": [null, null]}}, "expected_rows_0based": {"Episodes": [0]}},
		{"id": "lac2024_25::393[9]", "collection": "lac2024_25", "code": "393", "input": {"Header": {"CHILD": [1, 2], "SEX": ["F", "F"]}, "Episodes": {"CHILD": [2], "LS": ["C1"]}}, "expected_rows_0based": {"Header": [0]}},
		{"id": "lac2022_23::144[9]", "collection": "lac2022_23", "code": "144", "affected_fields": ["LS"], "input": {"Episodes": {"LS": ["", "C1"]}}, "expected_rows_0based": {"Episodes": [0]}},
		{"id": "lac2022_23::999[9]", "collection": "lac2022_23", "code": "999", "input": {}, "expected_rows_0based": {}},
		{"id": "lac2022_23::204[9]", "collection": "lac2022_23", "code": "204", "input": {"metadata": {"collection_start": "01/04/2020"}, "Header": {"CHILD": ["a"], "ETHNIC": ["WBRI"]}, "Header_last": {"CHILD": ["a"], "ETHNIC": ["MWBC"]}}, "expected_rows_0based": {"Header": [0]}}
	]}`
	if err := os.WriteFile(filepath.Join(dir, "lac903_cases.json"), []byte(cases), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Chdir("../..")
	var text strings.Builder
	out := bufio.NewWriter(&text)
	faults, err := compareLac(out, dir, false)
	if err != nil {
		t.Fatal(err)
	}
	_ = out.Flush()
	if faults != 1 {
		t.Errorf("%d faults, want 1", faults)
	}
	for _, want := range []string{"UNEXPLAINED lac2024_25::393[9]: header: rows [1], not [0]", "144[9]: " + emptyText, "999[9]: " + notSaid} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("lacks %q:\n%s", want, text.String())
		}
	}
}
