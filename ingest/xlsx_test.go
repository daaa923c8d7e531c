package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
	"winnow/internal/table"
)

func text(s string) table.Cell { return table.Cell{Kind: table.Text, Raw: s} }

func TestCells(t *testing.T) {
	blank := table.Cell{Kind: table.Blank}
	tests := []struct {
		name string
		book book
		want map[int][]table.Cell
	}{
		{
			"numbers as written",
			book{rows: `<row r="1"><c r="A1"><v>1.50</v></c><c r="B1"><v>-1.5E-3</v></c><c r="C1" t="n"><v> 7 </v></c></row>`},
			map[int][]table.Cell{1: {{Kind: table.Number, Raw: "1.50"}, {Kind: table.Number, Raw: "-1.5E-3"}, {Kind: table.Number, Raw: "7"}}},
		},
		{
			"shared texts: rich runs joined, phonetic left out, escapes, entities",
			book{
				rows:   `<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c><c r="C1" t="s"><v>2</v></c><c r="D1" t="s"><v>3</v></c></row>`,
				shared: []string{`<t>plain</t>`, `<r><rPr><b/></rPr><t xml:space="preserve">Quit </t></r><r><t>date</t></r><rPh sb="0" eb="1"><t>x</t></rPh>`, `<t>a_x000D_b &amp; &#163;5 &#x20AC;</t>`, `<t/>`},
			},
			map[int][]table.Cell{1: {text("plain"), text("Quit date"), text("a\rb & £5 €")}},
		},
		{
			"inline text, CDATA, text in v",
			book{rows: `<row r="1"><c r="A1" t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c><c r="B1" t="inlineStr"><is><t><![CDATA[<x> & y]]></t></is></c><c r="C1" t="inlineStr"><v>odd</v></c></row>`},
			map[int][]table.Cell{1: {text("inline"), text("<x> & y"), text("odd")}},
		},
		{
			"booleans and errors",
			book{rows: `<row r="1"><c r="A1" t="b"><v>1</v></c><c r="B1" t="b"><v>0</v></c><c r="C1" t="e"><v>#REF!</v></c></row>`},
			map[int][]table.Cell{1: {{Kind: table.Bool, Raw: "TRUE"}, {Kind: table.Bool, Raw: "FALSE"}, {Kind: table.Error, Raw: "#REF!"}}},
		},
		{
			"row 39: formulas, with and without results",
			book{rows: `<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1"><f>X()</f></c><c r="C1" t="str"><f>"a"</f><v>a</v></c><c r="D1" t="str"><f>""</f><v></v></c><c r="E1"><f t="shared" si="0"/><v>3</v></c></row>`},
			map[int][]table.Cell{1: {
				{Kind: table.Number, Flag: table.Formula, Raw: "2"}, {Kind: table.Blank, Flag: table.Formula | table.NoResult},
				{Kind: table.Text, Flag: table.Formula, Raw: "a"}, {Kind: table.Blank, Flag: table.Formula},
				{Kind: table.Number, Flag: table.Formula, Raw: "3"},
			}},
		},
		{
			"dates and percentages by format",
			book{
				rows:    `<row r="1"><c r="A1" s="1"><v>44287</v></c><c r="B1" s="2"><v>0.5</v></c><c r="C1" s="3"><v>0.935</v></c><c r="D1" s="4"><v>1.5</v></c><c r="E1" t="d" s="1"><v>2021-04-01</v></c><c r="F1" t="d"><v>10:10:10</v></c></row>`,
				formats: []string{"14", "h:mm", "10", "[h]:mm"},
			},
			map[int][]table.Cell{1: {
				{Kind: table.Date, Raw: "44287"}, {Kind: table.Date, Flag: table.Clock, Raw: "0.5"},
				{Kind: table.Number, Flag: table.Percent, Raw: "0.935"}, {Kind: table.Number, Raw: "1.5"},
				{Kind: table.Date, Raw: "2021-04-01"}, {Kind: table.Date, Flag: table.Clock, Raw: "10:10:10"},
			}},
		},
		{
			"no references, gaps, styled empty cells",
			book{rows: `<row><c><v>1</v></c><c t="inlineStr"><is><t>b</t></is></c></row><row r="5"><c r="C5"><v>3</v></c><c r="D5" s="1"/></row><row><c><v>6</v></c></row>`},
			map[int][]table.Cell{1: {{Kind: table.Number, Raw: "1"}, text("b")}, 5: {blank, blank, {Kind: table.Number, Raw: "3"}}, 6: {{Kind: table.Number, Raw: "6"}}},
		},
		{
			"rows without numbers whose cells have them; cells out of order",
			book{rows: `<row><c r="B3"><v>2</v></c><c r="A3"><v>1</v></c></row>`},
			map[int][]table.Cell{3: {{Kind: table.Number, Raw: "1"}, {Kind: table.Number, Raw: "2"}}},
		},
		{
			"rows 14 and 15: hidden rows and columns",
			book{before: `<cols><col min="2" max="2" width="9" hidden="1"/></cols>`, rows: `<row r="1"><c r="A1"><v>1</v></c><c r="B1"><v>2</v></c></row><row r="2" hidden="1"><c r="A2"><v>3</v></c></row>`},
			map[int][]table.Cell{1: {{Kind: table.Number, Raw: "1"}, {Kind: table.Number, Flag: table.Hidden, Raw: "2"}}, 2: {{Kind: table.Number, Flag: table.Hidden, Raw: "3"}}},
		},
		{
			"comments, instructions and spaces between",
			book{rows: "<!-- <row> --><?x y?>\n<row r='1' >\n <c r='A1'\n ><v>1</v></c > </row>"},
			map[int][]table.Cell{1: {{Kind: table.Number, Raw: "1"}}},
		},
		{"no rows", book{}, map[int][]table.Cell{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := grid(open(t, "in.xlsx", tt.book.build(t)), 0)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestContainers(t *testing.T) {
	rows := `<row r="1"><c r="A1"><v>1</v></c></row>`
	sheet := `<worksheet ` + mainNS + `><sheetData>` + rows + `</sheetData></worksheet>`
	tests := []struct {
		name string
		book book
	}{
		{"plain", book{rows: rows}},
		{"no shared strings, no styles", book{rows: rows, remove: []string{"xl/sharedStrings.xml", "xl/styles.xml"}}},
		{"prefixed names", book{parts: map[string]string{
			"xl/worksheets/sheet1.xml": `<x:worksheet xmlns:x="y"><x:sheetData><x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row></x:sheetData></x:worksheet>`,
			"xl/workbook.xml":          `<x:workbook xmlns:x="y" xmlns:rel="z"><x:sheets><x:sheet name="Sheet1" sheetId="1" rel:id="rId1"/></x:sheets></x:workbook>`,
		}}},
		{"absolute and back-slashed part names", book{rows: rows, parts: map[string]string{
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="` + relNS + `/worksheet" Target="/xl/worksheets\sheet1.xml"/></Relationships>`,
		}}},
		{"back-slashes and other case in the zip", book{remove: []string{"xl/worksheets/sheet1.xml"}, parts: map[string]string{`XL\Worksheets\Sheet1.xml`: sheet}}},
		{"strict relations", book{rows: rows, parts: map[string]string{
			"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		}}},
		{"utf-16 part", book{parts: map[string]string{"xl/worksheets/sheet1.xml": string(utf16Bytes(`<?xml version="1.0" encoding="UTF-16"?>`+sheet, le, true))}}},
		{"latin-1 part", book{parts: map[string]string{"xl/worksheets/sheet1.xml": `<?xml version="1.0" encoding="ISO-8859-1"?><!-- ` + "\xE9 -->" + sheet}}},
		{"byte order mark", book{parts: map[string]string{"xl/worksheets/sheet1.xml": "\uFEFF" + sheet}}},
		{"absurd dimension", book{before: `<dimension ref="A1:XFD1048576"/>`, rows: rows}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.xlsx", tt.book.build(t))
			got, err := grid(f, 0)
			want := map[int][]table.Cell{1: {{Kind: table.Number, Raw: "1"}}}
			if diff := cmp.Diff(want, got); err != nil || diff != "" {
				t.Error(err, diff)
			}
			if f.Sheets[0].Name != "Sheet1" {
				t.Error(f.Sheets)
			}
		})
	}
}

func TestWorkbookFacts(t *testing.T) {
	b := book{wbPr: `date1904="1"`, state: `state="veryHidden"`, parts: map[string]string{"xl/vbaProject.bin": "x"}}
	f := open(t, "in.xlsm", b.build(t))
	if !f.Date1904 || !f.Sheets[0].Hidden || f.Format != XLSX {
		t.Errorf("%+v", f)
	}
	var kinds []string
	for _, n := range f.Notes {
		kinds = append(kinds, n.Kind)
		if n.Severity != report.Note || n.Message == "" || n.Fix == "" {
			t.Errorf("%+v", n)
		}
	}
	if diff := cmp.Diff([]string{report.KindHidden, report.KindFormat}, kinds); diff != "" {
		t.Error(diff)
	}
	if got := f.Candidates(&Layout{}); len(got) != 0 {
		t.Error("a hidden sheet is read unasked:", got)
	}
	if got := f.Candidates(&Layout{Sheets: []string{"sheet*"}}); len(got) != 1 {
		t.Error("a named sheet is not found:", got)
	}
}

func TestLooks(t *testing.T) {
	tests := map[string]look{
		"General": lookPlain, "0.00": lookPlain, "0.00E+00": lookPlain, `"day" 0`: lookPlain, `[Red]0`: lookPlain,
		"dd/mm/yyyy": lookDate, "mmm-yy": lookDate, "[$-809]d mmmm yyyy;@": lookDate, "yyyy": lookDate, "m": lookDate,
		`[$-F800]dddd\,\ mmmm\ dd\,\ yyyy`: lookDate, `dd"."mm"."yy hh:mm`: lookDate, `[Red]dd/mm`: lookDate,
		"hh:mm": lookClock, "h:mm AM/PM": lookClock, "mm:ss.0": lookClock, "[$-F400]h:mm:ss": lookClock,
		"[h]:mm": lookPlain, "[mm]:ss": lookPlain, "[ss]": lookPlain,
		"0%": lookPercent, `0.0"%"`: lookPlain, `0\%`: lookPlain, "[Blue]0.0%;[Red]-0.0%": lookPercent, "0;0%": lookPlain,
		`"`: lookPlain, `[`: lookPlain, `\`: lookPlain,
		"#,##0_);[Red](#,##0)": lookPlain, `_-* #,##0.00_-;\-* #,##0.00_-`: lookPlain, "# ??/??": lookPlain, `0 "hrs"`: lookPlain,
	}
	for code, want := range tests {
		if got := lookOf(code); got != want {
			t.Errorf("%s: got %d, want %d", code, got, want)
		}
	}
}

// TestQuickCells holds the quick path over cells to the general reader.
func TestQuickCells(t *testing.T) {
	data := benchXLSX(t, 500)
	odd := book{
		rows: `<row r="1"><c r="A1"><v>1</v></c><c  r="B1"><v>2</v></c><c r="C1" s="1"><v>3</v></c><c s="1" r="D1"><v>4</v></c><c r="E1" t="b"><v>1</v></c>` +
			`<c r="F1"><f>A1</f><v>1</v></c><c r="G1" cm="1"><v>5</v></c><c r="H1"><v>x</v></c><c r="I1"><v>&#49;</v></c><c r="J1"><v>1</v><extLst/></c><c><v>8</v></c><c r="AA1"/><c r="AB1"></c><c r="AC1"><v></v></c></row>` +
			`<row r="2">` + strings.Repeat(`<c><v>1</v></c>`, 40) + `</row>`,
		formats: []string{"14"},
	}
	for name, data := range map[string][]byte{"bench": data, "odd": odd.build(t)} {
		f := open(t, "in.xlsx", data)
		quick, err := grid(f, 0)
		if err != nil {
			t.Fatal(name, err)
		}
		s, err := f.book.openSheet(0)
		if err != nil {
			t.Fatal(err)
		}
		defer s.close()
		s.plain = true
		general := map[int][]table.Cell{}
		var r rawRow
		for s.next(&r) == nil {
			general[r.number] = r.grid(nil)
		}
		if diff := cmp.Diff(general, quick); diff != "" {
			t.Error(name, diff)
		}
	}
}
