package ooxmlcheck

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// mutation breaks a good package in one place. Where old is "", the part is left
// out; where the part is "", new is the name of one to add.
type mutation struct {
	rule           Rule
	part, old, new string
}

const (
	bookPart  = "xl/workbook.xml"
	bookRels  = "xl/_rels/workbook.xml.rels"
	sheetPart = "xl/worksheets/sheet1.xml"
	otherPart = "xl/worksheets/sheet2.xml"
	sheetRels = "xl/worksheets/_rels/sheet1.xml.rels"
	stylePart = "xl/styles.xml"
	textPart  = "xl/sharedStrings.xml"
	notePart  = "xl/comments1.xml"
	vmlPart   = "xl/drawings/vmlDrawing1.vml"
	tablePart = "xl/tables/table1.xml"
	corePart  = "docProps/core.xml"
)

var long = strings.Repeat("a", maxText+1)

var mutations = []mutation{
	{ZIPName, "", "", "XL/workbook.xml"}, {ZIPName, "", "", `xl\x.xml`}, {ZIPName, "", "", "/xl/x.xml"}, {ZIPName, "", "", "xl/../x.xml"},
	{ContentType, typesPart, "", ""}, {ContentType, "", "", "xl/unknown.bin"}, {ContentType, typesPart, sheetML + "styles+xml", sheetML + "style+xml"},
	{ContentType, typesPart, `Extension="vml"`, `Extension="xml"`}, {ContentType, typesPart, officeML + "vmlDrawing", "application/xml"},
	{ContentType, bookRels, relURI + `calcChain" Target="calcChain.xml`, `x/vbaProject" Target="styles.xml`},
	{Override, typesPart, "/xl/calcChain.xml", "/xl/other.xml"}, {Override, typesPart, "/xl/calcChain.xml", "/xl/styles.xml"},
	{Relationship, bookRels, `"rId2"`, `"rId1"`}, {Relationship, bookRels, `"rId5"`, `"5"`}, {Relationship, bookRels, "calcChain.xml", "none.xml"}, {Relationship, textPart, "", ""},
	{Relationship, "", "", "xl/_rels/none.xml.rels"}, {Relationship, "_rels/.rels", "officeDocument\" ", "other\" "}, {Relationship, bookRels, "calcChain.xml", "%zz"},
	{RelationID, sheetPart, `<legacyDrawing r:id="rId1"/>`, `<legacyDrawing r:id="rId9"/>`}, {RelationID, sheetPart, `<legacyDrawing r:id="rId1"/>`, `<legacyDrawing r:id="rId2"/>`},
	{RelationID, sheetPart, `<tablePart r:id="rId4"/>`, `<tablePart r:id="rId1"/>`}, {RelationID, sheetPart, `ref="B1" r:id="rId3"`, `ref="B1" r:id="rId7"`}, {RelationID, bookPart, `cacheId="7" r:id="rId6"`, `cacheId="7" r:id="rId5"`},
	{RelationID, sheetPart, `<legacyDrawing`, `<drawing r:id="rId3"/><legacyDrawing`}, {RelationID, vmlPart, `<v:textbox>`, `<v:imagedata o:relid="rId1"/><v:textbox>`},
	{XML, sheetPart, "</row></sheetData>", "</sheetData>"}, {XML, sheetPart, "<t>x</t>", "<t>\x01</t>"}, {XML, textPart, xmlHead, xmlHead + "<!DOCTYPE sst>"}, {XML, textPart, `uniqueCount="2"`, `count="2" uniqueCount="2"`}, {XML, "xl/pivotCache/pivotCacheDefinition1.xml", "/>", ">"},
	{XML, textPart, `encoding="UTF-8"`, `encoding="windows-1252"`},
	{Namespace, sheetPart, `mc:Ignorable="x14ac"`, `mc:Ignorable="x14ac xr"`}, {Namespace, sheetPart, `<row r="2">`, `<row r="2" xr:uid="1">`}, {Namespace, sheetPart, `<sheetPr/>`, `<x:sheetPr/>`},
	{Ignorable, sheetPart, `mc:Ignorable="x14ac"`, ""}, {Ignorable, sheetPart, `<sheetPr/>`, `<sheetPr/><y xmlns="urn:y"/>`},
	{Properties, corePart, "</dcterms:created>", "</dcterms:created><dcterms:created>2021-07-06T00:00:00Z</dcterms:created>"}, {Properties, corePart, "2021-07-06T00:00:00Z", "today"}, {Properties, "docProps/app.xml", `size="1"`, `size="2"`},
	{Properties, "_rels/.rels", `<Relationship Id="rId3"`, `<Relationship Id="rId9" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/><Relationship Id="rId3"`},
	{CalcChain, "xl/calcChain.xml", `r="A3"`, `r="A4"`}, {CalcChain, "xl/calcChain.xml", `i="1"`, `i="2"`}, {CalcChain, "xl/calcChain.xml", `<c r="A2" i="1"/><c r="A3"/><c r="C3"/>`, ""},
	{Pivot, bookPart, `cacheId="7"`, `cacheId="8"`}, {Pivot, bookPart, `<pivotCache cacheId="7"`, `<pivotCache cacheId="7" r:id="rId6"/><pivotCache cacheId="7"`},
	{SheetName, bookPart, `name="Data"`, `name="start HERE"`}, {SheetName, bookPart, `name="Data"`, `name=""`}, {SheetName, bookPart, `name="Data"`, `name="a/b"`}, {SheetName, bookPart, `name="Data"`, `name="a'"`}, {SheetName, bookPart, `name="Data"`, `name="` + long[:32] + `"`},
	{SheetID, bookPart, `sheetId="4"`, `sheetId="1"`}, {SheetID, bookPart, `sheetId="4"`, `sheetId="0"`}, {SheetID, bookPart, `state="hidden" r:id="rId2"`, `state="hidden" r:id="rId1"`},
	{SheetVisible, bookPart, `sheetId="1"`, `sheetId="1" state="veryHidden"`}, {SheetVisible, bookPart, `activeTab="0"`, `activeTab="2"`}, {SheetVisible, bookPart, `activeTab="0"`, `activeTab="1"`}, {SheetVisible, bookPart, `activeTab="0"`, `firstSheet="2"`},
	{TabSelected, otherPart, `<sheetData>`, `<sheetViews><sheetView tabSelected="1" workbookViewId="0"/></sheetViews><sheetData>`},
	{DefinedName, bookPart, `name="rate"`, `name="rate" localSheetId="2"`}, {DefinedName, bookPart, `name="rate"`, `name="A1"`}, {DefinedName, bookPart, `name="rate"`, `name="two words"`}, {DefinedName, bookPart, `<definedName name="rate">`, `<definedName name="RATE">1</definedName><definedName name="rate">`},
	{NameReference, bookPart, `Data!$B$1`, `Date!$B$1`}, {NameReference, bookPart, `'Start here'!$A:$A`, `Data!$A:$A`}, {NameReference, bookPart, `'Start here'!$1:$2`, `'Start here'!$1:$B`},
	{BookOrder, bookPart, `<workbookPr/><bookViews><workbookView activeTab="0"/></bookViews>`, `<bookViews><workbookView activeTab="0"/></bookViews><workbookPr/>`}, {BookOrder, bookPart, `<calcPr calcId="1"/>`, `<calcPr/><calcPr/>`}, {BookOrder, bookPart, `<calcPr calcId="1"/>`, `<calc/>`},
	{SheetOrder, sheetPart, `<sheetPr/><dimension ref="A1:C20"/>`, `<dimension ref="A1:C20"/><sheetPr/>`}, {SheetOrder, sheetPart, `<sheetPr/>`, `<sheetPr/><sheetPr/>`}, {SheetOrder, otherPart, `<sheetData><row><c><v>1</v></c></row></sheetData>`, ""}, {SheetOrder, otherPart, "worksheet", "sheet"},
	{Dimension, sheetPart, `<dimension ref="A1:C20"/>`, `<dimension ref="A1:C"/>`}, {Dimension, sheetPart, `<dimension ref="A1:C20"/>`, `<dimension ref=""/>`},
	{View, sheetPart, `<selection pane="bottomLeft"`, `<selection pane="topRight"`}, {View, sheetPart, `activePane="bottomLeft"`, `activePane="bottomRight"`}, {View, sheetPart, `state="frozen"/>`, `state="frozen"/><pane/>`}, {View, sheetPart, `workbookViewId="0"`, `workbookViewId="1"`},
	{Columns, sheetPart, `min="2" max="3"`, `min="1" max="3"`}, {Columns, sheetPart, `min="2" max="3"`, `min="3" max="2"`}, {Columns, sheetPart, `min="2" max="3"`, `min="2" max="16385"`},
	{RowOrder, sheetPart, `<row r="3"`, `<row r="2"`}, {RowOrder, sheetPart, `<row r="20"`, `<row r="1048577"`}, {RowOrder, sheetPart, `<row r="2">`, `<row r="2" outlineLevel="8">`}, {RowOrder, sheetPart, `<row r="2">`, `<col/><row r="2">`},
	{CellOrder, sheetPart, `r="B1"`, `r="A1"`}, {CellOrder, sheetPart, `r="B2"`, `r="B3"`}, {CellOrder, sheetPart, `r="B2"`, `r="XFE2"`}, {CellOrder, sheetPart, `r="B2"`, `r="b2"`}, {CellOrder, sheetPart, `</c></row><row r="2">`, `</c><d/></row><row r="2">`},
	{CellStyle, sheetPart, `<c r="A1" s="1"`, `<c r="A1" s="2"`}, {CellStyle, sheetPart, `<row r="3" s="1"`, `<row r="3" s="2"`}, {CellStyle, sheetPart, `style="1"`, `style="-1"`},
	{CellType, sheetPart, `t="b"`, `t="bool"`}, {CellType, sheetPart, `t="b"><v>1`, `t="b"><v>2`}, {CellType, sheetPart, `<v>4.5</v>`, `<v>four</v>`}, {CellType, sheetPart, `<v>#DIV/0!</v>`, `<v>DIV</v>`}, {CellType, sheetPart, `t="inlineStr"`, `t="s"`}, {CellType, sheetPart, `<f>1/0</f><v>#DIV/0!</v>`, `<v>#DIV/0!</v><f>1/0</f>`},
	{SharedString, sheetPart, `t="s"><v>1`, `t="s"><v>2`}, {SharedString, sheetPart, `t="s"><v>1`, `t="s"><v>-1`},
	{TextLength, sheetPart, "<t>x</t>", "<t>" + long + "</t>"}, {TextLength, textPart, "Name", long}, {TextLength, notePart, "<t>x</t>", "<t>" + long + "</t>"},
	{Formula, sheetPart, `<f>1/0</f>`, `<f>` + long[:8193] + `</f>`}, {Formula, sheetPart, `<f t="shared" si="0"/>`, `<f t="shared" si="1"/>`}, {Formula, sheetPart, `<f>1/0</f>`, `<f t="array">1/0</f>`}, {Formula, sheetPart, `<f>1/0</f>`, `<f t="array" ref="D3">1/0</f>`}, {Formula, sheetPart, `<f>1/0</f>`, `<f t="other">1/0</f>`},
	{Merge, sheetPart, `<mergeCells count="2">`, `<mergeCells count="1">`}, {Merge, sheetPart, `C5:C6`, `B6:C6`}, {Merge, sheetPart, `C5:C6`, `C5:C5`}, {Merge, sheetPart, `C5:C6`, `B2:C2`}, {Merge, sheetPart, `C5:C6`, `C6:C5`},
	{Conditional, sheetPart, `dxfId="0"`, `dxfId="1"`}, {Conditional, sheetPart, `sqref="A2:A9 C2"`, `sqref="A2:A9,C2"`}, {Conditional, sheetPart, `priority="1"`, `priority="0"`}, {Conditional, sheetPart, `type="expression"`, `type="formula"`}, {Conditional, sheetPart, `<cfRule type="expression" dxfId="0" priority="1"><formula>A2&gt;1</formula></cfRule>`, ""},
	{Validation, sheetPart, `<dataValidations count="2">`, `<dataValidations count="3">`}, {Validation, sheetPart, `type="list"`, `type="lists"`}, {Validation, sheetPart, `sqref="B2"`, `sqref="A9:B9"`}, {Validation, sheetPart, `sqref="B2"`, `sqref=""`}, {Validation, sheetPart, `<formula1>"a,b"</formula1>`, ""}, {Validation, sheetPart, `<dataValidation sqref="B2"`, `<dataValidation errorStyle="warn" sqref="B2"`},
	{ValidationLimit, sheetPart, `"a,b"`, `"` + long[:256] + `"`}, {ValidationLimit, sheetPart, `promptTitle="winnow"`, `promptTitle="` + long[:33] + `"`}, {ValidationLimit, sheetPart, `prompt="Say"`, `prompt="` + long[:256] + `"`}, {ValidationLimit, sheetPart, `error="No"`, `error="` + long[:225] + `"`}, {ValidationLimit, sheetPart, `error="No"`, `errorTitle="` + long[:33] + `"`}, {ValidationLimit, sheetPart, `"a,b"`, `A1` + strings.Repeat("+A1", 3000)},
	{Hyperlink, sheetPart, `<hyperlink ref="B1"`, `<hyperlink ref="A1"`}, {Hyperlink, sheetPart, `<hyperlink ref="B1"`, `<hyperlink ref="B"`}, {Hyperlink, sheetPart, `'Data'!A1`, long[:2084]}, {Hyperlink, sheetPart, `tooltip="go"`, `tooltip="` + long[:256] + `"`}, {Hyperlink, sheetPart, `<hyperlink ref="A1" location="'Data'!A1" tooltip="go"/><hyperlink ref="B1" r:id="rId3"/>`, ""},
	{Filter, sheetPart, `<autoFilter ref="A10:B12">`, `<autoFilter ref="A10:B13">`}, {Filter, sheetPart, `<autoFilter ref="A10:B12">`, `<autoFilter ref="A2:B12">`}, {Filter, sheetPart, `colId="1"`, `colId="2"`}, {Filter, sheetPart, `<autoFilter ref="A10:B12">`, `<autoFilter>`}, {Filter, tablePart, `<autoFilter ref="A1:B2"/>`, `<autoFilter ref="A1:B3"/>`},
	{Breaks, sheetPart, `<rowBreaks count="1"`, `<rowBreaks count="2"`}, {Breaks, sheetPart, `manualBreakCount="1"`, `manualBreakCount="0"`},
	{HeaderFooter, sheetPart, `&amp;Lx`, long[:256]},
	{Area, sheetPart, `activeCell="A2"`, `activeCell="A"`}, {Area, sheetPart, `sqref="A2"`, `sqref="A2;B2"`}, {Area, sheetPart, `topLeftCell="A2"`, `topLeftCell="A0"`},
	{StyleOrder, stylePart, `<left/><right/>`, `<right/><left/>`}, {StyleOrder, stylePart, `<font/><fill/>`, `<fill/><font/>`}, {StyleOrder, stylePart, `<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><font/><fill/></dxf></dxfs>`, `<dxfs count="1"><dxf/></dxfs><cellStyles count="0"/>`}, {StyleOrder, stylePart, `<alignment wrapText="1"/>`, `<protection/><alignment wrapText="1"/>`},
	{StyleCount, stylePart, `<fills count="3">`, `<fills count="2">`}, {StyleCount, stylePart, `<cellXfs count="2">`, `<cellXfs count="3">`}, {StyleCount, stylePart, `<dxfs count="1">`, `<dxfs count="0">`},
	{StyleIndex, stylePart, `fillId="2"`, `fillId="3"`}, {StyleIndex, stylePart, `numFmtId="164" fontId="0"`, `numFmtId="164" fontId="1"`}, {StyleIndex, stylePart, `numFmtId="164" fontId="0" fillId="2" borderId="0" xfId="0"`, `numFmtId="164" fontId="0" fillId="2" borderId="1" xfId="0"`}, {StyleIndex, stylePart, `fillId="2" borderId="0" xfId="0"`, `fillId="2" borderId="0" xfId="1"`},
	{NumberFormat, stylePart, `<xf numFmtId="164"`, `<xf numFmtId="165"`}, {NumberFormat, stylePart, `<numFmts count="1">`, `<numFmts count="2"><numFmt numFmtId="164" formatCode="0"/>`}, {NumberFormat, stylePart, `formatCode="0.0"`, `formatCode="` + long[:256] + `"`}, {NumberFormat, stylePart, `formatCode="0.0"`, `formatCode=""`},
	{FirstFills, stylePart, `patternType="gray125"`, `patternType="solid"`}, {FirstFills, stylePart, `patternType="none"`, `patternType="solid"`},
	{StyleLimit, stylePart, `<cellXfs count="2">`, `<cellXfs>` + strings.Repeat(`<xf/>`, maxFormats)},
	{NamedStyle, stylePart, `<cellStyle name="Normal" xfId="0"`, `<cellStyle name="Normal" xfId="1"`}, {NamedStyle, stylePart, `<cellStyles count="1">`, `<cellStyles count="2"><cellStyle name="normal" xfId="0"/>`},
	{Colour, stylePart, `rgb="FF112233"`, `rgb="1122333"`}, {Colour, stylePart, `rgb="FF112233"`, `rgb="FF11223G"`}, {Colour, stylePart, `theme="4"`, `theme="12"`},
	{StringCount, textPart, `uniqueCount="2"`, `uniqueCount="3"`}, {StringCount, textPart, ` count="2"`, ` count="1"`},
	{Comment, notePart, `ref="C3"`, `ref="A2"`}, {Comment, notePart, `ref="C3"`, `ref="C0"`}, {Comment, notePart, `ref="C3" authorId="0"`, `ref="C3" authorId="1"`}, {Comment, notePart, `<authors><author>winnow</author></authors>`, `<authors/>`},
	{CommentShape, notePart, `ref="C3"`, `ref="C4"`}, {CommentShape, sheetPart, `<legacyDrawing r:id="rId1"/>`, ""}, {CommentShape, vmlPart, `<x:Row>2</x:Row><x:Column>2</x:Column>`, `<x:Row>1</x:Row><x:Column>0</x:Column>`}, {CommentShape, vmlPart, `<x:Row>2</x:Row>`, ""}, {CommentShape, "xl/worksheets/_rels/sheet2.xml.rels", "vmlDrawing2", "vmlDrawing1"},
	{ShapeID, vmlPart, `_x0000_s1026`, `_x0000_s1025`}, {ShapeID, vmlPart, `_x0000_s1026`, `_x0000_s2050`}, {ShapeID, "xl/drawings/vmlDrawing2.vml", `data="2"`, `data="1,2"`}, {ShapeID, vmlPart, `type="#_x0000_t202"`, `type="#_x0000_t203"`},
	{Table, tablePart, ` id="1" name="T"`, ` id="0" name="T"`}, {Table, tablePart, `displayName="Table1"`, `displayName="rate"`}, {Table, tablePart, `ref="A1:B2"><autoFilter`, `ref="A1:C2"><autoFilter`}, {Table, tablePart, `name="Value"`, `name="name"`}, {Table, tablePart, `id="2"`, `id="1"`}, {Table, tablePart, `<tableColumns count="2">`, `<tableColumns count="1">`}, {Table, sheetPart, `<tableParts count="1">`, `<tableParts count="2">`}, {Table, tablePart, `ref="A1:B2"><autoFilter`, `ref="A1"><autoFilter`},
	{Table, sheetRels, `<Relationship Id="rId4"`, `<Relationship Id="rId9" Type="` + relURI + `table" Target="../tables/table1.xml"/><Relationship Id="rId4"`},
	{TableHeader, tablePart, `name="Value"`, `name="Values"`}, {TableHeader, sheetPart, `<c r="B1" t="s">`, `<c r="B1">`},
}

