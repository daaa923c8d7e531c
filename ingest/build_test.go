package ingest

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/internal/table"
)

const (
	mainNS = `xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	relNS  = `http://schemas.openxmlformats.org/officeDocument/2006/relationships`
)

// book describes a tiny workbook; parts given by name replace its own.
type book struct {
	rows    string            // the content of sheetData
	before  string            // between worksheet and sheetData
	after   string            // behind sheetData
	shared  []string          // the content of each <si>
	formats []string          // number formats of the styles 1, 2, …; digits are a built-in id
	wbPr    string            // attributes of workbookPr
	state   string            // of the only sheet
	parts   map[string]string // further parts, or others in place of the usual
	remove  []string
	stored  bool // parts are not packed
}

// build returns the workbook's bytes.
func (b book) build(tb testing.TB) []byte {
	tb.Helper()
	parts := map[string]string{
		"[Content_Types].xml":        `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>`,
		"_rels/.rels":                `<Relationships><Relationship Id="rId1" Type="` + relNS + `/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook ` + mainNS + `><workbookPr ` + b.wbPr + `/><sheets><sheet name="Sheet1" sheetId="1" ` + b.state + ` r:id="rId1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="rId1" Type="` + relNS + `/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="` + relNS + `/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="` + relNS + `/styles" Target="styles.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<worksheet ` + mainNS + `>` + b.before + `<sheetData>` + b.rows + `</sheetData>` + b.after + `</worksheet>`,
		"xl/sharedStrings.xml":       `<sst ` + mainNS + `><si>` + strings.Join(b.shared, "</si><si>") + `</si></sst>`,
		"xl/styles.xml":              styles(b.formats),
	}
	for name, text := range b.parts {
		parts[name] = text
	}
	for _, name := range b.remove {
		delete(parts, name)
	}
	if b.stored {
		return zipped(tb, parts, zip.Store)
	}
	return zipped(tb, parts, zip.Deflate)
}

// styles writes a style sheet whose cell style n has the format formats[n-1].
func styles(formats []string) string {
	var fmts, xfs strings.Builder
	xfs.WriteString(`<xf numFmtId="0"/>`)
	for i, f := range formats {
		if strings.Trim(f, "0123456789") == "" {
			xfs.WriteString(`<xf numFmtId="` + f + `"/>`)
			continue
		}
		id := string(rune('0'+i/10)) + string(rune('0'+i%10))
		fmts.WriteString(`<numFmt numFmtId="1` + id + `" formatCode="` + strings.ReplaceAll(f, `"`, "&quot;") + `"/>`)
		xfs.WriteString(`<xf numFmtId="1` + id + `"/>`)
	}
	return `<styleSheet ` + mainNS + `><numFmts>` + fmts.String() + `</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>` + xfs.String() + `</cellXfs></styleSheet>`
}

func zipped(tb testing.TB, parts map[string]string, method uint16) []byte {
	tb.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for name, text := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: method})
		if err == nil {
			_, err = io.WriteString(w, text)
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return buf.Bytes()
}

// file writes bytes to a temporary file and returns its path.
func file(tb testing.TB, name string, data []byte) string {
	tb.Helper()
	path := filepath.Join(tb.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		tb.Fatal(err)
	}
	return path
}

// open opens bytes as a file and closes it at the end of the test.
func open(tb testing.TB, name string, data []byte) *File {
	tb.Helper()
	f, err := Open(file(tb, name, data), Options{})
	if err != nil {
		tb.Fatalf("open: %v", err)
	}
	tb.Cleanup(func() { f.Close() })
	return f
}

// grid returns all rows of a sheet by number.
func grid(f *File, sheet int) (map[int][]table.Cell, error) {
	rows := map[int][]table.Cell{}
	for r, err := range f.Rows(sheet) {
		if err != nil {
			return rows, err
		}
		rows[r.Number] = append([]table.Cell(nil), r.Cells...)
	}
	return rows, nil
}

// refusal returns err's refusal or fails.
func refusal(tb testing.TB, err error) *Refusal {
	tb.Helper()
	var r *Refusal
	if !errors.As(err, &r) {
		tb.Fatalf("not a refusal: %v", err)
	}
	if r.Kind == "" || r.Reason == "" || r.Fix == "" {
		tb.Errorf("a refusal without words: %+v", r)
	}
	return r
}

// result is a table read whole.
type result struct {
	Loc    *Location
	Cells  map[int][]string // by row number, all sheet columns; nil for Absent is "·"
	Faults []table.Fault
	Tail   Tail
}

// read matches and reads the first sheet.
func read(tb testing.TB, f *File, l *Layout) (*result, error) {
	tb.Helper()
	loc, err := f.Match(0, l)
	if err != nil || loc == nil {
		return nil, err
	}
	r, err := f.Read(l, loc)
	if err != nil {
		return nil, err
	}
	res := &result{Loc: loc, Cells: map[int][]string{}}
	var b table.Batch
	for index := 0; ; index++ {
		if err := r.Next(&b); err == io.EOF {
			break
		} else if err != nil {
			return res, err
		}
		if b.Index != index {
			tb.Errorf("batch %d has index %d", index, b.Index)
		}
		for i, row := range b.Rows {
			var cells []string
			for c := range b.Cols {
				text := string(b.Cols[c].Raw(i))
				if b.Cols[c].Kind(i) == table.Absent {
					text = "·"
				}
				cells = append(cells, text)
			}
			res.Cells[row] = cells
		}
		for _, fault := range b.Faults {
			fault.Record = b.Rows[fault.Record]
			res.Faults = append(res.Faults, fault)
		}
	}
	res.Tail = r.Tail()
	if t := res.Tail; t.Read != t.Records+t.Skipped.Sum() || t.Records != len(res.Cells) {
		tb.Errorf("rows do not reconcile: %+v, %d cells", t, len(res.Cells))
	}
	return res, nil
}

// mustRead is read where nothing may go wrong.
func mustRead(tb testing.TB, f *File, l *Layout) *result {
	tb.Helper()
	res, err := read(tb, f, l)
	if err != nil || res == nil {
		tb.Fatalf("read: %v, %v", res, err)
	}
	return res
}
