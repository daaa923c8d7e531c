package validate

import (
	"testing"

	"winnow/internal/table"
)

// TestBareTrims holds that white space around a value doesn't count in a bare Table
// Schema, whatever is asked of the value.
func TestBareTrims(t *testing.T) {
	for _, field := range []string{`"type": "string", "constraints": {"pattern": "a b"}`, `"type": "string", "constraints": {"maxLength": 3}`,
		`"type": "string", "constraints": {"enum": ["a b"]}`, `"type": "any"`} {
		if got := castBare(t, field, table.Text, 0, "  a b\t"); got != "a b" {
			t.Errorf("{%s}: got %q", field, got)
		}
	}
}

// TestYearCells holds that a cell with a number is a year of four digits in a
// bare Table Schema too.
func TestYearCells(t *testing.T) {
	for text, want := range map[string]string{"2021": "2021", "20211": "v.type", "-2021": "-2021"} {
		if got := castBare(t, `"type": "year"`, table.Number, 0, text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
