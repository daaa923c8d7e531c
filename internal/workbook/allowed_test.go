package workbook

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

// listInput is a return with a value in each of two columns that is not on the
// column's list, and one of a third column that is blank.
func listInput() Input {
	in := emptyInput()
	in.Fields = []FieldInfo{
		{Name: "scheme", Title: "Scheme", Column: 0, Allowed: "not used", Values: slices.Values([]AllowedValue{
			{Write: "ECP", Meaning: "Emergency payment"}, {Write: "CWGS", Meaning: "Winter grant", When: "up to 16 April 2021"}})},
		{Name: "status", Title: "Status", Column: 1, Values: slices.Values([]AllowedValue{{Write: "Awarded"}, {Write: "Refused"}})},
		{Name: "form", Title: "Form", Column: 2, Values: slices.Values([]AllowedValue{{Write: "Cash"}})},
	}
	in.Headers = nil
	for _, e := range []report.Exception{
		{Rule: "scheme.enum", Field: "scheme", Expected: report.OnTheList},
		{Rule: "scheme.enum", Field: "scheme", Expected: "a date up to 16 April 2021"},
		{Rule: "status.enum", Field: "status", Expected: "Awarded or Refused"},
		{Rule: "form.required", Field: "form", Expected: "Cash"},
		{Rule: "status-fits", Field: "status", Expected: ""},
	} {
		e.Severity, e.Message, e.Fix = report.Error, "Wrong.", "Correct it."
		in.Table.Exceptions.Add(e)
	}
	return in
}

func TestAllowedValues(t *testing.T) {
	f := open(t, build(t, listInput(), excelLimits))
	rows, err := f.GetRows(sheetAllowed)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{
		{"Column", "Write this", "What it means", "When it may be used"},
		{"Scheme", "ECP", "Emergency payment"}, {"Scheme", "CWGS", "Winter grant", "up to 16 April 2021"},
		{"Status", "Awarded"}, {"Status", "Refused"},
	}
	for i := range rows { // cells are styled to the end of the row
		for len(rows[i]) > 0 && rows[i][len(rows[i])-1] == "" {
			rows[i] = rows[i][:len(rows[i])-1]
		}
	}
	if d := cmp.Diff(want, rows); d != "" {
		t.Error(d)
	}
	see := "Wrong. Correct it. The sheet “Allowed values” lists what may stand in this column."
	for i, want := range [][2]string{
		{see, "one of the 2 values on the sheet “Allowed values”"}, {see, "a date up to 16 April 2021"},
		{see, "Awarded or Refused"}, {"Wrong. Correct it.", "Cash"}, {"Wrong. Correct it.", ""},
	} {
		row := string(rune('2' + i))
		message, _ := f.GetCellValue(sheetExceptions, "E"+row)
		expected, _ := f.GetCellValue(sheetExceptions, "J"+row)
		if d := cmp.Diff(want, [2]string{message, expected}); d != "" {
			t.Error(d)
		}
	}
}

func TestAllowedValuesCut(t *testing.T) {
	l := excelLimits
	l.rows = 4
	f := open(t, build(t, listInput(), l))
	rows, err := f.GetRows(sheetAllowed)
	if err != nil || len(rows) != 4 || !strings.HasPrefix(rows[0][0], "This sheet lists the first 2 of 4 allowed values") {
		t.Errorf("%q, %v", rows, err)
	}
	if told, _ := f.GetCellValue(sheetStart, "B6"); told != rows[0][0] {
		t.Errorf("the first sheet says %q", told)
	}
}

func TestNoListNoSheet(t *testing.T) {
	if i, _ := open(t, build(t, emptyInput(), excelLimits)).GetSheetIndex(sheetAllowed); i != -1 {
		t.Error("a sheet of allowed values, and nobody asked")
	}
}

func TestDayFirst(t *testing.T) {
	for s, want := range map[string]string{
		"2021-04-16": "16/04/2021", "2021-04-16 09:30": "16/04/2021 09:30", "2021-04-16T09:30": "16/04/2021T09:30",
		"2021-13-16": "2021-13-16", "16/04/2021": "16/04/2021", "2021-04-16a": "2021-04-16a", "09:30": "09:30", "": "",
	} {
		if got := dayFirst(s); got != want {
			t.Errorf("%q: %q, want %q", s, got, want)
		}
	}
	b := &part{}
	real := report.Exception{Value: "2021-04-16", HasValue: true, RealDate: true, Key: "A / 2021-04-16"}
	text := report.Exception{Value: "2021-04-16", HasValue: true}
	if d := cmp.Diff([]string{"16/04/2021", "A / 16/04/2021", "2021-04-16"}, []string{given(real), b.record(real), given(text)}); d != "" {
		t.Error(d)
	}
}

func TestFold(t *testing.T) {
	if got, want := fold(strings.Repeat("word ", 20)), "  word"+strings.Repeat(" word", 14)+"\n  word"+strings.Repeat(" word", 4); got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got := sentence("password-protected"); got != "Password-protected." {
		t.Error(got)
	}
}
