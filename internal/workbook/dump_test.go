package workbook

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"winnow/internal/table"
)

// dump writes a workbook as cells with their kind and value, notes, links and
// drop-downs, sheet by sheet; of those that are the sender's, no cells.
func dump(t *testing.T, f *excelize.File, senders ...string) string {
	t.Helper()
	var out strings.Builder
	for _, sheet := range f.GetSheetList() {
		size, err := f.GetSheetDimension(sheet)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "## %s %s\n", sheet, size)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, cells := range rows {
			for c, value := range cells {
				if value != "" && !slices.Contains(senders, sheet) {
					at := table.Address(c, r+1)
					kind, _ := f.GetCellType(sheet, at)
					fmt.Fprintf(&out, "%s\t%s\t%s\n", at, cellKinds[kind], strings.ReplaceAll(value, "\n", "⏎"))
				}
			}
		}
		notes, err := f.GetComments(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			fmt.Fprintf(&out, "note %s\t%s\n", n.Cell, strings.ReplaceAll(n.Text+paragraph(n), "\n", "⏎"))
		}
		dumpLinks(t, &out, f, sheet)
	}
	return out.String()
}

func dumpLinks(t *testing.T, out io.Writer, f *excelize.File, sheet string) {
	t.Helper()
	links, err := f.GetHyperLinkCells(sheet, "")
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range links {
		_, to, err := f.GetCellHyperLink(sheet, cell)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(out, "link %s\t%s\n", cell, to)
	}
	offers, err := f.GetDataValidations(sheet)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range offers {
		fmt.Fprintf(out, "offer %s\t%s %s\t%s\t%s\t%s\n", o.Sqref, o.Type, o.Operator, o.Formula1, o.Formula2, text1(o.Prompt)+" | "+text1(o.Error))
	}
}

func text1(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

func paragraph(c excelize.Comment) string {
	s := ""
	for _, r := range c.Paragraph {
		s += r.Text
	}
	return s
}

var cellKinds = map[excelize.CellType]string{
	excelize.CellTypeUnset: "number", excelize.CellTypeNumber: "number", excelize.CellTypeInlineString: "text", excelize.CellTypeSharedString: "text",
	excelize.CellTypeBool: "bool", excelize.CellTypeFormula: "FORMULA",
}
