package ingest

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
	"winnow/internal/table"
)

var overlayLayout = &Layout{
	Columns: []Column{
		{Name: "ref", Titles: []string{"ref"}, Required: true, Key: true}, {Name: "name", Titles: []string{"name"}, Required: true},
		{Name: "amount", Titles: []string{"amount"}, Numeric: true}, {Name: "kind", Titles: []string{"kind"}},
	},
	Stated: []string{"Total"}, Facts: []FactLabel{{Name: "by", Label: "Prepared by", Below: true}},
}

// corrections makes an iterator of a list.
func corrections(list ...Correction) iter.Seq2[Correction, error] {
	return func(yield func(Correction, error) bool) {
		for _, c := range list {
			if !yield(c, nil) {
				return
			}
		}
	}
}

func newText(col int, text string) NewCell {
	return NewCell{col, table.Cell{Kind: table.Text, Raw: text}}
}

// line is a record of a CSV that is made up.
type line []string

// csvText writes records down, and says in which line each starts.
func csvText(r *rand.Rand, lines []line, end string) (string, []int) {
	var b strings.Builder
	at, starts := 1, []int{}
	for _, l := range lines {
		starts = append(starts, at)
		for i, cell := range l {
			if i > 0 {
				b.WriteByte(',')
			}
			if strings.ContainsAny(cell, "\",\n\r") || r.IntN(5) == 0 && len(l) > 1 {
				cell = `"` + strings.ReplaceAll(cell, `"`, `""`) + `"`
			}
			b.WriteString(cell)
			at += strings.Count(cell, "\n")
		}
		b.WriteString(end)
		at++
	}
	return b.String(), starts
}

func randomLine(r *rand.Rand, n int) line {
	words := []string{"north", "south, east", "a \"b\"", "two\nlines", "x", "Total", "2", "3.5", "1/4/2021", ""}
	l := line{fmt.Sprintf("R%d", n), words[r.IntN(len(words))], strconv.Itoa(r.IntN(90) + 10), words[r.IntN(5)]}
	switch r.IntN(12) {
	case 0:
		return line{""} // a blank line
	case 1:
		return l[:2+r.IntN(2)] // too short
	case 2:
		return append(l, "extra")
	case 3:
		return line{"", "", l[2]}
	}
	return l
}

// TestOverlayEqualsEditing makes random changes to random CSVs, in the text and by
// overlay: what is read must be the same but for row numbers.
func TestOverlayEqualsEditing(t *testing.T) {
	r := rand.New(rand.NewPCG(11, 3))
	for n := range 250 {
		end := []string{"\n", "\r\n"}[r.IntN(2)]
		head := []line{{"Report"}, {"Prepared by", "Ann"}, {"ref", "name", "amount", "kind"}}[r.IntN(3):]
		lines := slices.Clone(head)
		for i := range 3 + r.IntN(25) {
			lines = append(lines, randomLine(r, i))
		}
		if r.IntN(2) == 0 {
			lines = append(lines, line{"Total", "", "999"}, line{"Note: as sent"})
		}
		text, starts := csvText(r, lines, end)
		edited, given := randomEdits(r, lines, starts, len(head))
		want, _ := csvText(r, edited, end)
		f := open(t, "in.csv", []byte(text))
		if r.IntN(2) == 0 { // nothing that was read before may be gone by
			readOverlaid(t, f)
		}
		f.dialect.chunks = chunking{from: 1, bytes: 64, most: 1 << 10, records: 4}
		done, err := f.Overlay(0, Overlay{HeaderRow: starts[len(head)-1], Rows: corrections(given...)})
		if err != nil || len(done.Missing) > 0 {
			t.Fatal(done, err)
		}
		if diff := cmp.Diff(readOverlaid(t, open(t, "in.csv", []byte(want))), readOverlaid(t, f)); diff != "" {
			t.Fatalf("%d: %s\n%q\n%q\n%+v", n, diff, text, want, given)
		}
	}
}

