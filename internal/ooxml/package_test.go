package ooxml

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml/ooxmlcheck"
)

// save is a workbook of excelize's as a package.
func save(t testing.TB, f *excelize.File) []byte {
	t.Helper()
	b, err := f.WriteToBuffer()
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// sender is a service's workbook: two sheets, a note, a name, a picture of nothing.
func sender(t testing.TB) []byte {
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "Quits"))
	_, err := f.NewSheet("Notes & more")
	must(t, err)
	for row, values := range [][]any{{"Client", "Quit date", "Outcome"}, {"L1", "2021-04-09", "Quit"}, {"L2", "soon", "?"}, {"L3", 44300, "Lost"}} {
		must(t, f.SetSheetRow("Quits", place{row, 0}.String(), &values))
	}
	must(t, f.AddComment("Quits", excelize.Comment{Cell: "B3", Author: "Ann", Text: "asked the clinic"}))
	must(t, f.AddComment("Quits", excelize.Comment{Cell: "C4", Author: "Ann", Paragraph: []excelize.RichTextRun{{Text: "Ann: ", Font: &excelize.Font{Bold: true}}, {Text: "moved away\n"}}}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "Outcomes", RefersTo: "'Notes & more'!$A$1:$A$3"}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "Quits!$1:$1", Scope: "Quits"}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "zone", RefersTo: "'Notes & more'!$B$1", Scope: "Notes & more"}))
	must(t, f.AddTable("Notes & more", &excelize.Table{Range: "A1:B3", Name: "List"}))
	return save(t, f)
}

// ours are winnow's sheets: two first, one behind, one hidden.
func ours(t testing.TB) []byte {
	f := excelize.NewFile()
	must(t, f.SetSheetName("Sheet1", "Start here"))
	for _, name := range []string{"Exceptions", "Rules", "_winnow"} {
		_, err := f.NewSheet(name)
		must(t, err)
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}})
	must(t, err)
	must(t, f.SetCellValue("Start here", "A1", "What we received"))
	must(t, f.SetCellStyle("Start here", "A1", "A1", bold))
	must(t, f.SetCellRichText("Start here", "A2", []excelize.RichTextRun{{Text: "two "}, {Text: "things & <more>", Font: &excelize.Font{Italic: true}}}))
	must(t, f.SetCellHyperLink("Start here", "A2", "Exceptions!A1", "Location"))
	must(t, f.SetSheetRow("Exceptions", "A1", &[]any{"Reference", "Where", "What you did"}))
	must(t, f.SetSheetRow("Exceptions", "A2", &[]any{"0123456789abcdef", "B3", 1.5}))
	must(t, f.AddTable("Exceptions", &excelize.Table{Range: "A1:C2", Name: "List"}))
	must(t, f.AddComment("Exceptions", excelize.Comment{Cell: "C1", Author: "winnow", Text: "choose one"}))
	must(t, f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: "Exceptions!$1:$1", Scope: "Exceptions"}))
	red, err := f.NewConditionalStyle(&excelize.Style{Font: &excelize.Font{Color: "9C0006"}})
	must(t, err)
	must(t, f.SetConditionalFormat("Rules", "A1:A9", []excelize.ConditionalFormatOptions{{Type: "cell", Criteria: ">", Value: "3", Format: &red}}))
	must(t, f.SetSheetRow("Rules", "A1", &[]any{"Rule", 4}))
	must(t, f.SetCellValue("_winnow", "A1", "{}"))
	must(t, f.SetSheetVisible("_winnow", false))
	return save(t, f)
}

var ourNames = []string{"Start here", "Exceptions", "Rules", "_winnow"}

// marks are a marking of the sender's first sheet.
func marks() Marking {
	return Marking{Clear: true, Cells: slices.Values([]Cell{
		{Row: 2, Column: 0, Link: "Exceptions!A2", Tip: "to the list"},
		{Row: 2, Column: 1, Look: Must, Note: "winnow: a date, please.\nLike 31/12/2021. <_x0041_>"},
		{Row: 3, Column: 1, Look: Must, Note: "winnow: this is no date"},
		{Row: 4, Column: 2, Look: Ask, Note: "winnow: is it so?"},
	}), Offers: []Offer{{Column: 2, From: 2, To: 4, Kind: List, Values: []string{"Quit", "Lost"}, Title: OfferMark, Hint: "one of these"}}}
}

func firstRound(t testing.TB) Change {
	return Change{Sheets: map[string]Marking{"Quits": marks()}, Add: ours(t), First: 2}
}

