package main

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// poison stands in every text of the corpus, so that it is found wherever it went.
const poison = "H4ZARD"

// poisons are texts that a program might act on, break at or show wrongly, all as
// a sender could have them in a cell. Each stands once in every file of the corpus.
var poisons = []string{
	"=" + poison + "+1", "=1+1&\"" + poison + "\"", "+1+1 " + poison, "-1-1 " + poison, "@SUM(1,1) " + poison,
	"\t=1+1 " + poison, "\r=1+1 " + poison, "\n=1+1 " + poison, " =1+1 " + poison, "=1+1\n" + poison, "%0A=1+1 " + poison,
	"=cmd|' /C calc " + poison + "'!A0", "+cmd|' /C calc " + poison + "'!A0", "@SUM(1+1)*cmd|' /C calc " + poison + "'!A0",
	"=MSEXCEL|'\\..\\..\\Windows\\System32\\cmd.exe /c calc " + poison + "'!''",
	`=DDE("cmd";"/C calc";"` + poison + `")`, `=HYPERLINK("http://127.0.0.1/` + poison + `","click")`,
	`=WEBSERVICE("http://127.0.0.1/` + poison + `")`, `=IMPORTXML("http://127.0.0.1/` + poison + `","//a")`,
	`=IMAGE("http://127.0.0.1/` + poison + `.png")`, "='file:///tmp/" + poison + ".xlsx'#$Sheet1.A1", "=[" + poison + ".xlsx]Sheet1!A1",
	"\uff1d1+1 " + poison, "\ufeff=1+1 " + poison, "\u200b=1+1 " + poison, "'=1+1 " + poison, `"=1+1" ` + poison, ";=1+1 " + poison, "{=1+1} " + poison,
	"http://127.0.0.1/" + poison, "file:///" + poison, "mailto:" + poison, `\\127.0.0.1\` + poison, "www." + poison + ".example",
	"_x003D_1+1 " + poison, "_x000D_ " + poison, "_x005F_x003D_1 " + poison, "_xD800_ " + poison, "_x0000_ " + poison,
	"<f>1+1</f> " + poison, "]]> " + poison, "&#61;1+1 " + poison, "&lt;b&gt; " + poison, "<!-- " + poison, "<?xml " + poison, "--><script>" + poison + "</script>",
	"\u202e=1+1 gpj." + poison, "\u200f" + poison + "\u200e", "\u2066" + poison + "\u2069", "e\u0301\u0300\u0302 " + poison, strings.Repeat("a\u0335\u0336", 200) + poison,
	"\U0001F469\u200d\U0001F469\u200d\U0001F467 " + poison, "\U0001F1EC\U0001F1E7 " + poison, "\U000E0001 " + poison, "\ufdd0 " + poison, "\ufffd " + poison,
	"#REF! " + poison, "1E5 " + poison, "&A&F&\"Wingdings\" " + poison, "{0} %s ${x} $(x) `x` " + poison, "..\\..\\" + poison, "../../" + poison,
	"line\x0bvertical\x0cform " + poison, "bell\x07 esc\x1b[31m\x1b]8;;http://127.0.0.1/\x07x " + poison, "del\x7f c1\u0085\u009b " + poison, "\u2028 \u2029 " + poison,
	poison + strings.Repeat("A", 32_762-len(poison)), "=" + strings.Repeat("\U0001F600", 16_300) + poison,
}

// tooLong are texts that no cell of a workbook has room for; a CSV may hold them.
var tooLong = []string{"=" + poison + strings.Repeat("A", 32_767), poison + strings.Repeat("\U0001F600", 17_000)}

// oddities is the return that the corpus is sent for. A poison stands in the key,
// where it is neither of the words allowed, where it is no number, and in a note.
const oddities = `winnow: v1
return: oddities
title: Oddities
fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true}}
  - {name: answer, title: Answer, type: string, constraints: {enum: ["yes", "no"]}}
  - {name: people, title: People, type: integer, constraints: {minimum: 0}}
  - {name: note, title: Note, type: string}
