package ingest

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
	"winnow/internal/table"
)

// The tests of this file are named by the rows of docs/messy-files.md.

// grid rows of the small table that most of them read.
const messHeader = "Client reference,Quit date set,Outcome at 4 weeks,CO reading (ppm),Amount\n"

// readCSV reads a CSV by the layout of most tests.
func readCSV(t *testing.T, text string) *result {
	t.Helper()
	return mustRead(t, open(t, "in.csv", []byte(text)), quits())
}

// sheetRows writes texts as the rows of a worksheet from row 1 on; "" is a cell
// that isn't there, #5 the number 5.
func sheetRows(rows ...[]string) string {
	var b strings.Builder
	for i, cells := range rows {
		fmt.Fprintf(&b, `<row r="%d">`, i+1)
		for col, text := range cells {
			ref := table.Address(col, i+1)
			if n, ok := strings.CutPrefix(text, "#"); ok {
				fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, ref, n)
			} else if text != "" {
				b.WriteString(inline(ref, text))
			}
		}
		b.WriteString(`</row>`)
	}
	return b.String()
}

// kinds lists what notes a table has.
func kinds(notes []report.Exception) []string {
	var list []string
	for _, n := range notes {
		list = append(list, fmt.Sprintf("%d %s %s", n.Row, n.Kind, n.Severity))
	}
	return list
}

func TestMess01TitleBlock(t *testing.T) {
	res := readCSV(t, "SELECT * FROM quits\nStop smoking return\nData as at: 30/06/2021\nContact: the desk\n\n"+messHeader+"LLB1,01/04/2021,quit,3,5\n")
	if res.Loc.HeaderRow != 6 || res.Tail.Records != 1 || res.Loc.Facts["as_at"].Cell.Raw != "30/06/2021" {
		t.Errorf("header in row %d, facts %v, %+v", res.Loc.HeaderRow, res.Loc.Facts, res.Tail)
	}
}

// TestMess01TwoCandidates has the headings a second time in another order.
func TestMess01TwoCandidates(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5\n\nAmount,Client reference,Quit date set,Outcome at 4 weeks,CO reading (ppm)\n5,LLB2,01/04/2021,quit,3\n")
	if diff := cmp.Diff([]string{"4 second-table error"}, kinds(res.Tail.Notes)); diff != "" || res.Loc.HeaderRow != 1 {
		t.Error(res.Loc.HeaderRow, diff)
	}
}

func TestMess02TwoRowHeader(t *testing.T) {
	layout := &Layout{Columns: []Column{
		{Name: "ref", Titles: []string{"Ref"}, Key: true},
		{Name: "f", Titles: []string{"Female / Quit"}, Numeric: true}, {Name: "f2", Titles: []string{"Female / Lost"}, Numeric: true},
		{Name: "m", Titles: []string{"Male / Quit"}, Numeric: true}, {Name: "m2", Titles: []string{"Male / Lost"}, Numeric: true},
	}}
	for _, c := range []struct {
		name, text string
		row        int
		two        bool
	}{
		{"the template asks for one row", "Return\nRef,Female,,Male,\n,Quit,Lost,Quit,Lost\na,1,2,3,4\n", 3, true},
		{"one row is enough", "Return,Female\nRef,Female / Quit,Female / Lost,Male / Quit,Male / Lost\na,1,2,3,4\n", 2, false},
	} {
		res := mustRead(t, open(t, "in.csv", []byte(c.text)), layout)
		if diff := cmp.Diff([]int{0, 1, 2, 3, 4}, res.Loc.Columns); diff != "" || res.Loc.HeaderRow != c.row || res.Loc.TwoRows != c.two || res.Tail.Records != 1 {
			t.Errorf("%s: row %d, two rows %v, %d records: %s", c.name, res.Loc.HeaderRow, res.Loc.TwoRows, res.Tail.Records, diff)
		}
	}
}

// TestMess02NotABand has a line above the header that holds a title by chance.
func TestMess02NotABand(t *testing.T) {
	res := readCSV(t, "Stop smoking,,,Amount\nClient reference,Quit date set,Outcome at 4 weeks,\nLLB1,01/04/2021,quit,5\n")
	if res.Loc.TwoRows || res.Loc.Matched != 3 {
		t.Errorf("two rows %v, %d columns", res.Loc.TwoRows, res.Loc.Matched)
	}
}

func TestMess03MergedHeader(t *testing.T) {
	b := book{
		rows:  sheetRows([]string{"Client ref", "Amount", "", "Outcome"}, []string{"LLB1", "", "#7", "quit"}, []string{"LLB2", "", "#8", "lost"}),
		after: `<mergeCells><mergeCell ref="B1:C1"/></mergeCells>`,
	}
	f := open(t, "in.xlsx", b.build(t))
	loc, err := f.Match(0, quits())
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Duplicates(quits(), loc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Duplicate{{Columns: []int{2}, Blank: []int{1}}}, got); diff != "" || loc.Columns[4] != 2 {
		t.Errorf("amount in column %d: %s", loc.Columns[4], diff)
	}
}

