package officetest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"os"
	"path"
	"strings"
	"testing"
)

// Google writes a workbook anew as a download from Google Sheets has it: all
// strings shared, styles renumbered, a fill's two colours the same, notes without
// author, hints without titles, very hidden sheets only hidden, dates counted from
// 1900, an empty drawing for each sheet, and no charts, macros, properties or
// conditional formats. Neither excelize nor package ooxml has a hand in it.
func Google(t testing.TB, in, out string) {
	t.Helper()
	b, err := os.ReadFile(in)
	if err != nil {
		t.Fatal(err)
	}
	made, err := resave(b)
	if err != nil {
		t.Fatalf("re-saving %s as Google Sheets does: %v", in, err)
	}
	if err := os.WriteFile(out, made, 0o600); err != nil {
		t.Fatal(err)
	}
}

// What is read of the parts; names of elements whatever their namespace.
type (
	workbookPart struct {
		Properties struct {
			Date1904 string `xml:"date1904,attr"`
		} `xml:"workbookPr"`
		Sheets []struct {
			Name  string `xml:"name,attr"`
			State string `xml:"state,attr"`
			ID    string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
		} `xml:"sheets>sheet"`
	}
	relsPart struct {
		All []struct {
			ID     string `xml:"Id,attr"`
			Type   string `xml:"Type,attr"`
			Target string `xml:"Target,attr"`
			Mode   string `xml:"TargetMode,attr"`
		} `xml:"Relationship"`
	}
	stringsPart struct {
		All []richText `xml:"si"`
	}
	richText struct {
		T    []string `xml:"t"`
		Runs []struct {
			T string `xml:"t"`
		} `xml:"r"`
	}
	sheetPart struct {
		Cols []struct {
			Min    int    `xml:"min,attr"`
			Max    int    `xml:"max,attr"`
			Width  string `xml:"width,attr"`
			Hidden string `xml:"hidden,attr"`
		} `xml:"cols>col"`
		Rows   []rowPart `xml:"sheetData>row"`
		Merges []struct {
			Ref string `xml:"ref,attr"`
		} `xml:"mergeCells>mergeCell"`
		Validations []validationPart `xml:"dataValidations>dataValidation"`
		Links       []linkPart       `xml:"hyperlinks>hyperlink"`
	}
	rowPart struct {
		R      int        `xml:"r,attr"`
		Hidden string     `xml:"hidden,attr"`
		Level  string     `xml:"outlineLevel,attr"`
		Cells  []cellPart `xml:"c"`
	}
	cellPart struct {
		R      string    `xml:"r,attr"`
		T      string    `xml:"t,attr"`
		S      int       `xml:"s,attr"`
		F      *string   `xml:"f"`
		V      *string   `xml:"v"`
		Inline *richText `xml:"is"`
	}
	validationPart struct {
		Type     string `xml:"type,attr"`
		Operator string `xml:"operator,attr"`
		Ref      string `xml:"sqref,attr"`
		Prompt   string `xml:"prompt,attr"`
		One      string `xml:"formula1"`
		Two      string `xml:"formula2"`
	}
	linkPart struct {
		Ref      string `xml:"ref,attr"`
		Location string `xml:"location,attr"`
		ID       string `xml:"http://schemas.openxmlformats.org/officeDocument/2006/relationships id,attr"`
	}
	commentsPart struct {
		All []struct {
			Ref  string   `xml:"ref,attr"`
			Text richText `xml:"text"`
		} `xml:"commentList>comment"`
	}
)

func (r richText) text() string {
	all := strings.Join(r.T, "")
	for _, run := range r.Runs {
		all += run.T
	}
	return all
}

// sheetParts is what is known of a sheet.
type sheetParts struct {
	name     string
	hidden   bool
	data     sheetPart
	rels     relsPart
	comments commentsPart
}

// parts are those of a package, by name.
type parts map[string][]byte

func unzip(b []byte) (parts, error) {
	r, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	all := parts{}
	for _, f := range r.File {
		from, err := f.Open()
		if err != nil {
			return nil, err
		}
		if all[f.Name], err = io.ReadAll(from); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// read parses a part; one that isn't there is as one with nothing in it.
func (p parts) read(name string, into any) error {
	b, ok := p[name]
	if !ok {
		return nil
	}
	if err := xml.Unmarshal(b, into); err != nil {
		return fmt.Errorf("reading part %q: %w", name, err)
	}
	return nil
}

// rels reads the relationships of a part, with targets as names of parts.
func (p parts) rels(name string) (relsPart, error) {
	var r relsPart
	dir, base := path.Split(name)
	err := p.read(path.Join(dir, "_rels", base+".rels"), &r)
	for i, rel := range r.All {
		switch {
		case rel.Mode == "External":
		case strings.HasPrefix(rel.Target, "/"):
			r.All[i].Target = rel.Target[1:]
		default:
			r.All[i].Target = path.Join(dir, rel.Target)
		}
	}
	return r, err
}

// target returns where a relationship of a kind leads, by the end of its type, "" for none.
func (r relsPart) target(kind string) string {
	for _, rel := range r.All {
		if strings.HasSuffix(rel.Type, "/"+kind) {
			return rel.Target
		}
	}
	return ""
}

func (r relsPart) byID(id string) string {
	for _, rel := range r.All {
		if rel.ID == id {
			return rel.Target
		}
	}
	return ""
}

// resave reads the package and writes it anew.
func resave(b []byte) ([]byte, error) {
	p, err := unzip(b)
	if err != nil {
		return nil, err
	}
	top, err := p.rels("")
	if err != nil {
		return nil, err
	}
	main := top.target("officeDocument")
	rels, err := p.rels(main)
	if err != nil {
		return nil, err
	}
	var book workbookPart
	if err := p.read(main, &book); err != nil {
		return nil, err
	}
	d := &download{date1904: book.Properties.Date1904 == "1" || book.Properties.Date1904 == "true", theme: p[rels.target("theme")]}
	if err := p.read(rels.target("sharedStrings"), &d.old); err != nil {
		return nil, err
	}
	if err := p.read(rels.target("styles"), &d.styles); err != nil {
		return nil, err
	}
	for _, s := range book.Sheets {
		if err := d.add(p, rels.byID(s.ID), s.Name, s.State != "" && s.State != "visible"); err != nil {
			return nil, err
		}
	}
	return d.zip()
}

// add reads a sheet.
func (d *download) add(p parts, name, title string, hidden bool) error {
	s := sheetParts{name: title, hidden: hidden}
	var err error
	if s.rels, err = p.rels(name); err != nil {
		return err
	}
	if err := p.read(name, &s.data); err != nil {
		return err
	}
	if err := p.read(s.rels.target("comments"), &s.comments); err != nil {
		return err
	}
	d.sheets = append(d.sheets, s)
	return nil
}
