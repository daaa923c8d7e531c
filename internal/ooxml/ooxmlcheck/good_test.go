package ooxmlcheck

import (
	"archive/zip"
	"bytes"
	"testing"
)

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\r\n"

const (
	mainNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	acNS   = ` xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" mc:Ignorable="x14ac" xmlns:x14ac="http://schemas.microsoft.com/office/spreadsheetml/2009/9/ac"`
	relsNS = `xmlns="http://schemas.openxmlformats.org/package/2006/relationships"`
	relURI = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
	vmlNS  = `xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel"`
)

// entry is a part of the package under test.
type entry struct{ name, text string }

// good is a package with something of everything that the rules speak of, which
// holds them all.
var good = []entry{
	{typesPart, xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
		`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
		`<Default Extension="vml" ContentType="application/vnd.openxmlformats-officedocument.vmlDrawing"/>` +
		override("xl/workbook.xml", sheetML+"sheet.main+xml") + override("xl/worksheets/sheet1.xml", sheetML+"worksheet+xml") + override("xl/worksheets/sheet2.xml", sheetML+"worksheet+xml") +
		override("xl/styles.xml", sheetML+"styles+xml") + override("xl/sharedStrings.xml", sheetML+"sharedStrings+xml") + override("xl/calcChain.xml", sheetML+"calcChain+xml") +
		override("xl/comments1.xml", sheetML+"comments+xml") + override("xl/comments2.xml", sheetML+"comments+xml") + override("xl/tables/table1.xml", sheetML+"table+xml") +
		override("xl/pivotTables/pivotTable1.xml", sheetML+"pivotTable+xml") + override("xl/pivotCache/pivotCacheDefinition1.xml", sheetML+"pivotCacheDefinition+xml") +
		override("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml") + override("docProps/app.xml", officeML+"extended-properties+xml") + `</Types>`},
	{"_rels/.rels", rels(rel("rId1", relURI+"officeDocument", "xl/workbook.xml"),
		rel("rId2", "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties", "docProps/core.xml"), rel("rId3", relURI+"extended-properties", "docProps/app.xml"))},
	{"xl/workbook.xml", xmlHead + `<workbook ` + mainNS + `><workbookPr/><bookViews><workbookView activeTab="0"/></bookViews>` +
		`<sheets><sheet name="Start here" sheetId="1" r:id="rId1"/><sheet name="Data" sheetId="4" state="hidden" r:id="rId2"/></sheets>` +
		`<definedNames><definedName name="_xlnm._FilterDatabase" localSheetId="0" hidden="1">'Start here'!$A$10:$B$12</definedName>` +
		`<definedName name="_xlnm.Print_Titles" localSheetId="0">'Start here'!$A:$A,'Start here'!$1:$2</definedName><definedName name="rate">Data!$B$1</definedName></definedNames>` +
		`<calcPr calcId="1"/><pivotCaches><pivotCache cacheId="7" r:id="rId6"/></pivotCaches></workbook>`},
	{"xl/_rels/workbook.xml.rels", rels(rel("rId1", relURI+"worksheet", "worksheets/sheet1.xml"), rel("rId2", relURI+"worksheet", "/xl/worksheets/sheet2.xml"),
		rel("rId3", relURI+"styles", "styles.xml"), rel("rId4", relURI+"sharedStrings", "sharedStrings.xml"), rel("rId5", relURI+"calcChain", "calcChain.xml"),
		rel("rId6", relURI+"pivotCacheDefinition", "pivotCache/pivotCacheDefinition1.xml"))},
	{"xl/worksheets/sheet1.xml", xmlHead + `<worksheet ` + mainNS + acNS + `><sheetPr/><dimension ref="A1:C20"/>` +
		`<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/><selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>` +
		`<sheetFormatPr defaultRowHeight="15" x14ac:dyDescent="0.25"/><cols><col min="1" max="1" width="9" style="1"/><col min="2" max="3" width="9"/></cols>` +
		`<sheetData><row r="1" x14ac:dyDescent="0.25"><c r="A1" s="1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>` +
		`<row r="2"><c r="A2"><f t="shared" ref="A2:A3" si="0">B2+1</f><v>1</v></c><c r="B2" t="inlineStr"><is><t>x</t></is></c></row>` +
		`<row r="3" s="1"><c r="A3"><f t="shared" si="0"/><v>2</v></c><c r="B3" t="b"><v>1</v></c><c r="C3" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>` +
		`<row r="20"><c r="A20"><v>4.5</v></c></row></sheetData>` +
		`<autoFilter ref="A10:B12"><filterColumn colId="1"><filters blank="1"/></filterColumn></autoFilter><mergeCells count="2"><mergeCell ref="A5:B6"/><mergeCell ref="C5:C6"/></mergeCells>` +
		`<conditionalFormatting sqref="A2:A9 C2"><cfRule type="expression" dxfId="0" priority="1"><formula>A2&gt;1</formula></cfRule></conditionalFormatting>` +
		`<dataValidations count="2"><dataValidation type="list" promptTitle="winnow" prompt="Choose" error="No" sqref="A2:A9"><formula1>"a,b"</formula1></dataValidation><dataValidation sqref="B2" prompt="Say"/></dataValidations>` +
		`<hyperlinks><hyperlink ref="A1" location="'Data'!A1" tooltip="go"/><hyperlink ref="B1" r:id="rId3"/></hyperlinks>` +
		`<pageMargins left="1" right="1" top="1" bottom="1" header="1" footer="1"/><headerFooter><oddHeader>&amp;Lx</oddHeader></headerFooter>` +
		`<rowBreaks count="1" manualBreakCount="1"><brk id="5" max="9" man="1"/></rowBreaks><legacyDrawing r:id="rId1"/><tableParts count="1"><tablePart r:id="rId4"/></tableParts></worksheet>`},
	{"xl/worksheets/_rels/sheet1.xml.rels", rels(rel("rId1", relURI+"vmlDrawing", "../drawings/vmlDrawing1.vml"), rel("rId2", relURI+"comments", "../comments1.xml"),
		`<Relationship Id="rId3" Type="`+relURI+`hyperlink" Target="https://example.org/" TargetMode="External"/>`, rel("rId4", relURI+"table", "../tables/table1.xml"))},
	{"xl/worksheets/sheet2.xml", xmlHead + `<worksheet ` + mainNS + `><sheetData><row><c><v>1</v></c></row></sheetData><legacyDrawing r:id="rId1"/></worksheet>`},
	{"xl/worksheets/_rels/sheet2.xml.rels", rels(rel("rId1", relURI+"vmlDrawing", "../drawings/vmlDrawing2.vml"), rel("rId2", relURI+"comments", "../comments2.xml"), rel("rId3", relURI+"pivotTable", "../pivotTables/pivotTable1.xml"))},
	{"xl/styles.xml", xmlHead + `<styleSheet ` + mainNS + `><numFmts count="1"><numFmt numFmtId="164" formatCode="0.0"/></numFmts><fonts count="1"><font><color rgb="FF112233"/><name val="Calibri"/></font></fonts>` +
		`<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor theme="4"/></patternFill></fill></fills>` +
		`<borders count="1"><border><left/><right/><top/><bottom/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
		`<cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="0" fillId="2" borderId="0" xfId="0"><alignment wrapText="1"/></xf></cellXfs>` +
		`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><font/><fill/></dxf></dxfs></styleSheet>`},
	{"xl/sharedStrings.xml", xmlHead + `<sst ` + mainNS + ` count="2" uniqueCount="2"><si><t>Name</t></si><si><r><t>Va</t></r><r><t>lue</t></r></si></sst>`},
	{"xl/calcChain.xml", xmlHead + `<calcChain ` + mainNS + `><c r="A2" i="1"/><c r="A3"/><c r="C3"/></calcChain>`},
	{"xl/comments1.xml", comments("A2", "C3")},
	{"xl/comments2.xml", comments("B2")},
	{"xl/drawings/vmlDrawing1.vml", vml("1", note("_x0000_s1025", 1, 0)+note("_x0000_s1026", 2, 2))},
	{"xl/drawings/vmlDrawing2.vml", vml("2", note("_x0000_s2049", 1, 1))},
	{"xl/tables/table1.xml", xmlHead + `<table ` + mainNS + ` id="1" name="T" displayName="Table1" ref="A1:B2"><autoFilter ref="A1:B2"/><tableColumns count="2"><tableColumn id="1" name="Name"/><tableColumn id="2" name="Value"/></tableColumns></table>`},
	{"xl/pivotTables/pivotTable1.xml", xmlHead + `<pivotTableDefinition ` + mainNS + ` name="P" cacheId="7"/>`},
	{"xl/pivotTables/_rels/pivotTable1.xml.rels", rels(rel("rId1", relURI+"pivotCacheDefinition", "../pivotCache/pivotCacheDefinition1.xml"))},
	{"xl/pivotCache/pivotCacheDefinition1.xml", xmlHead + `<pivotCacheDefinition ` + mainNS + `/>`},
	{"docProps/core.xml", xmlHead + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dcterms="http://purl.org/dc/terms/"><dcterms:created>2021-07-06T00:00:00Z</dcterms:created></cp:coreProperties>`},
	{"docProps/app.xml", xmlHead + `<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"><TitlesOfParts><vt:vector size="1" baseType="lpstr"><vt:lpstr>Data</vt:lpstr></vt:vector></TitlesOfParts></Properties>`},
}

