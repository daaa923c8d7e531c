package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/report"
	"winnow/internal/table"
)

var update = flag.Bool("update", os.Getenv("UPDATE") == "1", "rewrite the golden files")

func build(t testing.TB, in Input, l limits) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := write(&out, in, l); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func open(t *testing.T, data []byte) *excelize.File {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := f.Close(); err != nil {
			t.Error(err)
		}
	})
	return f
}

// partOf returns one part of the workbook's zip file.
func partOf(t *testing.T, data []byte, name string) string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	r, err := z.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// dump writes every cell of a workbook as sheet, cell, number format and value.
func dump(t *testing.T, f *excelize.File) string {
	t.Helper()
	var out strings.Builder
	for _, sheet := range f.GetSheetList() {
		size, err := f.GetSheetDimension(sheet)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&out, "## %s %s\n", sheet, size)
		rows, err := f.GetRows(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for r, cells := range rows {
			for c, value := range cells {
				if value != "" {
					at := table.Address(c, r+1)
					kind, _ := f.GetCellType(sheet, at)
					fmt.Fprintf(&out, "%s\t%s\t%s\n", at, cellKinds[kind], strings.ReplaceAll(value, "\n", "⏎"))
				}
			}
		}
		notes, err := f.GetComments(sheet)
		if err != nil {
			t.Fatal(err)
		}
		for _, n := range notes {
			fmt.Fprintf(&out, "note %s\t%s\n", n.Cell, strings.ReplaceAll(n.Text+paragraph(n), "\n", "⏎"))
		}
	}
	return out.String()
}

func paragraph(c excelize.Comment) string {
	s := ""
	for _, r := range c.Paragraph {
		s += r.Text
	}
	return s
}

var cellKinds = map[excelize.CellType]string{
	excelize.CellTypeUnset: "number", excelize.CellTypeNumber: "number", excelize.CellTypeInlineString: "text", excelize.CellTypeSharedString: "text",
	excelize.CellTypeBool: "bool", excelize.CellTypeFormula: "FORMULA",
}

func TestGolden(t *testing.T) {
	got := dump(t, open(t, build(t, sampleInput(), excelLimits)))
	golden(t, "sample.txt", got)
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (rewrite with UPDATE=1):\n%s", path, diff)
	}
}

func TestSameBytes(t *testing.T) {
	want := build(t, sampleInput(), excelLimits)
	for i := range 6 {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1 + i%2))
		if !bytes.Equal(want, build(t, sampleInput(), excelLimits)) {
			t.Fatal("two workbooks of the same input differ")
		}
	}
}

// TestLarge writes more than excelize keeps in memory, twice.
func TestLarge(t *testing.T) {
	if testing.Short() {
		t.Skip("60,000 exceptions: skipped by -short")
	}
	var m runtime.MemStats
	start := time.Now()
	in := numbered(60_000, "An age is a number.")
	defer in.Table.Exceptions.Close()
	data := build(t, in, excelLimits)
	runtime.ReadMemStats(&m)
	t.Logf("%d bytes in %v, %d MB from the system", len(data), time.Since(start), m.Sys>>20)
	if again := build(t, in, excelLimits); !bytes.Equal(data, again) {
		t.Error("two large workbooks of the same input differ")
	}
	f := open(t, data)
	for sheet, want := range map[string]string{sheetExceptions: "A1:L60002", sheetRows: "A1:L60005"} {
		if got, _ := f.GetSheetDimension(sheet); got != want {
			t.Errorf("%s has dimension %s, want %s", sheet, got, want)
		}
	}
	if !strings.Contains(partOf(t, data, "xl/worksheets/sheet2.xml"), `<autoFilter ref="$A$2:$L$60002">`) {
		t.Error("the filter does not cover all rows")
	}
}

func TestTruncationIsSaid(t *testing.T) {
	f := open(t, build(t, numbered(20, "An age is a number."), limits{rows: 15, cols: 8, links: 5, notes: 3}))
	for _, c := range []struct{ sheet, cell, want string }{
		{sheetStart, "B5", "Only the first 3 cells have a pop-up note"},
		{sheetStart, "B6", "The copies show the first 6 of 10 columns"},
		{sheetStart, "B7", "This workbook shows the first 8 rows of the 20 held back"},
		{sheetStart, "B8", "Only the first 5 lines about a row held back"},
		{sheetStart, "B9", "This workbook lists the first 12 of 20 exceptions"},
		{sheetRows, "A3", "This workbook shows the first 8 rows of the 20 held back"},
		{sheetRows, "A15", "8"},
		{sheetRows, "A16", ""},
		{sheetExceptions, "A2", "This workbook lists the first 12 of 20 exceptions"},
		{sheetExceptions, "B15", "K12"},
		{sheetExceptions, "B16", ""},
	} {
		got, err := f.GetCellValue(c.sheet, c.cell)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.HasPrefix(got, c.want) || c.want == "" && got != "" {
			t.Errorf("%s!%s is %q, want %q", c.sheet, c.cell, got, c.want)
		}
	}
	notes, err := f.GetComments(sheetRows)
	if err != nil || len(notes) != 3 {
		t.Errorf("%d notes, %v", len(notes), err)
	}
	links, err := f.GetHyperLinkCells(sheetExceptions, "")
	if err != nil || len(links) != 5 {
		t.Errorf("%d links, %v", len(links), err)
	}
}

