package pipeline

import (
	"testing"

	"winnow/internal/ledger"
	"winnow/internal/report"
)

// TestAsked goes by the cells that are kept with a finding, else by its place.
func TestAsked(t *testing.T) {
	asked := askedOf([]ledger.Exception{
		{Field: "a", Place: "B7", Cells: cellsText(report.Exception{Row: 7, Field: "a", Cells: []report.CellRef{{Field: "a"}, {Row: 9, Field: "b"}}})},
		{Field: "a", Place: "AB12"}, // of a ledger of an earlier version
		{Place: "row 15"},
		{Field: "c"}, // of the whole table
	})
	for _, c := range []struct {
		row   int
		field string
		want  bool
	}{
		{7, "a", true}, {9, "b", true}, {7, "b", false}, {9, "a", false},
		{12, "a", true}, {12, "b", false}, {15, "a", true}, {15, "b", true}, {0, "c", false},
	} {
		if got := asked(c.row, c.field); got != c.want {
			t.Errorf("%d %s: %v, want %v", c.row, c.field, got, c.want)
		}
	}
}
