package workbook

import (
	"slices"
	"testing"

	"winnow/internal/table"
)

// TestCodesStayText has a code that lost its noughts in a workbook of an old format: what
// is typed over its copy keeps them.
func TestCodesStayText(t *testing.T) {
	held := sampleHeld()
	for i := range held {
		held[i].Cells = slices.Clone(held[i].Cells)
		held[i].Cells[0] = table.Cell{Kind: table.Number, Raw: "7"}
	}
	in := sampleInput()
	in.HeldRows = slices.Values(held)
	f := open(t, buildLetter(t, sampleLetter(in), excelLimits))
	const cell = "C6"
	if got, err := f.GetCellValue(sheetRows, cell); err != nil || got != "7" {
		t.Fatal(got, err)
	}
	id, err := f.GetCellStyle(sheetRows, cell)
	if err != nil {
		t.Fatal(err)
	}
	style, err := f.GetStyle(id)
	if err != nil || style.NumFmt != 49 {
		t.Errorf("%+v, %v", style, err)
	}
}
