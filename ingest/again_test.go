package ingest

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// large returns rows of a sheet past the size that is surveyed beforehand.
func large(rows int) string {
	var b strings.Builder
	b.WriteString(`<row r="1">` + inline("A1", "Client reference") + inline("B1", "Amount") + `</row>`)
	for i := 2; i <= rows; i++ {
		fmt.Fprintf(&b, `<row r="%d">`, i)
		if i%2 == 0 {
			b.WriteString(inline(fmt.Sprintf("A%d", i), fmt.Sprintf("client %d%s", i, strings.Repeat("x", 200))))
		}
		fmt.Fprintf(&b, `<c r="B%d"><v>%d</v></c></row>`, i, i)
	}
	return b.String()
}

// TestReadAgain reads a large sheet whose end shows what its start needed to
// know: the first pass says so, the second one has it.
func TestReadAgain(t *testing.T) {
	const rows = 30_000
	sheet := large(rows)
	first, rest, _ := strings.Cut(sheet, `<row r="4">`)
	fourth, rest, _ := strings.Cut(rest, "</row>")
	tests := []struct {
		name string
		book book
	}{
		{"merged cells", book{rows: sheet, after: `<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`}},
		{"rows out of order", book{rows: first + rest + `<row r="4">` + fourth + "</row>", after: `<mergeCells><mergeCell ref="A2:A3"/></mergeCells>`}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := open(t, "in.xlsx", tt.book.build(t))
			if size := f.book.zip.size("xl/worksheets/sheet1.xml"); size < surveyBytes {
				t.Fatal("too small", size)
			}
			l := &Layout{Columns: []Column{{Name: "ref", Titles: []string{"Client reference"}}, {Name: "amount", Titles: []string{"Amount"}, Numeric: true}}}
			var res *result
			var err error
			for range 3 {
				if res, err = read(t, f, l); !errors.Is(err, ErrAgain) && res != nil {
					break
				}
			}
			if err != nil || len(res.Cells) != rows-1 {
				t.Fatalf("%v: %d records", err, len(res.Cells))
			}
			if a, b := res.Cells[2][0], res.Cells[3][0]; a != b || !strings.HasPrefix(a, "client 2") {
				t.Errorf("the merged cells hold %.10q and %.10q", a, b)
			}
			if res.Cells[5][0] != "" {
				t.Errorf("row 5 is not merged and holds %.10q", res.Cells[5][0])
			}
		})
	}
}

// TestRowsOutOfOrder reads a small sheet with its rows in any order.
func TestRowsOutOfOrder(t *testing.T) {
	row := func(n int) string { return fmt.Sprintf(`<row r="%d"><c r="A%d"><v>%d</v></c></row>`, n, n, n) }
	f := open(t, "in.xlsx", book{rows: row(3) + row(1) + `<row r="7"/>` + row(7) + row(2)}.build(t))
	var order []int
	for r, err := range f.Rows(0) {
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, r.Number)
	}
	if diff := cmp.Diff([]int{1, 2, 3, 7}, order); diff != "" {
		t.Error(diff)
	}
	_, err := grid(open(t, "in.xlsx", book{rows: row(1) + row(2) + row(1)}.build(t)), 0)
	if r := refusal(t, err); !strings.Contains(r.Reason, "has the row 1 twice") {
		t.Error(r.Reason)
	}
	_, err = grid(openWith(t, book{rows: row(3) + row(1)}.build(t), Limits{SortBytes: 10}), 0)
	if r := refusal(t, err); !strings.Contains(r.Reason, "more than 10 bytes of rows out of order") {
		t.Error(r.Reason)
	}
}

// TestReadAheadEnds closes a file in the middle of a pass.
func TestReadAheadEnds(t *testing.T) {
	f, err := Open(file(t, "in.xlsx", book{rows: large(30_000)}.build(t)), Options{})
	if err != nil {
		t.Fatal(err)
	}
	src, err := f.rows(0)
	if err != nil {
		t.Fatal(err)
	}
	var r rawRow
	if err := src.next(&r); err != nil {
		t.Fatal(err)
	}
	if len(f.book.ahead) != 1 {
		t.Errorf("%d passes read ahead", len(f.book.ahead))
	}
	if err := f.Close(); err != nil || len(f.book.ahead) != 0 {
		t.Errorf("%v, %d passes left", err, len(f.book.ahead))
	}
	if err := src.close(); err != nil {
		t.Error(err)
	}
}

// TestUnlistedSheet notes a sheet that has fallen out of the workbook's list.
func TestUnlistedSheet(t *testing.T) {
	b := book{rows: `<row r="1"><c r="A1"><v>1</v></c></row>`, parts: map[string]string{
		"xl/worksheets/sheet2.xml":   "<worksheet><sheetData/></worksheet>",
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="` + relNS + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="` + relNS + `/worksheet" Target="worksheets/sheet2.xml"/></Relationships>`,
	}}
	f := open(t, "in.xlsx", b.build(t))
	if len(f.Notes) != 1 || !strings.Contains(f.Notes[0].Message, "Sheets that the workbook does not list") {
		t.Error(f.Notes)
	}
}

