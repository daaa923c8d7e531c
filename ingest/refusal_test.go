package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"testing"
)

var le = binary.LittleEndian

// ole returns the beginning of an OLE container with the streams named.
func ole(streams ...string) []byte {
	b := []byte("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + strings.Repeat("\x00", 504))
	for _, s := range streams {
		b = append(b, wide(s)...)
		b = append(b, make([]byte, 128)...)
	}
	return b
}

func TestRefusals(t *testing.T) {
	good := book{rows: `<row r="1"><c r="A1"><v>1</v></c></row>`}.build(t)
	parts := func(names ...string) []byte {
		m := map[string]string{}
		for _, n := range names {
			m[n] = "x"
		}
		return zipped(t, m, zip.Deflate)
	}
	tests := []struct {
		name   string
		data   []byte
		reason string
		fix    string // a part of it
	}{
		{"row 64: nothing", nil, "empty", "Send the return again"},
		{"white space", []byte("\uFEFF \r\n\t\r\n"), "empty", ""},
		{"zero bytes", make([]byte, 4096), "empty", ""},
		{"row 68: password", ole("EncryptionInfo", "EncryptedPackage"), "password-protected", "clear the password"},
		{"row 65: xls", ole("Workbook"), "old Excel workbook (.xls)", "pick Excel Workbook (*.xlsx)"},
		{"xls of Excel 5", ole("Book"), "old Excel workbook (.xls)", ""},
		{"xls of Excel 4", []byte("\x09\x04\x06\x00\x00\x00\x10\x00 and more"), "old Excel workbook (.xls)", ""},
		{"doc", ole("WordDocument"), "not a spreadsheet", ""},
		{"row 66: xlsb", parts("xl/workbook.bin", "_rels/.rels"), "Excel binary workbook (.xlsb)", "pick Excel Workbook"},
		{"row 66: ods", parts("mimetype", "content.xml"), "OpenDocument spreadsheet (.ods)", "LibreOffice"},
		{"numbers", parts("Index/Document.iwa"), "Apple Numbers document", "Export To"},
		{"docx", parts("_rels/.rels", "word/document.xml"), "not a spreadsheet: it is a Word document", ""},
		{"zip", parts("a.csv"), "not a spreadsheet: it is a zip file; send the spreadsheet inside it on its own", ""},
		{"row 67: html", []byte("\n<HTML><body><table><tr><td>1</td></tr></table></body></HTML>"), "web page saved as a spreadsheet (.html)", "pick Excel Workbook"},
		{"xml of Excel 2003", []byte(`<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`), "XML spreadsheet of Excel 2003 (.xml)", ""},
		{"xml in UTF-16", utf16Bytes(`<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>`, le, true), "XML spreadsheet of Excel 2003 (.xml)", ""},
		{"other xml", []byte(`<?xml version="1.0"?><a/>`), "not a spreadsheet: it is an XML file", ""},
		{"json", []byte(`{"a": 1}`), "not a spreadsheet: it is a JSON file", ""},
		{"pdf", []byte("%PDF-1.7 …"), "not a spreadsheet: it is a PDF", ""},
		{"png", []byte("\x89PNG\r\n\x1a\n"), "not a spreadsheet: it is a picture", ""},
		{"sylk", []byte("ID;PWXL;N;E\r\nC;Y1;X1;K1\r\n"), "SYLK file (.slk)", ""},
		{"random bytes", bytes.Repeat([]byte("\x01\x02\x7f\x05abc\x00"), 100), "not a spreadsheet", ""},
		{"row 64: zip cut off", good[:len(good)/2], "damaged: the file is cut off or no longer a whole zip file", "Open the file in Excel"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Open(file(t, "in.xlsx", tt.data), Options{})
			r := refusal(t, err)
			if r.Reason != tt.reason || !strings.Contains(r.Fix, tt.fix) {
				t.Errorf("got %q, %q", r.Reason, r.Fix)
			}
		})
	}
}

func TestOpenMissingFile(t *testing.T) {
	_, err := Open("testdata/none.xlsx", Options{})
	var refusal *Refusal
	if errors.As(err, &refusal) || err == nil {
		t.Error(err)
	}
}

