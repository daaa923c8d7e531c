package workbook

import (
	"bytes"
	"testing"
)

// TestGuardAcrossWrites: a guard is replaced wherever the writes cut it.
func TestGuardAcrossWrites(t *testing.T) {
	text := "<t>a" + guardText("_x0041_x0042_") + "é\xef</t>"
	want := "<t>a_x005F_x0041_x005F_x0042_é\xef</t>"
	for cut := range text {
		var out bytes.Buffer
		a := newArchive(&out)
		w, err := a.Create("part")
		if err != nil {
			t.Fatal(err)
		}
		for _, piece := range []string{text[:cut], text[cut:]} {
			if n, err := w.Write([]byte(piece)); n != len(piece) || err != nil {
				t.Fatalf("%d bytes of %d, %v", n, len(piece), err)
			}
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
		if got := zipped(t, out.Bytes(), "part"); got != want {
			t.Errorf("cut at %d: %q, want %q", cut, got, want)
		}
	}
}

func TestMend(t *testing.T) {
	a := &archive{outlined: "xl/worksheets/sheet2.xml"}
	for _, c := range []struct{ part, xml, want string }{
		{"xl/worksheets/sheet2.xml", `<x><sheetFormatPr h="1"/>`, `<x><sheetFormatPr outlineLevelRow="1" h="1"/>`},
		{"xl/sharedStrings.xml", `<sst xmlns="y" count="7" uniqueCount="5"><si count="1">`, `<sst xmlns="y" uniqueCount="5"><si count="1">`},
		{"xl/sharedStrings.xml", `<sst uniqueCount="5">`, `<sst uniqueCount="5">`},
		{"xl/drawings/vmlDrawing2.vml", `<o:idmap v:ext="edit" data="9"></o:idmap><v:shape id="_x0000_s1025"><v:shape id="_x0000_s1025">`,
			`<o:idmap v:ext="edit" data="3"></o:idmap><v:shape id="_x0000_s3073"><v:shape id="_x0000_s3074">`},
	} {
		if got := string(a.mend(c.part)([]byte(c.xml))); got != c.want {
			t.Errorf("%s: %s", c.part, got)
		}
	}
	if a.mend("xl/worksheets/sheet1.xml") != nil || a.mend("xl/drawings/vmlDrawing.vml") != nil {
		t.Error("a part that is right is changed")
	}
}
