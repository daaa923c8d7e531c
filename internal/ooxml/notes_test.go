package ooxml

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// noted is a workbook by hand with notes in one sheet.
func noted(t testing.TB, comments, shapes string) []byte {
	parts := byHand()
	for i := range parts {
		switch parts[i].name {
		case "[Content_Types].xml":
			parts[i].text = strings.Replace(parts[i].text, "</Types>", `<Override PartName="/xl/comments1.xml" ContentType="`+typeComments+`"/>`+
				`<Default Extension="vml" ContentType="`+typeShapes+`"/></Types>`, 1)
		case "xl/worksheets/sheet2.xml":
			parts[i].text = strings.Replace(parts[i].text, "</x:worksheet>", `<x:legacyDrawing xmlns:r="`+spaceRelations+`" r:id="rId2"/></x:worksheet>`, 1)
		}
	}
	return pack(t, parts, part{"xl/comments1.xml", comments}, part{"xl/drawings/vmlDrawing1.vml", shapes},
		part{"xl/worksheets/_rels/sheet2.xml.rels", relsOf("rId1", "comments", "../comments1.xml", "rId2", "vmlDrawing", "../drawings/vmlDrawing1.vml", "rId3", "vmlDrawing", "../drawings/none.vml")})
}

func shapeFor(id, row, column, bottom int) string {
	return fmt.Sprintf(`<v:shape id="_x0000_s%d" type="#_x0000_t202" style='visibility:hidden'><x:ClientData ObjectType="Note"><x:Anchor>
    2, 15, 0, 2, 4, 15, %d, 8</x:Anchor><x:Row>%d</x:Row><x:Column>%d</x:Column></x:ClientData></v:shape>`, id, bottom, row, column)
}

// button is how Excel writes a button: its caption's <br> is not closed.
const button = `<v:shape id="_x0000_s2049" type="#_x0000_t201"><v:textbox><div>Press<br>here</div></v:textbox><x:ClientData ObjectType="Button"><x:Anchor>
    1, 1, 1, 1, 2, 2, 2, 2</x:Anchor></x:ClientData></v:shape>`

const shapesHead = `<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:excel">` +
	`<o:shapelayout v:ext="edit"><o:idmap v:ext="edit" data="2"/></o:shapelayout>` +
	`<v:shapetype id="_x0000_t202" o:spt="202"><v:stroke joinstyle="miter"/></v:shapetype>`

// noteTexts are the words of each note of a comments part, by cell.
func noteTexts(t testing.TB, xml string) map[string]string {
	t.Helper()
	c, err := readComments([]byte(xml))
	must(t, err)
	texts := map[string]string{}
	for _, item := range c.items {
		w, err := readWords(c.fragment(item))
		must(t, err)
		texts[item.attrText("ref")] = w.text
	}
	return texts
}

// TestNotesBesideOthers adds notes to a sheet that has a note in runs, a plain
// one, a conversation and a button, and clears them again.
func TestNotesBesideOthers(t *testing.T) {
	comments := `<?xml version="1.0"?>` + "\r\n" + `<x:comments xmlns:x="` + mainSpace + `"><x:authors><x:author>Ann</x:author><x:author>tc={1}</x:author></x:authors><x:commentList>` +
		`<x:comment ref="A1" authorId="0"><x:text><x:r><x:rPr><x:b/></x:rPr><x:t>Ann:</x:t></x:r><x:r><x:t xml:space="preserve">` + "\nwas &amp; is " + `</x:t></x:r></x:text></x:comment>` +
		`<x:comment ref="B1" authorId="0"><x:text><x:t>see winnow: the tool</x:t></x:text></x:comment>` +
		`<x:comment ref="C1" authorId="1"><x:text><x:t>Your version of Excel allows you to read this</x:t></x:text></x:comment>` +
		`<x:comment ref="D1" authorId="0"><x:text><x:t>[Threaded comment] as above</x:t></x:text></x:comment>` +
		`<x:comment ref="E1" authorId="0"><x:text/></x:comment></x:commentList></x:comments>`
	shapes := shapesHead + button + shapeFor(2050, 0, 0, 4) + shapeFor(2051, 0, 1, 4) + shapeFor(2052, 0, 2, 4) + shapeFor(2053, 0, 3, 4) + "</xml>\n"
	data := noted(t, comments, shapes)
	var cells []Cell
	for column := range 7 {
		cells = append(cells, Cell{Row: 1, Column: column, Note: "winnow: look at this"})
	}
	out := change(t, data, Change{Sheets: map[string]Marking{"B & C": {Cells: slices.Values(cells)}}})
	parts := unzip(t, out)
	want := map[string]string{"A1": "Ann:\nwas & is \n\nwinnow: look at this", "B1": "see winnow: the tool\n\nwinnow: look at this",
		"C1": "Your version of Excel allows you to read this", "D1": "[Threaded comment] as above", "E1": "\n\nwinnow: look at this",
		"F1": "winnow: look at this", "G1": "winnow: look at this"}
	if diff := cmp.Diff(want, noteTexts(t, parts["xl/comments1.xml"])); diff != "" {
		t.Errorf("notes (-want +got):\n%s", diff)
	}
	drawing := []byte(parts["xl/drawings/vmlDrawing1.vml"])
	if !bytes.Contains(drawing, []byte(button)) || !bytes.Contains(drawing, []byte(shapeFor(2052, 0, 2, 4))) {
		t.Errorf("a shape of the sender's has changed: %s", drawing)
	}
	if !bytes.Contains(drawing, []byte(shapeFor(2050, 0, 0, 4+extraRows("winnow: look at this")))) {
		t.Errorf("the shape of a longer note has not grown: %s", drawing)
	}
	var ids []string
	for _, m := range shapeID.FindAllSubmatch(drawing, -1) {
		ids = append(ids, string(m[1]))
	}
	if diff := cmp.Diff([]string{"2049", "2050", "2051", "2052", "2053", "2054", "2055", "2056"}, ids); diff != "" {
		t.Errorf("shapes (-want +got):\n%s", diff)
	}
	back := unzip(t, change(t, out, Change{Sheets: map[string]Marking{"B & C": {Clear: true}}}))
	comments = strings.Replace(comments, `<x:comment ref="E1" authorId="0"><x:text/></x:comment>`, "", 1) // it says nothing, and so goes with ours
	for name, was := range map[string]string{"xl/comments1.xml": comments, "xl/drawings/vmlDrawing1.vml": shapes} {
		if diff := cmp.Diff(was, back[name]); diff != "" {
			t.Errorf("%s after clearing (-was +now):\n%s", name, diff)
		}
	}
}

