package ingest

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"
)

// bomb is a workbook whose sheet is a head, a piece many times over, and a tail.
func bomb(t *testing.T, head, piece string, times int, tail string) []byte {
	t.Helper()
	parts := contents(t, book{}.build(t))
	delete(parts, "xl/worksheets/sheet1.xml")
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, text := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	many := strings.Repeat(piece, 1000)
	if _, err := io.WriteString(w, "<worksheet>"+head); err != nil {
		t.Fatal(err)
	}
	for range times / 1000 {
		if _, err := io.WriteString(w, many); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := io.WriteString(w, tail+"</worksheet>"); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// TestBombs reads small files that ask for much: each is read or refused soon,
// and in little memory.
func TestBombs(t *testing.T) {
	wide := func() string {
		var b strings.Builder
		for i := range 1000 {
			fmt.Fprintf(&b, `<mergeCell ref="A%d:XFD%d"/>`, i%40+1, i%40+1)
		}
		return b.String()
	}()
	tests := []struct {
		name              string
		head, piece, tail string
		times             int
	}{
		{"millions of empty cells in one row", `<sheetData><row r="1">`, "<c/>", "</row></sheetData>", 4_000_000},
		{"millions of empty cells in rows", "<sheetData>", "<row>" + strings.Repeat("<c/>", 16) + "</row>", "</sheetData>", 250_000},
		{"millions of rows of one number", "<sheetData>", `<row r="1"/>`, "</sheetData>", 1_000_000},
		{"the same cell without end", `<sheetData><row r="1">`, `<c r="A1"><v>1</v></c>`, "</row></sheetData>", 1_000_000},
		{"a million merged ranges", `<sheetData><row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row></sheetData><mergeCells>`, wide, "</mergeCells>", 1000},
		{"a dimension without sense", `<dimension ref="A1:ZZZZZZ99999999999"/><sheetData>`, `<row/>`, "</sheetData>", 1000},
		{"spaces", "<sheetData>", strings.Repeat(" ", 200), "</sheetData>", 1_000_000},
		{"columns described again and again", "<cols>", `<col min="1" max="16384" hidden="1"/>`, "</cols><sheetData/>", 1_000_000},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			path := file(t, "in.xlsx", bomb(t, tt.head, tt.piece, tt.times, tt.tail))
			var before, after runtime.MemStats
			runtime.GC()
			runtime.ReadMemStats(&before)
			start := time.Now()
			f, err := Open(path, Options{})
			if err != nil {
				t.Fatal(err)
			}
			defer f.Close()
			if _, err = grid(f, 0); err == nil {
				_, err = f.Match(0, quits())
			}
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			if err != nil {
				refusal(t, err)
			}
			grown := int64(after.HeapSys) - int64(before.HeapSys)
			t.Logf("%.1f s, %d MB more, %v", took.Seconds(), grown>>20, err)
			if took > 10*time.Second || grown > 512<<20 {
				t.Errorf("%s, %d MB more", took, grown>>20)
			}
		})
	}
}
