package main

import (
	"bytes"
	"image"
	"image/png"
	"testing"

	"github.com/xuri/excelize/v2"
)

// made is a workbook with one of everything that excelize can write. Slicers are in
// none of the workbooks that people let us have.
func made(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	ok := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const s = "Sheet1"
	for i, row := range [][]any{{"Area", "Kind", "n"}, {"North", "a", 1}, {"South", "b", 2}, {"East", "a", 3}} {
		at, err := excelize.CoordinatesToCellName(1, i+1)
		ok(err)
		ok(f.SetSheetRow(s, at, &row))
	}
	ok(f.AddTable(s, &excelize.Table{Range: "A1:C4", Name: "Rows"}))
	ok(f.AddSlicer(s, &excelize.SlicerOptions{Name: "Area", Cell: "E10", TableSheet: s, TableName: "Rows", Caption: "Area"}))
	ok(f.AddPivotTable(&excelize.PivotTableOptions{DataRange: s + "!A1:C4", PivotTableRange: s + "!H2:J9", Rows: []excelize.PivotTableField{{Data: "Area"}}, Data: []excelize.PivotTableField{{Data: "n", Subtotal: "Sum"}}}))
	ok(f.AddChart(s, "E20", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: s + "!$C$2:$C$4"}}}))
	ok(f.AddChartSheet("A chart", &excelize.Chart{Type: excelize.Col, Series: []excelize.ChartSeries{{Values: s + "!$C$2:$C$4"}}}))
	ok(f.AddSparkline(s, &excelize.SparklineOptions{Location: []string{"D2"}, Range: []string{s + "!C2:C4"}}))
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9A0511"}})
	ok(err)
	ok(f.SetConditionalFormat(s, "C2:C4", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "1", Format: &red}, {Type: "data_bar", Criteria: "=", MinType: "min", MaxType: "max", BarColor: "638EC6"}}))
	ok(f.AddDataValidation(s, &excelize.DataValidation{Type: "list", Formula1: `"a,b"`, Sqref: "B2:B4"}))
	ok(f.AddComment(s, excelize.Comment{Cell: "A2", Author: "clerk", Text: "by phone"}))
	ok(f.SetCellHyperLink(s, "A3", "https://example.org/", "External"))
	ok(f.MergeCell(s, "A7", "B8"))
	ok(f.SetCellFormula(s, "C5", "SUM(C2:C4)"))
	ok(f.AddFormControl(s, excelize.FormControl{Cell: "E30", Type: excelize.FormControlButton, Text: "Go"}))
	var picture bytes.Buffer
	ok(png.Encode(&picture, image.NewRGBA(image.Rect(0, 0, 4, 4))))
	ok(f.AddPictureFromBytes(s, "E40", &excelize.Picture{Extension: ".png", File: picture.Bytes()}))
	ok(f.SetDefinedName(&excelize.DefinedName{Name: "rate", RefersTo: s + "!$C$2"}))
	var out bytes.Buffer
	ok(f.Write(&out))
	return out.Bytes()
}

// TestTravel takes a workbook with everything through.
func TestTravel(t *testing.T) {
	j := travel(t.TempDir(), made(t))
	for _, f := range j.faults {
		t.Error(f)
	}
	if j.left != "" {
		t.Errorf("it was left: %s", j.left)
	}
	for _, kind := range []string{
		"charts", "chart sheets", "drawings", "pictures", "pivot tables", "pivot caches", "slicers", "tables", "conditional formats", "data validations",
		"hyperlinks", "merged cells", "sparklines", "defined names", "notes",
	} {
		if j.kinds[kind] == 0 {
			t.Errorf("the workbook has no %s", kind)
		}
	}
}

// TestFaultsAreSeen changes a workbook behind the back of the comparison, which must
// see each change.
func TestFaultsAreSeen(t *testing.T) {
	data := made(t)
	for name, change := range map[string]func(*pack){
		"a part is gone":         func(p *pack) { delete(p.parts, "xl/charts/chart1.xml") },
		"a part is changed":      func(p *pack) { p.parts["xl/slicers/slicer1.xml"].text = []byte("<x/>") },
		"a part is packed anew":  func(p *pack) { p.parts["xl/slicers/slicer1.xml"].compressed = nil },
		"a format is gone":       func(p *pack) { p.replace("xl/worksheets/sheet1.xml", "<cfRule", "<other") },
		"a validation is other":  func(p *pack) { p.replace("xl/worksheets/sheet1.xml", "B2:B4", "B2:B5") },
		"a link leads elsewhere": func(p *pack) { p.replace("xl/worksheets/sheet1.xml", `ref="A3"`, `ref="A4"`) },
		"a note is other":        func(p *pack) { p.replace("xl/comments1.xml", "by phone", "by post") },
		"a shape is gone":        func(p *pack) { p.replace("xl/drawings/vmldrawing1.vml", `ObjectType="Button"`, `ObjectType="List"`) },
		"a sheet is gone":        func(p *pack) { p.sheets = p.sheets[1:] },
	} {
		was, err := unpack(data)
		if err != nil {
			t.Fatal(err)
		}
		now, err := unpack(data)
		if err != nil {
			t.Fatal(err)
		}
		change(now)
		seen := 0
		say := func(string, ...any) { seen++ }
		untouched(say, was, now)
		sameThings(say, was, now)
		sameSheets(say, was, now)
		sameNotes(say, was, now)
		if seen == 0 {
			t.Errorf("%s, and nothing was said", name)
		}
	}
}

func (p *pack) replace(part, old, new string) {
	e := p.parts[part]
	e.text = bytes.ReplaceAll(e.text, []byte(old), []byte(new))
}
