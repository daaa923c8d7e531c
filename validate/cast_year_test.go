package validate

import (
	"testing"

	"winnow/internal/table"
)

// TestYearCells holds that a cell with a number is a year of four digits in a
// bare Table Schema too.
func TestYearCells(t *testing.T) {
	for text, want := range map[string]string{"2021": "2021", "20211": "v.type", "-2021": "-2021"} {
		if got := castBare(t, `"type": "year"`, table.Number, 0, text); got != want {
			t.Errorf("%s: got %s, want %s", text, got, want)
		}
	}
}
