package ingest

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// TestOverlayText lays cells of a workbook over a CSV: they read as the text that
// the file's own are written as.
func TestOverlayText(t *testing.T) {
	uk := "ref,name,amount,kind\nA,01/04/2021,1.5,2021-04-01\nB,13/04/2021,2,3 May 2021\nC,14/04/2021 09:30,x,y\n"
	day := table.Cell{Kind: table.Date, Raw: "44561"} // 31 December 2021
	number := func(raw string) table.Cell { return table.Cell{Kind: table.Number, Raw: raw} }
	for _, c := range []struct {
		name, text string
		row, col   int
		cell       table.Cell
		want       string
		changed    int
	}{
		{"a date as its column's", uk, 3, 1, day, "31/12/2021", 1},
		{"as the cell's own", uk, 3, 3, day, "31 December 2021"[:3] + "Dec 2021", 1},
		{"with the time that was there", uk, 4, 1, day, "31/12/2021 00:00", 1},
		{"as most of the file's", uk, 2, 0, day, "31/12/2021", 1},
		{"the same date", uk, 2, 1, table.Cell{Kind: table.Date, Raw: "44287"}, "01/04/2021", 0},
		{"of a file with months first", "ref,name\nA,04/13/2021\nB,04/01/2021\n", 3, 1, day, "12/31/2021", 1},
		{"of a file without dates", "ref,name\nA,b\n", 2, 1, day, "31/12/2021", 1},
		{"with a time", "ref,name\nA,b\n", 2, 1, table.Cell{Kind: table.Date, Raw: "44561.75"}, "31/12/2021 18:00", 1},
		{"a time of day", "ref,name\nA,b\n", 2, 1, table.Cell{Kind: table.Date, Flag: table.Clock, Raw: "0.75"}, "18:00", 1},
		{"a number", uk, 2, 2, number("0.30000000000000004"), "0.3", 1},
		{"a whole number", uk, 2, 2, number("12345678901"), "12345678901", 1},
		{"the same number", uk, 3, 2, number("2"), "2", 0},
		{"a percentage", uk, 2, 2, table.Cell{Kind: table.Number, Flag: table.Percent, Raw: "0.955"}, "95.5%", 1},
		{"with a decimal comma", "ref;name;amount\nA;b;1,5\nB;c;2,75\n", 2, 2, number("3.25"), "3,25", 1},
		{"a truth", uk, 2, 2, table.Cell{Kind: table.Bool, Raw: "TRUE"}, "TRUE", 1},
		{"blank", uk, 2, 2, table.Cell{Kind: table.Blank}, "", 1},
		{"line ends of another kind", "ref,name\nA,\"x\r\ny\"\n", 2, 1, table.Cell{Kind: table.Text, Raw: "x\ny"}, "x\r\ny", 0},
		{"a character that no cell has", "ref,name\nA,x\x01y and much more that is shown as in any file\n", 2, 1, table.Cell{Kind: table.Text, Raw: "x␁y and much more that is shown as in any file"}, "x\x01y and much more that is shown as in any file", 0},
		{"a text cut off", "ref,name\nA," + strings.Repeat("long ", 8000) + "\n", 2, 1,
			table.Cell{Kind: table.Text, Raw: strings.Repeat("long ", 6500) + shortenedMark}, strings.Repeat("long ", 8000), 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, "in.csv", []byte(c.text))
			done, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: corrections(Correction{Row: c.row, Cells: []NewCell{{c.col, c.cell}}})})
			if err != nil || done.Cells != c.changed {
				t.Fatal(done, err)
			}
			if got := cellsAt(t, f, c.row)[c.col]; got != c.want {
				t.Errorf("%q, want %q", got, c.want)
			}
		})
	}
}