// change opens a package, writes it and holds the result to the rules that Excel repairs on.
func change(t testing.TB, data []byte, c Change) []byte {
	t.Helper()
	p, err := Open(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	var out bytes.Buffer
	must(t, p.Write(&out, c))
	before := ooxmlcheck.Check(bytes.NewReader(data), int64(len(data)))
	for _, fault := range ooxmlcheck.Check(bytes.NewReader(out.Bytes()), int64(out.Len())) {
		if !slices.Contains(before, fault) { // excelize gives all shapes of a sheet one id
			t.Errorf("the package breaks a rule: %s", fault)
		}
	}
	return out.Bytes()
}

// unzip are the parts of a package.
func unzip(t testing.TB, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		if _, twice := parts[f.Name]; twice {
			t.Fatalf("part %s is there twice", f.Name)
		}
		parts[f.Name] = string(b)
	}
	return parts
}

func sheetNames(t testing.TB, data []byte) []Sheet {
	t.Helper()
	p, err := Open(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	return p.Sheets()
}

func TestWriteAddsSheets(t *testing.T) {
	out := change(t, sender(t), firstRound(t))
	want := []Sheet{{"Start here", false}, {"Exceptions", false}, {"Quits", false}, {"Notes & more", false}, {"Rules", false}, {"_winnow", true}}
	if diff := cmp.Diff(want, sheetNames(t, out)); diff != "" {
		t.Errorf("sheets (-want +got):\n%s", diff)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	must(t, err)
	defer f.Close()
	for cell, want := range map[string]string{"Start here!A1": "What we received", "Start here!A2": "two things & <more>", "Exceptions!A2": "0123456789abcdef", "Exceptions!C2": "1.5", "Quits!B3": "soon"} {
		sheet, ref, _ := strings.Cut(cell, "!")
		if got, err := f.GetCellValue(sheet, ref); err != nil || got != want {
			t.Errorf("%s = %q, %v, want %q", cell, got, err, want)
		}
	}
	type name struct{ Name, Refers, Scope string }
	var names []name
	for _, d := range f.GetDefinedName() {
		names = append(names, name{d.Name, d.RefersTo, d.Scope})
	}
	wantNames := []name{{"_xlnm.Print_Titles", "Quits!$1:$1", "Quits"}, {"_xlnm.Print_Titles", "Exceptions!$1:$1", "Exceptions"}, {"Outcomes", "'Notes & more'!$A$1:$A$3", "Workbook"}, {"zone", "'Notes & more'!$B$1", "Notes & more"}}
	slices.SortFunc(names, func(a, b name) int { return strings.Compare(a.Refers, b.Refers) })
	slices.SortFunc(wantNames, func(a, b name) int { return strings.Compare(a.Refers, b.Refers) })
	if diff := cmp.Diff(wantNames, names); diff != "" {
		t.Errorf("names (-want +got):\n%s", diff)
	}
	if f.GetActiveSheetIndex() != 0 {
		t.Errorf("sheet %d is seen on opening, want the first", f.GetActiveSheetIndex())
	}
	for _, sheet := range f.GetSheetList() {
		selected := strings.Contains(unzip(t, out)[sheetPart(t, out, sheet)], `tabSelected="1"`) || strings.Contains(unzip(t, out)[sheetPart(t, out, sheet)], `tabSelected="true"`)
		if selected != (sheet == "Start here") {
			t.Errorf("sheet %q selected: %v", sheet, selected)
		}
	}
}

func sheetPart(t testing.TB, data []byte, name string) string {
	t.Helper()
	p, err := Open(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	for _, s := range p.book.sheets {
		if s.Name == name {
			return s.part
		}
	}
	t.Fatalf("no sheet %q", name)
	return ""
}

// TestWriteKeepsWhatItDoesNotTouch compares the compressed bytes of parts, their
// headers and their order.
func TestWriteKeepsWhatItDoesNotTouch(t *testing.T) {
	data := sender(t)
	out := change(t, data, Change{Sheets: map[string]Marking{"Quits": {Cells: slices.Values([]Cell{{Row: 2, Column: 1, Look: Must}})}}})
	was, now := raw(t, data), raw(t, out)
	touched := []string{"xl/worksheets/sheet1.xml", "xl/styles.xml"}
	for _, e := range was {
		i := slices.IndexFunc(now, func(n entry) bool { return n.Name == e.Name })
		if i < 0 {
			t.Errorf("part %s is gone", e.Name)
		} else if same := cmp.Equal(e, now[i]); same == slices.Contains(touched, e.Name) {
			t.Errorf("part %s the same: %v", e.Name, same)
		}
	}
	left := func(list []entry) (names []string) {
		for _, e := range list {
			if !slices.Contains(touched, e.Name) {
				names = append(names, e.Name)
			}
		}
		return names
	}
	if diff := cmp.Diff(left(was), left(now)); diff != "" {
		t.Errorf("order (-was +now):\n%s", diff)
	}
	if again := change(t, data, Change{}); !cmp.Equal(raw(t, data), raw(t, again)) {
		t.Error("a change of nothing changes something")
	}
}

// entry is a part as it stands in the archive.
type entry struct {
	Name, Data   string
	CRC          uint32
	Flags, Means uint16
	Size         uint64
}

func raw(t testing.TB, data []byte) (list []entry) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	must(t, err)
	for _, f := range z.File {
		r, err := f.OpenRaw()
		must(t, err)
		b, err := io.ReadAll(r)
		must(t, err)
		list = append(list, entry{f.Name, string(b), f.CRC32, f.Flags, f.Method, f.UncompressedSize64})
	}
	return list
}

func TestWriteIsReproducible(t *testing.T) {
	data, c := sender(t), firstRound(t)
	if !bytes.Equal(change(t, data, c), change(t, data, c)) {
		t.Error("the same change of the same package gives other bytes")
	}
}

// TestRounds marks, drops and marks again: what is the sender's is then as it was.
func TestRounds(t *testing.T) {
	data, c := sender(t), firstRound(t)
	first := change(t, data, c)
	second := c
	second.Drop = ourNames
	if diff := cmp.Diff(unzip(t, first), unzip(t, change(t, first, second))); diff != "" {
		t.Errorf("the second round (-first +second):\n%s", diff)
	}
	back := unzip(t, change(t, first, Change{Sheets: map[string]Marking{"Quits": {Clear: true}}, Drop: ourNames}))
	for name, was := range unzip(t, data) {
		switch name {
		case "xl/worksheets/sheet1.xml":
			was = strings.Replace(was, ` tabSelected="true"`, "", 1)
			back[name] = strings.Replace(strings.ReplaceAll(back[name], ` s="0"`, ""), `ref="A1:C4"`, `ref="A1"`, 1)
		case "xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml":
			continue // styles stay, Excel itself never takes any away; the others have our sheets' traces in their order
		}
		if diff := cmp.Diff(was, back[name]); diff != "" {
			t.Errorf("%s (-was +now):\n%s", name, diff)
		}
		delete(back, name)
	}
	for name := range back {
		if !slices.Contains([]string{"xl/styles.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/workbook.xml"}, name) {
			t.Errorf("part %s is left over", name)
		}
	}
}

func TestWriteRefusesWhatIsWrong(t *testing.T) {
	outside := excelize.NewFile()
	must(t, outside.SetCellHyperLink("Sheet1", "A1", "https://example.org", "External"))
	clash := excelize.NewFile()
	must(t, clash.SetSheetName("Sheet1", "QUITS"))
	tests := []struct {
		name   string
		change Change
		want   string
	}{
		{"no such sheet", Change{Sheets: map[string]Marking{"Other": {}}}, "1 of 1 sheets to mark are not in the package"},
		{"a link outside", Change{Add: save(t, outside)}, "leads outside of the workbook"},
		{"a name twice", Change{Add: save(t, clash)}, "has the name of one that is there"},
		{"nothing left", Change{Drop: []string{"Quits", "Notes & more"}}, "no visible sheet would be left"},
		{"too many first", Change{Add: save(t, clash), First: 2}, "2 of 1 sheets to add are to stand first"},
		{"no package", Change{Add: []byte("PK")}, "reading the sheets to add"},
		{"a note nowhere", Change{Sheets: map[string]Marking{"Quits": {Cells: slices.Values([]Cell{{Row: 0, Note: "x"}})}}}, "outside of the sheet"},
	}
	data := sender(t)
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			p, err := Open(bytes.NewReader(data), int64(len(data)))
			must(t, err)
			var out bytes.Buffer
			err = p.Write(&out, tt.change)
			var unfit *Unfit
			if err == nil || !strings.Contains(err.Error(), tt.want) || errors.As(err, &unfit) {
				t.Errorf("error %v, want one with %q that is no Unfit", err, tt.want)
			}
			if out.Len() > 0 {
				t.Errorf("%d bytes are written", out.Len())
			}
		})
	}
}
