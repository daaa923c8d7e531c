package bulk

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// The parts of the workbook besides the sheet and its strings.
var parts = []struct{ name, text string }{
	{"[Content_Types].xml", `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/><Override PartName="/xl/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"/></Types>`},
	{"_rels/.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>`},
	{"xl/workbook.xml", `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets><sheet name="Bulk" sheetId="1" r:id="rId1"/></sheets></workbook>`},
	{"xl/_rels/workbook.xml.rels", `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="rId3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>`},
	{"xl/styles.xml", `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`},
}

const xmlHead = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"

// XLSX writes a workbook with a header and n records in the shape Excel itself
// writes: shared strings, dates as serials with a date format.
func XLSX(w io.Writer, n int, seed uint64) error {
	z := zip.NewWriter(w)
	for _, p := range parts {
		if err := part(z, p.name, func(out *bufio.Writer) { out.WriteString(xmlHead + p.text) }); err != nil {
			return err
		}
	}
	shared := &sharedStrings{index: map[string]int{}}
	err := part(z, "xl/worksheets/sheet1.xml", func(out *bufio.Writer) { writeSheet(out, n, seed, shared) })
	if err != nil {
		return err
	}
	if err := part(z, "xl/sharedStrings.xml", shared.write); err != nil {
		return err
	}
	return z.Close()
}

func part(z *zip.Writer, name string, write func(*bufio.Writer)) error {
	w, err := z.Create(name)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 1<<16)
	write(out)
	return out.Flush()
}

func writeSheet(out *bufio.Writer, n int, seed uint64, shared *sharedStrings) {
	fmt.Fprintf(out, `%s<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><dimension ref="A1:N%d"/><sheetData>`, xmlHead, n+1)
	row := make([]cell, len(Columns))
	for i, title := range Columns {
		row[i] = text(title)
	}
	writeRow(out, 1, row, shared)
	g := newGenerator(seed)
	for i := range n {
		g.row(row)
		writeRow(out, i+2, row, shared)
	}
	out.WriteString(`</sheetData></worksheet>`)
}

var epoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

func writeRow(out *bufio.Writer, r int, row []cell, shared *sharedStrings) {
	at := strconv.Itoa(r)
	out.WriteString(`<row r="` + at + `" spans="1:14">`)
	for i, c := range row {
		ref := `<c r="` + string(rune('A'+i)) + at
		switch c.kind {
		case 't':
			out.WriteString(ref + `" t="s"><v>` + strconv.Itoa(shared.of(c.text)) + `</v></c>`)
		case 'd':
			out.WriteString(ref + `" s="1"><v>` + strconv.Itoa(int(c.date.Sub(epoch).Hours()/24)) + `</v></c>`)
		case 'n':
			out.WriteString(ref + `"><v>`)
			out.Write(appendNumber(nil, c))
			out.WriteString(`</v></c>`)
		}
	}
	out.WriteString(`</row>`)
}

// sharedStrings numbers texts in the order of their first use.
type sharedStrings struct {
	index map[string]int
	texts []string
	uses  int
}

func (s *sharedStrings) of(text string) int {
	s.uses++
	i, ok := s.index[text]
	if !ok {
		i = len(s.texts)
		s.index[text] = i
		s.texts = append(s.texts, text)
	}
	return i
}

func (s *sharedStrings) write(out *bufio.Writer) {
	fmt.Fprintf(out, `%s<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="%d" uniqueCount="%d">`, xmlHead, s.uses, len(s.texts))
	for _, t := range s.texts {
		out.WriteString("<si><t>")
		var escaped strings.Builder
		_ = xml.EscapeText(&escaped, []byte(t)) // a strings.Builder takes everything
		out.WriteString(escaped.String() + "</t></si>")
	}
	out.WriteString("</sst>")
}

// Workbook writes the workbook of so many rows into a folder, made where it isn't
// there, and returns its path: the same bytes each time.
func Workbook(dir string, rows int) (path string, err error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	path = filepath.Join(dir, fmt.Sprintf("bulk-%d.xlsx", rows))
	f, err := os.Create(path)
	if err != nil {
		return "", err
	}
	return path, errors.Join(XLSX(f, rows, 1), f.Close())
}
