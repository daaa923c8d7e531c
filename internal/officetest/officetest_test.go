package officetest

import (
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// book writes a workbook with two sheets to edit.
func book(t *testing.T) string {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	path := filepath.Join(t.TempDir(), "in.xlsx")
	dates, err := f.NewStyle(&excelize.Style{CustomNumFmt: new("dd/mm/yyyy")})
	if err != nil {
		t.Fatal(err)
	}
	for i, row := range [][]any{{"Ref", "Date", "Count"}, {"B2", 44300, 5}, {"A1", 44301, 7}, {"C3", 44302, 6}} {
		cell, _ := excelize.CoordinatesToCellName(1, i+1)
		if err := f.SetSheetRow("Sheet1", cell, &row); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Other"); err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		f.SetCellStyle("Sheet1", "B2", "B4", dates),
		f.SetCellStr("Other", "A1", "=1+1"),
		f.AddComment("Sheet1", excelize.Comment{Cell: "C2", Author: "x", Text: "why five?"}),
		f.AddDataValidation("Sheet1", dropDown()),
		f.SaveAs(path),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return path
}

func dropDown() *excelize.DataValidation {
	v := excelize.NewDataValidation(true)
	v.SetSqref("A2:A4")
	if err := v.SetDropList([]string{"A1", "B2", "C3"}); err != nil {
		panic(err)
	}
	return v
}

func TestEdits(t *testing.T) {
	c := Start(t)
	in, dir := book(t), t.TempDir()
	for _, test := range []struct {
		name  string
		out   string
		edits []Edit
		want  [][]string // of the first sheet
	}{
		{"save as", "a.xlsx", nil, [][]string{{"Ref", "Date", "Count"}, {"B2", "44300", "5"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}}},
		{"typed", "b.xlsx", []Edit{Type("Sheet1", "B2", "12/06/2021"), Type("Sheet1", "C3", "1,234.5"), Type("Sheet1", "C4", "ten"), Clear("Sheet1", "A4")},
			[][]string{{"Ref", "Date", "Count"}, {"B2", "44359", "5"}, {"A1", "44301", "1234.5"}, {"", "44302", "ten"}}},
		{"text", "c.xlsx", []Edit{Text("", "C2", "=1+1")}, [][]string{{"Ref", "Date", "Count"}, {"B2", "44300", "=1+1"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}}},
		{"rows", "d.xlsx", []Edit{DeleteRow("Sheet1", 2), InsertRow("Sheet1", 3), CopyRow("Sheet1", 2, 3)},
			[][]string{{"Ref", "Date", "Count"}, {"A1", "44301", "7"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}}},
		{"sorted", "e.xlsx", []Edit{Sort("Sheet1", "A1:C4", 0, false, true)}, [][]string{{"Ref", "Date", "Count"}, {"A1", "44301", "7"}, {"B2", "44300", "5"}, {"C3", "44302", "6"}}},
		{"sorted down", "f.ods", []Edit{Sort("Sheet1", "A2:C4", 2, true, false)}, [][]string{{"Ref", "Date", "Count"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}, {"B2", "44300", "5"}}},
		{"sheets", "g.xlsx", []Edit{DeleteSheet("Sheet1"), RenameSheet("Other", "New & old")}, [][]string{{"=1+1"}}},
		{"copied out", "h.xlsx", []Edit{KeepOnly("Other")}, [][]string{{"=1+1"}}},
		{"values", "i.xlsx", []Edit{PasteValues("Sheet1", "Mine")}, [][]string{{"Ref", "Date", "Count"}, {"B2", "44300", "5"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}}},
		{"xls", "j.xls", nil, [][]string{{"Ref", "Date", "Count"}, {"B2", "44300", "5"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}}},
		{"csv", "k.csv", []Edit{Type("", "B2", "3/4/2021")}, [][]string{{"Ref", "Date", "Count"}, {"B2", "44289", "5"}, {"A1", "44301", "7"}, {"C3", "44302", "6"}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := c.For(t)
			out := filepath.Join(dir, test.out)
			c.Edit(in, out, test.edits...)
			sheets, links := c.Look(out)
			if diff := cmp.Diff(test.want, sheets[0].Rows); diff != "" || links != 0 || len(sheets[0].Formulas) != 0 {
				t.Errorf("%d links, formulas %v\n%s", links, sheets[0].Formulas, diff)
			}
		})
	}
}

func TestLook(t *testing.T) {
	c := Start(t)
	in := book(t)
	out := filepath.Join(t.TempDir(), "out.xlsx")
	c.Edit(in, out, Type("Sheet1", "C4", "=C2+C3"))
	sheets, _ := c.Look(out)
	want := []Sheet{
		{Name: "Sheet1", Rows: [][]string{{"Ref", "Date", "Count"}, {"B2", "44300", "5"}, {"A1", "44301", "7"}, {"C3", "44302", "12"}},
			Formulas: map[string]string{"C4": "=C2+C3"}, Notes: map[string]string{"C2": "why five?"}, Validated: map[string]int{"LIST": 1}},
		{Name: "Other", Rows: [][]string{{"=1+1"}}, Formulas: map[string]string{}, Notes: map[string]string{}, Validated: map[string]int{}},
	}
	if diff := cmp.Diff(want, sheets); diff != "" {
		t.Error(diff)
	}
}