// hostile are texts that a spreadsheet program must not act on.
var hostile = []string{
	`=HYPERLINK("http://example.com","click")`, "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=cmd|' /C calc'!A0",
	"_x000D_", "_x0041_", "<f>1</f>", "]]>", "&amp;", "nul\x00bell\x07", "bad\xff\xfeutf8", "\ufffe\uffff", "e\u0301 \U0001F600", " spaces ", "'quoted", `"x"`,
	strings.Repeat("é", maxCell+1), strings.Repeat("\U0001F600", maxCell/2+1), "#REF!", "TRUE", "1e999", "http://example.com", "mailto:a@b.c", "&A&F&\"Wingdings\"",
}

func TestHostileTextStaysText(t *testing.T) {
	for i, s := range hostile {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			in := sampleInput()
			in.ReturnTitle, in.Grain, in.ServiceName, in.FileName, in.Contact, in.Sheet, in.Period, in.SHA256, in.AsAt = s, s, s, s, s, s, s, s, s
			in.Headers = []string{s, s}
			in.Fields = []FieldInfo{{Name: "a", Title: s, Allowed: s, Values: slices.Values([]AllowedValue{{s, s, s}})}}
			in.Rules = []RuleInfo{{ID: s, Words: s, Reason: s, State: report.RuleFailed}}
			row := HeldRow{Row: 2}
			for k := table.Absent; k <= table.Error; k++ {
				row.Cells = append(row.Cells, table.Cell{Kind: k, Raw: s}, table.Cell{Kind: k, Flag: table.Percent | table.Clock, Raw: s})
			}
			in.HeldRows = func(yield func(HeldRow) bool) { yield(row) }
			list := &report.List{}
			list.Add(report.Exception{Rule: s, Kind: s, Severity: report.Error, Row: 2, Column: s, Cell: s, Field: s, Key: s, Value: s, HasValue: true,
				Expected: s, Message: s, Fix: s, Cells: []report.CellRef{{Column: 1, Field: s}}})
			list.Add(report.Exception{Rule: "a.enum", Severity: report.Query, Field: "a", Message: s})
			in.Table = &report.Table{Return: s, Rows: report.Rows{Read: 1, HeldBack: 1}, Exceptions: list}
			checkHostile(t, build(t, in, excelLimits), s)
		})
	}
}

func checkHostile(t *testing.T, data []byte, s string) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range z.File {
		xml := partOf(t, data, p.Name)
		if strings.HasPrefix(p.Name, "xl/worksheets/sheet") && (strings.Contains(xml, "<f>") || strings.Contains(xml, "<f ")) {
			t.Errorf("%s holds a formula", p.Name)
		}
		if strings.Contains(xml, `TargetMode="External"`) {
			t.Errorf("%s links out of the workbook", p.Name)
		}
	}
	f := open(t, data)
	for _, at := range []struct{ sheet, cell string }{{sheetExceptions, "B2"}, {sheetExceptions, "H2"}, {sheetAllowed, "B2"}, {sheetAllowed, "C2"}, {sheetRows, "G5"}} {
		got, err := f.GetCellValue(at.sheet, at.cell, excelize.Options{RawCellValue: true})
		if err != nil {
			t.Fatal(err)
		}
		if want := strings.ReplaceAll(clean(s), "\r", "\n"); strings.ReplaceAll(got, "\r", "\n") != want && got != clean(s) {
			t.Errorf("%s!%s is %.40q (%d), want %.40q (%d)", at.sheet, at.cell, got, len(got), want, len(want))
		}
		if units(got) > maxCell {
			t.Errorf("%s!%s holds %d units", at.sheet, at.cell, units(got))
		}
	}
}

func TestMaskedValuesStayHidden(t *testing.T) {
	in := sampleInput()
	in.Fields[0].Masked = true
	list := &report.List{}
	e := found(report.Error, report.KindConstraint, "client_ref.pattern", 12, 0, "", "SECRET", "a reference", "Wrong.", "")
	e.Masked = true
	list.Add(e)
	in.Table = &report.Table{Rows: report.Rows{Read: 1, HeldBack: 1}, Exceptions: list}
	row := sampleRow(12, "SECRET", date("44290"), date("44290"), "Quit", figure("1"))
	in.HeldRows = func(yield func(HeldRow) bool) { yield(row) }
	got := dump(t, open(t, build(t, in, excelLimits)))
	if strings.Contains(got, "SECRET") || strings.Count(got, report.MaskedValue) != 2 {
		t.Errorf("a value that is not to be shown:\n%s", got)
	}
}

