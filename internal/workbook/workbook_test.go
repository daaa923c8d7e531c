package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/report"
	"winnow/internal/table"
)

var update = flag.Bool("update", os.Getenv("UPDATE") == "1", "rewrite the golden files")

func build(t testing.TB, in Input, l limits) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := writeLetter(&out, Letter{Parts: []Input{in}}, l); err != nil {
		t.Fatal(err)
	}
	ooxmlcheck.Must(t, out.Bytes())
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

// zipped returns one part of the workbook's zip file.
func zipped(t *testing.T, data []byte, name string) string {
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

func TestGolden(t *testing.T) {
	got := dump(t, open(t, build(t, sampleInput(), excelLimits)))
	golden(t, "sample.txt", got)
}

// keep leaves a workbook to be looked at: `go test -artifacts`.
func keep(t *testing.T, name string, data []byte) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(t.ArtifactDir(), name), data, 0o600); err != nil {
		t.Fatal(err)
	}
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
	for sheet, want := range map[string]string{sheetExceptions: "A1:N60003", sheetRows: "A1:L60026"} {
		if got, _ := f.GetSheetDimension(sheet); got != want {
			t.Errorf("%s has dimension %s, want %s", sheet, got, want)
		}
	}
	if !strings.Contains(zipped(t, data, "xl/worksheets/sheet2.xml"), `<autoFilter ref="$A$2:$N$60003">`) {
		t.Error("the filter does not cover all rows")
	}
}

func TestTruncationIsSaid(t *testing.T) {
	f := open(t, build(t, numbered(20, "An age is a number."), limits{rows: 15, cols: 8, links: 5, notes: 3}))
	for _, c := range []struct{ sheet, cell, want string }{
		{sheetStart, "B5", "Only the first 5 lines have a link"},
		{sheetStart, "B6", "This workbook lists the first 11 of 20 exceptions"},
		{sheetStart, "B7", "Only the first 3 cells have a pop-up note"},
		{sheetStart, "B8", "The copies show the first 6 of 10 columns"},
		{sheetStart, "B9", "This workbook shows the first 7 rows of the 20 to correct"},
		{sheetRows, "A3", "This workbook shows the first 7 rows of the 20 to correct"},
		{sheetRows, "A15", "7"},
		{sheetRows, "A16", ""},
		{sheetExceptions, "A2", "This workbook lists the first 11 of 20 exceptions"},
		{sheetExceptions, "C4", "20 lines"},
		{sheetExceptions, "C15", "K11"},
		{sheetExceptions, "C16", ""},
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
	"_x000D_", "_x0041_", "_x0041_x0042_", "_xD800_ _x005F_xD83D_", "_x005F_x0041_", "\ufdef", "\ufdd0", "<f>1</f>", "]]>", "&amp;", "nul\x00bell\x07", "bad\xff\xfeutf8", "\ufffe\uffff", "e\u0301 \U0001F600", " spaces ", "'quoted", `"x"`,
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
			in.HeldRows, in.Copies = slices.Values([]HeldRow{row}), 1
			list := &report.List{}
			list.Add(report.Exception{Rule: s, Kind: s, Severity: report.Error, Row: 2, Column: s, Cell: s, Field: s, Key: s, Value: s, HasValue: true,
				Expected: s, Message: s, Fix: s, Cells: []report.CellRef{{Column: 1, Field: s}}})
			list.Add(report.Exception{Rule: "a.enum", Severity: report.Query, Field: "a", Message: s, Expected: s})
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
		xml := zipped(t, data, p.Name)
		if strings.HasPrefix(p.Name, "xl/worksheets/sheet") && (strings.Contains(xml, "<f>") || strings.Contains(xml, "<f ")) {
			t.Errorf("%s holds a formula", p.Name)
		}
		if strings.Contains(xml, `TargetMode="External"`) {
			t.Errorf("%s links out of the workbook", p.Name)
		}
	}
	f := open(t, data)
	for _, at := range []struct{ sheet, cell string }{{sheetExceptions, "C2"}, {sheetExceptions, "I2"}, {sheetAllowed, "B2"}, {sheetAllowed, "C2"}, {sheetRows, "G6"}} {
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
	in.HeldRows, in.Copies = slices.Values([]HeldRow{row}), 1
	got := dump(t, open(t, build(t, in, excelLimits)))
	if strings.Contains(got, "SECRET") || strings.Count(got, report.MaskedValue) != 2 {
		t.Errorf("a value that is not to be shown:\n%s", got)
	}
}

func TestRowsMustAgree(t *testing.T) {
	in := sampleInput()
	in.Copies++
	if err := Write(io.Discard, in); err == nil || !strings.Contains(err.Error(), "10 rows to copy, and 9 of them given") {
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
