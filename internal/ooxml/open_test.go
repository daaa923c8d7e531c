package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// part is a part of a package made by hand.
type part struct{ name, text string }

const mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

// byHand are the parts of a small workbook that no library has made: sheets in
// the order of sheet2, sheet1, names with a prefix, an order of calculation.
func byHand() []part {
	return []part{
		{"_rels/.rels", relsOf("rId1", "officeDocument", "/xl/workbook.xml")},
		{"[Content_Types].xml", `<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="` + typeRelations + `"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + typeWorkbook + `"/>` +
			`<Override PartName="/xl/Worksheets/Sheet1.xml" ContentType="` + typeSheet + `"/><Override PartName="/xl/worksheets/sheet2.xml" ContentType="` + typeSheet + `"/>` +
			`<Override PartName="/xl/calcChain.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.calcChain+xml"/></Types>`},
		{"xl/workbook.xml", `<x:workbook xmlns:x="` + mainSpace + `" xmlns:rel="` + spaceRelations + `"><x:workbookPr date1904="1"/>` +
			`<x:sheets><x:sheet name="B &amp; C" sheetId="7" rel:id="rId2"/><x:sheet name="A" sheetId="3" rel:id="rId1"/></x:sheets>` +
			`<x:externalReferences/><x:calcPr calcId="1"/><x:customWorkbookViews><x:customWorkbookView name="v" guid="{0}" activeSheetId="3"/></x:customWorkbookViews></x:workbook>`},
		{"xl/_rels/workbook.xml.rels", relsOf("rId1", "worksheet", "worksheets/sheet1.xml", "rId2", "worksheet", `worksheets\sheet2.xml`, "rId9", "calcChain", "calcChain.xml")},
		{`xl\Worksheets\Sheet1.xml`, handSheet(`<x:row r="1"><x:c r="A1"><x:f>1+1</x:f><x:v>2</x:v></x:c></x:row>`)},
		{"xl/worksheets/sheet2.xml", handSheet(`<x:row r="1"><x:c r="A1"><x:v>1</x:v></x:c></x:row>`)},
		{"xl/calcChain.xml", `<calcChain xmlns="` + mainSpace + `"><c r="A1" i="3"/></calcChain>`},
		{"xl/media/", ""},
	}
}

func handSheet(rows string) string {
	return `<x:worksheet xmlns:x="` + mainSpace + `"><x:sheetData>` + rows + `</x:sheetData></x:worksheet>`
}

// relsOf are relationships: an id, a kind and a target each.
func relsOf(list ...string) string {
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(emptyRelations, "</Relationships>"))
	for r := range slices.Chunk(list, 3) {
		b.WriteString(`<Relationship Id="` + r[0] + `" Type="` + spaceRelations + "/" + r[1] + `" Target="` + r[2] + `"/>`)
	}
	return b.String() + "</Relationships>"
}

// pack makes a package of parts, with changes: a part of a name that is there is
// replaced, or left out if its text is "-".
func pack(t testing.TB, parts []part, changes ...part) []byte {
	t.Helper()
	for _, c := range changes {
		i := slices.IndexFunc(parts, func(p part) bool { return p.name == c.name })
		switch {
		case i < 0:
			parts = append(parts, c)
		case c.text == "-":
			parts = slices.Delete(parts, i, i+1)
		default:
			parts[i] = c
		}
	}
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range parts {
		w, err := z.Create(p.name)
		must(t, err)
		if p.text != "" {
			_, err = w.Write([]byte(p.text))
			must(t, err)
		}
	}
	must(t, z.Close())
	return b.Bytes()
}

