package ooxml

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
)

// TestDropSheet drops a sheet with a table, shared strings and names.
func TestDropSheet(t *testing.T) {
	data := sender(t)
	out := change(t, data, Change{Drop: []string{"Notes & more"}})
	var gone []string
	now := unzip(t, out)
	for name := range unzip(t, data) {
		if _, ok := now[name]; !ok {
			gone = append(gone, name)
		}
	}
	slices.Sort(gone)
	if diff := cmp.Diff([]string{"xl/tables/table1.xml", "xl/worksheets/_rels/sheet2.xml.rels", "xl/worksheets/sheet2.xml"}, gone); diff != "" {
		t.Errorf("parts gone (-want +got):\n%s", diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	must(t, err)
	defer f.Close()
	var names []string
	for _, d := range f.GetDefinedName() {
		names = append(names, d.Name+" "+d.RefersTo)
	}
	if diff := cmp.Diff([]string{"_xlnm.Print_Titles Quits!$1:$1"}, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	want := strings.Replace(unzip(t, data)["xl/sharedStrings.xml"], ` count="13"`, "", 1)
	if diff := cmp.Diff(want, now["xl/sharedStrings.xml"]); diff != "" {
		t.Errorf("shared strings (-want +got):\n%s", diff)
	}
}

// TestDropKeepsWhatOthersUse drops a sheet whose drawing another uses too.
func TestDropKeepsWhatOthersUse(t *testing.T) {
	rels := relsOf("rId1", "drawing", "../drawings/drawing1.xml")
	data := pack(t, byHand(), part{"xl/drawings/drawing1.xml", "<a/>"}, part{"xl/drawings/_rels/drawing1.xml.rels", relsOf("rId1", "image", "../media/image1.png")}, part{"xl/media/image1.png", "x"},
		part{"xl/worksheets/_rels/sheet1.xml.rels", rels}, part{"xl/worksheets/_rels/sheet2.xml.rels", rels})
	for _, tt := range []struct {
		drop []string
		left bool
	}{{[]string{"A"}, true}, {[]string{"A", "B & C"}, false}} {
		p, err := Open(bytes.NewReader(data), int64(len(data)))
		must(t, err)
		var out bytes.Buffer
		must(t, p.Write(&out, Change{Drop: tt.drop, Add: ours(t), First: 1}))
		parts := unzip(t, out.Bytes())
		for _, name := range []string{"xl/drawings/drawing1.xml", "xl/drawings/_rels/drawing1.xml.rels", "xl/media/image1.png"} {
			if _, ok := parts[name]; ok != tt.left {
				t.Errorf("without %v: part %s is there: %v", tt.drop, name, ok)
			}
		}
	}
}

// TestChartSheet takes the selection off a chart that stands as a sheet, in a
// workbook with macros.
func TestChartSheet(t *testing.T) {
	parts := byHand()
	for i := range parts {
		parts[i].text = strings.ReplaceAll(parts[i].text, typeWorkbook, typeMacros)
	}
	chart := `<chartsheet xmlns="` + mainSpace + `"><sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews></chartsheet>`
	data := pack(t, parts, part{"xl/worksheets/sheet2.xml", chart},
		part{"xl/_rels/workbook.xml.rels", relsOf("rId1", "worksheet", "worksheets/sheet1.xml", "rId2", "chartsheet", "worksheets/sheet2.xml")})
	p, err := Open(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	if !p.Macros() {
		t.Error("a workbook with macros isn't known")
	}
	var out bytes.Buffer
	must(t, p.Write(&out, Change{Add: ours(t), First: 1}))
	if got, want := unzip(t, out.Bytes())["xl/worksheets/sheet2.xml"], strings.Replace(chart, `"1"`, `"0"`, 1); got != want {
		t.Errorf("the chart's sheet is %s, want %s", got, want)
	}
	if err := p.Write(&out, Change{Sheets: map[string]Marking{"B & C": {}}}); err == nil {
		t.Error("a chart's sheet is marked")
	}
}
