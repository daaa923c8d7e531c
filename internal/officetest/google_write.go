package officetest

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Namespaces and kinds of parts.
const (
	mainSpace = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace  = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	packSpace = "http://schemas.openxmlformats.org/package/2006/"
	kind      = "application/vnd.openxmlformats-officedocument."
	xmlHead   = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
)

// download is the workbook that is written.
type download struct {
	old      stringsPart
	styles   stylesPart
	date1904 bool
	theme    []byte
	sheets   []sheetParts

	strings list
	looks   *looks
	files   []file
	types   []string // of parts that aren't known by their ending
}

type file struct {
	name string
	data []byte
}

// escaped is text for an element or an attribute. XML 1.0 has no place for most
// control characters; programs leave them out.
func escaped(s string) string {
	var b bytes.Buffer
	_ = xml.EscapeText(&b, []byte(s)) // a buffer takes all
	return strings.ReplaceAll(b.String(), "\uFFFD", "")
}

func (d *download) part(name, contentType, text string) {
	d.files = append(d.files, file{name, []byte(xmlHead + text)})
	if contentType != "" {
		d.types = append(d.types, fmt.Sprintf(`<Override ContentType="%s" PartName="/%s"/>`, contentType, name))
	}
}

// relations writes the relationships of a part: pairs of a kind and a target.
func (d *download) relations(name string, pairs ...string) {
	var b strings.Builder
	for i := 0; i+1 < len(pairs); i += 2 {
		mode := ""
		if strings.Contains(pairs[i+1], "://") || strings.HasPrefix(pairs[i+1], "mailto:") {
			mode = ` TargetMode="External"`
		}
		fmt.Fprintf(&b, `<Relationship Id="rId%d" Type="%s/%s" Target="%s"%s/>`, i/2+1, relSpace, pairs[i], escaped(pairs[i+1]), mode)
	}
	d.part(name, "", `<Relationships xmlns="`+packSpace+`relationships">`+b.String()+`</Relationships>`)
}

// zip writes all parts.
func (d *download) zip() ([]byte, error) {
	d.looks = newLooks()
	var sheets strings.Builder
	pairs := []string{"theme", "theme/theme1.xml", "styles", "styles.xml", "sharedStrings", "sharedStrings.xml"}
	for i, s := range d.sheets {
		d.sheet(i+1, s)
		state := "visible"
		if s.hidden {
			state = "hidden"
		}
		fmt.Fprintf(&sheets, `<sheet state="%s" name="%s" sheetId="%d" r:id="rId%d"/>`, state, escaped(s.name), i+1, i+4)
		pairs = append(pairs, "worksheet", fmt.Sprintf("worksheets/sheet%d.xml", i+1))
	}
	d.part("xl/workbook.xml", kind+"spreadsheetml.sheet.main+xml",
		`<workbook xmlns="`+mainSpace+`" xmlns:r="`+relSpace+`"><workbookPr/><sheets>`+sheets.String()+`</sheets><definedNames/><calcPr/></workbook>`)
	d.relations("xl/_rels/workbook.xml.rels", pairs...)
	d.part("xl/styles.xml", kind+"spreadsheetml.styles+xml", d.looks.xml())
	d.part("xl/sharedStrings.xml", kind+"spreadsheetml.sharedStrings+xml",
		fmt.Sprintf(`<sst xmlns="%s" uniqueCount="%d">%s</sst>`, mainSpace, len(d.strings.all), strings.Join(d.strings.all, "")))
	d.part("xl/theme/theme1.xml", kind+"theme+xml", "")
	d.files[len(d.files)-1].data = d.theme
	d.relations("_rels/.rels", "officeDocument", "xl/workbook.xml")
	d.part("[Content_Types].xml", "", `<Types xmlns="`+packSpace+`content-types"><Default ContentType="application/xml" Extension="xml"/>`+
		`<Default ContentType="`+kind+`vmlDrawing" Extension="vml"/><Default ContentType="application/vnd.openxmlformats-package.relationships+xml" Extension="rels"/>`+
		strings.Join(d.types, "")+`</Types>`)
	return zipped(d.files)
}

