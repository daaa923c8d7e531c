package ooxml

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// mustLook is the format of a look, which has to be there.
func mustLook(t testing.TB, s *styleSheet, xf int, l Look) int {
	t.Helper()
	n, err := s.look(xf, l)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func mustPlain(t testing.TB, s *styleSheet, xf int) int {
	t.Helper()
	n, err := s.plain(xf)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestLook(t *testing.T) {
	s := mustStyles(t, testStyles)
	for _, c := range []struct {
		xf               int
		look             Look
		xfs, fill, edges string
	}{
		{1, Must,
			`<xf numFmtId="0" fontId="0" fillId="4" borderId="2" xfId="0" applyFill="1" applyBorder="1"/>`,
			`<fill><patternFill patternType="solid"><fgColor rgb="FFFBDAD7"/><bgColor theme="7" tint="0.4"/></patternFill></fill>`,
			`<border><left style="medium"><color rgb="FF8A1C12"/></left><right style="medium"><color rgb="FF8A1C12"/></right><top style="medium"><color rgb="FF8A1C12"/></top><bottom style="medium"><color rgb="FF8A1C12"/></bottom><diagonal/></border>`},
		{2, Ask,
			`<xf numFmtId="164" fontId="0" fillId="5" borderId="3" xfId="0" applyProtection="1" applyFill="1" applyBorder="1"><alignment horizontal="right"/><protection locked="0"/></xf>`,
			`<fill><patternFill patternType="solid"><fgColor rgb="FFFFF0C2"/></patternFill></fill>`,
			`<border diagonalUp="1"><left style="dashed"><color rgb="FF6B4900"/></left><right style="dashed"><color rgb="FF6B4900"/></right><top style="dashed"><color rgb="FF6B4900"/></top><bottom style="dashed"><color rgb="FF6B4900"/></bottom><diagonal style="thin"><color rgb="FF00FF00"/></diagonal></border>`},
	} {
		n := mustLook(t, s, c.xf, c.look)
		if again := mustLook(t, s, c.xf, c.look); again != n {
			t.Errorf("asked again: %d, not %d", again, n)
		}
		if again := mustLook(t, s, n, c.look); again != n {
			t.Errorf("a look upon itself: %d, not %d", again, n)
		}
		f, err := s.format(n)
		if err != nil {
			t.Fatal(err)
		}
		got := []string{string(s.cellXfs.items[n]), string(s.fills.items[f.fill]), string(s.borders.items[f.border])}
		if d := cmp.Diff([]string{c.xfs, c.fill, c.edges}, got); d != "" {
			t.Error(d)
		}
		if plain := mustPlain(t, s, n); plain != c.xf {
			t.Errorf("plain gives %d, want %d", plain, c.xf)
		}
	}
	if n := mustLook(t, s, 3, Plain); n != 3 {
		t.Errorf("the plain look of 3 is %d", n)
	}
	if a, b := mustLook(t, s, 999, Must), mustLook(t, s, 0, Must); a != b {
		t.Errorf("a number that no format has gives %d, the first %d", a, b)
	}
	if a, b := mustLook(t, s, mustLook(t, s, 1, Ask), Must), mustLook(t, s, 1, Must); a != b {
		t.Errorf("a look upon the other gives %d, want %d", a, b)
	}
}

// Formats that look alike once they are marked still find their way back.
func TestPlainOfFormatsAlike(t *testing.T) {
	s := mustStyles(t, testStyles)
	for xf := range 4 {
		for _, l := range []Look{Must, Ask} {
			mustLook(t, s, xf, l)
		}
	}
	again := mustStyles(t, string(s.bytes()))
	for xf := range 4 {
		if got := mustPlain(t, again, xf); got != xf {
			t.Errorf("plain of %d, which has no look, is %d", xf, got)
		}
		for _, l := range []Look{Must, Ask} {
			if got := mustPlain(t, again, mustLook(t, s, xf, l)); got != xf {
				t.Errorf("plain of %d with look %d is %d", xf, l, got)
			}
		}
	}
	if got := again.bytes(); string(got) != string(s.bytes()) {
		t.Errorf("taking looks off has changed the styles:\n%s", got)
	}
}

// saved is a styles part as a program leaves it that doesn't know winnow.
func saved(part []byte) string {
	return regexp.MustCompile(`<extLst>.*</extLst>`).ReplaceAllString(string(part), "")
}

// What a program saved that keeps all but the extension, as Excel does.
func TestPlainSavedByExcel(t *testing.T) {
	s := mustStyles(t, testStyles)
	looks := map[int]int{}
	for xf := range 4 {
		looks[xf] = mustLook(t, s, xf, Must)
	}
	again := mustStyles(t, saved(s.bytes()))
	for xf, want := range map[int]int{0: 0, 1: 1, 2: 2, 3: 0} { // a gradient is not remembered
		if got := mustPlain(t, again, looks[xf]); got != want {
			t.Errorf("plain of %d is %d, want %d", xf, got, want)
		}
	}
}

// What LibreOffice 7.4 makes of formats 0 (none), 1 (yellow, thin box), 2 (date,
// thin box) with looks: a background colour of its own making, and no applyFill.
const fromLibreOffice = `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<fonts count="1"><font><sz val="11"/></font></fonts>` +
	`<fills count="5"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFFFFF99"/><bgColor rgb="FFFFFF00"/></patternFill></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFFBDAD7"/><bgColor rgb="FFFFF0C2"/></patternFill></fill>` +
	`<fill><patternFill patternType="solid"><fgColor rgb="FFFFF0C2"/><bgColor rgb="FFFFFF99"/></patternFill></fill></fills>` +
	`<borders count="4"><border diagonalUp="false" diagonalDown="false"><left/><right/><top/><bottom/><diagonal/></border>` +
	`<border diagonalUp="false" diagonalDown="false"><left style="thin"/><right style="thin"/><top style="thin"/><bottom style="thin"/><diagonal/></border>` +
	`<border diagonalUp="false" diagonalDown="false"><left style="medium"><color rgb="FF8A1C12"/></left><right style="medium"><color rgb="FF8A1C12"/></right><top style="medium"><color rgb="FF8A1C12"/></top><bottom style="medium"><color rgb="FF8A1C12"/></bottom><diagonal/></border>` +
	`<border diagonalUp="false" diagonalDown="false"><left style="dashed"><color rgb="FF6B4900"/></left><right style="dashed"><color rgb="FF6B4900"/></right><top style="dashed"><color rgb="FF6B4900"/></top><bottom style="dashed"><color rgb="FF6B4900"/></bottom><diagonal/></border></borders>` +
	`<cellXfs count="6"><xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyBorder="false"/>` +
	`<xf numFmtId="164" fontId="0" fillId="2" borderId="1" xfId="0" applyBorder="true"/>` +
	`<xf numFmtId="165" fontId="0" fillId="0" borderId="1" xfId="0" applyBorder="true"/>` +
	`<xf numFmtId="164" fontId="0" fillId="4" borderId="3" xfId="0" applyBorder="true"/>` +
	`<xf numFmtId="165" fontId="0" fillId="3" borderId="2" xfId="0" applyBorder="true"/>` +
	`<xf numFmtId="166" fontId="0" fillId="3" borderId="2" xfId="0" applyBorder="true"/></cellXfs></styleSheet>`

func TestPlainSavedByLibreOffice(t *testing.T) {
	s := mustStyles(t, fromLibreOffice)
	got := []int{}
	for xf := range 6 {
		got = append(got, mustPlain(t, s, xf))
	}
	if d := cmp.Diff([]int{0, 1, 2, 0, 2, 6}, got); d != "" { // 166 has no twin: a format of its own
		t.Error(d)
	}
	f, err := s.format(6)
	if err != nil {
		t.Fatal(err)
	}
	border, err := s.borderOf(f.border)
	if err != nil || f.fill != 0 || inked(border) {
		t.Errorf("%v: fill %d, border %s", err, f.fill, border.key())
	}
}

// A look of which a person took off only the fill loses the border.
func TestPlainBorderOnly(t *testing.T) {
	s := mustStyles(t, strings.Replace(fromLibreOffice, `numFmtId="166" fontId="0" fillId="3"`, `numFmtId="166" fontId="0" fillId="2"`, 1))
	n := mustPlain(t, s, 5)
	if got := string(s.cellXfs.items[n]); !strings.Contains(got, `fillId="2" borderId="0"`) && !strings.Contains(got, `fillId="2" borderId="4"`) {
		t.Errorf("became %s", got)
	}
}

// An extension that a program kept while it numbered the formats anew is not believed.
func TestMemoStale(t *testing.T) {
	s := mustStyles(t, testStyles)
	n := mustLook(t, s, 2, Must)
	for _, of := range []string{fmt.Sprintf("%d:0", n), fmt.Sprintf("%d:1", n), "1:0", "99:0", fmt.Sprintf("%d:99", n), "x", fmt.Sprintf("%d:%d", n, n)} {
		part := regexp.MustCompile(`of="[^"]*"`).ReplaceAllString(string(s.bytes()), `of="`+of+`"`)
		again := mustStyles(t, part)
		if len(again.memo.was) != 0 {
			t.Errorf("%s is believed", of)
		}
		if got := mustPlain(t, again, n); got != 2 {
			t.Errorf("%s: plain is %d", of, got)
		}
	}
}

func TestStylesKeepTheRest(t *testing.T) {
	const head = `<?xml version="1.0"?>` + "\n" + `<x:styleSheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:mc="m" mc:Ignorable="x14ac">` + "\n"
	const tail = `<x:cellStyles count="1"><x:cellStyle name="Normal" xfId="0"/></x:cellStyles> <x:dxfs count="0"/><x:tableStyles/><x:colors><x:mruColors/></x:colors><x:extLst><x:ext uri="{a}"><foo xmlns="b"/></x:ext></x:extLst></x:styleSheet>`
	part := head + `<x:fonts count="1" x14ac:knownFonts="1"><x:font><x:sz val="10"/></x:font></x:fonts>` +
		`<x:fills count="2"><x:fill><x:patternFill patternType="none"/></x:fill><x:fill><x:patternFill patternType="gray125"/></x:fill></x:fills>` +
		`<x:borders count="1"><x:border><x:left/></x:border></x:borders>` +
		`<x:cellXfs count="1"><x:xf numFmtId="0"><x:extLst><x:ext uri="{c}"><foo xmlns="d">t</foo></x:ext></x:extLst></x:xf></x:cellXfs>` + tail
	s := mustStyles(t, part)
	if got := string(s.bytes()); got != part {
		t.Errorf("read and written: %s", got)
	}
	mustLook(t, s, 0, Ask)
	sides := ""
	for _, side := range []string{"left", "right", "top", "bottom"} {
		sides += `<x:` + side + ` style="dashed"><x:color rgb="FF6B4900"/></x:` + side + `>`
	}
	want := head + `<x:fonts count="1" x14ac:knownFonts="1"><x:font><x:sz val="10"/></x:font></x:fonts>` +
		`<x:fills count="3"><x:fill><x:patternFill patternType="none"/></x:fill><x:fill><x:patternFill patternType="gray125"/></x:fill><x:fill><x:patternFill patternType="solid"><x:fgColor rgb="FFFFF0C2"/></x:patternFill></x:fill></x:fills>` +
		`<x:borders count="2"><x:border><x:left/></x:border><x:border>` + sides + `<x:diagonal/></x:border></x:borders>` +
		`<x:cellXfs count="2"><x:xf numFmtId="0"><x:extLst><x:ext uri="{c}"><foo xmlns="d">t</foo></x:ext></x:extLst></x:xf>` +
		`<x:xf numFmtId="0" fillId="2" borderId="1" applyFill="1" applyBorder="1"><x:extLst><x:ext uri="{c}"><foo xmlns="d">t</foo></x:ext></x:extLst></x:xf></x:cellXfs>` +
		strings.Replace(tail, `</x:extLst>`, `<x:ext uri="`+memoURI+`" xmlns:winnow="urn:winnow:marks"><winnow:marks of="1:0"/></x:ext></x:extLst>`, 1)
	if d := cmp.Diff(want, string(s.bytes())); d != "" {
		t.Error(d)
	}
}

// Lists that are not there are put where the schema wants them, with what
// programs take for granted.
func TestStylesMissingLists(t *testing.T) {
	order := regexp.MustCompile(`<(numFmts|fonts|fills|borders|cellStyleXfs|cellXfs|cellStyles|dxfs|tableStyles|colors|extLst)[ />]`)
	for name, inner := range map[string]string{
		"nothing":       ``,
		"others":        `<cellStyles/><tableStyles/><colors/>`,
		"empty lists":   `<fonts count="0"/><fills></fills><cellXfs count="0" />`,
		"one fill only": `<fills count="1"><fill><patternFill/></fill></fills><extLst/>`,
	} {
		t.Run(name, func(t *testing.T) {
			part := `<styleSheet xmlns="m">` + inner + `</styleSheet>`
			if inner == "" {
				part = `<styleSheet xmlns="m" />`
			}
			s := mustStyles(t, part)
			n := mustLook(t, s, 0, Must)
			if _, _, err := s.graft(mustStyles(t, testStyles)); err != nil {
				t.Fatal(err)
			}
			out := s.bytes()
			again := mustStyles(t, string(out))
			f, err := again.format(n)
			if err != nil || n != 1 || f.fill != 2 {
				t.Errorf("%v: format %d, fill %d\n%s", err, n, f.fill, out)
			}
			var names []string
			for _, m := range order.FindAllStringSubmatch(string(out), -1) {
				names = append(names, m[1])
			}
			at := 0
			for _, n := range styleOrder {
				if at < len(names) && names[at] == n {
					at++
				}
			}
			if at != len(names) {
				t.Errorf("order %v", names)
			}
			checkCounts(t, again)
		})
	}
}

// checkCounts compares each list's count with its items.
func checkCounts(t *testing.T, s *styleSheet) {
	t.Helper()
	for _, c := range s.collections() {
		list := *c.at
		if list.to == 0 || c.name == "extLst" {
			continue
		}
		if want := fmt.Sprintf(`count="%d"`, len(list.items)); !strings.Contains(string(s.part[list.from:list.inside]), want) {
			t.Errorf("%s has %d items", s.part[list.from:list.inside], len(list.items))
		}
	}
}

func TestGraft(t *testing.T) {
	companion := mustStyles(t, `<y:styleSheet xmlns:y="m"><y:numFmts count="2"><y:numFmt numFmtId="164" formatCode="0.000"/><y:numFmt numFmtId="165" formatCode="dd/mm/yyyy"/></y:numFmts>`+
		`<y:fonts><y:font><y:sz val="10"/><y:name val="Arial"/></y:font><y:font><y:b/></y:font></y:fonts>`+
		`<y:fills><y:fill><y:patternFill patternType="none"/></y:fill><y:fill><y:patternFill patternType="gray125"/></y:fill></y:fills>`+
		`<y:borders><y:border><y:left></y:left><y:right/><y:top/><y:bottom/><y:diagonal/></y:border></y:borders>`+
		`<y:cellXfs><y:xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><y:xf numFmtId="164" fontId="1" fillId="0" borderId="0" xfId="7"/><y:xf numFmtId="165" fontId="1"/><y:xf numFmtId="14" fontId="1"/></y:cellXfs>`+
		`<y:dxfs><y:dxf><y:font><y:i/></y:font></y:dxf><y:dxf><y:numFmt numFmtId="164" formatCode="0.0"/></y:dxf></y:dxfs></y:styleSheet>`)
	s := mustStyles(t, testStyles)
	xf, dxf, err := s.graft(companion)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]int{0, 4, 5, 6, 0, 0, 1}, []int{xf(0), xf(1), xf(2), xf(3), xf(99), dxf(0), dxf(1)}); d != "" {
		t.Error(d)
	}
	out := string(s.bytes())
	for _, want := range []string{
		`<numFmts count="3"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.000"/><numFmt numFmtId="166" formatCode="0.0"/></numFmts>`,
		`<fonts count="2"><font><sz val="10"/><name val="Arial"/></font><font><b/></font></fonts>`,
		`<fills count="4">`, `<borders count="2">`,
		`<xf numFmtId="165" fontId="1" fillId="0" borderId="0" xfId="0"/><xf numFmtId="164" fontId="1" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="1" fillId="0" borderId="0" xfId="0"/></cellXfs>`,
		`</cellStyles><dxfs count="2"><dxf><font><i/></font></dxf><dxf><numFmt numFmtId="166" formatCode="0.0"/></dxf></dxfs></styleSheet>`,
	} {
		if !strings.Contains(out, want) {
			t.Errorf("no %s in\n%s", want, out)
		}
	}
	if _, _, err := s.graft(companion); err != nil || string(s.bytes()) != out {
		t.Errorf("grafted again, the styles grow: %v", err)
	}
}

func TestStylesTooMany(t *testing.T) {
	part := `<styleSheet xmlns="m"><cellXfs count="64000">` + strings.Repeat("<xf/>", maxCellFormats) + `</cellXfs></styleSheet>`
	_, err := mustStyles(t, part).look(0, Must)
	var unfit *Unfit
	if !errors.As(err, &unfit) {
		t.Errorf("error %v, want *Unfit", err)
	}
}

func TestStylesUnfit(t *testing.T) {
	for _, part := range []string{"", "<a/>", "<styleSheet>", `<styleSheet><cellXfs><mc:AlternateContent/></cellXfs></styleSheet>`} {
		_, err := readStyles([]byte(part))
		var unfit *Unfit
		if !errors.As(err, &unfit) {
			t.Errorf("%q: error %v, want *Unfit", part, err)
		}
	}
}

func TestNewStyles(t *testing.T) {
	s := newStyles()
	checkCounts(t, s)
	if n := mustLook(t, s, 0, Must); n != 1 || mustPlain(t, s, n) != 0 {
		t.Errorf("the first look is format %d", n)
	}
}
