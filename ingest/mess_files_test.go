package ingest

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/report"
)

// refusedAs opens bytes and returns why they are refused, "" where they aren't.
func refusedAs(t *testing.T, name string, data []byte) string {
	t.Helper()
	f, err := Open(file(t, name, data), Options{})
	if err == nil {
		f.Close()
		return ""
	}
	return refusal(t, err).Reason
}

// says asserts the reason of a refusal.
func says(t *testing.T, name string, data []byte, reason string) {
	t.Helper()
	if got := refusedAs(t, name, data); !strings.Contains(got, reason) {
		t.Errorf("%s: refused as %q, want %q", name, got, reason)
	}
}

func TestMess17ActiveFilter(t *testing.T) {
	rows := strings.Replace(sheetRows([]string{"Client ref", "Outcome"}, []string{"LLB1", "quit"}, []string{"LLB2", "lost"}), `<row r="2">`, `<row r="2" hidden="1">`, 1)
	b := book{rows: rows, after: `<autoFilter ref="A1:B3"><filterColumn colId="1"><filters><filter val="lost"/></filters></filterColumn></autoFilter>`}
	res := mustRead(t, open(t, "in.xlsx", b.build(t)), quits())
	if res.Tail.Records != 2 || len(res.Tail.Notes) == 0 {
		t.Errorf("%d records, notes %v", res.Tail.Records, kinds(res.Tail.Notes))
	}
}

func TestMess42ExternalLinks(t *testing.T) {
	b := book{rows: sheetRows([]string{"a"}), parts: map[string]string{"xl/externalLinks/externalLink1.xml": `<externalLink ` + mainNS + `/>`}}
	b.parts["xl/_rels/workbook.xml.rels"] = `<Relationships><Relationship Id="rId1" Type="` + relNS + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relNS + `/externalLink" Target="externalLinks/externalLink1.xml"/></Relationships>`
	f := open(t, "in.xlsx", b.build(t))
	if diff := cmp.Diff([]string{"0 formula-error note"}, kinds(f.Notes)); diff != "" {
		t.Error(diff)
	}
}

func TestMess64EmptyOrCutOff(t *testing.T) {
	good := book{rows: sheetRows([]string{"a"})}.build(t)
	says(t, "empty.xlsx", nil, "empty")
	says(t, "half.xlsx", good[:len(good)/2], "damaged")
}

func TestMess65OldExcel(t *testing.T) {
	says(t, "in.xls", ole("Workbook"), "old Excel workbook (.xls)")
}

func TestMess66OtherFormats(t *testing.T) {
	says(t, "in.xlsb", zipped(t, map[string]string{"xl/workbook.bin": "x"}, zip.Deflate), "Excel binary workbook")
	says(t, "in.ods", zipped(t, map[string]string{"mimetype": "x", "content.xml": "x"}, zip.Deflate), "OpenDocument")
}

// TestMess67WrongEnding has other files under the ending of a workbook: what is
// inside counts.
func TestMess67WrongEnding(t *testing.T) {
	says(t, "in.xls", []byte("<html><body><table><tr><td>1</td></tr></table></body></html>"), "web page")
	if f := open(t, "in.xls", []byte("a,b\n1,2\n")); f.Format != CSV {
		t.Errorf("text named .xls is read as %s", f.Format)
	}
	if f := open(t, "in.csv", book{rows: sheetRows([]string{"a"})}.build(t)); f.Format != XLSX {
		t.Errorf("a workbook named .csv is read as %s", f.Format)
	}
}

func TestMess68Password(t *testing.T) {
	says(t, "in.xlsx", ole("EncryptionInfo", "EncryptedPackage"), "password-protected")
}

func TestMess69SheetProtection(t *testing.T) {
	b := book{rows: sheetRows([]string{"Client ref"}, []string{"LLB1"}), after: `<sheetProtection sheet="1" password="CC1A"/>`}
	f := open(t, "in.xlsx", b.build(t))
	if res := mustRead(t, f, quits()); res.Tail.Records != 1 || len(f.Notes)+len(res.Tail.Notes) != 0 {
		t.Errorf("%+v", res.Tail)
	}
}

