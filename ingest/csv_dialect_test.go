package ingest

import (
	"encoding/binary"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
)

func TestQuote(t *testing.T) {
	tests := []struct {
		name, text, delim, quote string
		want                     []string
	}{
		{"double", "a,b\n\"x,y\",1\n", ",", `"`, []string{"1: a|b", "2: x,y|1"}},
		{"single", "'a','b'\n'x, y','it''s'\n'p','q'\n", ",", "'", []string{"1: a|b", "2: x, y|it's", "3: p|q"}},
		{"single in some columns", "a;b\n1;'x;y'\n2;'z'\n3;'w'\n", ";", "'", []string{"1: a|b", "2: 1|x;y", "3: 2|z", "4: 3|w"}},
		{"Excel's apostrophe", "a,b\n'00123,1\n'00124,2\n", ",", `"`, []string{"1: a|b", "2: '00123|1", "3: '00124|2"}},
		{"apostrophes in text", "a,b\n's-Hertogenbosch,1\nJames',2\nO'Neill,3\n", ",", `"`, []string{"1: a|b", "2: 's-Hertogenbosch|1", "3: James'|2", "4: O'Neill|3"}},
		{"one quoted word", "a,b\n'so-called',1\nplain,2\nplain,3\n", ",", `"`, []string{"1: a|b", "2: 'so-called'|1", "3: plain|2", "4: plain|3"}},
		{"both", "'a','b'\n'x',\"y\"\n'x','z'\n", ",", `"`, []string{"1: 'a'|'b'", "2: 'x'|y", "3: 'x'|'z'"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.csv", []byte(tt.text))
			if f.Delimiter != tt.delim || f.Quote != tt.quote {
				t.Errorf("delimiter %q, quote %q", f.Delimiter, f.Quote)
			}
			if diff := cmp.Diff(tt.want, textRows(t, f)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestCommentLines has lines above the header that are no part of the table,
// and a column of values that begin like one.
func TestCommentLines(t *testing.T) {
	f := open(t, "in.csv", []byte("# made by the \"old\" system; version 5\n# ref, name\nref,name,amount\n#1,x,2\n#2,y,3\n"))
	got := readAll(t, f, chunkLayout)
	if diff := cmp.Diff([]int{4, 5}, got.Rows); diff != "" || got.Cells[0][0].Raw != "#1" {
		t.Error(diff, got)
	}
}

// encoding is what is said about a file's bytes: "line severity", in order.
func encodingOf(f *File) (notes []string) {
	for _, n := range f.Notes {
		notes = append(notes, strings.TrimSpace(strings.Join([]string{string(rune('0' + n.Row)), string(n.Severity)}, " ")))
	}
	return notes
}

func TestDoubleEncoding(t *testing.T) {
	twice := func(s string) string { // s as UTF-8, taken for Windows-1252
		var b strings.Builder
		for i := range len(s) {
			b.WriteRune(windows1252(s[i]))
		}
		return b.String()
	}
	tests := []struct {
		name, text string
		want       []string
		notes      []string
	}{
		{"row 74: pound sign", "a,b\n1,Â£5\n", []string{"1: a|b", "2: 1|£5"}, []string{"2 note"}},
		{"row 74: quotation mark", "a,b\n1,itâ€™s\n", []string{"1: a|b", "2: 1|it’s"}, []string{"2 note"}},
		{"row 74: every kind", "a,b\n1," + twice("é ü – “x” € 😀 Ж") + "\n", []string{"1: a|b", "2: 1|é ü – “x” € 😀 Ж"}, []string{"2 note"}},
		{"row 74: beside what is right", "a,b\n1,é\n2,Ã©\n", []string{"1: a|b", "2: 1|é", "3: 2|é"}, []string{"3 query"}},
		{"row 74: mark as text", "ï»¿a,b\n1,2\n", []string{"1: a|b", "2: 1|2"}, []string{"1 note"}},
		{"row 74: mark as text and more", "ï»¿a,b\n1,Â£2\n", []string{"1: a|b", "2: 1|£2"}, []string{"1 note", "1 note"}},
		{"row 71: two marks", "\uFEFF\uFEFFa,b\n1,2\n", []string{"1: a|b", "2: 1|2"}, nil},
		{"capitals with signs", "a,b\nÂ,Ã\nÂ x,CAFÉ®\nâ€,«café»…\nÅ‚,Ñ€\n", []string{"1: a|b", "2: Â|Ã", "3: Â x|CAFÉ®", "4: â€|«café»…", "5: Å‚|Ñ€"}, nil},
		{"overlong and surrogate", "a,b\nÀ€,í\u00a0\u0080\n", []string{"1: a|b", "2: À€|í\u00a0\u0080"}, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.csv", []byte(tt.text))
			if diff := cmp.Diff(tt.want, textRows(t, f)); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(tt.notes, encodingOf(f)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestDoubleEncodingAcrossPieces has a pattern at every offset around the ends
// of the pieces in which a file is read and decoded.
func TestDoubleEncodingAcrossPieces(t *testing.T) {
	for shift := range 8 {
		head := "a,b\n" + strings.Repeat("x", shift) + ",1\n"
		text := head + strings.Repeat("itâ€™s,Â£9\n", 60_000)
		f := open(t, "in.csv", []byte(text))
		if f.text.doubled != 120_000 || f.text.multibyte != 0 {
			t.Fatalf("shift %d: %d patterns, %d other characters", shift, f.text.doubled, f.text.multibyte)
		}
		n := 0
		for r, err := range f.Rows(0) {
			if err != nil {
				t.Fatal(err)
			}
			if n++; n > 2 && (r.Cells[0].Raw != "it’s" || r.Cells[1].Raw != "£9") {
				t.Fatalf("shift %d, row %d: %v", shift, r.Number, r.Cells)
			}
		}
	}
}

func TestEncodingSeverities(t *testing.T) {
	for _, tt := range []struct {
		name string
		data []byte
		want []report.Severity
	}{
		{"row 72: utf-16 without a mark", utf16Bytes("name,amount\r\nx,1\r\n", binary.BigEndian, false), []report.Severity{report.Query}},
		{"row 73: windows-1252", []byte("a,b\n\xA3,1\n"), []report.Severity{report.Note}},
		{"row 73: a byte that 1252 has not", []byte("a,b\n\x8D,1\n"), []report.Severity{report.Note, report.Error}},
		{"cut off in the middle of a character", []byte("a,b\nx,\xE2\x82"), []report.Severity{report.Note}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []report.Severity
			for _, n := range open(t, "in.csv", tt.data).Notes {
				got = append(got, n.Severity)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestDecimalCommas(t *testing.T) {
	layout := &Layout{Columns: []Column{{Name: "a", Titles: []string{"a"}, Required: true}, {Name: "x", Titles: []string{"x"}, Numeric: true}}}
	for _, tt := range []struct {
		name, text string
		want       []int
	}{
		{"commas", "a;x\nr;1.234,56\nr;7,5\nr;12\n", []int{1}},
		{"points", "a;x\nr;1,234.56\nr;7.5\n", nil},
		{"both: the cells speak for themselves", "a;x\nr;1,234.56\nr;7,5\n", nil},
		{"nothing to tell by", "a;x\nr;1,234\nr;12\nr;\n", nil},
		{"one slip among thousands", "a;x\nr;1,234\nr;5,678\nr;12,50\n", nil},
		{"groups of points", "a;x\nr;1.234.567\n", []int{1}},
		{"groups of commas", "a;x\nr;1,234,567\n", nil},
		{"currency and signs", "a;x\nr;-€ 7,50\nr;(3,2)\n", []int{1}},
		{"no numbers", "a;x\nr;a,b\nr;1,2,\n", nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.csv", []byte(tt.text))
			loc, err := f.Match(0, layout)
			if err != nil || loc == nil {
				t.Fatal(loc, err)
			}
			got, err := f.DecimalCommas(layout, loc)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