func override(part, kind string) string {
	return `<Override PartName="/` + part + `" ContentType="` + kind + `"/>`
}

func rel(id, kind, target string) string {
	return `<Relationship Id="` + id + `" Type="` + kind + `" Target="` + target + `"/>`
}

func rels(all ...string) string {
	out := xmlHead + `<Relationships ` + relsNS + `>`
	for _, r := range all {
		out += r
	}
	return out + `</Relationships>`
}

func comments(refs ...string) string {
	out := xmlHead + `<comments ` + mainNS + `><authors><author>winnow</author></authors><commentList>`
	for _, ref := range refs {
		out += `<comment ref="` + ref + `" authorId="0"><text><t>x</t></text></comment>`
	}
	return out + `</commentList></comments>`
}

func vml(block, shapes string) string {
	return `<xml ` + vmlNS + `><o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="` + block + `"/></o:shapelayout><v:shapetype id="_x0000_t202" o:spt="202"/>` + shapes + `</xml>`
}

func note(id string, row, col int) string {
	return `<v:shape id="` + id + `" type="#_x0000_t202"><v:textbox><div><br></div></v:textbox><x:ClientData ObjectType="Note"><x:Row>` + string(rune('0'+row)) + `</x:Row><x:Column>` + string(rune('0'+col)) + `</x:Column></x:ClientData></v:shape>`
}

// pack makes a package of entries.
func pack(t *testing.T, entries []entry) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, e := range entries {
		w, err := z.Create(e.name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestGood(t *testing.T) {
	Must(t, pack(t, good))
}

// withExtra makes a package whose first entry carries a ZIP64 record in one of
// its two headers.
func withExtra(t *testing.T, local bool) []byte {
	t.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for i, e := range good {
		h := &zip.FileHeader{Name: e.name, Method: zip.Deflate}
		if i == 0 {
			h.Extra = make([]byte, 20)
			h.Extra[0], h.Extra[2] = zip64Extra, 16
		}
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(e.text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	data := out.Bytes()
	at := len(typesPart) + 30 // in the header before the data
	if local {
		at = bytes.Index(data, []byte("PK\x01\x02")) + 46 + len(typesPart)
	}
	data[at] = 0x77 // an id of nobody's
	return data
}