// TestMutations breaks the good package in each of these ways, and demands the
// fault of the rule that is broken.
func TestMutations(t *testing.T) {
	for i, m := range mutations {
		data := pack(t, m.apply(t))
		faults := Check(bytes.NewReader(data), int64(len(data)))
		if !slices.ContainsFunc(faults, func(f Fault) bool { return f.Rule == m.rule }) {
			t.Errorf("%d: %s is not found in %s after %.60q: %v", i, m.rule, m.part, m.new, faults)
		}
	}
}

func (m mutation) apply(t *testing.T) []entry {
	if m.part == "" {
		return append(slices.Clone(good), entry{m.new, xmlHead + `<Relationships ` + relsNS + `/>`})
	}
	var out []entry
	changed := false
	for _, e := range good {
		if e.name != m.part {
			out = append(out, e)
			continue
		}
		if changed = m.old == "" || strings.Contains(e.text, m.old); m.old != "" {
			out = append(out, entry{e.name, strings.ReplaceAll(e.text, m.old, m.new)})
		}
	}
	if !changed {
		t.Errorf("%s does not hold %.60q", m.part, m.old)
	}
	return out
}

// TestZIP breaks the container itself.
func TestZIP(t *testing.T) {
	whole := pack(t, good)
	crc := bytes.Clone(whole)
	crc[len(typesPart)+30+40] ^= 0xff
	encrypted := bytes.Clone(whole)
	encrypted[bytes.Index(encrypted, []byte("PK\x01\x02"))+8] |= 1
	for name, data := range map[string][]byte{"cut": whole[:len(whole)/2], "changed": crc, "encrypted": encrypted} {
		if faults := Check(bytes.NewReader(data), int64(len(data))); len(faults) == 0 || faults[0].Rule != ZIP {
			t.Errorf("%s: %v", name, faults)
		}
	}
	for name, data := range map[string][]byte{"central": withExtra(t, false), "local": withExtra(t, true)} {
		if faults := Check(bytes.NewReader(data), int64(len(data))); len(faults) != 1 || faults[0].Rule != ZIP64 {
			t.Errorf("%s: %v", name, faults)
		}
	}
}