func zipped(files []file) ([]byte, error) {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		to, err := w.Create(f.name)
		if err != nil {
			return nil, err
		}
		if _, err := to.Write(f.data); err != nil {
			return nil, err
		}
	}
	err := w.Close()
	return b.Bytes(), err
}

// sheet writes the n-th sheet with its drawing and its notes.
func (d *download) sheet(n int, s sheetParts) {
	pairs := []string{"drawing", fmt.Sprintf("../drawings/drawing%d.xml", n)}
	d.part(fmt.Sprintf("xl/drawings/drawing%d.xml", n), kind+"drawing+xml",
		`<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"/>`)
	end := `<drawing r:id="rId1"/>`
	if len(s.comments.All) > 0 {
		d.notes(n, s)
		pairs = append(pairs, "comments", fmt.Sprintf("../comments%d.xml", n), "vmlDrawing", fmt.Sprintf("../drawings/vmlDrawing%d.vml", n))
		end += `<legacyDrawing r:id="rId3"/>`
	}
	links := d.links(s, &pairs)
	d.part(fmt.Sprintf("xl/worksheets/sheet%d.xml", n), kind+"spreadsheetml.worksheet+xml",
		`<worksheet xmlns="`+mainSpace+`" xmlns:r="`+relSpace+`"><sheetPr><outlinePr summaryBelow="0" summaryRight="0"/></sheetPr>`+
			`<sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr customHeight="1" defaultColWidth="12.63" defaultRowHeight="15.75"/>`+
			columns(s.data)+`<sheetData>`+d.rows(s.data)+`</sheetData>`+merges(s.data)+validations(s.data)+links+end+`</worksheet>`)
	d.relations(fmt.Sprintf("xl/worksheets/_rels/sheet%d.xml.rels", n), pairs...)
}

func columns(s sheetPart) string {
	var b strings.Builder
	for _, c := range s.Cols {
		hidden := ""
		if c.Hidden == "1" || c.Hidden == "true" {
			hidden = ` hidden="1"`
		}
		fmt.Fprintf(&b, `<col customWidth="1" min="%d" max="%d" width="%s"%s/>`, c.Min, c.Max, escaped(c.Width), hidden)
	}
	return wrapped("cols", b.String())
}

func wrapped(name, content string) string {
	if content == "" {
		return ""
	}
	return "<" + name + ">" + content + "</" + name + ">"
}

func (d *download) rows(s sheetPart) string {
	var b strings.Builder
	for i, r := range s.Rows {
		if r.R == 0 {
			r.R = i + 1
		}
		fmt.Fprintf(&b, `<row r="%d"`, r.R)
		if r.Hidden == "1" || r.Hidden == "true" {
			b.WriteString(` hidden="1"`)
		}
		if r.Level != "" {
			fmt.Fprintf(&b, ` outlineLevel="%s"`, escaped(r.Level))
		}
		b.WriteString(">")
		for _, c := range r.Cells {
			b.WriteString(d.cell(c))
		}
		b.WriteString("</row>")
	}
	return b.String()
}

// cell writes a cell: text shared, dates counted from 1900.
func (d *download) cell(c cellPart) string {
	head := fmt.Sprintf(`<c r="%s" s="%d"`, escaped(c.R), d.looks.of(&d.styles, c.S))
	formula := ""
	if c.F != nil {
		formula = "<f>" + escaped(*c.F) + "</f>"
	}
	switch {
	case c.T == "s" && c.V != nil:
		n, err := strconv.Atoi(strings.TrimSpace(*c.V))
		if err != nil || n >= len(d.old.All) {
			return head + "/>"
		}
		return d.text(head, d.old.All[n].text())
	case c.T == "inlineStr" && c.Inline != nil:
		return d.text(head, c.Inline.text())
	case c.T == "str" && c.F == nil && c.V != nil:
		return d.text(head, *c.V)
	case c.V == nil && c.F == nil:
		return head + "/>"
	}
	value := ""
	if c.V != nil {
		value = "<v>" + escaped(d.number(c)) + "</v>"
	}
	if c.T == "b" || c.T == "e" || c.T == "str" {
		head += ` t="` + c.T + `"`
	}
	return head + ">" + formula + value + "</c>"
}

