package workbook

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"

	"winnow/internal/ooxml/ooxmlcheck"
	"winnow/internal/reply"
	"winnow/internal/report"
	"winnow/internal/table"
)

// original is the sender's workbook of the sample: titles in row 4, records in
// rows 5 to 726 and a total below, beside a sheet of the sender's own.
func original(t testing.TB) []byte {
	t.Helper()
	f := excelize.NewFile()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	const name = "Quit attempts"
	must(f.SetSheetName("Sheet1", name))
	_, err := f.NewSheet("How we count")
	must(err)
	must(f.SetCellStr("How we count", "A1", "One row for each quit date set."))
	must(f.SetCellStr(name, "A1", "Quit attempts, quarter 1 of 2021-22"))
	dates, err := f.NewStyle(&excelize.Style{CustomNumFmt: ptr("dd/mm/yyyy")})
	must(err)
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: fill1("DDEBF7")})
	must(err)
	for c, title := range sampleHeaders {
		must(f.SetCellStr(name, table.Address(c, 4), title))
	}
	must(f.SetCellStyle(name, "A4", "J4", bold))
	must(f.SetCellStr(name, "L4", "Advisor notes"))
	must(f.SetColWidth(name, "A", "J", 14))
	held := map[int]HeldRow{}
	for _, h := range sampleHeld() {
		held[h.Row] = h
	}
	for r := 5; r <= 726; r++ {
		h, ok := held[r]
		if !ok {
			h = sampleRow(r, fmt.Sprintf("LLB%05d", r-5), date("44300"), date("44330"), "Quit", figure("4"))
		}
		for c, cell := range h.Cells {
			at := table.Address(c, r)
			switch cell.Kind {
			case table.Date:
				day, _, _ := table.ParseDate(cell.Raw, false)
				must(f.SetCellInt(name, at, int64(day+daysTo1970)))
				must(f.SetCellStyle(name, at, at, dates))
			case table.Number:
				must(f.SetCellDefault(name, at, cell.Raw))
			case table.Text, table.Error:
				must(f.SetCellStr(name, at, cell.Raw))
			}
		}
	}
	must(f.SetCellStr(name, "J727", "Total"))
	must(f.SetCellInt(name, "K727", 721))
	must(f.SetCellFormula(name, "K727", "COUNTA(A5:A726)"))
	must(f.AddComment(name, excelize.Comment{Author: "Jo", Cell: "B12", Text: "Rang on Monday."}))
	must(f.SetPanes(name, &excelize.Panes{Freeze: true, YSplit: 4, TopLeftCell: "A5", ActivePane: "bottomLeft"}))
	var out bytes.Buffer
	f.SetZipWriter(func(io.Writer) excelize.ZipWriter { return newArchive(&out) }) // it mends what excelize miswrites
	must(f.Write(io.Discard))
	must(f.Close())
	return out.Bytes()
}

