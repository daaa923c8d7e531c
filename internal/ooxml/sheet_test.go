package ooxml

import (
	"errors"
	"io"
	"iter"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// testStyles has an ordinary format, one with a yellow fill (1), one with a number
// format, thin borders and protection (2), and a gradient (3).
const testStyles = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>` +
	`<fonts count="1"><font><sz val="10"/><name val="Arial"/></font></fonts>` +
	`<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor theme="7" tint="0.4"/><bgColor indexed="64"/></patternFill></fill>` +
	`<fill><gradientFill degree="90"><stop position="0"><color rgb="FFFFFFFF"/></stop><stop position="1"><color rgb="FF0000FF"/></stop></gradientFill></fill></fills>` +
	`<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>` +
	`<border diagonalUp="1"><left style="thin"><color auto="1"/></left><right/><top/><bottom/><diagonal style="thin"><color rgb="FF00FF00"/></diagonal></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>` +
	`<xf numFmtId="0" fontId="0" fillId="2" borderId="0" xfId="0" applyFill="1"/>` +
	`<xf numFmtId="164" fontId="0" fillId="0" borderId="1" xfId="0" applyProtection="1"><alignment horizontal="right"/><protection locked="0"/></xf>` +
	`<xf numFmtId="0" fontId="0" fillId="3" borderId="0" xfId="0"/></cellXfs>` +
	`<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`

const worksheet = `<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">`

// cells are the cells of a marking.
func cells(list ...Cell) iter.Seq[Cell] { return slices.Values(list) }

func mustStyles(t testing.TB, part string) *styleSheet {
	t.Helper()
	s, err := readStyles([]byte(part))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// opener opens a part in memory, as often as asked.
func opener(part string) func() (io.ReadCloser, error) {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(part)), nil }
}

// patched is the part with c carried out.
func patched(t testing.TB, part string, c *sheetChange) string {
	t.Helper()
	var out strings.Builder
	if err := patchSheet(&out, opener(part), c); err != nil {
		t.Fatal(err)
	}
	if _, raw, err := tokens(scanBytes([]byte(out.String()))); err != nil || raw != out.String() {
		t.Fatalf("the output is no XML: %v\n%s", err, out.String())
	}
	return out.String()
}

