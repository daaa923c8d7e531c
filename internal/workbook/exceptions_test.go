package workbook

import (
	"testing"

	"winnow/internal/report"
)

func TestWhere(t *testing.T) {
	two := []report.CellRef{{Column: 9}, {Column: 7}}
	for _, c := range []struct {
		name  string
		csv   bool
		sheet string
		e     report.Exception
		want  string
	}{
		{"a cell", false, "Quits", report.Exception{Row: 12, Column: "J", Cell: "J12"}, "Quits!J12"},
		{"two cells", false, "Quits", report.Exception{Row: 12, Column: "J", Cell: "J12", Cells: two}, "Quits!J12, H12"},
		{"a row", false, "Quits", report.Exception{Row: 12}, "Quits!row 12"},
		{"a header cell", false, "Quits", report.Exception{Column: "L", Cell: "L4"}, "Quits!L4"},
		{"the table", false, "Quits", report.Exception{}, "Quits (whole sheet)"},
		{"a CSV field", true, "", report.Exception{Row: 12, Column: "3"}, "line 12, column 3"},
		{"two CSV fields", true, "", report.Exception{Row: 12, Column: "10", Cells: two}, "line 12, columns 10 and 8"},
		{"a CSV record", true, "", report.Exception{Row: 12}, "line 12"},
		{"a CSV", true, "", report.Exception{}, "The whole file"},
	} {
		b := &part{Input: Input{CSV: c.csv, Sheet: c.sheet}}
		if got := b.where(c.e); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestOthers(t *testing.T) {
	many := []int{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}
	for _, c := range []struct {
		csv     bool
		message string
		rows    []int
		want    string
	}{
		{false, "Twice.", nil, ""},
		{false, "Twice.", []int{31}, "See also row 31."},
		{true, "Twice.", []int{31, 40}, "See also lines 31 and 40."},
		{false, "The same as rows 31 and 40.", []int{31, 40}, ""},
		{false, "The same as row 310.", []int{31}, "See also row 31."},
		{false, "Often.", many, "See also rows 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 and 2 more."},
	} {
		b := &part{Input: Input{CSV: c.csv}}
		if got := b.others(report.Exception{Message: c.message, OtherRows: c.rows}); got != c.want {
			t.Errorf("%v %v: %q, want %q", c.message, c.rows, got, c.want)
		}
	}
}

func TestWrapped(t *testing.T) {
	for _, c := range []struct {
		text  string
		width float64
		want  int
	}{
		{"", 8, 1}, {"one", 8, 1}, {"one two three", 8, 2}, {"a\nb", 8, 2}, {"a\n\nb", 8, 3}, {"abcdefghijklmnopqrstuvwxyz", 8, 3},
	} {
		if got := wrapped(c.text, c.width); got != c.want {
			t.Errorf("%q in %v: %d lines, want %d", c.text, c.width, got, c.want)
		}
	}
}

func TestSaidWords(t *testing.T) {
	for said, want := range map[string]string{
		"The reading was taken twice.": "Last time you wrote: “The reading was taken twice”.",
		"Corrected":                    "Last time you chose “Corrected”.",
		"Right as it is (see reason)":  "Last time you chose “Right as it is (see reason)” and gave no reason: write it under “Reason”.",
	} {
		if got := saidWords(said); got != want {
			t.Errorf("%q: %q, want %q", said, got, want)
		}
	}
}
