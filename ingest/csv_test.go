package ingest

import (
	"bytes"
	"encoding/binary"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// textRows renders rows as `line: cell|cell`, cells with their line ends shown.
func textRows(t *testing.T, f *File) []string {
	t.Helper()
	var got []string
	for r, err := range f.Rows(0) {
		if err != nil {
			got = append(got, "error: "+err.Error())
			break
		}
		var cells []string
		for _, c := range r.Cells {
			cells = append(cells, strings.NewReplacer("\n", "␊", "\r", "␍", "\x00", "␀").Replace(c.Raw))
		}
		got = append(got, strconv.Itoa(r.Number)+": "+strings.Join(cells, "|"))
	}
	return got
}

func TestCSVRecords(t *testing.T) {
	tests := []struct {
		name, text string
		want       []string
	}{
		{"plain", "a,b\n1,2\n", []string{"1: a|b", "2: 1|2"}},
		{"no line end at the end", "a,b\n1,2", []string{"1: a|b", "2: 1|2"}},
		{"crlf", "a,b\r\n1,2\r\n", []string{"1: a|b", "2: 1|2"}},
		{"row 78: old Mac line ends", "a,b\r1,2\r3,4", []string{"1: a|b", "2: 1|2", "3: 3|4"}},
		{"blank lines keep the numbers", "a,b\n\n\r\n1,2\n\n", []string{"1: a|b", "4: 1|2"}},
		{"quotes", "a,b\n\"x,y\",\"say \"\"hi\"\"\"\n", []string{"1: a|b", `2: x,y|say "hi"`}},
		{"line breaks in cells", "a,b\n\"1\n2\r\n3\r4\",x\n5,6\n", []string{"1: a|b", "2: 1␊2␍␊3␍4|x", "6: 5|6"}},
		{"only doubled quotes", "a,b\n\"\"\"\",\"\"\n", []string{"1: a|b", `2: "|`}},
		{"row 79: trailing commas", "a,b,,\n1,2,,\n", []string{"1: a|b||", "2: 1|2||"}},
		{"row 76: ragged rows", "a,b,c\n1\n1,2,3,4\n", []string{"1: a|b|c", "2: 1", "3: 1|2|3|4"}},
		{"quote in the middle of an open cell", "a,b\n5\" pipe,2\n", []string{"1: a|b", `2: 5" pipe|2`}},
		{"quote out of place, closed later", "a,b\n\"The \"old\" inn, Ltd\",2\n", []string{"1: a|b", `2: The "old" inn, Ltd|2`}},
		{"quote that opens nothing", "a,b\n\"Lodge\" Care,2\n3,4\n", []string{"1: a|b", `2: "Lodge" Care|2`, "3: 3|4"}},
		{"quote that opens nothing, at the end", "a,b\n2,\"Lodge\" Care", []string{"1: a|b", `2: 2|"Lodge" Care`}},
		{"space behind the quote", "a,b\n\"1\" ,\"2\" \n", []string{"1: a|b", "2: 1|2"}},
		{"space before the quote", "a,b\n1,  \"x, \"\"y\"\"\" \n \t\"2\",z\n", []string{"1: a|b", `2: 1|x, "y"`, "3: 2|z"}},
		{"space before a quote that closes nowhere", "a,b\n1, \"x\n2, \"y\" z\n", []string{"1: a|b", `2: 1| "x`, `3: 2| "y" z`}},
		{"zero bytes stay", "a,b\n1\x002,3\n" + strings.Repeat("some,more\n", 5), append([]string{"1: a|b", "2: 1␀2|3"}, manyRows(3, 5, "some|more")...)},
		{"row 77: quote never closed", "a,b\n1,2\n\"3,4\n5,6\n", []string{"1: a|b", "2: 1|2", "error: damaged: the quotation mark opened in line 3 is never closed"}},
		{"row 77: quote that swallows rows up to the next", "a,b\n\"3,4\n5,6\n7,\"8\",x\n", []string{"1: a|b", "error: damaged: the quotation mark opened in line 2 is never closed"}},
		{"sep directive", "sep=;\r\na;b\r\n1;2\r\n", []string{"2: a|b", "3: 1|2"}},
		{"one column", "a\n1\n2\n", []string{"1: a", "2: 1", "3: 2"}},
		{"row 71: byte order mark", "\uFEFFa,b\n1,2\n", []string{"1: a|b", "2: 1|2"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.csv", []byte(tt.text))
			if diff := cmp.Diff(tt.want, textRows(t, f)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func manyRows(from, n int, text string) (rows []string) {
	for i := range n {
		rows = append(rows, strconv.Itoa(from+i)+": "+text)
	}
	return rows
}

// TestCSVWindows reads the same text in pieces of one byte: where the window
// ends must make no difference.
func TestCSVWindows(t *testing.T) {
	text := "a,b\r\n\"x\r\ny\",\"say \"\"hi\"\"\"\r\"The \"old\" inn\",5\r\n\"Lodge\" Care,2\n\n,\"\"\n  \"p, \"\"q\"\"\" , \"r\n" + strings.Repeat("q", 300) + ",z"
	collect := func(c *csvReader) (got [][]string, lines []int) {
		var r rawRow
		for c.next(&r) == nil {
			var cells []string
			for i := range r.cells {
				cells = append(cells, string(r.cells[i].raw))
			}
			got, lines = append(got, cells), append(lines, r.number)
		}
		return got, lines
	}
	limits := Limits{}.withDefaults()
	whole, lines := collect(newCSVReader(strings.NewReader(text), ',', '"', limits, nil))
	c := newCSVReader(iotest.OneByteReader(strings.NewReader(text)), ',', '"', limits, nil)
	c.buf = make([]byte, 4)
	bytewise, lines1 := collect(c)
	if diff := cmp.Diff(whole, bytewise); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(lines, lines1); diff != "" {
		t.Error(diff)
	}
}

func TestDelimiter(t *testing.T) {
	tests := []struct{ name, text, want string }{
		{"comma", "a,b,c\n1,2,3\n", ","},
		{"row 75: semicolon", "a;b;c\n1;2;3\n", ";"},
		{"row 75: tab", "a\tb\n1\t2\n", "\t"},
		{"row 75: pipe", "a|b\n1|2\n", "|"},
		{"decimal commas", "name;x;y\na;1,5;2,5\nb;3,5;4,5\n", ";"},
		{"decimal commas in every column", "x;y\n1,5;2,5\n3,5;4,5\n", ";"},
		{"commas in the text", "a;b\nSmith, Jones;2\nx;1\ny, z, q;2\n", ";"},
		{"semicolons in the text", "a,b,c\nx; y,1,2\nx; y,1,2\nx; y,3,4\n", ","},
		{"titles above", "Return for Q1\nChesterfield; as at 30 June\n\na,b,c\n1,2,3\n4,5,6\n7,8,9\n", ","},
		{"delimiters inside quotes", "a,b\n\"x;y;z\",1\n\"x;y;z\",2\n\"p;q;r\",3\n", ","},
		{"one column", "a\nb\n", ","},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := open(t, "in.csv", []byte(tt.text)).Delimiter; got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func utf16Bytes(text string, order binary.ByteOrder, mark bool) []byte {
	var buf bytes.Buffer
	units := utf16.Encode([]rune(text))
	if mark {
		units = append([]uint16{0xFEFF}, units...)
	}
	for _, u := range units {
		var b [2]byte
		order.PutUint16(b[:], u)
		buf.Write(b[:])
	}
	return buf.Bytes()
}

func TestEncodings(t *testing.T) {
	text := "name,amount\r\nCafé 😀,£5\r\nplain,6\r\n"
	latin := "name,amount\r\nCaf\xE9,\xA35\r\n\x93plain\x94,6\r\n"
	plain := []string{"1: name|amount", "2: Café 😀|£5", "3: plain|6"}
	tests := []struct {
		name     string
		data     []byte
		encoding string
		want     []string
		notes    []int // rows of the notes
	}{
		{"utf-8", []byte(text), "utf-8", plain, nil},
		{"utf-8 with a mark", []byte("\uFEFF" + text), "utf-8", plain, nil},
		{"row 72: utf-16 little endian", utf16Bytes(text, binary.LittleEndian, true), "utf-16le", plain, nil},
		{"row 72: utf-16 big endian", utf16Bytes(text, binary.BigEndian, true), "utf-16be", plain, nil},
		{"utf-16 without a mark", utf16Bytes(text, binary.LittleEndian, false), "utf-16le", plain, []int{0}},
		{"row 73: windows-1252", []byte(latin), "windows-1252", []string{"1: name|amount", "2: Café|£5", "3: “plain”|6"}, []int{2}},
		{"mixed", []byte("a,b\nCaf\xE9,1\nCafé,2\n"), "windows-1252", []string{"1: a|b", "2: Café|1", "3: Café|2"}, []int{2}},
		{"row 73: a byte that 1252 has not", []byte("a,b\n\x81,\xA3\n"), "windows-1252", []string{"1: a|b", "2: \u0081|£"}, []int{2, 2}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.csv", tt.data)
			if f.Encoding != tt.encoding {
				t.Errorf("encoding %q", f.Encoding)
			}
			if diff := cmp.Diff(tt.want, textRows(t, f)); diff != "" {
				t.Error(diff)
			}
			var notes []int
			for _, n := range f.Notes {
				notes = append(notes, n.Row)
			}
			if diff := cmp.Diff(tt.notes, notes); diff != "" {
				t.Errorf("notes: %s", diff)
			}
		})
	}
}

func TestCutUTF16(t *testing.T) {
	data := utf16Bytes("a,b\n1,2\n", binary.LittleEndian, true)
	f, err := Open(file(t, "in.csv", data[:len(data)-1]), Options{})
	if err == nil {
		defer f.Close()
		_, err = grid(f, 0)
	}
	if r := refusal(t, err); !strings.HasPrefix(r.Reason, "damaged") {
		t.Error(r.Reason)
	}
}

// TestLongText has a line end, a character and a quoted cell across the pieces
// in which a file is read.
func TestLongText(t *testing.T) {
	var b strings.Builder
	b.WriteString("a,b\r\n")
	for i := range 60_000 {
		b.WriteString("é" + strconv.Itoa(i) + ",\"x\r\ny\"\r\n")
	}
	f := open(t, "in.csv", []byte(b.String()))
	if f.Encoding != "utf-8" || len(f.Notes) > 0 {
		t.Fatal(f.Encoding, f.Notes)
	}
	n := 0
	for r, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		if n > 0 && (r.Number != n*2 || r.Cells[0].Raw != "é"+strconv.Itoa(n-1) || r.Cells[1].Raw != "x\r\ny") {
			t.Fatalf("row %d is %+v", n, r)
		}
		n++
	}
	if n != 60_001 {
		t.Error(n)
	}
}