func openWith(tb testing.TB, data []byte, limits Limits) *File {
	tb.Helper()
	f, err := Open(file(tb, "in.xlsx", data), Options{Limits: limits})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { f.Close() })
	return f
}

// objectBook has a table from row 4 and things that lie over it and above it.
func objectBook() book {
	anchor := func(row int, what string) string {
		return fmt.Sprintf(`<xdr:twoCellAnchor><xdr:from><xdr:col>1</xdr:col><xdr:row>%d</xdr:row></xdr:from><xdr:to><xdr:col>5</xdr:col><xdr:row>%d</xdr:row></xdr:to><xdr:%s/></xdr:twoCellAnchor>`, row, row+3, what)
	}
	return book{
		rows:  `<row r="4">` + inline("A4", "Client reference") + inline("B4", "Amount") + `</row><row r="5">` + inline("A5", "a") + `<c r="B5"><v>1</v></c></row><row r="6" hidden="1">` + inline("A6", "b") + `<c r="B6"><v>2</v></c></row>`,
		after: `<autoFilter ref="A4:B6"><filterColumn colId="0"><filters><filter val="a"/></filters></filterColumn></autoFilter><drawing r:id="rId1"/><legacyDrawing r:id="rId2"/>`,
		parts: map[string]string{
			"xl/worksheets/_rels/sheet1.xml.rels": `<Relationships><Relationship Id="rId1" Type="` + relNS + `/drawing" Target="../drawings/drawing1.xml"/><Relationship Id="rId2" Type="` + relNS + `/comments" Target="/xl/comments1.xml"/></Relationships>`,
			"xl/drawings/drawing1.xml":            `<xdr:wsDr xmlns:xdr="d">` + anchor(0, "pic") + anchor(4, "pic") + anchor(5, "sp") + anchor(4, "graphicFrame") + `</xdr:wsDr>`,
			"xl/comments1.xml":                    `<comments ` + mainNS + `><commentList><comment ref="B5" authorId="0"><text><t>not text</t></text></comment><comment ref="A1"/></commentList></comments>`,
		},
	}
}

// TestObjects notes what lies over a table and leaves a logo above it alone.
func TestObjects(t *testing.T) {
	l := &Layout{Columns: []Column{{Name: "ref", Titles: []string{"Client reference"}}, {Name: "amount", Titles: []string{"Amount"}, Numeric: true}}}
	res := mustRead(t, open(t, "in.xlsx", objectBook().build(t)), l)
	var got []string
	for _, n := range res.Tail.Notes {
		got = append(got, n.Message)
	}
	want := []string{
		"Row 6 is hidden; it was read like all others.",
		`A filter is set on the sheet "Sheet1"; the rows that it hides were read like all others.`,
		`The sheet "Sheet1" has a picture at B5; what it says was not read.`,
		`The sheet "Sheet1" has a text box or shape at B6; what it says was not read.`,
		`The sheet "Sheet1" has a chart at B5; what it says was not read.`,
		`The sheet "Sheet1" has a comment at B5; what it says was not read.`,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	broken := objectBook()
	broken.parts["xl/drawings/drawing1.xml"] = "<xdr:wsDr><broken"
	res = mustRead(t, open(t, "in.xlsx", broken.build(t)), l)
	if n := len(res.Tail.Notes); n == 0 || len(res.Cells) != 2 {
		t.Errorf("%d notes, %d records", n, len(res.Cells))
	}
}

// TestConvert hands a file in another format to Options.Convert and reads what
// that makes of it, under the file's own name and hash.
func TestConvert(t *testing.T) {
	made := file(t, "made.xlsx", book{rows: `<row r="1"><c r="A1"><v>1</v></c></row>`}.build(t))
	path := file(t, "in.xls", []byte("<html><table></table></html>"))
	f, err := Open(path, Options{Convert: func(got string) (string, error) {
		if got != path {
			t.Error(got)
		}
		return made, nil
	}})
	if err != nil {
		t.Fatal(err)
	}
	rows, err := grid(f, 0)
	if diff := cmp.Diff(map[int][]table.Cell{1: {{Kind: table.Number, Raw: "1"}}}, rows); diff != "" || err != nil {
		t.Error(err, diff)
	}
	if f.Path != path || f.Size != 28 || len(f.Notes) != 1 {
		t.Errorf("%s, %d bytes, %v", f.Path, f.Size, f.Notes)
	}
	if err := f.Close(); err != nil {
		t.Error(err)
	}
	if _, err := Open(made, Options{}); err == nil {
		t.Error("what was made is still there")
	}
	why := RefuseConversion("it is damaged")
	_, err = Open(path, Options{Convert: func(string) (string, error) { return "", why }})
	if r := refusal(t, err); r != why {
		t.Error(r)
	}
	if _, err = Open(file(t, "in.txt", []byte("%PDF-1")), Options{Convert: func(string) (string, error) { t.Error("a PDF is no spreadsheet"); return "", why }}); err == nil {
		t.Error("a PDF was opened")
	}
}