// repliedInput is the sample in its second round: a fault that repeats, points
// that are new, still open and explained, and changes nobody asked for.
func repliedInput() Input {
	in := sampleInput()
	for r := range 5 {
		row := 20 + 3*r
		in.Table.Exceptions.Add(found(report.Error, report.KindConstraint, "sex.enum", row, 3, fmt.Sprintf("LLB%05d", row-5), "W", report.OnTheList,
			"“W” is not on the list.", "Choose one from the list."))
	}
	in.Rules = append(in.Rules, RuleInfo{ID: "sex.enum", Words: "Sex is one of the values on the list.", Severity: report.Error, Count: 5, State: report.RuleIssues})
	in.Table.Exceptions.Add(found(report.Query, report.KindConstraint, "age.minimum", 333, 4, "LLB00328", "11", "12 or more", "Few clients are younger than 12.", "Check the age."))
	in.Table.Explained = 1
	for i := range in.Fields {
		f := &in.Fields[i]
		switch f.Name {
		case "quit_date":
			f.Kind, f.Low, f.High, f.Hint = AnyDate, "2021-04-01", "2021-06-30", "A date from 1 April to 30 June 2021. Required."
		case "age":
			f.Kind, f.Low, f.High, f.Hint = WholeNumber, "0", "120", "A whole number from 0 to 120."
		case "co_ppm":
			f.Kind, f.Low, f.Hint = AnyNumber, "0", "A number, 0 or more."
		case "client_ref":
			f.Key, f.Low, f.High, f.Hint = true, "8", "8", "LLB and five digits."
		case "sex":
			f.Values = slices.Values([]AllowedValue{{Write: "F", Meaning: "Female"}, {Write: "M", Meaning: "Male"}, {Write: "X", Meaning: "Another, or not stated"}})
		}
	}
	in.Submission, in.Span, in.FirstRow, in.LastRow, in.Due = 7, "", 5, 726, "Friday 30 July 2021"
	in.IDs = func() func(report.Exception) string {
		n := 0
		return func(e report.Exception) string {
			if e.Severity == report.Note {
				return ""
			}
			n++
			return fmt.Sprintf("%016x", n)
		}
	}
	in.Since = func(id, rule string) Since {
		switch {
		case strings.HasSuffix(id, "2") || strings.HasSuffix(id, "4"):
			return StillOpen
		case rule == "primaryKey":
			return Repeated
		}
		return New
	}
	in.Explained = func(id string) (reason, until string, ok bool) {
		return "The youngest client of a school's programme.", "2022-03-31", id == fmt.Sprintf("%016x", 19)
	}
	in.Said = func(id string) string {
		if id == fmt.Sprintf("%016x", 2) {
			return "The reading was taken twice."
		}
		return ""
	}
	in.Reply = sampleReply()
	return in
}

func sampleReply() *report.Reply {
	r := &report.Reply{To: 5, Marked: true, Fixed: 12, StillOpen: 2, Explained: 1, New: 15, Compared: true, Asked: 11}
	r.Elsewhere.Add(report.CellChange{Row: 44, Was: 45, Column: 4, Key: "LLB00039", Field: "age", Title: "Age", Before: "42", After: "24"})
	r.Elsewhere.Add(report.CellChange{Row: 45, Was: 45, Column: 2, Key: "LLB00040", Field: "district", Title: "District", Before: "Amber Valley", After: ""})
	r.Elsewhere.Add(report.CellChange{Row: 46, Was: 46, Column: 0, Key: "", Field: "client_ref", Title: "Client ref", Before: "secret", After: "secret", Masked: true})
	r.Removed.Add(report.RecordChange{Row: 31, Key: "LLB00026"})
	r.Added.Add(report.RecordChange{Row: 727, Key: "LLB00999"})
	r.Unsure.Add(report.RecordChange{Row: 9})
	return r
}

func sampleLetter(in ...Input) Letter {
	return Letter{Parts: in, Workspace: "w-1", Sent: time.Date(2021, 7, 12, 9, 41, 0, 0, time.UTC)}
}

func (l Letter) on(data []byte) Letter {
	l.Original, l.Size = bytes.NewReader(data), int64(len(data))
	return l
}

func buildLetter(t testing.TB, l Letter, lim limits) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := writeLetter(&out, l, lim); err != nil {
		t.Fatal(err)
	}
	ooxmlcheck.Must(t, out.Bytes())
	return out.Bytes()
}

func TestMarkedGolden(t *testing.T) {
	data := buildLetter(t, sampleLetter(repliedInput()).on(original(t)), excelLimits)
	keep(t, "marked.xlsx", data)
	f := open(t, data)
	want := []string{sheetStart, sheetExceptions, "Quit attempts", "How we count", sheetAllowed, sheetRules, sheetChanges, reply.SheetName}
	if got := f.GetSheetList(); !slices.Equal(got, want) {
		t.Errorf("sheets %q, want %q", got, want)
	}
	golden(t, "marked.txt", dump(t, f, "Quit attempts", "How we count"))
}

func TestCopiesGolden(t *testing.T) {
	data := buildLetter(t, sampleLetter(repliedInput()), excelLimits)
	keep(t, "copies.xlsx", data)
	golden(t, "copies.txt", dump(t, open(t, data)))
}