func TestMess04MergedData(t *testing.T) {
	b := book{
		rows:  sheetRows([]string{"Client ref", "Outcome", "Amount"}, []string{"LLB1", "quit", "#1"}, []string{"", "lost", "#2"}, []string{"", "lost", "#3"}),
		after: `<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`,
	}
	res := mustRead(t, open(t, "in.xlsx", b.build(t)), quits())
	want := map[int][]string{2: {"LLB1", "quit", "1"}, 3: {"LLB1", "lost", "2"}, 4: {"", "lost", "3"}}
	if diff := cmp.Diff(want, res.Cells); diff != "" || len(res.Tail.Notes) != 1 {
		t.Error(kinds(res.Tail.Notes), diff)
	}
}

func TestMess06LabelledTotal(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5\nSub-total,,,,5\nLLB2,02/04/2021,lost,,6\nGrand total,,,,11\n")
	var got []string
	for _, total := range res.Tail.Totals {
		got = append(got, fmt.Sprintf("%d %s, %v, %d", total.Row, total.Label, total.Sub, total.Records))
	}
	if diff := cmp.Diff([]string{"3 Sub-total, true, 1", "5 Grand total, false, 2"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestMess07UnlabelledTotal(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5\nLLB2,02/04/2021,lost,,6\n,,,,11\n")
	if len(res.Tail.Totals) != 1 || res.Tail.Totals[0].Label != "" || res.Tail.Skipped.Total != 1 {
		t.Errorf("%+v", res.Tail)
	}
}

func TestMess08NotesBelow(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5\n\nNotes\n1. Figures are provisional\n")
	if diff := cmp.Diff([]Remark{{4, "Notes"}, {5, "1. Figures are provisional"}}, res.Tail.Remarks); diff != "" || res.Tail.Records != 1 {
		t.Error(diff)
	}
}

func TestMess09BlankRows(t *testing.T) {
	record := "LLB%d,01/04/2021,quit,3,5\n"
	few := readCSV(t, messHeader+fmt.Sprintf(record, 1)+"\n\n"+fmt.Sprintf(record, 2))
	if few.Tail.Records != 2 || few.Tail.Skipped.Blank != 2 || len(few.Tail.Notes) != 0 {
		t.Errorf("a few: %+v", few.Tail)
	}
	many := readCSV(t, messHeader+fmt.Sprintf(record, 1)+strings.Repeat("\n", 30)+fmt.Sprintf(record, 2))
	if diff := cmp.Diff([]string{"3 blank-row query"}, kinds(many.Tail.Notes)); diff != "" || many.Tail.Records != 2 {
		t.Error(diff)
	}
}

func TestMess10SpacerColumns(t *testing.T) {
	res := readCSV(t, "Client reference,,Quit date set,,Outcome at 4 weeks\nLLB1,,01/04/2021,remark,quit\n")
	if diff := cmp.Diff([]int{3}, res.Loc.BlankHeader); diff != "" || res.Loc.Matched != 3 {
		t.Error(diff)
	}
}

func TestMess11SecondTable(t *testing.T) {
	record := "LLB%d,01/04/2021,quit,3,5\n"
	below := readCSV(t, messHeader+fmt.Sprintf(record, 1)+"\nDistrict,Wards,Population,Adults,Smokers\nBolsover,20,80000,60000,9000\n")
	if diff := cmp.Diff([]string{"4 second-table query"}, kinds(below.Tail.Notes)); diff != "" || below.Tail.Records != 3 {
		t.Error(below.Tail.Records, diff)
	}
	plain := readCSV(t, messHeader+fmt.Sprintf(record, 1)+"\n"+fmt.Sprintf(record, 2))
	if len(plain.Tail.Notes) != 0 {
		t.Error("a record below a gap is no header:", kinds(plain.Tail.Notes))
	}
}

func TestMess11TablesSideBySide(t *testing.T) {
	f := open(t, "in.csv", []byte("Client ref,Outcome,Amount,,Client ref,Outcome,Amount\nLLB1,quit,5,,LLB2,lost,6\n"))
	layout := &Layout{Columns: []Column{{Titles: []string{"Client ref"}}, {Titles: []string{"Outcome"}}, {Titles: []string{"Amount"}, Numeric: true}}}
	loc, err := f.Match(0, layout)
	if err != nil {
		t.Fatal(err)
	}
	got, err := f.Duplicates(layout, loc)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]Duplicate{{Columns: []int{0, 4}, Row: 2}, {Columns: []int{1, 5}, Row: 2}, {Columns: []int{2, 6}, Row: 2}}, got); diff != "" {
		t.Error(diff)
	}
}

func TestMess14HiddenRows(t *testing.T) {
	rows := strings.Replace(sheetRows([]string{"Client ref", "Outcome"}, []string{"LLB1", "quit"}, []string{"LLB2", "lost"}), `<row r="3">`, `<row r="3" hidden="1">`, 1)
	res := mustRead(t, open(t, "in.xlsx", book{rows: rows}.build(t)), quits())
	if diff := cmp.Diff([]string{"3 hidden-data note"}, kinds(res.Tail.Notes)); diff != "" || res.Tail.Records != 2 {
		t.Error(res.Tail.Records, diff)
	}
}

func TestMess15HiddenColumns(t *testing.T) {
	b := book{before: `<cols><col min="2" max="2" hidden="1"/></cols>`, rows: sheetRows([]string{"Client ref", "Outcome"}, []string{"LLB1", "quit"})}
	res := mustRead(t, open(t, "in.xlsx", b.build(t)), quits())
	if diff := cmp.Diff([]string{"0 hidden-data note"}, kinds(res.Tail.Notes)); diff != "" || res.Cells[2][1] != "quit" {
		t.Error(res.Cells, diff)
	}
}

func TestMess16HiddenSheet(t *testing.T) {
	f := open(t, "in.xlsx", book{state: `state="veryHidden"`, rows: sheetRows([]string{"Client ref"})}.build(t))
	if !f.Sheets[0].Hidden || len(f.Candidates(quits())) != 0 || len(f.Notes) != 1 || f.Notes[0].Kind != report.KindHidden {
		t.Errorf("%+v, notes %v", f.Sheets, kinds(f.Notes))
	}
	named := quits()
	named.Sheets = []string{"Sheet1"}
	if len(f.Candidates(named)) != 1 {
		t.Error("a hidden sheet that the template names is not read")
	}
}

func TestMess18DraggedUsedRange(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5\n"+strings.Repeat(",,,,\n", 50_000))
	if res.Tail.Records != 1 || res.Tail.Read != 1 || len(res.Tail.Notes) != 0 {
		t.Errorf("%+v", res.Tail)
	}
}

func TestMess19Truncated(t *testing.T) {
	for _, rows := range []int{65_535, 65_536, 65_537} {
		f := open(t, "in.csv", []byte("Client ref\n"+strings.Repeat("LLB1\n", rows-1)))
		_, err := read(t, f, quits())
		var r *Refusal
		if truncated := errors.As(err, &r) && strings.Contains(r.Reason, "truncated"); truncated != (rows == 65_536) {
			t.Errorf("%d rows: %v", rows, err)
		}
	}
}

func TestMess48ApostropheInHeader(t *testing.T) {
	if res := readCSV(t, "'Client reference,'Quit date set,Amount\nLLB1,01/04/2021,5\n"); res.Loc.Matched != 3 {
		t.Error(res.Loc.Headers)
	}
}

func TestMess51LineBreakInHeader(t *testing.T) {
	res := readCSV(t, "\"Client\nreference\",\"Quit  date\r\nset\",Amount\nLLB1,01/04/2021,5\n")
	if diff := cmp.Diff([]string{"Client reference", "Quit date set", "Amount"}, res.Loc.Headers); diff != "" || res.Loc.Matched != 3 {
		t.Error(diff)
	}
}

func TestMess53DuplicateHeaders(t *testing.T) {
	for _, c := range []struct {
		name, rows string
		want       Duplicate
	}{
		{"the same", "LLB1,5,5\nLLB2,6,6\n", Duplicate{Columns: []int{1, 2}}},
		{"a code and its text", "LLB1,5,five\nLLB2,6,six\n", Duplicate{Columns: []int{1, 2}, Row: 2}},
		{"one of them empty", "LLB1,5,\nLLB2,6,\n", Duplicate{Columns: []int{1}, Blank: []int{2}}},
	} {
		f := open(t, "in.csv", []byte("Client ref,Amount,Amount\n"+c.rows))
		loc, err := f.Match(0, quits())
		if err != nil {
			t.Fatal(err)
		}
		got, err := f.Duplicates(quits(), loc)
		if diff := cmp.Diff([]Duplicate{c.want}, got); err != nil || diff != "" {
			t.Error(c.name, err, diff)
		}
	}
}

func TestMess55ColumnsInAnotherOrder(t *testing.T) {
	res := readCSV(t, "Amount,Outcome at 4 weeks,CO reading (ppm),Client reference,Quit date set\n5,quit,3,LLB1,01/04/2021\n")
	if diff := cmp.Diff([]int{3, 4, 1, 2, 0}, res.Loc.Columns); diff != "" {
		t.Error(diff)
	}
}

func TestMess57SecondHeader(t *testing.T) {
	res := readCSV(t, messHeader+"LLB1,01/04/2021,quit,3,5\n"+messHeader+"LLB2,01/04/2021,quit,3,5\n")
	if res.Tail.Records != 2 || res.Tail.Skipped.Header != 1 || len(res.Tail.Notes) != 0 {
		t.Errorf("%+v", res.Tail)
	}
}

// TestDuplicatesOfADamagedSheet: damage in the pass that compares is a refusal.
func TestDuplicatesOfADamagedSheet(t *testing.T) {
	f := open(t, "in.csv", []byte("Client ref,Amount,Amount\nLLB1,5,6\n\"LLB2,5,6\n"))
	loc, err := f.Match(0, quits())
	if err == nil {
		_, err = f.Duplicates(quits(), loc)
	}
	if err == nil || errors.Is(err, io.EOF) {
		t.Fatal("the damage went unseen")
	}
	refusal(t, err)
}
