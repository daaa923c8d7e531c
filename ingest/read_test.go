package ingest

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
	"winnow/internal/table"
)

const quitsHeader = "Client reference,Quit date set,Outcome at 4 weeks,CO reading (ppm),Amount\n"

// TestRows classes rows: each line's last word, behind a #, is what it should
// be: r a record, b blank, h a repeated header, t a total, n a note, - behind
// the table.
func TestRows(t *testing.T) {
	tests := []struct{ name, text string }{
		{"records", "A1,1,quit,2,3#r\nA2,1,quit,2,3#r"},
		{"row 9: blank rows inside and behind", "A1,1,quit,2,3#r\n,,,,#b\n#b\nA2,1,quit,2,3#r\n,,,,#-\n#-"},
		{"row 57: repeated header", "A1,1,quit,2,3#r\nClient Reference,quit date set,Outcome at 4 weeks,CO reading (ppm),Amount#h\nA2,1,quit,2,3#r"},
		{"row 6: total in the first column", "A1,1,quit,2,3#r\nTotal,,,2,3#t"},
		{"total in another column", "A1,1,quit,2,3#r\n,,Grand Total:,2,3#t"},
		{"total of a count", "A1,1,quit,2,3#r\nTotal,1,,,#t"},
		{"total with its figure in the label", "A1,1,quit,2,3#r\nTotal: 1,,,,#t"},
		{"subtotals", "A1,1,quit,2,3#r\nSub-total Chesterfield,,,2,3#t\nA2,1,quit,2,3#r\nSubtotal,,,2,3#t\nTotal,,,4,6#t"},
		{"all sites total", "A1,1,quit,2,3#r\nAll sites total,,,2,3#t"},
		{"a name that begins like a total", "Total Gas & Power,1,quit,2,3#r\nSummerfield,,,2,3#r\nTotally Fit,,,2,3#r"},
		{"row 7: unlabelled total", "A1,1,quit,2,3#r\n,,,2,3#t"},
		{"unlabelled total behind a blank row and before notes", "A1,1,quit,2,3#r\n,,,,#b\n,,,,3#t\n,,,,#b\nSource: our system,,,,#n"},
		{"figures alone in the middle are a record", "A1,1,quit,2,3#r\n,,,2,3#r\nA2,1,quit,2,3#r"},
		{"of two rows with figures the last is the total", "A1,1,quit,2,3#r\n,,,2,3#r\n,,,4,6#t"},
		{"figures alone above a labelled total are a record", "A1,1,quit,2,3#r\n,,,2,3#r\nTotal,,,4,6#t"},
		{"and behind a blank row, before notes", "A1,1,quit,2,3#r\n,,,2,3#r\n,,,,#b\nTotal,,,4,6#t\n* provisional,,,,#n"},
		{"above a labelled total of some of the columns", "A1,1,quit,2,3#r\n,,,2,3#r\nTotal,,,,6#t"},
		{"figures alone above a total of other columns", "A1,1,quit,2,3#r\n,,,2,3#t\nTotal,1,,,#t"},
		{"figures alone below a labelled total", "A1,1,quit,2,3#r\nTotal,,,2,3#t\n,,,2,3#t"},
		{"figures with nothing above", ",,,2,3#r"},
		{"row 8: notes below", "A1,1,quit,2,3#r\n,,,,#b\nNotes,,,,#n\n1. The figures are provisional,,,,#n\nPrepared by the team,,,,#n"},
		{"notes that say so, directly beneath", "A1,1,quit,2,3#r\n* provisional,,,,#n\nNote: see the guidance,,,,#n"},
		{"a lone cell directly beneath", "A1,1,quit,2,3#r\nA2,,,,#r"},
		{"a lone code behind a blank row", "A1,1,quit,2,3#r\n,,,,#b\nA2,,,,#r"},
		{"a note in the middle is a record", "A1,1,quit,2,3#r\n,,,,#b\nSee the guidance,,,,#r\nA2,1,quit,2,3#r"},
		{"a total keeps its place among held rows", "A1,1,quit,2,3#r\n,,,,#b\nSee the guidance,,,,#r\nTotal,,,2,3#t\nA2,1,quit,2,3#r"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var text strings.Builder
			var want Tail
			records := map[int]bool{}
			for i, line := range strings.Split(tt.text, "\n") {
				at := strings.LastIndex(line, "#")
				text.WriteString(line[:at] + "\n")
				switch line[at+1:] {
				case "r":
					want.Records++
					records[i+2] = true
				case "b":
					want.Skipped.Blank++
				case "h":
					want.Skipped.Header++
				case "t":
					want.Skipped.Total++
				case "n":
					want.Skipped.Note++
				}
			}
			want.Read = want.Records + want.Skipped.Sum()
			f := open(t, "in.csv", []byte(quitsHeader+text.String()))
			got := mustRead(t, f, quits())
			rows := map[int]bool{}
			for row := range got.Cells {
				rows[row] = true
			}
			totals := len(got.Tail.Totals)
			got.Tail.Totals, got.Tail.Remarks = nil, nil
			if diff := cmp.Diff(want, got.Tail); diff != "" || totals != want.Skipped.Total {
				t.Error(totals, diff)
			}
			if diff := cmp.Diff(records, rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestTotals(t *testing.T) {
	f := open(t, "in.csv", []byte(quitsHeader+"A1,1,quit,2,3\nSub-total,,,2,3\nA2,1,quit,4,5\n,,,6,8\n"))
	got := mustRead(t, f, quits()).Tail.Totals
	want := []TotalRow{
		{Row: 3, Label: "Sub-total", Cells: map[int]table.Cell{0: text("Sub-total"), 3: text("2"), 4: text("3")}, Records: 1, Sub: true},
		{Row: 5, Cells: map[int]table.Cell{3: text("6"), 4: text("8")}, Records: 2},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestShapes(t *testing.T) {
	f := open(t, "in.csv", []byte("Client reference,,Amount\nA1,x,2,,\nA2\nA3,,4,extra,,more\n"))
	got := mustRead(t, f, quits())
	want := map[int][]string{2: {"A1", "x", "2"}, 3: {"A2", "·", "·"}, 4: {"A3", "", "4"}}
	if diff := cmp.Diff(want, got.Cells); diff != "" {
		t.Error(diff)
	}
	faults := []table.Fault{{Record: 4, Column: 3, Raw: "extra"}, {Record: 4, Column: 5, Raw: "more"}}
	if diff := cmp.Diff(faults, got.Faults); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{1}, got.Loc.BlankHeader); diff != "" {
		t.Error(diff)
	}
}

// TestLateBlankHeader has the only data under no title in a row that is held to
// the end.
func TestLateBlankHeader(t *testing.T) {
	f := open(t, "in.csv", []byte("Client reference,Quit date set,,Outcome at 4 weeks,Amount,CO reading (ppm)\nA1,1,,quit,2,3\n,,,,2,3\nSee the list,,x,,,\n,,,,4,5\n"))
	if got := mustRead(t, f, quits()); len(got.Loc.BlankHeader) != 1 || got.Tail.Records != 3 {
		t.Errorf("%+v %v", got.Tail, got.Loc.BlankHeader)
	}
}

func TestBlankRun(t *testing.T) {
	run := strings.Repeat(",,,,\n", 30)
	f := open(t, "in.csv", []byte(quitsHeader+"A1,1,quit,2,3\n"+run+"A2,1,quit,2,3\n"+run))
	tail := mustRead(t, f, quits()).Tail
	if tail.Records != 2 || tail.Skipped.Blank != 30 || len(tail.Notes) != 1 {
		t.Fatalf("%+v", tail)
	}
	if n := tail.Notes[0]; n.Kind != report.KindBlankRow || n.Severity != report.Query || n.Row != 3 || !strings.Contains(n.Message, "Rows 3 to 32") {
		t.Errorf("%+v", n)
	}
}

// TestMergedData covers row 4 of the mess table.
func TestMergedData(t *testing.T) {
	row := func(n int, cells string) string {
		return strings.ReplaceAll(fmt.Sprintf(`<row r="%d">%s</row>`, n, cells), "#", strconv.Itoa(n))
	}
	b := book{
		rows: row(1, inline("A1", "Client reference")+inline("B1", "Quit date set")+inline("C1", "Outcome at 4 weeks")+inline("D1", "Amount")) +
			row(2, inline("A2", "x1")+inline("C2", "Chesterfield")+`<c r="D#"><v>1</v></c>`) +
			row(3, inline("A3", "x2")+`<c r="C#" s="0"/><c r="D#"><v>2</v></c>`) +
			row(4, inline("A4", "x3")+`<c r="D#"><v>3</v></c>`) +
			row(5, inline("A5", "x4")+`<c r="D#"><v>4</v></c>`),
		after: `<mergeCells><mergeCell ref="C2:C4"/></mergeCells>`,
	}
	f := open(t, "in.xlsx", b.build(t))
	got := mustRead(t, f, quits())
	want := map[int][]string{
		2: {"x1", "", "Chesterfield", "1"}, 3: {"x2", "", "Chesterfield", "2"},
		4: {"x3", "", "Chesterfield", "3"}, 5: {"x4", "", "", "4"},
	}
	if diff := cmp.Diff(want, got.Cells); diff != "" {
		t.Error(diff)
	}
	if len(got.Tail.Notes) != 1 || !strings.Contains(got.Tail.Notes[0].Message, "C2:C4") {
		t.Errorf("%+v", got.Tail.Notes)
	}
}

// TestHidden covers rows 14, 15 and 17: what is hidden is read, and said.
func TestHidden(t *testing.T) {
	row := func(n int, hidden string) string {
		return fmt.Sprintf(`<row r="%d" %s>%s<c r="B%d"><v>1</v></c></row>`, n, hidden, inline(fmt.Sprint("A", n), "x"), n)
	}
	tests := []struct {
		name, before, rows string
		want               []string
	}{
		{"none", "", row(2, ""), nil},
		{"a row", "", row(2, "") + row(3, `hidden="1"`), []string{"Row 3 is hidden; it was read like all others."}},
		{"rows", "", row(2, `hidden="1"`) + row(3, `hidden="true"`), []string{"Rows 2 to 3 are hidden; they were read like all others."}},
		{"filtered", "", row(2, `hidden="1"`) + row(3, "") + row(4, `hidden="1"`), []string{"2 rows between 2 and 4 are hidden; they were read like all others."}},
		{"all by default", `<sheetFormatPr zeroHeight="1"/>`, row(2, "") + row(3, `hidden="0"`), []string{"Row 2 is hidden; it was read like all others."}},
		{"a column", `<cols><col min="2" max="9" width="0"/></cols>`, row(2, ""), []string{"Column B is hidden; it was read like all others."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := book{before: tt.before, rows: `<row r="1">` + inline("A1", "Client reference") + inline("B1", "Amount") + `</row>` + tt.rows}
			var got []string
			for _, n := range mustRead(t, open(t, "in.xlsx", b.build(t)), quits()).Tail.Notes {
				got = append(got, n.Message)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDraggedRange covers row 18: a used range to the end of the sheet.
func TestDraggedRange(t *testing.T) {
	var b strings.Builder
	b.WriteString(`<row r="1">` + inline("A1", "Client reference") + inline("B1", "Amount") + `</row><row r="2">` + inline("A2", "x") + `</row>`)
	for i := 3; i <= MaxRows; i++ {
		fmt.Fprintf(&b, `<row r="%d"><c r="A%d" s="0"/><c r="B%d" s="0"/></row>`, i, i, i)
	}
	f := open(t, "in.xlsx", book{rows: b.String()}.build(t))
	if got := mustRead(t, f, quits()); got.Tail.Read != 1 || got.Tail.Records != 1 {
		t.Errorf("%+v", got.Tail)
	}
}

// TestTruncated covers row 19.
func TestTruncated(t *testing.T) {
	for _, last := range []int{65_536, MaxRows} {
		b := book{rows: `<row r="1">` + inline("A1", "Client reference") + `</row><row r="2">` + inline("A2", "x") + `</row><row r="` + strconv.Itoa(last) + `"><c><v>1</v></c></row>`}
		_, err := read(t, open(t, "in.xlsx", b.build(t)), quits())
		if r := refusal(t, err); r.Reason != "truncated: the table ends at row "+strconv.Itoa(last) {
			t.Error(r.Reason)
		}
	}
}

// TestManyHeldRows has more rows that look like notes than are held back.
func TestManyHeldRows(t *testing.T) {
	f := open(t, "in.csv", []byte(quitsHeader+"A1,1,quit,2,3\n,,,,\n"+strings.Repeat("see the guidance,,,,\n", 3*maxHeldRows)))
	tail := mustRead(t, f, quits()).Tail
	if tail.Records != 3*maxHeldRows+1 {
		t.Errorf("%+v", tail)
	}
}

// TestBatches reads more than a batch, twice, with held rows at its edge.
func TestBatches(t *testing.T) {
	var b strings.Builder
	b.WriteString(quitsHeader)
	for i := range 3 * table.BatchRows {
		if i%table.BatchRows == table.BatchRows-1 {
			b.WriteString(",,,1,2\n,,,1,2\n")
		}
		fmt.Fprintf(&b, "A%d,1,quit,2,3\n", i)
	}
	f := open(t, "in.csv", []byte(b.String()))
	for range 2 {
		if got := mustRead(t, f, quits()); got.Tail.Records != 3*table.BatchRows+6 {
			t.Errorf("%+v", got.Tail)
		}
	}
	if p := f.Progress(); p != 1 {
		t.Error(p)
	}
}

// TestLongTexts has more text than a batch may hold before its rows are full.
func TestLongTexts(t *testing.T) {
	cells := strings.Repeat(`<c t="s"><v>2</v></c>`, 5)
	rows := `<row><c t="s"><v>0</v></c><c t="s"><v>1</v></c><c t="s"><v>0</v></c>` + strings.Repeat(`<c t="s"><v>1</v></c>`, 5) + `</row>` + strings.Repeat("<row>"+cells+"</row>", 60)
	b := book{rows: rows, shared: []string{"<t>Client ref</t>", "<t>Amount</t>", "<t>" + strings.Repeat("x", 1<<20) + "</t>"}}
	f := open(t, "in.xlsx", b.build(t))
	loc, err := f.Match(0, quits())
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(quits(), loc)
	if err != nil {
		t.Fatal(err)
	}
	var batch table.Batch
	records := 0
	for err = r.Next(&batch); err == nil; err = r.Next(&batch) {
		if records += batch.Len(); batch.Len() > 5 {
			t.Errorf("a batch of %d", batch.Len())
		}
	}
	if err != io.EOF || records != 60 {
		t.Error(records, err)
	}
}

func TestClose(t *testing.T) {
	f := open(t, "in.csv", []byte(quitsHeader+"A1,1,quit,2,3\n"))
	loc, err := f.Match(0, quits())
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(quits(), loc)
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	var b table.Batch
	if err := r.Next(&b); err != io.EOF {
		t.Error(err)
	}
}

// TestGateshead is a real return that ends in an unlabelled total.
func TestUnlabelledCouncilTotal(t *testing.T) {
	text := "Strgrp(T),Cipfsubj(T),Supplier id(T),Amount,Updated\nCentral Services,Supplies,BT,5.56,2012-08-01\nCentral Services,Supplies,BT,16.52,2012-08-01\n,,,22.08,\n"
	l := &Layout{Columns: []Column{
		{Name: "directorate", Titles: []string{"Strgrp(T)"}, Required: true}, {Name: "supplier", Titles: []string{"Supplier id(T)"}, Required: true},
		{Name: "amount", Titles: []string{"Amount"}, Required: true, Numeric: true}, {Name: "date", Titles: []string{"Updated"}},
	}}
	tail := mustRead(t, open(t, "in.csv", []byte(text)), l).Tail
	if tail.Records != 2 || len(tail.Totals) != 1 || tail.Totals[0].Cells[3].Raw != "22.08" {
		t.Errorf("%+v", tail)
	}
}