func TestShapeNumbersBeyondABlock(t *testing.T) {
	data := noted(t, emptyComments, shapesHead+button+"</xml>")
	var cells []Cell
	for row := range 1500 {
		cells = append(cells, Cell{Row: row + 1, Column: 3, Note: "x"})
	}
	drawing := []byte(unzip(t, change(t, data, Change{Sheets: map[string]Marking{"B & C": {Cells: slices.Values(cells)}}}))["xl/drawings/vmlDrawing1.vml"])
	if got := blocksOf(drawing); !slices.Equal(got, []int{2, 1}) {
		t.Errorf("blocks %v, want 2 and 1", got)
	}
	if got := len(idsOf(drawing)); got != 1501 {
		t.Errorf("%d numbers, want 1501", got)
	}
}

func TestClearAfterOthersSaved(t *testing.T) {
	comment := func(runs ...string) string {
		for i := range runs {
			runs[i] = `<r><rPr><sz val="9"/></rPr><t xml:space="preserve">` + runs[i] + `</t></r>`
		}
		return `<comments><authors><author> </author></authors><commentList><comment ref="A1" authorId="0"><text>` + strings.Join(runs, "") + `</text></comment></commentList></comments>`
	}
	tests := []struct{ name, xml, want string }{
		{"LibreOffice moves a line's end", comment("hers&#10;", "&#10;winnow: ours"), "hers"},
		{"cut into runs", comment("hers\n\nwin", "now:", " ours"), "hers"},
		{"line ends of Windows", comment("hers_x000D_\n_x000D_\nwinnow: ours"), "hers"},
		{"all in one", comment("hers\n\nwinnow: ours\n- added behind"), "hers"},
		{"only ours", comment("winnow: ours"), ""},
		{"ours behind space", comment(" \n", "winnow: ours"), ""},
		{"hers, of us", comment("ask winnow: it knows"), "ask winnow: it knows"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c, err := readComments([]byte(tt.xml))
			must(t, err)
			gone, _, err := c.clear()
			must(t, err)
			if left := noteTexts(t, string(c.bytes()))["A1"]; left != tt.want || gone[place{0, 0}] != (tt.want == "") {
				t.Errorf("left %q, gone: %v, want %q", left, gone, tt.want)
			}
		})
	}
}

func TestCutNote(t *testing.T) {
	long := strings.Repeat("😀", maxNoteText)
	for _, used := range []int{0, 100, maxNoteText - 3, maxNoteText + 5} {
		got := cutNote(long, used)
		if n := len([]rune(got))*2 + used; got != "" && n > maxNoteText+2 || strings.Contains(got, "\uFFFD") {
			t.Errorf("beside %d: a note of %d", used, n)
		}
	}
	if got := cutNote("short", 10); got != "short" {
		t.Errorf("a short note becomes %q", got)
	}
}

func TestAnchor(t *testing.T) {
	head := sheetHead{columnPixels: 64, rowPixels: 20, cols: []colWidth{{1, 1, 0}, {2, 2, 200}}}
	for _, tt := range []struct {
		at   place
		want string
	}{
		{place{0, 0}, "1, 15, 0, 2, 3, 45, 6, 4"},
		{place{10, 9}, "10, 15, 9, 2, 13, 53, 15, 4"},
		{place{lastRow - 1, lastColumn}, "16375, 15, 1048569, 2, 16378, 53, 1048575, 4"},
	} {
		if got := anchor(tt.at, 230, 100, head); got != tt.want {
			t.Errorf("%v: %s, want %s", tt.at, got, tt.want)
		}
	}
}
