package ooxml

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// Whatever the part, changing it never panics, and what comes out is XML again.
// Cleared and without marks it comes out as it went in.
func FuzzPatchSheet(f *testing.F) {
	for _, inner := range []string{
		`<sheetData><row r="2"><c r="B2" s="3"/></row></sheetData>`,
		`<dimension ref="B2"/><cols><col min="1" max="2" style="1"/></cols><sheetData><row spans="1:1"><c/><c t="s"><v>1</v></c></row></sheetData><hyperlinks/>`,
		`<sheetData/><dataValidations count="1"><dataValidation promptTitle="winnow" sqref="A1"/></dataValidations><hyperlinks><hyperlink ref="A1" location="Ours!A1"/></hyperlinks><legacyDrawing r:id="a"/>`,
		`<sheetData/><extLst><ext uri="{CCE6A557-97BC-4b89-ADB6-D9C93CAAB3DF}"><x:dataValidations><x:dataValidation promptTitle="winnow"><q:sqref>A1</q:sqref></x:dataValidation></x:dataValidations></ext></extLst>`,
		`<mc:AlternateContent><mc:Choice><controls/></mc:Choice></mc:AlternateContent>`,
	} {
		f.Add([]byte(worksheet+inner+"</worksheet>"), uint16(2), uint16(1), true)
		f.Add([]byte(worksheet+inner+"</worksheet>"), uint16(1), uint16(0), false)
	}
	f.Fuzz(func(t *testing.T, part []byte, row, column uint16, clear bool) {
		c := &sheetChange{styles: newStyles(), deselect: true, dropped: map[string]bool{"Ours": true}}
		c.marking = Marking{
			Cells:  cells(Cell{Row: int(row) + 1, Column: int(column) % 300, Look: Must, Link: "'E'!A1"}, Cell{Row: int(row) + 2, Look: Ask}),
			Offers: []Offer{{From: int(row), To: int(row) + 3, Kind: Whole, Title: "winnow", Hint: "h"}},
			Clear:  clear,
		}
		open := func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(part)), nil }
		var out bytes.Buffer
		if err := patchSheet(&out, open, c); err != nil {
			return
		}
		if _, _, err := tokens(scanBytes(out.Bytes())); err != nil {
			t.Fatalf("%v in %q", err, out.Bytes())
		}
		var same bytes.Buffer
		if err := patchSheet(&same, open, &sheetChange{styles: newStyles()}); err != nil || !bytes.Equal(same.Bytes(), part) {
			t.Fatalf("without a change: %v, %q", err, same.Bytes())
		}
	})
}

// Whatever the styles, a look's way back is where it began.
func FuzzStyles(f *testing.F) {
	for _, part := range []string{testStyles, fromLibreOffice, minimalStyles, `<styleSheet/>`} {
		f.Add([]byte(part), uint8(1))
	}
	f.Fuzz(func(t *testing.T, part []byte, xf uint8) {
		s, err := readStyles(part)
		if err != nil {
			return
		}
		base, err := s.plain(int(xf))
		if err != nil {
			return
		}
		n, err := s.look(base, Must)
		if err != nil {
			return
		}
		if _, _, err := s.graft(newStyles()); err != nil {
			return
		}
		again, err := readStyles(s.bytes())
		if err != nil {
			t.Fatalf("%v in %q", err, s.bytes())
		}
		if got, err := again.plain(n); err != nil || got != base && base < len(again.cellXfs.items) && base < n {
			t.Fatalf("%v: %d made of %d goes back to %d in %q", err, n, base, got, s.bytes())
		}
	})
}

// largeSheet is a sheet of so many rows of 14 cells.
func largeSheet(rows int) string {
	var b strings.Builder
	fmt.Fprintf(&b, `%s<dimension ref="A1:N%d"/><sheetData>`, worksheet, rows)
	for r := 1; r <= rows; r++ {
		fmt.Fprintf(&b, `<row r="%d" spans="1:14">`, r)
		for c := range 14 {
			fmt.Fprintf(&b, `<c r="%s" s="%d"><v>%d.5</v></c>`, appendRef(nil, r, c), c%3, r*c)
		}
		b.WriteString("</row>")
	}
	b.WriteString("</sheetData></worksheet>")
	return b.String()
}

func BenchmarkPatchSheet(b *testing.B) {
	part := largeSheet(100_000)
	marks := func(yield func(Cell) bool) {
		for i := range 1000 {
			if !yield(Cell{Row: 2 + i*97, Column: i % 14, Look: Must, Link: "'E'!A1"}) {
				return
			}
		}
	}
	for _, clear := range []bool{false, true} {
		b.Run(fmt.Sprintf("clear=%v", clear), func(b *testing.B) {
			b.SetBytes(int64(len(part)))
			b.ReportAllocs()
			for b.Loop() {
				c := &sheetChange{styles: mustStyles(b, testStyles), marking: Marking{Cells: marks, Clear: clear, Offers: []Offer{{From: 2, To: 100, Hint: "h", Title: "winnow"}}}}
				if err := patchSheet(io.Discard, opener(part), c); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