func TestOpenByHand(t *testing.T) {
	data := pack(t, byHand())
	p, err := Open(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	if diff := cmp.Diff([]Sheet{{"B & C", false}, {"A", false}}, p.Sheets()); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	if !p.Date1904() || p.Macros() {
		t.Errorf("dates from 1904: %v, macros: %v, want true, false", p.Date1904(), p.Macros())
	}
}

func TestOpenRefuses(t *testing.T) {
	types := func(kind string) part {
		return part{"[Content_Types].xml", `<Types><Override PartName="/xl/workbook.xml" ContentType="` + kind + `"/></Types>`}
	}
	tests := []struct {
		name    string
		changes []part
		want    string
	}{
		{"signed", []part{{"_xmlsignatures/origin.sigs", "x"}}, "it is signed, and a change would break the signature"},
		{"signed by relationship", []part{{"_rels/.rels", relsOf("a", "officeDocument", "xl/workbook.xml", "b", "digital-signature/origin", "s.xml")}}, "it is signed, and a change would break the signature"},
		{"shared", []part{{"xl/revisions/revisionHeaders.xml", "x"}}, "it is shared for editing by several people at once, with a log of their changes"},
		{"shared by relationship", []part{{"xl/_rels/workbook.xml.rels", relsOf("rId1", "usernames", "u.xml")}}, "it is shared for editing by several people at once, with a log of their changes"},
		{"strict", []part{{"xl/workbook.xml", `<workbook xmlns="http://purl.oclc.org/ooxml/spreadsheetml/main"/>`}}, "it is saved in the Strict Open XML format"},
		{"binary", []part{types("application/vnd.ms-excel.sheet.binary.macroEnabled.main")}, "it is in the binary .xlsb format"},
		{"template", []part{types("application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml")}, "it is a template, not a workbook"},
		{"add-in", []part{types("application/vnd.ms-excel.addin.macroEnabled.main+xml")}, "it is an add-in, not a workbook"},
		{"a document", []part{types("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")}, "it is no Excel workbook inside"},
		{"twice", []part{{"XL/Workbook.xml", "x"}}, "it has two parts of one name inside"},
		{"UTF-16", []part{{"xl/workbook.xml", "\xff\xfe<\x00w\x00"}}, errEncoding().Error()},
		{"no workbook", []part{{"_rels/.rels", relsOf("a", "officeDocument", "xl/none.xml")}}, "it has no workbook inside"},
		{"no types", []part{{"[Content_Types].xml", "-"}}, "a part of it is missing"},
		{"no sheets", []part{{"xl/workbook.xml", `<workbook><sheets/></workbook>`}}, "it has no sheets"},
		{"a name twice", []part{{"xl/workbook.xml", `<workbook><sheets><sheet name="A" sheetId="1" r:id="rId1"/><sheet name="a" sheetId="2" r:id="rId2"/></sheets></workbook>`}}, "its list of sheets is damaged"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			data := pack(t, byHand(), tt.changes...)
			_, err := Open(bytes.NewReader(data), int64(len(data)))
			var unfit *Unfit
			if !errors.As(err, &unfit) || unfit.Reason != tt.want {
				t.Errorf("Open gives %v, want an Unfit: %s", err, tt.want)
			}
		})
	}
	for name, data := range map[string]string{"a CFB": "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1....", "text": "a,b,c", "nothing": ""} {
		var unfit *Unfit
		if _, err := Open(strings.NewReader(data), int64(len(data))); !errors.As(err, &unfit) {
			t.Errorf("%s: Open gives %v, want an Unfit", name, err)
		}
	}
}

func TestOpenRefusesOddEntries(t *testing.T) {
	for _, h := range []zip.FileHeader{{Name: "x", Flags: 1}, {Name: "x", Method: 12}} {
		var b bytes.Buffer
		z := zip.NewWriter(&b)
		_, err := z.CreateRaw(&h)
		must(t, err)
		must(t, z.Close())
		var unfit *Unfit
		if _, err := Open(bytes.NewReader(b.Bytes()), int64(b.Len())); !errors.As(err, &unfit) {
			t.Errorf("%+v: Open gives %v, want an Unfit", h, err)
		}
	}
}

// TestWriteByHand adds sheets to a workbook with prefixes and without names,
// views or styles, and drops a sheet that is calculated.
func TestWriteByHand(t *testing.T) {
	data := pack(t, byHand())
	out := change(t, data, Change{Add: ours(t), First: 2, Drop: []string{"A", "not there"}, Sheets: map[string]Marking{
		"B & C": {Cells: slices.Values([]Cell{{Row: 2, Column: 3, Look: Ask, Note: "winnow: why?"}})}}})
	parts := unzip(t, out)
	for _, gone := range []string{`xl\Worksheets\Sheet1.xml`, "xl/calcChain.xml"} {
		if _, ok := parts[gone]; ok {
			t.Errorf("part %s is still there", gone)
		}
	}
	if parts["xl/workbook.xml"] != `<x:workbook xmlns:x="`+mainSpace+`" xmlns:rel="`+spaceRelations+`"><x:workbookPr date1904="1"/>`+
		`<x:bookViews><x:workbookView activeTab="0"/></x:bookViews>`+
		`<x:sheets><x:sheet name="Start here" sheetId="8" rel:id="rId3"/><x:sheet name="Exceptions" sheetId="9" rel:id="rId4"/>`+
		`<x:sheet name="B &amp; C" sheetId="7" rel:id="rId2"/>`+
		`<x:sheet name="Rules" sheetId="10" rel:id="rId5"/><x:sheet name="_winnow" sheetId="11" state="hidden" rel:id="rId6"/></x:sheets>`+
		`<x:externalReferences/><x:definedNames><x:definedName localSheetId="1" name="_xlnm.Print_Titles">Exceptions!$1:$1</x:definedName></x:definedNames>`+
		`<x:calcPr calcId="1"/><x:customWorkbookViews><x:customWorkbookView name="v" guid="{0}" activeSheetId="8"/></x:customWorkbookViews></x:workbook>` {
		t.Errorf("the workbook part is %s", parts["xl/workbook.xml"])
	}
}

func TestRelative(t *testing.T) {
	for _, tt := range [][3]string{
		{"xl/worksheets/sheet1.xml", "xl/comments1.xml", "../comments1.xml"},
		{"xl/workbook.xml", "xl/worksheets/sheet1.xml", "worksheets/sheet1.xml"},
		{"", "xl/workbook.xml", "xl/workbook.xml"},
		{"workbook.xml", "sheet1.xml", "sheet1.xml"},
		{"a/b/c.xml", "d/e.xml", "../../d/e.xml"},
	} {
		if got := relative(tt[0], tt[1]); got != tt[2] {
			t.Errorf("from %q to %q: %q, want %q", tt[0], tt[1], got, tt[2])
		}
		if got := resolve(tt[0], tt[2]); got != tt[1] {
			t.Errorf("from %q by %q: %q, want %q", tt[0], tt[2], got, tt[1])
		}
	}
}