func TestExtension(t *testing.T) {
	for name, want := range map[string]int{"a.xlsx": 0, "a.XLSX": 0, "a.xlsm": 1, "a.xltx": 1} {
		path := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(path, pack(t, good), 0o644); err != nil {
			t.Fatal(err)
		}
		faults, err := CheckFile(path)
		if err != nil || len(faults) != want || want == 1 && faults[0].Rule != Extension {
			t.Errorf("%s: %v, %v", name, faults, err)
		}
	}
}

// TestEveryRuleIsBroken demands that each rule of rules.go is broken above.
func TestEveryRuleIsBroken(t *testing.T) {
	f, err := parser.ParseFile(token.NewFileSet(), "rules.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	broken := map[Rule]bool{ZIP: true, ZIP64: true, Extension: true}
	for _, m := range mutations {
		broken[m.rule] = true
	}
	rules := 0
	ast.Inspect(f, func(n ast.Node) bool {
		if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
			rule, _ := strconv.Unquote(lit.Value)
			if rules++; !broken[Rule(rule)] {
				t.Errorf("no test breaks the rule %s", rule)
			}
		}
		return true
	})
	if rules < 50 {
		t.Errorf("%d rules found in rules.go", rules)
	}
}

// TestMany holds that nothing is left out without saying so.
func TestMany(t *testing.T) {
	m := mutation{CellStyle, sheetPart, `<row r="20">`, ""}
	for i := range 30 {
		m.new += `<row r="` + strconv.Itoa(100+i) + `" s="99"/>`
	}
	m.new += `<row r="200">`
	m.old += `<c r="A20">`
	m.new += `<c r="A200">`
	data := pack(t, m.apply(t))
	faults := Check(bytes.NewReader(data), int64(len(data)))
	if len(faults) != most+1 || faults[most].What != "and 20 more" {
		t.Errorf("%v", faults)
	}
}