func (d *download) text(head, s string) string {
	return fmt.Sprintf(`%s t="s"><v>%d</v></c>`, head, d.strings.number(`<si><t xml:space="preserve">`+escaped(s)+`</t></si>`))
}

func (d *download) number(c cellPart) string {
	v, err := strconv.ParseFloat(*c.V, 64)
	if !d.date1904 || c.T != "" && c.T != "n" || err != nil || !d.styles.isDate(c.S) {
		return *c.V
	}
	return strconv.FormatFloat(v+1462, 'f', -1, 64)
}

func merges(s sheetPart) string {
	var b strings.Builder
	for _, m := range s.Merges {
		fmt.Fprintf(&b, `<mergeCell ref="%s"/>`, escaped(m.Ref))
	}
	return wrapped("mergeCells", b.String())
}

func validations(s sheetPart) string {
	var b strings.Builder
	for _, v := range s.Validations {
		if v.Type == "" || v.Type == "none" {
			continue // a hint alone has no place there
		}
		b.WriteString("<dataValidation type=\"" + escaped(v.Type) + `" allowBlank="1" showErrorMessage="1"`)
		for _, a := range [][2]string{{"operator", v.Operator}, {"prompt", v.Prompt}, {"sqref", v.Ref}} {
			if a[1] != "" {
				fmt.Fprintf(&b, ` %s="%s"`, a[0], escaped(a[1]))
			}
		}
		if v.Prompt != "" {
			b.WriteString(` showInputMessage="1"`)
		}
		b.WriteString(">" + wrapped("formula1", escaped(v.One)) + wrapped("formula2", escaped(v.Two)) + "</dataValidation>")
	}
	return wrapped("dataValidations", b.String())
}

func (d *download) links(s sheetParts, pairs *[]string) string {
	var b strings.Builder
	for _, l := range s.data.Links {
		to := s.rels.byID(l.ID)
		switch {
		case l.Location != "" && to == "":
			fmt.Fprintf(&b, `<hyperlink ref="%s" location="%s"/>`, escaped(l.Ref), escaped(l.Location))
		case to != "":
			*pairs = append(*pairs, "hyperlink", to)
			fmt.Fprintf(&b, `<hyperlink ref="%s" r:id="rId%d"/>`, escaped(l.Ref), len(*pairs)/2)
		}
	}
	return wrapped("hyperlinks", b.String())
}

// notes writes the notes and the shapes that they are shown in.
func (d *download) notes(n int, s sheetParts) {
	var notes, shapes strings.Builder
	all := slices.Clone(s.comments.All)
	for i, c := range all {
		fmt.Fprintf(&notes, `<comment authorId="0" ref="%s"><text><t xml:space="preserve">%s</t></text></comment>`, escaped(c.Ref), escaped(c.Text.text()))
		fmt.Fprintf(&shapes, `<v:shape id="_x0000_s%d" type="#_x0000_t202" style="position:absolute;visibility:hidden" fillcolor="#FFFFE1"><v:fill color2="#FFFFE1"/>`+
			`<x:ClientData ObjectType="Note"><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`, 1025+i, rowOf(c.Ref)-1, columnOf(c.Ref))
	}
	d.part(fmt.Sprintf("xl/comments%d.xml", n), kind+"spreadsheetml.comments+xml",
		`<comments xmlns="`+mainSpace+`"><authors><author/></authors><commentList>`+notes.String()+`</commentList></comments>`)
	d.files = append(d.files, file{fmt.Sprintf("xl/drawings/vmlDrawing%d.vml", n), []byte(`<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
		`<v:shapetype id="_x0000_t202" coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe"/>` + shapes.String() + `</xml>`)})
}

// columnOf and rowOf read a cell's address: a 0-based column, a row as a person sees it.
func columnOf(ref string) int {
	n := 0
	for _, r := range ref {
		if r < 'A' || r > 'Z' {
			break
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

func rowOf(ref string) int {
	n, _ := strconv.Atoi(strings.TrimLeft(ref, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) // a cell's address: 0 for none
	return n
}
