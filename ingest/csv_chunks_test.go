package ingest

import (
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// reading is everything that a pass over a table gives.
type reading struct {
	Rows   []int
	Cells  [][]table.Cell
	Faults []string // by row, since records are counted within batches
	Tail   Tail
	Bare   []int
	Err    string
}

func readAll(t *testing.T, f *File, l *Layout) reading {
	t.Helper()
	loc, err := f.Match(0, l)
	if err != nil || loc == nil {
		return reading{Err: fmt.Sprint(err)}
	}
	r, err := f.Read(l, loc)
	if err != nil {
		return reading{Err: err.Error()}
	}
	var out reading
	var b table.Batch
	for index := 0; ; index++ {
		if err = r.Next(&b); err != nil {
			break
		}
		if b.Index != index || b.Len() == 0 {
			t.Fatalf("batch %d is numbered %d and has %d records", index, b.Index, b.Len())
		}
		out.Rows = append(out.Rows, b.Rows...)
		for i := range b.Rows {
			var row []table.Cell
			for c := range b.Cols {
				row = append(row, b.Cols[c].Cell(i))
			}
			out.Cells = append(out.Cells, row)
		}
		for _, x := range b.Faults {
			out.Faults = append(out.Faults, fmt.Sprint(b.Rows[x.Record], x.Column, x.Raw))
		}
	}
	if err != io.EOF {
		return reading{Err: err.Error()} // what came before is not to be trusted
	}
	out.Tail, out.Bare = r.Tail(), loc.BlankHeader
	return out
}

// randomCSV writes text that has all that makes cutting hard.
func randomCSV(r *rand.Rand) string {
	pieces := []string{
		"ref,a,1,x\n", "r2,b,2,y\r\n", "\"q\nr\",b,2,y\n", "\"q\r\nr,\"\"s\"\"\",\"b\",2,\"\"\n", "\n", "\r\n", ",,,\n", "5\" pipe,b,3,z\n",
		"\"Lodge\" Care,b,3,z\n", "\"The \"old\" inn\",b,3,z\n", "short\n", "long,b,3,z,extra,\n", "Total,,9,\n", ",,9,\n", "Note: this is one,,,\n",
		"ref,name,amount,\n", "x,\"\n\n\n\",4,\n", "r,b,5,\"w\" \n", "old Mac,b,6,\rnext,b,7,\r", "é£,ü,8,\n", "r9,\"a \"\"b\"\" c\",9,v\n", "r10, \"a, b\",9,v\n", "r11, \"a,\"\"b,\"\" c\" ,9, \"v\n",
	}
	odd := len(pieces)
	if r.IntN(2) == 0 {
		odd = 4 // mostly well-behaved
	}
	var b strings.Builder
	b.WriteString("ref,name,amount,\n")
	for range r.IntN(60) {
		if r.IntN(4) > 0 {
			fmt.Fprintf(&b, "r%d,name %d,%d.50,\n", r.IntN(1000), r.IntN(10), r.IntN(100))
			continue
		}
		b.WriteString(pieces[r.IntN(odd)])
	}
	if r.IntN(6) == 0 {
		b.WriteString("r,\"never closed,1,\nr,b,2,\n")
	}
	s := b.String()
	if r.IntN(3) == 0 {
		s = strings.TrimRight(s, "\r\n")
	}
	return s
}

var chunkLayout = &Layout{Columns: []Column{
	{Name: "ref", Titles: []string{"ref"}, Required: true, Key: true}, {Name: "name", Titles: []string{"name"}, Required: true},
	{Name: "amount", Titles: []string{"amount"}, Numeric: true},
}}

// TestCSVChunks reads random text in one piece and in chunks of every size: the
// same records, counts and notes must come out, or the same refusal.
func TestCSVChunks(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 7))
	for n := range 400 {
		text := randomCSV(r)
		f := open(t, "in.csv", []byte(text))
		want := readAll(t, f, chunkLayout)
		for _, sizes := range []chunking{
			{bytes: 3, most: 6, records: 1}, {bytes: 16, most: 1 << 20, records: 1000}, {bytes: 20, most: 40, records: 3},
			{bytes: 100, most: 1 << 20, records: 4}, {bytes: 1000, most: 1000, records: 1000},
		} {
			sizes.from = 1
			f.dialect.chunks = sizes
			got := readAll(t, f, chunkLayout)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("text %d, %+v:\n%s\n%q", n, sizes, diff, text)
			}
		}
	}
}

// TestChunksClose ends a pass in its middle: no goroutine is left behind.
func TestChunksClose(t *testing.T) {
	f := open(t, "in.csv", []byte("ref,name,amount\n"+strings.Repeat("r,name,1.50\n", 5000)))
	f.dialect.chunks = chunking{from: 1, bytes: 100, most: 1000, records: 10}
	before := runtime.NumGoroutine()
	loc, err := f.Match(0, chunkLayout)
	if err != nil {
		t.Fatal(err)
	}
	r, err := f.Read(chunkLayout, loc)
	if err != nil {
		t.Fatal(err)
	}
	var b table.Batch
	if err := r.Next(&b); err != nil || b.Len() == 0 {
		t.Fatal(b.Len(), err)
	}
	for range 2 {
		if err := r.Close(); err != nil {
			t.Error(err)
		}
	}
	if after := runtime.NumGoroutine(); after > before {
		t.Errorf("%d goroutines, %d before", after, before)
	}
}

// TestChunksSourceError has the disk fail in the middle of the file: the error
// comes out, whatever was read before.
func TestChunksSourceError(t *testing.T) {
	text := "ref,name,amount\n" + strings.Repeat("r,name,1.50\n", 500)
	f := open(t, "in.csv", []byte(text))
	f.dialect.chunks = chunking{from: 1, bytes: 100, most: 1000, records: 10}
	loc, err := f.Match(0, chunkLayout)
	if err != nil {
		t.Fatal(err)
	}
	failure := errors.New("the disk is gone")
	r := &Reader{file: f, loc: loc, width: 3, seen: map[int]bool{}}
	r.sort.init(chunkLayout, loc)
	c := newCSVReader(io.MultiReader(strings.NewReader(text[:3000]), failing{failure}), ',', '"', f.limits, func(err error) error { return err })
	r.src = c
	if err := r.toHeader(); err != nil {
		t.Fatal(err)
	}
	r.readChunks()
	var b table.Batch
	n := 0
	for err = r.Next(&b); err == nil; err = r.Next(&b) {
		n += b.Len()
	}
	if !errors.Is(err, failure) || n == 0 {
		t.Errorf("%d records, then %v", n, err)
	}
}
