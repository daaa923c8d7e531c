package ingest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// checkFile opens bytes and reads every sheet in both ways. Whatever they are:
// no panic, errors are refusals in words, and rows reconcile.
func checkFile(t *testing.T, data []byte) {
	path := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := Open(path, Options{Limits: Limits{PartBytes: 1 << 22, Columns: 200}})
	if err != nil {
		checkRefusal(t, err)
		return
	}
	defer f.Close()
	for i := range f.Sheets {
		rows, err := grid(f, i)
		checkRefusal(t, err)
		if f.book != nil {
			checkGeneral(t, f, i, rows, err)
		}
		checkTable(t, f, i)
	}
}

// checkGeneral holds the quick path over cells to the general reader.
func checkGeneral(t *testing.T, f *File, sheet int, want map[int][]table.Cell, wantErr error) {
	s, err := f.book.openSheet(sheet)
	if err != nil {
		checkRefusal(t, err)
		return
	}
	defer s.close()
	s.plain = true
	got := map[int][]table.Cell{}
	var r rawRow
	for err = s.next(&r); err == nil; err = s.next(&r) {
		if !r.blank() || r.unsolved() {
			got[r.number] = r.grid(nil)
		}
	}
	if (err == io.EOF) != (wantErr == nil) || wantErr == nil && !cmp.Equal(got, want) {
		t.Fatalf("quick and general reading differ: %v, %v\n%s", err, wantErr, cmp.Diff(got, want))
	}
}

func checkTable(t *testing.T, f *File, sheet int) {
	l := &Layout{HeaderRows: 1 + int(f.Size%2), Columns: []Column{
		{Name: "a", Titles: []string{"a", "ref"}, Required: true, Key: true}, {Name: "b", Titles: []string{"b"}, Required: true},
		{Name: "c", Titles: []string{"c", "amount"}, Numeric: true}, {Name: "d", Titles: []string{"d"}},
	}, Facts: []FactLabel{{Name: "as_at", Label: "Data as at"}}}
	checkLayout(t, f, sheet, l)
	block := *l
	block.Block, block.Stated, block.Facts[0].Below = Block{After: []string{"x", "Data"}, Before: []string{"Note", "z"}}, []string{"a", "Total", "Total / b"}, true
	checkLayout(t, f, sheet, &block)
	block.Form = true
	checkForm(t, f, sheet, &block)
}

// checkForm reads a sheet as a form.
func checkForm(t *testing.T, f *File, sheet int, l *Layout) {
	loc, err := f.Match(sheet, l)
	if err != nil || loc == nil {
		checkRefusal(t, err)
		return
	}
	r, err := f.ReadForm(l, loc)
	if err != nil {
		checkRefusal(t, err)
		return
	}
	var b table.Batch
	records := 0
	for err = r.Next(&b); err == nil; err = r.Next(&b) {
		records += b.Len()
	}
	if tail := r.Tail(); err != io.EOF || tail.Read != 1 || tail.Read != tail.Records+tail.Skipped.Sum() || tail.Records != records {
		t.Fatalf("%v: %d records, %+v", err, records, tail)
	}
}

func checkLayout(t *testing.T, f *File, sheet int, l *Layout) {
	loc, err := f.Match(sheet, l)
	if err != nil || loc == nil {
		checkRefusal(t, err)
		return
	}
	checkRefusal(t, f.FactsBelow(l, loc))
	r, err := f.Read(l, loc)
	if err != nil {
		checkRefusal(t, err)
		return
	}
	var b table.Batch
	records := 0
	for {
		if err = r.Next(&b); err != nil {
			break
		}
		for i := range b.Cols {
			if b.Cols[i].Len() != b.Len() {
				t.Fatalf("column %d has %d cells of %d", i, b.Cols[i].Len(), b.Len())
			}
		}
		records += b.Len()
	}
	if err != io.EOF {
		checkRefusal(t, err)
		return
	}
	if tail := r.Tail(); tail.Read != tail.Records+tail.Skipped.Sum() || tail.Records != records || len(tail.Totals) != tail.Skipped.Total {
		t.Fatalf("%d records, %+v", records, tail)
	}
}

func checkRefusal(t *testing.T, err error) {
	var r *Refusal
	if err != nil && (!errors.As(err, &r) || r.Kind == "" || r.Reason == "" || r.Fix == "") {
		t.Fatalf("not a refusal in words: %#v", err)
	}
}

func FuzzCSV(f *testing.F) {
	for _, s := range []string{
		"a,b,c,d\n1,2,3,4\n", "a;b\n\"1\n2\";3\n", "ref\tamount\nTotal\t5\n", "a,b,c,d\nx,y,1,z\n,,5,\n\nNote: x,,,\n",
		"Data as at: 1,\n\na,b\r\n\"x\"\"y\",\"open\n", "sep=|\na|b\n", "\xff\xfea\x00,\x00b\x00\n\x00", "a,b\n\x93,\xa3\n", "a,b\n\"q\" r,1\n",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		checkFile(t, data)
		checkChunks(t, data)
	})
}

// checkChunks holds reading in chunks to reading in one piece.
func checkChunks(t *testing.T, data []byte) {
	f, err := Open(file(t, "in.csv", data), Options{Limits: Limits{Columns: 200}})
	if err != nil {
		return
	}
	defer f.Close()
	if f.Format != CSV {
		return
	}
	l := &Layout{}
	for r, err := range f.Rows(0) {
		if l = ownLayout(r); err != nil || len(l.Columns) > 0 {
			break
		}
	}
	want := readAll(t, f, l)
	f.dialect.chunks = chunking{from: 1, bytes: 1 + len(data)/5, most: len(data), records: 3}
	if diff := cmp.Diff(want, readAll(t, f, l)); diff != "" {
		t.Fatal(diff)
	}
}

// FuzzXLSX changes the sheet, the shared strings and the styles of a workbook.
func FuzzXLSX(f *testing.F) {
	head := `<worksheet><sheetData>`
	f.Add([]byte(head+`<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>b</t></is></c></row><row r="2"><c r="A2"><v>1</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A3"/></mergeCells></worksheet>`),
		[]byte(`<sst><si><t>a</t></si><si><r><t>x</t></r><rPh><t>y</t></rPh></si></sst>`), []byte(styles([]string{"14", "[h]:mm", "0%"})))
	f.Add([]byte(head+`<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row><row r="2"><c r="A2" t="inlineStr"><is><t>a: 5</t></is></c><c r="B2" t="inlineStr"><is><t>b</t></is></c><c r="C2"><v>7</v></c></row><row r="3"><c r="A3" t="inlineStr"><is><t>Note: total 3</t></is></c></row></sheetData><mergeCells><mergeCell ref="B2:C2"/></mergeCells></worksheet>`), []byte(`<sst/>`), []byte(`<styleSheet/>`))
	f.Add([]byte(head+`<row><c><f>A1</f></c><c t="d"><v>2021-01-01</v></c></row><row r="9" hidden="1"><c r="C9" s="1"><v>&#49;</v></c></row></sheetData></worksheet>`), []byte(`<sst/>`), []byte(`<styleSheet/>`))
	f.Fuzz(func(t *testing.T, sheet, shared, style []byte) {
		b := book{parts: map[string]string{"xl/worksheets/sheet1.xml": string(sheet), "xl/sharedStrings.xml": string(shared), "xl/styles.xml": string(style)}, stored: true}
		checkFile(t, b.build(t))
	})
}