// TestDamage breaks one thing each in a workbook's XML: all of them are refused
// when its rows are read, in words that say where.
func TestDamage(t *testing.T) {
	row := func(n string) string { return `<row r="` + n + `"><c r="A` + n + `"><v>1</v></c></row>` }
	sheet := func(text string) book {
		return book{parts: map[string]string{"xl/worksheets/sheet1.xml": text}}
	}
	whole := `<worksheet ` + mainNS + `><sheetData>` + row("1") + row("2") + row("3") + `</sheetData><pageMargins left="1"/></worksheet>`
	tests := []struct {
		name string
		book book
		want string
	}{
		{"cut in half", sheet(whole[:len(whole)/2]), `damaged: sheet "Sheet1"`},
		{"cut behind the rows", sheet(whole[:len(whole)-5]), `damaged: sheet "Sheet1", at or after row 3, breaks off`},
		{"cut at the end tag", sheet(strings.TrimSuffix(whole, "</worksheet>")), "breaks off"},
		{"control character", book{rows: row("1") + "<row r=\"2\"><c r=\"A2\" t=\"str\"><v>a\x01</v></c></row>" + row("3")}, `sheet "Sheet1", at or after row 2, has a control character in its XML`},
		{"control character between rows", book{rows: row("1") + "\x0b" + row("2")}, "control character"},
		{"unknown entity", book{rows: `<row r="1"><c r="A1" t="str"><v>a&nbsp;b</v></c></row>`}, "reference"},
		{"bare ampersand", book{rows: `<row r="1"><c r="A1" t="str"><v>a & b</v></c></row>`}, "reference"},
		{"reference to a control character", book{rows: `<row r="1"><c r="A1" t="str"><v>&#1;</v></c></row>`}, "reference"},
		{"mismatched tags", book{rows: `<row r="1"><c r="A1"><v>1</c></v></row>`}, "not the one open"},
		{"not UTF-8", book{rows: "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>\xff\xfe</v></c></row>"}, "not UTF-8"},
		{"attribute without quotes", book{rows: `<row r=1></row>`}, "attribute without quotes"},
		{"attribute twice", book{rows: `<row r="1" r="2"></row>`}, "attribute twice"},
		{"text behind the root", sheet(whole + "x"), "text outside its XML"},
		{"two roots", sheet(whole + whole), "goes on after its end"},
		{"document type", sheet(`<!DOCTYPE a [<!ENTITY b "c">]>` + whole), "document type"},
		{"not a worksheet", sheet(`<html></html>`), "is not a worksheet"},
		{"empty part", sheet(""), "breaks off"},
		{"shared text missing", book{rows: `<row r="1"><c r="A1" t="s"><v>9</v></c></row>`}, "text is missing"},
		{"row number", book{rows: `<row r="x"><c r="A1"><v>1</v></c></row>`}, "proper number"},
		{"reference of another row", book{rows: row("1") + `<row r="2"><c r="A7"><v>1</v></c></row>`}, "reference is not of its row"},
		{"row under another name", book{rows: row("1") + `<rov r="2"><c r="A2"><v>1</v></c></rov>`}, "something among its cells that is no cell"},
		{"text between rows", book{rows: row("1") + "stray" + row("2")}, "something among its cells that is no cell"},
		{"value under another name", book{rows: `<row r="1"><c r="A1"><w>1</w></c></row>`}, "something in a cell that is no value"},
		{"two values", book{rows: `<row r="1"><c r="A1"><v>1</v><v>2</v></c></row>`}, "something in a cell that is no value"},
		{"kind of cell", book{rows: `<row r="1"><c r="A1" t="q"><v>1</v></c></row>`}, "of a kind that no workbook has"},
		{"style that is not there", book{rows: `<row r="1"><c r="A1" s="7"><v>44287</v></c></row>`}, "format is missing from the workbook"},
		{"format that is not described", book{rows: `<row r="1"><c r="A1" s="1"><v>44287</v></c></row>`, formats: []string{"164"}}, "format is missing from the workbook"},
		{"merged range", book{rows: row("1"), after: `<mergeCells><mergeCell ref="A1:?"/></mergeCells>`}, "merged range without proper cells"},
		{"rows in two places", book{rows: row("1"), after: `<sheetData>` + row("2") + `</sheetData>`}, "has its rows in two places"},
		{"name that is none", book{rows: `<row r="1" 1x="2"/>`}, "attribute without a proper name"},
		{"part id twice", book{parts: map[string]string{"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="a/worksheet" Target="a"/><Relationship Id="rId1" Type="a/worksheet" Target="b"/></Relationships>`}}, "names two parts by one id"},
		{"cell twice", book{rows: `<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`}, "has the cell A1 twice"},
		{"shared strings cut", book{rows: row("1"), parts: map[string]string{"xl/sharedStrings.xml": "<sst><si><t>a</t></si>"}}, "damaged: xl/sharedStrings.xml breaks off"},
		{"styles broken", book{rows: row("1"), parts: map[string]string{"xl/styles.xml": "<styleSheet><cellXfs></styleSheet>"}}, "damaged: xl/styles.xml"},
		{"sheet missing", book{remove: []string{"xl/worksheets/sheet1.xml"}}, `damaged: sheet "Sheet1" is missing`},
		{"workbook missing", book{remove: []string{"xl/workbook.xml"}}, "is missing"},
		{"no sheets", book{parts: map[string]string{"xl/workbook.xml": `<workbook/>`}}, "no sheet with cells"},
		{"too deep", book{after: strings.Repeat("<a>", 300) + strings.Repeat("</a>", 300)}, "deep"},
		{"row too far", book{rows: `<row r="1048577"/>`}, "more than 1048576 rows"},
		{"column too far", book{rows: `<row r="1"><c r="XFE1"><v>1</v></c></row>`}, "more than 16384 columns"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Open(file(t, "in.xlsx", tt.book.build(t)), Options{})
			if err == nil {
				defer f.Close()
				_, err = grid(f, 0)
			}
			if r := refusal(t, err); !strings.Contains(r.Reason, tt.want) {
				t.Errorf("got %q", r.Reason)
			}
		})
	}
}

// TestChecksum changes a figure in a part that is not packed: well-formed XML,
// and still not what was sent.
func TestChecksum(t *testing.T) {
	b := book{rows: `<row r="1"><c r="A1"><v>12345</v></c></row>`, stored: true}
	data := bytes.Replace(b.build(t), []byte("<v>12345</v>"), []byte("<v>12346</v>"), 1)
	_, err := grid(open(t, "in.xlsx", data), 0)
	if r := refusal(t, err); !strings.Contains(r.Reason, "checksum") {
		t.Error(r.Reason)
	}
}

func TestLimits(t *testing.T) {
	many := `<row r="1">` + strings.Repeat("<c><v>1</v></c>", 20) + "</row>"
	tests := []struct {
		name   string
		data   []byte
		limits Limits
		want   string
	}{
		{"part bytes", book{rows: many}.build(t), Limits{PartBytes: 100}, "unzips to more than 100 bytes"},
		{"ratio", book{rows: strings.Repeat(" ", 1<<20)}.build(t), Limits{Ratio: 10, RatioFrom: 1000}, "more than 10 times its size"},
		{"columns", book{rows: many}.build(t), Limits{Columns: 10}, "more than 10 columns"},
		{"stated size", book{rows: many}.build(t), Limits{Unzipped: 1000}, "unzips to more than 1000 bytes"},
		{"cells", book{rows: many}.build(t), Limits{Cells: 10}, `sheet "Sheet1" has more than 10 cells`},
		{"attributes", book{before: "<sheetPr " + manyAttributes(20) + "/>"}.build(t), Limits{Attributes: 10}, "more than 10 attributes"},
		{"time", book{rows: many}.build(t), Limits{Time: 1}, "takes longer than 1ns to read"},
		{"nesting", book{after: strings.Repeat("<a>", 20) + strings.Repeat("</a>", 20)}.build(t), Limits{Nesting: 10}, "more than 10 deep"},
		{"text in pieces", book{rows: `<row r="1"><c t="str"><v>` + strings.Repeat("x<!-- -->", 1<<11) + `</v></c></row>`}.build(t), Limits{CellBytes: 1 << 10}, "a cell of more than 1024 bytes"},
		{"shared text in pieces", book{rows: many, shared: []string{"<t>" + strings.Repeat("x<!-- -->", 1<<11) + "</t>"}}.build(t), Limits{CellBytes: 1 << 10}, "a text of more than 1024 bytes"},
		{"encrypted", ole("EncryptionInfo", "EncryptedPackage"), Limits{Encrypted: 10}, "the encrypted workbook has more than 10 bytes"},
		{"rows", book{rows: `<row r="11"/>`}.build(t), Limits{Rows: 10}, "more than 10 rows"},
		{"shared texts", book{rows: many, shared: make([]string, 11)}.build(t), Limits{SharedStrings: 10}, "more than 10 shared texts"},
		{"shared bytes", book{rows: many, shared: []string{"<t>0123456789</t>", "<t>0123456789</t>"}}.build(t), Limits{SharedBytes: 15}, "more than 15 bytes"},
		{"row bytes", book{rows: `<row r="1">` + strings.Repeat(`<c t="str"><v>0123456789</v></c>`, 20) + `</row>`}.build(t), Limits{RecordBytes: 100}, "row 1 of sheet \"Sheet1\" has more than 100 bytes"},
		{"column elements", book{before: "<cols>" + strings.Repeat(`<col min="1" max="2" hidden="1"/>`, 20) + "</cols>"}.build(t), Limits{Columns: 10}, "describes more than 10 columns"},
		{"merged ranges", mergedBook(20).build(t), Limits{Merges: 10}, "more than 10 merged ranges"},
		{"sheets", book{parts: map[string]string{"xl/workbook.xml": `<workbook><sheets>` + strings.Repeat(`<sheet name="a" id="rId1"/>`, 5) + `</sheets></workbook>`}}.build(t), Limits{Sheets: 3}, "more than 3 sheets"},
		{"parts", book{}.build(t), Limits{Parts: 3}, "more than 3 parts"},
		{"text", book{rows: `<row r="1"><c t="str"><v>` + strings.Repeat("x", 1<<20) + `</v></c></row>`}.build(t), Limits{CellBytes: 1 << 10}, "bytes"},
		{"csv columns", []byte("a,b,c\n" + strings.Repeat(",", 20) + "\n"), Limits{Columns: 10}, "line 2 has more than 10 columns"},
		{"csv cell", []byte("a,b\n" + strings.Repeat("x", 200) + "\n"), Limits{CellBytes: 100}, "line 2 has a cell of more than 100 bytes"},
		{"csv record", []byte("a,b\n" + strings.Repeat("x,", 500_000) + "\n"), Limits{RecordBytes: 1000, Columns: 1 << 30}, "more than 1000 bytes"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f, err := Open(file(t, "in", tt.data), Options{Limits: tt.limits, Password: "x"})
			if err == nil {
				defer f.Close()
				if _, err = grid(f, 0); err == nil {
					_, err = f.Match(0, quits())
				}
			}
			if r := refusal(t, err); !strings.HasPrefix(r.Reason, "too large") || !strings.Contains(r.Reason, tt.want) {
				t.Errorf("got %q", r.Reason)
			}
		})
	}
}

// TestFilledCells bounds what a small file with large merged ranges grows to.
func TestFilledCells(t *testing.T) {
	b := book{
		rows:  `<row r="1">` + inline("A1", "Client reference") + inline("B1", "Quit date") + `</row><row r="2"><c r="A2"><v>1</v></c></row>` + strings.Repeat(`<row><c><f>1</f></c><c><v>1</v></c></row>`, 20),
		after: `<mergeCells><mergeCell ref="A2:A30"/></mergeCells>`,
	}
	l := &Layout{Columns: []Column{{Name: "ref", Titles: []string{"Client reference"}}}}
	_, err := read(t, openWith(t, b.build(t), Limits{Cells: 50}), l)
	if r := refusal(t, err); !strings.Contains(r.Reason, "more than 50 cells with those that merged ranges fill") {
		t.Error(r.Reason)
	}
}

func manyAttributes(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, ` a%d="x"`, i)
	}
	return b.String()
}

func mergedBook(n int) book {
	return book{
		rows:  `<row r="1">` + inline("A1", "Client reference") + inline("B1", "Amount") + `</row>`,
		after: "<mergeCells>" + strings.Repeat(`<mergeCell ref="A1:B1"/>`, n) + "</mergeCells>",
	}
}