// randomEdits changes records below the header, and says how as corrections.
func randomEdits(r *rand.Rand, lines []line, starts []int, head int) ([]line, []Correction) {
	edited := slices.Clone(lines[:head])
	var given []Correction
	insert := func(below int) {
		for range max(0, r.IntN(6)-3) {
			l := line{fmt.Sprintf("N%d", r.IntN(1000)), "new", "7", "k"}
			c := Correction{Do: Insert, Row: below}
			for col, text := range l {
				c.Cells = append(c.Cells, newText(col, text))
			}
			edited, given = append(edited, l), append(given, c)
		}
	}
	insert(starts[head-1])
	for i := head; i < len(lines); i++ {
		l := slices.Clone(lines[i])
		switch r.IntN(4) {
		case 0:
			given = append(given, Correction{Do: TakeOut, Row: starts[i]})
			insert(starts[i])
			continue
		case 1:
			c := Correction{Row: starts[i]}
			for col := range 4 {
				if r.IntN(2) == 0 {
					continue
				}
				text := []string{fmt.Sprint("v", r.IntN(100)), "4", "", "a,b", "Total"}[r.IntN(5)]
				if col < len(l) && l[col] == text || col >= len(l) && text == "" {
					continue
				}
				for len(l) <= col {
					l = append(l, "")
				}
				l[col] = text
				c.Cells = append(c.Cells, newText(col, text))
			}
			given = append(given, c)
		}
		edited = append(edited, l)
		insert(starts[i])
	}
	if r.IntN(3) == 0 {
		r.Shuffle(len(given), func(i, j int) {
			if given[i].Do != Insert && given[j].Do != Insert {
				given[i], given[j] = given[j], given[i]
			}
		})
	}
	return edited, given
}

// overlaidTable is all that is read of a table, without the numbers of rows.
type overlaidTable struct {
	Headers []string
	Records [][]table.Cell
	Faults  []table.Fault
	Tail    Tail
	Facts   map[string]string
	Commas  []int
	Grid    []string
	Refused string
}

func readOverlaid(t *testing.T, f *File) overlaidTable {
	t.Helper()
	loc, err := f.Match(0, overlayLayout)
	if err != nil || loc == nil {
		t.Fatal(loc, err)
	}
	out := overlaidTable{Headers: loc.Headers, Facts: map[string]string{}}
	if err := f.FactsBelow(overlayLayout, loc); err != nil {
		t.Fatal(err)
	}
	for name, fact := range loc.Facts {
		out.Facts[name] = fact.Cell.Raw
	}
	if out.Commas, err = f.DecimalCommas(overlayLayout, loc); err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(overlayLayout, loc)
	if err != nil {
		t.Fatal(err)
	}
	var b table.Batch
	for err = r.Next(&b); err == nil; err = r.Next(&b) {
		for i := range b.Rows {
			var record []table.Cell
			for col := range b.Cols {
				record = append(record, b.Cols[col].Cell(i))
			}
			out.Records = append(out.Records, record)
		}
		out.Faults = append(out.Faults, b.Faults...)
	}
	if err != io.EOF {
		t.Fatal(err)
	}
	out.Tail = withoutRows(r.Tail())
	for row, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		out.Grid = append(out.Grid, fmt.Sprint(row.Cells))
	}
	return out
}

var digits = regexp.MustCompile(`\d+`)

func withoutRows(tail Tail) Tail {
	for i := range tail.Totals {
		tail.Totals[i].Row = 0
	}
	for i := range tail.Remarks {
		tail.Remarks[i].Row = 0
	}
	for i := range tail.Notes {
		e := &tail.Notes[i]
		e.Row, e.Cell, e.Message = 0, "", digits.ReplaceAllString(e.Message, "#")
	}
	for label, s := range tail.Stated {
		s.Row, s.Why = 0, digits.ReplaceAllString(s.Why, "#")
		tail.Stated[label] = s
	}
	return tail
}