func TestPatchCells(t *testing.T) {
	must := func(row, column int) Cell { return Cell{Row: row, Column: column, Look: Must} }
	for name, c := range map[string]struct {
		in, want string
		cells    []Cell
	}{
		"style set": {
			`<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="2"><f>A1+1</f><v>5</v></c></row></sheetData>`,
			`<sheetData><row r="1"><c r="A1" t="s" s="4"><v>0</v></c><c r="B1" s="5"><f>A1+1</f><v>5</v></c></row></sheetData>`,
			[]Cell{must(1, 0), must(1, 1)},
		},
		"without references": {
			`<sheetData><row><c><v>1</v></c><c><v>2</v></c></row><row><c/></row></sheetData>`,
			`<sheetData><row><c><v>1</v></c><c s="4"><v>2</v></c></row><row><c s="4"/></row></sheetData>`,
			[]Cell{must(1, 1), must(2, 0)},
		},
		"cell not there": {
			`<sheetData><row r="2" spans="2:4"><c r="B2"/><c r="D2"/></row></sheetData>`,
			`<sheetData><row r="2" spans="1:6"><c r="A2" s="4"/><c r="B2"/><c r="C2" s="4"/><c r="D2"/><c r="F2" s="4"/></row></sheetData>`,
			[]Cell{must(2, 0), must(2, 2), must(2, 5)},
		},
		"row not there": {
			`<sheetData><row r="3"/><row r="7"><c r="A7"/></row></sheetData>`,
			`<sheetData><row r="1"><c r="B1" s="4"/></row><row r="3"><c r="AA3" s="4"/></row><row r="5"><c r="A5" s="4"/></row><row r="7"><c r="A7"/></row><row r="9"><c r="A9" s="4"/></row></sheetData>`,
			[]Cell{must(1, 1), must(3, 26), must(5, 0), must(9, 0)},
		},
		"no cells at all": {
			`<dimension ref="A1"/><sheetData/>`,
			`<dimension ref="A1:B2"/><sheetData><row r="2"><c r="B2" s="4"/></row></sheetData>`,
			[]Cell{must(2, 1)},
		},
		"base of a row and a column": {
			`<cols><col min="2" max="3" style="1"/></cols><sheetData><row r="1" s="2" customFormat="1"/><row r="2" s="2"/></sheetData>`,
			`<cols><col min="2" max="3" style="1"/></cols><sheetData><row r="1" s="2" customFormat="1"><c r="B1" s="4"/></row><row r="2" s="2"><c r="B2" s="5"/></row></sheetData>`,
			[]Cell{must(1, 1), must(2, 1)},
		},
		"plain": {
			`<sheetData><row r="1"><c r="A1"/></row></sheetData>`,
			`<sheetData><row r="1"><c r="A1"/></row></sheetData>`,
			[]Cell{{Row: 1, Column: 0}, {Row: 4, Column: 4, Note: "x"}},
		},
		"row's extension last": {
			`<sheetData><row r="1"><c r="A1"/><extLst><ext uri="x"/></extLst></row></sheetData>`,
			`<sheetData><row r="1"><c r="A1"/><c r="B1" s="4"/><extLst><ext uri="x"/></extLst></row></sheetData>`,
			[]Cell{must(1, 1)},
		},
		"rich text and spaces": {
			"<sheetData>\n <row r=\"1\">\n  <c r=\"A1\" t=\"inlineStr\"><is><t xml:space=\"preserve\"> a </t></is></c>\n </row>\n</sheetData>",
			"<sheetData>\n <row r=\"1\">\n  <c r=\"A1\" t=\"inlineStr\" s=\"4\"><is><t xml:space=\"preserve\"> a </t></is></c>\n </row>\n</sheetData>",
			[]Cell{must(1, 0)},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c1 := &sheetChange{marking: Marking{Cells: cells(c.cells...)}, styles: mustStyles(t, testStyles)}
			got := patched(t, worksheet+c.in+"</worksheet>", c1)
			if d := cmp.Diff(worksheet+c.want+"</worksheet>", got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPatchPrefixed(t *testing.T) {
	const open = `<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`
	in := open + `<x:sheetData><x:row r="1"/></x:sheetData></x:worksheet>`
	c := &sheetChange{styles: mustStyles(t, testStyles), legacyDrawing: "rId3"}
	c.marking = Marking{
		Cells:  cells(Cell{Row: 1, Look: Ask, Link: "'Exceptions'!A2"}, Cell{Row: 2, Column: 1, Look: Must}),
		Offers: []Offer{{Column: 2, From: 2, To: 9, Kind: List, Range: "'Allowed values'!$B$2:$B$9", Title: "winnow: Team", Hint: "Choose one"}},
	}
	want := open + `<x:sheetData><x:row r="1"><x:c r="A1" s="4"/></x:row><x:row r="2"><x:c r="B2" s="5"/></x:row></x:sheetData>` +
		`<x:dataValidations count="1"><x:dataValidation type="list" errorStyle="warning" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="winnow: Team" promptTitle="winnow: Team" prompt="Choose one" sqref="C2:C9"><x:formula1>'Allowed values'!$B$2:$B$9</x:formula1></x:dataValidation></x:dataValidations>` +
		`<x:hyperlinks><x:hyperlink ref="A1" location="'Exceptions'!A2"/></x:hyperlinks>` +
		`<x:legacyDrawing xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="rId3"/></x:worksheet>`
	if d := cmp.Diff(want, patched(t, in, c)); d != "" {
		t.Error(d)
	}
}

// Where new elements go among all that a worksheet may have.
func TestPatchOrder(t *testing.T) {
	var all strings.Builder
	for _, name := range []string{"sheetPr", "sheetFormatPr", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
		"autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "V", "H",
		"printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches",
		"ignoredErrors", "smartTags", "drawing", "L", "legacyDrawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst"} {
		all.WriteString("<" + name + "/>")
	}
	change := func() *sheetChange {
		return &sheetChange{legacyDrawing: "rId1", styles: mustStyles(t, testStyles), marking: Marking{
			Cells:  cells(Cell{Row: 1, Link: "'E'!A1", Tip: `"a" & <b>`}),
			Offers: []Offer{{Column: 1, From: 1, To: 2, Title: "winnow", Hint: "h"}},
		}}
	}
	insert := func(s string) string {
		return strings.NewReplacer(
			"<V/>", `<dataValidations count="1"><dataValidation allowBlank="1" showInputMessage="1" promptTitle="winnow" prompt="h" sqref="B1:B2"/></dataValidations>`,
			"<H/>", `<hyperlinks><hyperlink ref="A1" location="'E'!A1" tooltip="&quot;a&quot; &amp; &lt;b&gt;"/></hyperlinks>`,
			"<L/>", `<legacyDrawing r:id="rId1"/>`).Replace(s)
	}
	remove := strings.NewReplacer("<V/>", "", "<H/>", "", "<L/>", "")
	for name, doc := range map[string]string{
		"all":               all.String(),
		"nothing":           "<sheetData/><V/><H/><L/>",
		"alternative":       `<sheetData/><V/><H/><pageMargins/><L/><mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x14"><controls/></mc:Choice></mc:AlternateContent><tableParts/>`,
		"early alternative": `<sheetData/><mc:AlternateContent xmlns:mc="m"><mc:Choice Requires="x14"><mergeCells/></mc:Choice><mc:Fallback/></mc:AlternateContent><V/><H/><L/><picture/>`,
		"unknown":           `<sheetData/><V/><H/><drawing/><z:zed xmlns:z="z"><extLst/></z:zed><L/><extLst/>`,
	} {
		t.Run(name, func(t *testing.T) {
			got := patched(t, worksheet+remove.Replace(doc)+"</worksheet>", change())
			if d := cmp.Diff(worksheet+insert(doc)+"</worksheet>", got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPatchExisting(t *testing.T) {
	x14 := func(inner string) string {
		return `<extLst><ext uri="{other}"><x14:thing xmlns:x14="x"/></ext><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}">` + inner + `</ext></extLst>`
	}
	offers := []Offer{
		{Column: 0, From: 2, To: 9, Kind: Whole, Low: "1", High: "5", Title: "winnow: Age", Hint: "1 to 5", Problem: "not 1 to 5"},
		{Column: 1, From: 2, To: 9, Kind: Date, Low: "45000", Title: "winnow: On", Hint: "a date"},
	}
	const age = `<dataValidation type="whole" errorStyle="warning" operator="between" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="winnow: Age" error="not 1 to 5" promptTitle="winnow: Age" prompt="1 to 5" sqref="A2:A9"><formula1>1</formula1><formula2>5</formula2></dataValidation>`
	const on = `<dataValidation type="date" errorStyle="warning" operator="greaterThanOrEqual" allowBlank="1" showInputMessage="1" showErrorMessage="1" errorTitle="winnow: On" promptTitle="winnow: On" prompt="a date" sqref="B2:B9"><formula1>45000</formula1></dataValidation>`
	const theirs = `<dataValidation type="list" sqref="D1 B9:C20"><formula1>"a,b"</formula1></dataValidation>`
	const old = `<dataValidation promptTitle="winnow: x" prompt="y" sqref="A1:B99"/>`
	for name, c := range map[string]struct {
		in, want string
		change   sheetChange
	}{
		"offers beside others": {
			`<sheetData/><dataValidations count="1" disablePrompts="0">` + theirs + `</dataValidations>`,
			`<sheetData/><dataValidations count="2" disablePrompts="0">` + theirs + age + `</dataValidations>`,
			sheetChange{marking: Marking{Offers: offers}},
		},
		"validations in the newer form": {
			`<sheetData/><hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>` + x14(`<x14:dataValidations xmlns:x14="x" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>S!A1</xm:f></x14:formula1><xm:sqref>A1 A5:A6</xm:sqref></x14:dataValidation></x14:dataValidations>`),
			`<sheetData/><dataValidations count="1">` + on + `</dataValidations><hyperlinks><hyperlink ref="A1" r:id="rId1"/></hyperlinks>` + x14(`<x14:dataValidations xmlns:x14="x" count="1"><x14:dataValidation type="list"><x14:formula1><xm:f>S!A1</xm:f></x14:formula1><xm:sqref>A1 A5:A6</xm:sqref></x14:dataValidation></x14:dataValidations>`),
			sheetChange{marking: Marking{Offers: offers}},
		},
		"unreadable cells": {
			`<sheetData/><dataValidations count="1"><dataValidation sqref="?"/></dataValidations>`,
			`<sheetData/><dataValidations count="1"><dataValidation sqref="?"/></dataValidations>`,
			sheetChange{marking: Marking{Offers: offers}},
		},
		"old offers replaced": {
			`<sheetData/><dataValidations count="2">` + old + theirs + `</dataValidations>`,
			`<sheetData/><dataValidations count="2">` + theirs + age + `</dataValidations>`,
			sheetChange{marking: Marking{Offers: offers, Clear: true}},
		},
		"old offers gone": {
			`<sheetData/><dataValidations count="1">` + old + `</dataValidations><pageMargins/>` + x14(`<x14:dataValidations xmlns:x14="x" count="2"><x14:dataValidation promptTitle="winnow"><xm:sqref>A1</xm:sqref></x14:dataValidation><x14:dataValidation/></x14:dataValidations>`),
			`<sheetData/><pageMargins/>` + x14(`<x14:dataValidations xmlns:x14="x" count="1"><x14:dataValidation/></x14:dataValidations>`),
			sheetChange{marking: Marking{Clear: true}},
		},
		"old offers gone with their extension": {
			`<sheetData/>` + x14(`<x14:dataValidations xmlns:x14="x" count="1"><x14:dataValidation promptTitle="winnow"><xm:sqref>A1</xm:sqref></x14:dataValidation></x14:dataValidations>`),
			`<sheetData/><extLst><ext uri="{other}"><x14:thing xmlns:x14="x"/></ext></extLst>`,
			sheetChange{marking: Marking{Clear: true}},
		},
		"old offers gone with all extensions": {
			`<sheetData/><extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x14:dataValidations xmlns:x14="x" count="1"><x14:dataValidation promptTitle="winnow"/></x14:dataValidations></ext></extLst>`,
			`<sheetData/>`,
			sheetChange{marking: Marking{Clear: true}},
		},
		"links beside others": {
			`<sheetData/><hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="B1:C3" location="S!A1"/></hyperlinks>`,
			`<sheetData/><hyperlinks><hyperlink ref="A1" r:id="rId1"/><hyperlink ref="B1:C3" location="S!A1"/><hyperlink ref="D3" location="'E'!A9"/></hyperlinks>`,
			sheetChange{marking: Marking{Cells: cells(Cell{Row: 1, Column: 0, Link: "'E'!A7"}, Cell{Row: 3, Column: 2, Link: "'E'!A8"}, Cell{Row: 3, Column: 3, Link: "'E'!A9"})}},
		},
		"old links replaced": {
			`<sheetData/><hyperlinks><hyperlink ref="A1" location="'Ours, it''s'!A7"/></hyperlinks>`,
			`<sheetData/><hyperlinks><hyperlink ref="A1" location="'E'!A8"/></hyperlinks>`,
			sheetChange{marking: Marking{Clear: true, Cells: cells(Cell{Row: 1, Column: 0, Link: "'E'!A8"})}, dropped: map[string]bool{"Ours, it's": true}},
		},
		"old links gone": {
			`<sheetData/><hyperlinks><hyperlink ref="A1" location="Ours!A7"/></hyperlinks><drawing r:id="rId1"/>`,
			`<sheetData/><drawing r:id="rId1"/>`,
			sheetChange{marking: Marking{Clear: true}, dropped: map[string]bool{"Ours": true}},
		},
		"drawing of notes gone": {
			`<sheetData/><legacyDrawing r:id="rId1"/><tableParts/>`,
			`<sheetData/><tableParts/>`,
			sheetChange{noLegacyDrawing: true},
		},
		"no longer selected": {
			`<sheetViews><sheetView tabSelected="1" workbookViewId="0"><pane/></sheetView><sheetView workbookViewId="1"/></sheetViews><sheetData/>`,
			`<sheetViews><sheetView workbookViewId="0"><pane/></sheetView><sheetView workbookViewId="1"/></sheetViews><sheetData/>`,
			sheetChange{deselect: true},
		},
		"empty elements": {
			`<sheetData/><dataValidations count="0"/><hyperlinks/>`,
			`<sheetData/><dataValidations count="2">` + age + on + `</dataValidations><hyperlinks><hyperlink ref="A1" location="'E'!A1"/></hyperlinks>`,
			sheetChange{marking: Marking{Offers: offers, Cells: cells(Cell{Row: 1, Link: "'E'!A1"})}},
		},
	} {
		t.Run(name, func(t *testing.T) {
			c.change.styles = mustStyles(t, testStyles)
			got := patched(t, worksheet+c.in+"</worksheet>", &c.change)
			if d := cmp.Diff(worksheet+c.want+"</worksheet>", got); d != "" {
				t.Error(d)
			}
		})
	}
}

// Without marks and nothing to clear, the part is what it was.
func TestPatchNothing(t *testing.T) {
	doc := "\xef\xbb\xbf<?xml version=\"1.0\" standalone='yes'?>\r\n<!-- c -->" + worksheet + `<dimension ref='A1' /><sheetViews ><sheetView tabSelected="1"/></sheetViews>` +
		"<cols>\n<col min=\"1\" max='2' style=\"9\"/></cols><sheetData ><row r=\"7\" ><c r=\"A7\"  s='3' ><v >1</v ></c ></row></sheetData>" +
		`<dataValidations count="7"/><hyperlinks></hyperlinks><legacyDrawing r:id="r"/><extLst/></worksheet>` + "\n<!-- d -->\n"
	for _, m := range []Marking{{}, {Clear: true}, {Cells: cells()}, {Cells: cells(Cell{Row: 3, Note: "n"})}} {
		c := &sheetChange{marking: m, styles: mustStyles(t, testStyles)}
		if d := cmp.Diff(doc, patched(t, doc, c)); d != "" {
			t.Error(d)
		}
		if got := string(c.styles.bytes()); got != testStyles {
			t.Errorf("the styles have changed:\n%s", got)
		}
	}
}

func TestPatchUnfit(t *testing.T) {
	for name, doc := range map[string]string{
		"rows in disorder":    worksheet + `<sheetData><row r="2"/><row r="1"/></sheetData></worksheet>`,
		"row twice":           worksheet + `<sheetData><row r="2"/><row r="2"/></sheetData></worksheet>`,
		"cells in disorder":   worksheet + `<sheetData><row r="2"><c r="B2"/><c r="A2"/></row></sheetData></worksheet>`,
		"cell of another row": worksheet + `<sheetData><row r="2"><c r="B3"/></row></sheetData></worksheet>`,
		"row too far":         worksheet + `<sheetData><row r="1048577"/></sheetData></worksheet>`,
		"no cells":            worksheet + `</worksheet>`,
		"chart":               `<chartsheet/>`,
		"broken":              worksheet + `<sheetData><row r="2">`,
	} {
		t.Run(name, func(t *testing.T) {
			c := &sheetChange{marking: Marking{Cells: cells(Cell{Row: 2, Column: 3, Look: Must})}, styles: mustStyles(t, testStyles)}
			err := patchSheet(io.Discard, opener(doc), c)
			var unfit *Unfit
			if !errors.As(err, &unfit) {
				t.Errorf("error %v, want *Unfit", err)
			}
		})
	}
}

func TestPatchMarksInDisorder(t *testing.T) {
	for _, list := range [][]Cell{
		{{Row: 2, Look: Must}, {Row: 1, Look: Must}},
		{{Row: 2, Look: Must}, {Row: 2, Look: Must}},
		{{Row: 0, Look: Must}},
		{{Row: 1, Column: lastColumn + 1, Look: Must}},
		{{Row: lastRow + 1, Look: Must}},
	} {
		c := &sheetChange{marking: Marking{Cells: cells(list...)}, styles: mustStyles(t, testStyles)}
		err := patchSheet(io.Discard, opener(worksheet+"<sheetData/></worksheet>"), c)
		if !errors.Is(err, errOrder) {
			t.Errorf("%v: error %v, want %v", list, err, errOrder)
		}
	}
}

// Marked and cleared again, cells are what they were; those put in remain, plain.
func TestPatchMarkAndClear(t *testing.T) {
	doc := worksheet + `<sheetData><row r="1"><c r="A1" s="0"/><c r="B1" s="1"/><c r="C1" s="2"/><c r="D1" s="3"/></row></sheetData></worksheet>`
	styles := mustStyles(t, testStyles)
	var list []Cell
	for column := range 4 {
		list = append(list, Cell{Row: 1, Column: column, Look: []Look{Must, Ask}[column%2]})
	}
	marked := patched(t, doc, &sheetChange{marking: Marking{Cells: cells(list...)}, styles: styles})
	again := mustStyles(t, string(styles.bytes()))
	cleared := patched(t, marked, &sheetChange{marking: Marking{Clear: true}, styles: again})
	if d := cmp.Diff(doc, cleared); d != "" {
		t.Error(d)
	}
	twice := patched(t, marked, &sheetChange{marking: Marking{Clear: true, Cells: cells(list...)}, styles: again})
	if d := cmp.Diff(marked, twice); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(string(styles.bytes()), string(again.bytes())); d != "" {
		t.Errorf("marking the same again adds styles: %s", d)
	}
}

// An offer that neither says nor asks anything is none, nor is one outside the sheet.
func TestPatchIdleOffers(t *testing.T) {
	doc := worksheet + "<sheetData/></worksheet>"
	c := &sheetChange{styles: mustStyles(t, testStyles), marking: Marking{Offers: []Offer{
		{From: 1, To: 2, Title: "winnow"},
		{From: 3, To: 2, Hint: "h"},
		{Column: lastColumn + 1, From: 1, To: 2, Hint: "h"},
		{From: lastRow + 1, To: lastRow + 2, Hint: "h"},
	}}}
	if d := cmp.Diff(doc, patched(t, doc, c)); d != "" {
		t.Error(d)
	}
}

func TestOfferConditions(t *testing.T) {
	for _, c := range []struct {
		offer Offer
		want  [4]string
	}{
		{Offer{Kind: List, Values: []string{`a`, `b "c"`}}, [4]string{"list", "", `"a,b ""c"""`, ""}},
		{Offer{Kind: List, Values: []string{`a,b`, `c`}}, [4]string{}},
		{Offer{Kind: List, Values: []string{strings.Repeat("x", 256)}}, [4]string{}},
		{Offer{Kind: List}, [4]string{}},
		{Offer{Kind: Whole}, [4]string{"whole", "between", "-999999999999999", "999999999999999"}},
		{Offer{Kind: Decimal, Low: "0.5"}, [4]string{"decimal", "greaterThanOrEqual", "0.5", ""}},
		{Offer{Kind: Date, Low: "45000", High: "45100"}, [4]string{"date", "between", "45000", "45100"}},
		{Offer{Kind: TextLength, High: "9"}, [4]string{"textLength", "lessThanOrEqual", "9", ""}},
		{Offer{Kind: Whole, Low: `HYPERLINK("x")`, High: "9"}, [4]string{"whole", "lessThanOrEqual", "9", ""}},
		{Offer{Hint: "h"}, [4]string{}},
	} {
		kind, operator, first, second := c.offer.condition()
		if d := cmp.Diff(c.want, [4]string{kind, operator, first, second}); d != "" {
			t.Errorf("%+v: %s", c.offer, d)
		}
	}
}

// What is too long, and what XML can't hold, does no harm.
func TestPatchTexts(t *testing.T) {
	c := &sheetChange{styles: mustStyles(t, testStyles), marking: Marking{
		Cells:  cells(Cell{Row: 1, Link: "'E'!A1", Tip: "a\x00\x1b\xff_x0041_" + strings.Repeat("t", 300)}),
		Offers: []Offer{{Column: 0, From: 1, To: 1, Kind: Whole, Low: "1", Title: "winnow " + strings.Repeat("😀", 20), Hint: "\"]]><x>\n" + strings.Repeat("h", 300), Problem: "=1+1"}},
	}}
	got := patched(t, worksheet+"<sheetData/></worksheet>", c)
	var title, hint string
	s := scanBytes([]byte(got))
	for {
		if _, err := s.next(); err != nil {
			break
		}
		if s.is("dataValidation") && s.kind == startTag {
			title, hint = s.attrText("promptTitle"), s.attrText("prompt")
		}
	}
	if units(title) != 31 || units(hint) != 255 || !strings.HasPrefix(hint, "\"]]><x>\n") {
		t.Errorf("%d units: %q, %d units: %q", units(title), title, units(hint), hint)
	}
	if !strings.Contains(got, "tooltip=\"a\uFFFD\uFFFD\uFFFD_x005F_x0041_ttt") {
		t.Errorf("the tip is not in %s", got)
	}
}

// What is streamed through is not held: ten times the rows take no more memory.
func TestPatchMemory(t *testing.T) {
	taken := func(rows int) uint64 {
		part := largeSheet(rows)
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		c := &sheetChange{styles: mustStyles(t, testStyles), marking: Marking{Clear: true, Cells: cells(Cell{Row: rows - 1, Look: Must})}}
		if err := patchSheet(io.Discard, opener(part), c); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		return after.TotalAlloc - before.TotalAlloc
	}
	if few, many := taken(2_000), taken(20_000); many > 2*few {
		t.Errorf("%d bytes for 2,000 rows, %d for 20,000", few, many)
	}
}