func TestRowsMustAgree(t *testing.T) {
	in := sampleInput()
	in.Table.Rows.HeldBack++
	if err := Write(io.Discard, in); err == nil || !strings.Contains(err.Error(), "10 rows held back, and 9 of them to copy") {
		t.Errorf("error %v", err)
	}
}

var errFull = errors.New("no space left")

type full struct{ room int }

func (f *full) Write(p []byte) (int, error) {
	if f.room -= len(p); f.room < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestWriteErrorsAreReturned(t *testing.T) {
	whole := len(build(t, sampleInput(), excelLimits))
	for _, room := range []int{0, 100, whole / 2, whole - 1} {
		if err := Write(&full{room}, sampleInput()); !errors.Is(err, errFull) {
			t.Errorf("room for %d bytes of %d: error %v", room, whole, err)
		}
	}
}

func TestExcelDate(t *testing.T) {
	for _, c := range []struct {
		raw      string
		flag     table.Flag
		date1904 bool
		serial   float64
		as       format
		ok       bool
	}{
		{"44295", 0, false, 44295, asDate, true},
		{"42833", 0, true, 44295, asDate, true},
		{"44295.5", 0, false, 44295.5, asDateTime, true},
		{"2021-04-09", 0, false, 44295, asDate, true},
		{"2021-04-09T12:00:00", 0, false, 44295.5, asDateTime, true},
		{"0.25", table.Clock, false, 0.25, asClock, true},
		{"1", 0, false, 1, asDate, true},
		{"59", 0, false, 59, asDate, true},
		{"60", 0, false, 0, 0, false},
		{"61", 0, false, 61, asDate, true},
		{"1066-10-14", 0, false, 0, 0, false},
		{"soon", 0, false, 0, 0, false},
	} {
		serial, as, ok := excelDate(table.Cell{Kind: table.Date, Raw: c.raw, Flag: c.flag}, c.date1904)
		if serial != c.serial || as != c.as || ok != c.ok {
			t.Errorf("%s: %v %v %v, want %v %v %v", c.raw, serial, as, ok, c.serial, c.as, c.ok)
		}
	}
}

// TestLibreOffice has LibreOffice open the workbook and save it again: every
// cell must come out as it went in. `go test -artifacts` keeps the workbook.
func TestLibreOffice(t *testing.T) {
	soffice, err := exec.LookPath("soffice")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("LibreOffice is not installed: run `make setup`")
		}
		t.Skip("skipped: LibreOffice is not installed: run `make setup`")
	}
	dir := t.ArtifactDir()
	path := filepath.Join(dir, "sample.xlsx")
	data := build(t, sampleInput(), excelLimits)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	profile := "-env:UserInstallation=file://" + filepath.ToSlash(t.TempDir())
	out, err := exec.Command(soffice, profile, "--headless", "--convert-to", "xlsx", "--outdir", filepath.Join(dir, "saved"), path).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	saved, err := os.ReadFile(filepath.Join(dir, "saved", "sample.xlsx"))
	if err != nil {
		t.Fatalf("LibreOffice wrote nothing: %s", out)
	}
	want, got := open(t, data), open(t, saved)
	for _, sheet := range want.GetSheetList() {
		a, errA := want.GetRows(sheet)
		b, errB := got.GetRows(sheet)
		if err := errors.Join(errA, errB); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(trim(a), trim(b)); diff != "" {
			t.Errorf("%s after LibreOffice:\n%s", sheet, diff)
		}
	}
	notes, err := got.GetComments(sheetRows)
	if err != nil || len(notes) != 11 {
		t.Errorf("%d notes after LibreOffice, %v", len(notes), err)
	}
}

// trim drops empty cells and rows at the ends, which programs keep differently.
func trim(rows [][]string) [][]string {
	for i, r := range rows {
		for len(r) > 0 && r[len(r)-1] == "" {
			r = r[:len(r)-1]
		}
		rows[i] = append([]string{}, r...)
	}
	return rows
}

func FuzzClean(f *testing.F) {
	for _, s := range hostile {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := clean(s)
		if units(got) > maxCell || clean(got) != got {
			t.Errorf("%q", got)
		}
	})
}

func BenchmarkWrite(b *testing.B) {
	in := numbered(10_000, "An age is a number, and "+strings.Repeat("more ", 20))
	b.ReportAllocs()
	for range b.N {
		if err := Write(io.Discard, in); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(10_000*float64(b.N)/b.Elapsed().Seconds(), "exceptions/s")
}