func cellsAt(t *testing.T, f *File, row int) []string {
	t.Helper()
	for r, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Number == row {
			var cells []string
			for _, c := range r.Cells {
				cells = append(cells, c.Raw)
			}
			return cells
		}
	}
	return nil
}

// TestOverlayRows takes rows out and adds some, twice over.
func TestOverlayRows(t *testing.T) {
	f := open(t, "in.xlsx", sheetBook().build(t))
	added := func(below int, ref string) Correction {
		return Correction{Do: Insert, Row: below, Cells: []NewCell{newText(0, ref), newText(1, "n"), {2, table.Cell{Kind: table.Number, Raw: "1"}}}}
	}
	done, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: corrections(Correction{Do: TakeOut, Row: 3}, added(0, "X"), added(4, "Y"), added(4, "Z"),
		Correction{Row: 99, Cells: []NewCell{newText(0, "W")}}, added(98, "V"))})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&Overlaid{Out: 1, Added: []int{6, 7, 8}, Missing: []int{99, 98}}, done); diff != "" {
		t.Fatal(diff)
	}
	refs := func() (refs string, rows []int, tail Tail) {
		res := overlaidRefs(t, f, &rows, &tail)
		return res, rows, tail
	}
	got, rows, tail := refs()
	if got != "X A C Y Z" || !slices.Equal(rows, []int{6, 2, 4, 7, 8}) {
		t.Error(got, rows)
	}
	if diff := cmp.Diff(report.Skipped{Total: 1}, tail.Skipped); diff != "" || tail.Totals[0].Records != 5 {
		t.Error(diff, tail.Totals)
	}
	done, err = f.Overlay(0, Overlay{HeaderRow: 1, Rows: corrections(Correction{Do: TakeOut, Row: 7}, Correction{Row: 8, Cells: []NewCell{newText(0, "Q")}}, added(8, "P"))})
	if err != nil || !slices.Equal(done.Added, []int{9}) || done.Rows != 1 {
		t.Fatal(done, err)
	}
	if got, rows, tail = refs(); got != "X A C Q P" || !slices.Equal(rows, []int{6, 2, 4, 8, 9}) || tail.Skipped.Blank != 0 {
		t.Error(got, rows, tail.Skipped)
	}
}

// TestOverlayAddsWholeLines has a row of a CSV added whose last cells are blank: it
// doesn't end too early.
func TestOverlayAddsWholeLines(t *testing.T) {
	f := open(t, "in.csv", []byte("ref,name,amount,kind\nA,a,1,x\n"))
	if _, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: corrections(Correction{Do: Insert, Row: 2, Cells: []NewCell{newText(0, "B"), newText(1, "b")}})}); err != nil {
		t.Fatal(err)
	}
	var widths []int
	for row, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		widths = append(widths, len(row.Cells))
	}
	if diff := cmp.Diff([]int{4, 4, 4}, widths); diff != "" {
		t.Error(diff)
	}
}

func overlaidRefs(t *testing.T, f *File, rows *[]int, tail *Tail) string {
	t.Helper()
	loc, err := f.Match(0, overlayLayout)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(overlayLayout, loc)
	if err != nil {
		t.Fatal(err)
	}
	var refs []string
	var b table.Batch
	for err = r.Next(&b); err == nil; err = r.Next(&b) {
		for i, row := range b.Rows {
			*rows, refs = append(*rows, row), append(refs, string(b.Cols[0].Raw(i)))
		}
	}
	*tail = r.Tail()
	return strings.Join(refs, " ")
}

