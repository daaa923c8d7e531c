package ingest

import (
	"strings"
	"testing"

	"winnow/internal/ooxml"
)

func TestWinnowNoteIsOoxmls(t *testing.T) {
	if winnowNote != ooxml.NoteMark {
		t.Errorf("%q, not %q", winnowNote, ooxml.NoteMark)
	}
}

// TestOwnNotes reads notes that winnow has written, in the forms in which programs
// save them: they are no words of the sender's.
func TestOwnNotes(t *testing.T) {
	note := func(ref, text string) string { return `<comment ref="` + ref + `" authorId="0">` + text + `</comment>` }
	comments := `<comments ` + mainNS + `><authors><author>winnow</author></authors><commentList>` +
		note("A2", `<text><t>winnow: not a date</t></text>`) +
		note("A3", "\n <text>\n<r><rPr><b/></rPr><t xml:space=\"preserve\"> win</t></r><r><t>now:\nline 12</t></r></text><!-- --><mc:AlternateContent xmlns:mc=\"x\"/>") +
		note("A4", `<text><r><t>from Ann: ask Bob</t></r><r><t xml:space="preserve">`+"\n"+`winnow: not a date</t></r></text>`) +
		note("A5", `<text><t>about winnow</t></text>`) + note("A6", ``) + `</commentList></comments>`
	var rows strings.Builder
	for _, r := range []string{"1", "2", "3", "4", "5", "6"} {
		rows.WriteString(`<row r="` + r + `">` + inline("A"+r, "Client reference") + inline("B"+r, "x"+r) + `</row>`)
	}
	f := open(t, "in.xlsx", book{rows: rows.String(), parts: map[string]string{
		"xl/worksheets/_rels/sheet1.xml.rels": `<Relationships><Relationship Id="rId2" Type="` + relNS + `/comments" Target="/xl/comments1.xml"/></Relationships>`,
		"xl/comments1.xml":                    comments,
	}}.build(t))
	objects, err := f.book.objects(0)
	if err != nil {
		t.Fatal(err)
	}
	var at []int
	for _, o := range objects {
		at = append(at, o.row)
	}
	if len(at) != 3 || at[0] != 4 || at[1] != 5 || at[2] != 6 {
		t.Errorf("comments of the sender's in rows %v", at)
	}
}
