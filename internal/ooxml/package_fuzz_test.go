package ooxml

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"
)

// FuzzWrite puts any text into any part of a package and changes it. Whatever
// comes, nothing panics, and what is written is a package whose parts unpack.
func FuzzWrite(f *testing.F) {
	comments := `<comments><authors><author>Ann</author></authors><commentList><comment ref="A1" authorId="0"><text><r><t>hers</t></r></text></comment>` +
		`<comment ref="B1" authorId="0"><text><t>winnow: ours</t></text></comment></commentList></comments>`
	base := noted(f, comments, shapesHead+button+shapeFor(2050, 0, 0, 4)+shapeFor(2051, 0, 1, 4)+"</xml>")
	var parts []part
	for name, text := range unzip(f, base) {
		if !strings.HasSuffix(name, "/") {
			parts = append(parts, part{name, text})
		}
	}
	slices.SortFunc(parts, func(a, b part) int { return strings.Compare(a.name, b.name) })
	for i, p := range parts {
		for _, text := range []string{p.text, "", p.text[:len(p.text)/2], strings.Replace(p.text, `"`, ``, 1), strings.Repeat(p.text, 2), strings.ReplaceAll(p.text, "1", "99999999999")} {
			f.Add(uint8(i), text)
		}
	}
	f.Add(uint8(slices.IndexFunc(parts, func(p part) bool { return strings.HasSuffix(p.name, "sheet2.xml.rels") })),
		strings.ReplaceAll(relsOf("rId1", "officeDocument", "/xl/workbook.xml"), "Id=", "Ie=")) // a relationship without an id
	added := ours(f)
	f.Fuzz(func(t *testing.T, which uint8, text string) {
		some := slices.Clone(parts)
		some[int(which)%len(some)].text = text
		data := pack(t, some)
		p, err := Open(bytes.NewReader(data), int64(len(data)))
		if err != nil {
			return
		}
		c := Change{Sheets: map[string]Marking{}, Add: added, First: 1}
		for i, s := range p.book.sheets {
			if s.kind == kindSheet && i == 0 {
				c.Sheets[s.Name] = marks()
			} else if i > 0 {
				c.Drop = append(c.Drop, s.Name)
			}
		}
		var out bytes.Buffer
		if p.Write(&out, c) != nil {
			return
		}
		z, err := zip.NewReader(bytes.NewReader(out.Bytes()), int64(out.Len()))
		if err != nil {
			t.Fatalf("what is written is no package: %v", err)
		}
		for _, f := range z.File {
			r, err := f.Open()
			if err == nil {
				_, err = io.Copy(io.Discard, r)
			}
			if err != nil {
				t.Fatalf("part %s: %v", f.Name, err)
			}
		}
		if _, err := Open(bytes.NewReader(out.Bytes()), int64(out.Len())); err != nil {
			t.Fatalf("what is written doesn't open: %v", err)
		}
	})
}