func sheetBook() book {
	return book{rows: `<row r="1">` + inline("A1", "ref") + inline("B1", "name") + inline("C1", "amount") + inline("D1", "kind") + `</row>` +
		`<row r="2">` + inline("A2", "A") + inline("B2", "first") + `<c r="C2"><v>12</v></c><c r="D2" s="1"><v>44287</v></c></row>` +
		`<row r="3" hidden="1">` + inline("A3", "B") + `<c r="C3" s="2"><f>1/2</f><v>0.5</v></c></row>` +
		`<row r="4">` + inline("A4", "C") + inline("B4", "007") + `<c r="C4"><v>1.25</v></c></row>` +
		`<row r="5">` + inline("A5", "Total") + `<c r="C5"><v>13.75</v></c></row>`,
		after: `<mergeCells><mergeCell ref="B2:B3"/></mergeCells>`, formats: []string{"dd/mm/yyyy", "0%"}}
}

// TestOverlaySheet lays cells over a workbook: what shows the same stays with its
// kind and flags.
func TestOverlaySheet(t *testing.T) {
	for _, c := range []struct {
		name     string
		row, col int
		cell     table.Cell
		want     table.Cell
		changed  int
	}{
		{"another text", 2, 0, table.Cell{Kind: table.Text, Raw: "Z"}, table.Cell{Kind: table.Text, Raw: "Z"}, 1},
		{"a number as text", 2, 2, table.Cell{Kind: table.Text, Raw: "12"}, table.Cell{Kind: table.Number, Raw: "12"}, 0},
		{"a text as a number", 4, 1, table.Cell{Kind: table.Number, Raw: "7"}, table.Cell{Kind: table.Number, Raw: "7"}, 1},
		{"a date as text", 2, 3, table.Cell{Kind: table.Text, Raw: "01/04/2021"}, table.Cell{Kind: table.Date, Raw: "44287"}, 0},
		{"a date as ISO text", 2, 3, table.Cell{Kind: table.Text, Raw: "2021-04-01"}, table.Cell{Kind: table.Date, Raw: "44287"}, 0},
		{"a date that has lost its format", 2, 3, table.Cell{Kind: table.Number, Raw: "44287"}, table.Cell{Kind: table.Date, Raw: "44287"}, 0},
		{"another date", 2, 3, table.Cell{Kind: table.Date, Raw: "44288"}, table.Cell{Kind: table.Date, Raw: "2021-04-02"}, 1},
		{"a formula's value, written out", 3, 2, table.Cell{Kind: table.Number, Raw: "0.5"}, table.Cell{Kind: table.Number, Flag: table.Percent | table.Formula | table.Hidden, Raw: "0.5"}, 0},
		{"a percentage as text", 3, 2, table.Cell{Kind: table.Text, Raw: "50%"}, table.Cell{Kind: table.Number, Flag: table.Percent | table.Formula | table.Hidden, Raw: "0.5"}, 0},
		{"in a hidden row", 3, 2, table.Cell{Kind: table.Number, Raw: "1"}, table.Cell{Kind: table.Number, Flag: table.Hidden, Raw: "1"}, 1},
		{"emptied", 2, 2, table.Cell{Kind: table.Blank}, table.Cell{Kind: table.Blank}, 1},
		{"a merged value, repeated", 3, 1, table.Cell{Kind: table.Text, Raw: "first"}, table.Cell{Kind: table.Text, Raw: "first", Flag: 0}, 0},
		{"the first of merged cells alone", 2, 1, table.Cell{Kind: table.Text, Raw: "other"}, table.Cell{Kind: table.Text, Raw: "other"}, 1},
		{"a merged value emptied", 3, 1, table.Cell{Kind: table.Blank}, table.Cell{Kind: table.Blank}, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := open(t, "in.xlsx", sheetBook().build(t))
			done, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: corrections(Correction{Row: c.row, Cells: []NewCell{{c.col, c.cell}}})})
			if err != nil || done.Cells != c.changed {
				t.Fatal(done, err)
			}
			out := readOverlaid(t, f)
			if diff := cmp.Diff(c.want, out.Records[c.row-2][c.col]); diff != "" {
				t.Error(diff)
			}
			if c.row == 2 && out.Records[1][1].Raw != "first" {
				t.Error("the row below reads otherwise too")
			}
		})
	}
}