// TestMess70And81PicturesAndComments puts a picture and a comment over data.
func TestMess70And81PicturesAndComments(t *testing.T) {
	f := excelize.NewFile()
	err := errors.Join(
		f.SetSheetRow("Sheet1", "A1", &[]any{"Client ref", "Outcome"}), f.SetSheetRow("Sheet1", "A2", &[]any{"LLB1", "quit"}), f.SetSheetRow("Sheet1", "A3", &[]any{"LLB2", "lost"}),
		f.AddShape("Sheet1", &excelize.Shape{Cell: "A2", Type: "rect", Paragraph: []excelize.RichTextRun{{Text: "7 more"}}}),
		f.AddComment("Sheet1", excelize.Comment{Cell: "B3", Author: "x", Text: "should be quit"}))
	path := file(t, "in.xlsx", nil)
	if err = errors.Join(err, f.SaveAs(path)); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	res := mustRead(t, open(t, "in.xlsx", data), quits())
	var rows []int
	for _, n := range res.Tail.Notes {
		if n.Kind == report.KindFormat && n.Severity == report.Note {
			rows = append(rows, n.Row)
		}
	}
	if diff := cmp.Diff([]int{2, 3}, rows); diff != "" || res.Tail.Records != 2 {
		t.Error(kinds(res.Tail.Notes), diff)
	}
}

func TestMess70Macros(t *testing.T) {
	f := open(t, "in.xlsm", book{rows: sheetRows([]string{"a"}), parts: map[string]string{"xl/vbaProject.bin": "x"}}.build(t))
	if diff := cmp.Diff([]string{"0 format-error note"}, kinds(f.Notes)); diff != "" {
		t.Error(diff)
	}
}

// TestMessTexts covers the encodings and shapes of text files.
func TestMessTexts(t *testing.T) {
	le := binary.LittleEndian
	for _, c := range []struct {
		row, name, text string
		encoding        string
		want            []string
		notes           int
	}{
		{"71", "byte order mark", "\uFEFFa,b\n1,2\n", "utf-8", []string{"1: a|b", "2: 1|2"}, 0},
		{"72", "UTF-16", string(utf16Bytes("a,b\r\n£1,2\r\n", le, true)), "utf-16le", []string{"1: a|b", "2: £1|2"}, 0},
		{"73", "Windows-1252", "a,b\n\xA31,2\n", "windows-1252", []string{"1: a|b", "2: £1|2"}, 1},
		{"75", "semicolons", "a;b;c\n1;2;3\n", "utf-8", []string{"1: a|b|c", "2: 1|2|3"}, 0},
		{"75", "tabs", "a\tb\tc\n1\t2\t3\n", "utf-8", []string{"1: a|b|c", "2: 1|2|3"}, 0},
		{"75", "pipes", "a|b|c\n1|2|3\n", "utf-8", []string{"1: a|b|c", "2: 1|2|3"}, 0},
		{"78", "old Mac line ends", "a,b\r1,2\r3,4", "utf-8", []string{"1: a|b", "2: 1|2", "3: 3|4"}, 0},
		{"79", "trailing commas", "a,b,,\n1,2,,\n", "utf-8", []string{"1: a|b||", "2: 1|2||"}, 0},
	} {
		t.Run("row "+c.row+" "+c.name, func(t *testing.T) {
			f := open(t, "in.csv", []byte(c.text))
			if diff := cmp.Diff(c.want, textRows(t, f)); diff != "" || f.Encoding != c.encoding || len(f.Notes) != c.notes {
				t.Errorf("%s, %d notes: %s", f.Encoding, len(f.Notes), diff)
			}
		})
	}
}

func TestMess76RaggedRows(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5,,,\nLLB2,01/04/2021,quit\nLLB3,01/04/2021,quit,3,5,more\n")
	if res.Tail.Records != 3 || len(res.Faults) != 1 || res.Faults[0].Record != 4 || res.Cells[3][3] != "·" {
		t.Errorf("%+v %+v", res.Faults, res.Cells)
	}
}

func TestMess77UnclosedQuote(t *testing.T) {
	_, err := read(t, open(t, "in.csv", []byte(messHeader+"LLB1,01/04/2021,\"quit,3,5\n"+strings.Repeat("LLB2,01/04/2021,quit,3,5\n", 50))), quits())
	if r := refusal(t, err); !strings.Contains(r.Reason, "line 2") {
		t.Error(r.Reason)
	}
}

// TestMess74DoubleEncoded: text that was decoded as Windows-1252 once too often is
// put right and said, where every such place can be undone.
func TestMess74DoubleEncoded(t *testing.T) {
	f := open(t, "in.csv", []byte("Supplier,Amount\nCafÃ© Rouge,Â£12\nItâ€™s,Â£13\n"))
	var said bytes.Buffer
	for _, n := range f.Notes {
		said.WriteString(n.Message)
	}
	rows := strings.Join(textRows(t, f), " ")
	if !strings.Contains(rows, "Café Rouge|£12") || !strings.Contains(rows, "It’s|£13") || said.Len() == 0 {
		t.Errorf("%q, notes %q", rows, said.String())
	}
}