`

// oddRows are the rows of a file: a good one, one for each poison, and again good
// ones whose texts are poison. Keys of rows must differ.
func oddRows(texts []string) [][]string {
	rows := [][]string{{"Ref", "Answer", "People", "Note", "=1+1 " + poison}, {"good", "yes", "1", "", ""}}
	for _, p := range texts {
		rows = append(rows, []string{p, p, p, p, p}, []string{"good " + p, "no", "2", p, ""})
	}
	return rows
}

// oddFile is a file of the corpus.
type oddFile struct {
	name    string
	content []byte
	refused bool // it can't be read, and need only do no harm
}

// oddFiles are the files, each from a service of its own.
func oddFiles(t *testing.T) []oddFile {
	t.Helper()
	short := poisons[:len(poisons)-2] // LibreOffice takes seconds over the long ones
	return []oddFile{
		{name: "plain.csv", content: asCSV(t, oddRows(slices.Concat(poisons, tooLong)))},
		{name: "book.xlsx", content: asXLSX(t, []string{"Data"}, oddRows(poisons), xmlText)},
		{name: "=1+1 &'x' @SUM(1).csv", content: asCSV(t, oddRows(poisons[:3]))},
		{name: "-1+cmd $(x) %s.xlsx", content: asXLSX(t, []string{"It's \"Q1\" & <b>"}, oddRows(poisons[:3]), xmlText)},
		{name: "names.xlsx", content: asXLSX(t, []string{"=1+1", "\U0001F600 thirty-one characters, all\u202e", "it's quoted", "Start here", "_winnow", "Exceptions"}, oddRows(poisons[:3]), xmlText)},
		{name: "formulas.xlsx", content: asXLSX(t, []string{"Data"}, oddRows(short), formulaText)},
		{name: "nul.csv", content: bytes.ReplaceAll(asCSV(t, oddRows(poisons[:3])), []byte("+1"), []byte("\x00"))},
		{name: "surrogate.xlsx", content: asXLSX(t, []string{"Data"}, oddRows(poisons[:3]), func(s string) string { return "<is><t>&#xD800;" + escapedXML(s) + "</t></is>" }), refused: true},
		{name: "nulls.xlsx", content: asXLSX(t, []string{"Data"}, oddRows(poisons[:3]), func(s string) string { return "<is><t>&#0;" + escapedXML(s) + "</t></is>" }), refused: true},
	}
}

func asCSV(t *testing.T, rows [][]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	if err := w.WriteAll(rows); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// xmlText is a cell of text as a careful program writes it: what XML has no place
// for stands as _xHHHH_, and so does a text that looks like that.
func xmlText(s string) string {
	return `<is><t xml:space="preserve">` + escapedXML(s) + `</t></is>`
}

// formulaText makes formulas of what looks like one; what it gave last is kept as text.
func formulaText(s string) string {
	if !strings.HasPrefix(s, "=") || len(s) > 200 {
		return xmlText(s)
	}
	return "<f>" + escapedXML(s[1:]) + "</f><v>" + escapedXML(s) + "</v>"
}

var looksEscaped = strings.NewReplacer("_x", "_x005F_x")

func escapedXML(s string) string {
	var b strings.Builder
	for _, r := range looksEscaped.Replace(s) {
		switch {
		case r == '<':
			b.WriteString("&lt;")
		case r == '>':
			b.WriteString("&gt;")
		case r == '&':
			b.WriteString("&amp;")
		case r == '"':
			b.WriteString("&quot;")
		case r < ' ' && r != '\t' && r != '\n':
			fmt.Fprintf(&b, "_x%04X_", r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// asXLSX writes a workbook by hand; sheets beside the first have one cell.
func asXLSX(t *testing.T, sheets []string, rows [][]string, cell func(string) string) []byte {
	t.Helper()
	const space = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	const kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
	var list, rels, types strings.Builder
	parts := map[string]string{}
	for i, name := range sheets {
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, escapedXML(name), i+1, i+1)
		fmt.Fprintf(&rels, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, i+1, office, i+1)
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, i+1, kind)
		parts[fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1)] = `<worksheet ` + space + `><sheetData>` + sheetRows(rows, cell) + `</sheetData></worksheet>`
		rows = [][]string{{poison}}
	}
	parts["xl/workbook.xml"] = `<workbook ` + space + `><sheets>` + list.String() + `</sheets></workbook>`
	parts["xl/_rels/workbook.xml.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">` + rels.String() + `</Relationships>`
	parts["_rels/.rels"] = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="` + office + `officeDocument" Target="xl/workbook.xml"/></Relationships>`
	parts["[Content_Types].xml"] = `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>` +
		`<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="` + kind + `sheet.main+xml"/>` + types.String() + `</Types>`
	return zipOf(t, parts)
}

func sheetRows(rows [][]string, cell func(string) string) string {
	var b strings.Builder
	for i, row := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for c, v := range row {
			content, kind := xmlText(v), "inlineStr"
			if i > 0 { // headings are text whatever becomes of the cells
				content = cell(v)
			}
			if strings.HasPrefix(content, "<f>") {
				kind = "str"
			}
			fmt.Fprintf(&b, `<c r="%c%d" t="%s">%s</c>`, 'A'+c, i+1, kind, content)
		}
		b.WriteString("</row>")
	}
	return b.String()
}

func zipOf(t *testing.T, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		text := parts[name]
		to, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := to.Write([]byte(`<?xml version="1.0" encoding="UTF-8"?>` + "\n" + text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// oddWorkspace makes a workspace with the files in its inbox, each in a service's folder.
func oddWorkspace(t *testing.T, files []oddFile) string {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "ws")
	if out, err := winnowProcess("init", dir).CombinedOutput(); err != nil {
		t.Fatalf("init: %v\n%s", err, out)
	}
	services := "service,name,contact,email\n"
	for i, f := range files {
		service := fmt.Sprintf("s%d", i)
		services += service + ",Service " + service + ",Desk," + service + "@council.example\n"
		path := filepath.Join(dir, "inbox", service, f.name)
		for _, err := range []error{os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, f.content, 0o644), os.Chtimes(path, longAgo, longAgo)} {
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	rules := filepath.Join(dir, "rules")
	for _, err := range []error{os.RemoveAll(rules), os.MkdirAll(rules, 0o755),
		os.WriteFile(filepath.Join(rules, "oddities.yaml"), []byte(oddities), 0o644),
		os.WriteFile(filepath.Join(rules, "services.csv"), []byte(services), 0o644)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return dir
}
