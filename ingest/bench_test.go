package ingest

import (
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/klauspost/compress/flate"

	"winnow/internal/table"
)

const benchRows = 100_000

var benchTitles = []string{
	"Ref", "Quit date", "Follow up", "Outcome", "Provider", "District", "Postcode", "Age", "Sex",
	"CO reading", "Rate", "Amount", "Pregnant", "Comment",
}

func benchLayout() *Layout {
	l := &Layout{}
	for i, t := range benchTitles {
		l.Columns = append(l.Columns, Column{Name: t, Titles: []string{t}, Required: i < 4, Key: i == 0, Numeric: i == 7 || i >= 9 && i <= 11})
	}
	return l
}

func benchRow(r *rand.Rand, i int) []string {
	return []string{
		fmt.Sprintf("LLB%06d", i), fmt.Sprint(44287 + r.IntN(91)), fmt.Sprint(44315 + r.IntN(91)),
		[]string{"Quit", "Not quit", "Lost to follow-up", "Not yet due"}[r.IntN(4)],
		fmt.Sprintf("Provider %d", r.IntN(30)), fmt.Sprintf("District %d", r.IntN(8)),
		fmt.Sprintf("DE%d %dAB", r.IntN(50), r.IntN(9)), fmt.Sprint(16 + r.IntN(70)), []string{"F", "M"}[r.IntN(2)],
		fmt.Sprintf("%.1f", r.Float64()*20), fmt.Sprintf("0.%d", r.IntN(1000)), fmt.Sprintf("%d.%02d", r.IntN(900), r.IntN(100)),
		[]string{"No", "Yes"}[r.IntN(2)], "",
	}
}

func benchCSV(rows int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	var b strings.Builder
	b.WriteString(strings.Join(benchTitles, ",") + "\r\n")
	for i := range rows {
		b.WriteString(strings.Join(benchRow(r, i), ",") + "\r\n")
	}
	return []byte(b.String())
}

func benchXLSX(tb testing.TB, rows int) []byte {
	r := rand.New(rand.NewPCG(1, 2))
	index := map[string]int{}
	var shared []string
	share := func(s string) int {
		i, ok := index[s]
		if !ok {
			i = len(shared)
			index[s] = i
			shared = append(shared, "<t>"+s+"</t>")
		}
		return i
	}
	var b strings.Builder
	write := func(row int, cells []string, header bool) {
		fmt.Fprintf(&b, `<row r="%d" spans="1:14">`, row)
		for c, v := range cells {
			ref := table.Address(c, row)
			switch {
			case v == "":
				fmt.Fprintf(&b, `<c r="%s" s="0"/>`, ref)
			case !header && (c == 1 || c == 2):
				fmt.Fprintf(&b, `<c r="%s" s="1"><v>%s</v></c>`, ref, v)
			case !header && (c == 7 || c >= 9 && c <= 11):
				fmt.Fprintf(&b, `<c r="%s"><v>%s</v></c>`, ref, v)
			default:
				fmt.Fprintf(&b, `<c r="%s" s="0" t="s"><v>%d</v></c>`, ref, share(v))
			}
		}
		b.WriteString("</row>")
	}
	write(1, benchTitles, true)
	for i := range rows {
		write(i+2, benchRow(r, i), false)
	}
	return book{rows: b.String(), shared: shared, formats: []string{"14"}}.build(tb)
}

func benchRead(b *testing.B, name string, data []byte) {
	f := open(b, name, data)
	l := benchLayout()
	var batch table.Batch
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if f.book != nil {
			clear(f.book.surveys)
		}
		loc, err := f.Match(0, l)
		if err != nil || loc.Matched != len(benchTitles) {
			b.Fatal(loc, err)
		}
		r, err := f.Read(l, loc)
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for err = r.Next(&batch); err == nil; err = r.Next(&batch) {
			n += batch.Len()
		}
		if err != io.EOF || n != benchRows {
			b.Fatal(n, err)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}

func BenchmarkCSV(b *testing.B)  { benchRead(b, "b.csv", benchCSV(benchRows)) }
func BenchmarkXLSX(b *testing.B) { benchRead(b, "b.xlsx", benchXLSX(b, benchRows)) }

// BenchmarkInflate is the floor for BenchmarkXLSX: unzipping the same sheet.
func BenchmarkInflate(b *testing.B) {
	f := open(b, "b.xlsx", benchXLSX(b, benchRows))
	part := f.book.zip.parts["xl/worksheets/sheet1.xml"]
	for b.Loop() {
		raw, err := part.OpenRaw()
		if err != nil {
			b.Fatal(err)
		}
		if _, err := io.Copy(io.Discard, flate.NewReader(raw)); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(benchRows)*float64(b.N)/b.Elapsed().Seconds(), "rows/s")
}