func TestOverlayFaults(t *testing.T) {
	fault := errors.New("of the source")
	for name, rows := range map[string]iter.Seq2[Correction, error]{
		"twice":     corrections(Correction{Row: 2}, Correction{Do: TakeOut, Row: 2}),
		"its error": func(yield func(Correction, error) bool) { yield(Correction{}, fault) },
		"too wide":  corrections(Correction{Row: 2, Cells: []NewCell{newText(MaxColumns, "x")}}),
		"no column": corrections(Correction{Row: 2, Cells: []NewCell{newText(-1, "x")}}),
	} {
		f := open(t, "in.csv", []byte("ref,name\nA,b\n"))
		if done, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: rows}); err == nil {
			t.Errorf("%s: %+v", name, done)
		}
		if got := cellsAt(t, f, 2); got[0] != "A" {
			t.Errorf("%s: something was laid all the same", name)
		}
	}
}

// TestOverlayManyPortions corrects more rows than one pass compares.
func TestOverlayManyPortions(t *testing.T) {
	var text strings.Builder
	text.WriteString("ref,name\n")
	const rows = overlayPortion + 3000
	for i := range rows {
		fmt.Fprintf(&text, "R%d,x\n", i)
	}
	f := open(t, "in.csv", []byte(text.String()))
	all := func(yield func(Correction, error) bool) {
		for i := rows - 1; i >= 0; i-- {
			if !yield(Correction{Row: i + 2, Cells: []NewCell{newText(0, fmt.Sprint("R", i)), newText(1, fmt.Sprint("x", i%1000/999))}}, nil) {
				return
			}
		}
	}
	done, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: all})
	if err != nil || done.Cells != rows || done.Rows != rows {
		t.Fatal(done, err)
	}
	if got := cellsAt(t, f, 1001); got[1] != "x1" {
		t.Error(got)
	}
}

// TestOverlayForm corrects a value of a form.
func TestOverlayForm(t *testing.T) {
	f := open(t, "in.csv", []byte("Stock return,\nSite,Bakewell\nTests,forty\n"))
	l := &Layout{Form: true, Columns: []Column{{Name: "site", Titles: []string{"Site"}}, {Name: "tests", Titles: []string{"Tests"}, Numeric: true}}}
	done, err := f.Overlay(0, Overlay{Rows: corrections(Correction{Row: 2, Cells: []NewCell{newText(0, "Site"), newText(1, "Bakewell")}},
		Correction{Row: 3, Cells: []NewCell{{1, table.Cell{Kind: table.Number, Raw: "40"}}}})})
	if err != nil || done.Cells != 1 {
		t.Fatal(done, err)
	}
	loc, err := f.Match(0, l)
	if err != nil || loc == nil {
		t.Fatal(loc, err)
	}
	r, err := f.ReadForm(l, loc)
	if err != nil {
		t.Fatal(err)
	}
	var b table.Batch
	if err := r.Next(&b); err != nil || string(b.Cols[0].Raw(0)) != "Bakewell" || string(b.Cols[1].Raw(0)) != "40" {
		t.Errorf("%v: %q, %q", err, b.Cols[0].Raw(0), b.Cols[1].Raw(0))
	}
}

// TestOverlayAgain lays corrections over a large sheet that must be read a second
// time, for what its end shows.
func TestOverlayAgain(t *testing.T) {
	f := open(t, "in.xlsx", book{rows: large(30_000), after: `<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`}.build(t))
	done, err := f.Overlay(0, Overlay{HeaderRow: 1, Rows: corrections(Correction{Row: 2, Cells: []NewCell{newText(0, "other")}},
		Correction{Row: 29_999, Cells: []NewCell{{1, table.Cell{Kind: table.Number, Raw: "-1"}}}})})
	if err != nil || done.Rows != 2 {
		t.Fatal(done, err)
	}
	l := &Layout{Columns: []Column{{Name: "ref", Titles: []string{"Client reference"}}, {Name: "amount", Titles: []string{"Amount"}, Numeric: true}}}
	res := mustRead(t, f, l)
	if a, b := res.Cells[2][0], res.Cells[3][0]; a != "other" || !strings.HasPrefix(b, "client 2") || res.Cells[29_999][1] != "-1" {
		t.Errorf("%.10q, %.10q, %q", a, b, res.Cells[29_999])
	}
}
