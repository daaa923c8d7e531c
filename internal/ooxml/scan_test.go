package ooxml

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// tokens reads all of a document: a line a token.
func tokens(s *scanner) (lines []string, raw string, err error) {
	names := map[kind]string{startTag: "start", endTag: "end", emptyTag: "empty", charData: "text", markup: "markup"}
	var all strings.Builder
	for {
		k, err := s.next()
		if err == io.EOF {
			return lines, all.String(), nil
		}
		if err != nil {
			return lines, all.String(), err
		}
		all.Write(s.raw)
		line := names[k] + " " + string(s.raw)
		if k != charData && k != markup {
			line = strings.Repeat(".", s.depth) + names[k] + " " + string(s.local)
		}
		lines = append(lines, line)
	}
}

func TestScan(t *testing.T) {
	for name, c := range map[string]struct {
		xml  string
		want []string
	}{
		"plain":         {"<a><b x='1'/>t</a>", []string{"start a", ".empty b", "text t", "end a"}},
		"prefix":        {"<x:a><x:b></x:b></x:a>", []string{"start a", ".start b", ".end b", "end a"}},
		"bom":           {"\xef\xbb\xbf<a/>", []string{"markup \xef\xbb\xbf", "empty a"}},
		"declaration":   {"<?xml version='1.0' encoding='UTF-8'?>\n<a/>", []string{"markup <?xml version='1.0' encoding='UTF-8'?>", "text \n", "empty a"}},
		"comment":       {"<a><!-- <b> --></a>", []string{"start a", "markup <!-- <b> -->", "end a"}},
		"cdata":         {"<a><![CDATA[</a>]]></a>", []string{"start a", "markup <![CDATA[</a>]]>", "end a"}},
		"instruction":   {"<?i <a ?><a/>", []string{"markup <?i <a ?>", "empty a"}},
		"gt in a value": {`<a b="x>y" c='"'>&lt;</a >`, []string{"start a", "text &lt;", "end a"}},
		"spaces":        {"<a\n b = '1'\t/>", []string{"empty a"}},
		"after it":      {"<a/>\n<!--x-->\n", []string{"empty a", "text \n", "markup <!--x-->", "text \n"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, raw, err := tokens(scanBytes([]byte(c.xml)))
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
			if raw != c.xml {
				t.Errorf("raw bytes %q", raw)
			}
			slow, raw, err := tokens(newScanner(iotest.OneByteReader(strings.NewReader(c.xml))))
			if d := cmp.Diff(got, slow); d != "" || raw != c.xml || err != nil {
				t.Errorf("byte by byte: %v %q %s", err, raw, d)
			}
		})
	}
}

func TestScanRefuses(t *testing.T) {
	for name, doc := range map[string]string{
		"nothing":           "",
		"space only":        " \n",
		"open":              "<a><b></b>",
		"crossed":           "<a><b></a></b>",
		"closed twice":      "<a></a></a>",
		"two roots":         "<a/><b/>",
		"text outside":      "x<a/>",
		"text after":        "<a/>x",
		"cdata outside":     "<![CDATA[x]]><a/>",
		"cut in a tag":      "<a><b x='1",
		"cut in a comment":  "<a><!-- ",
		"cut after <":       "<a><",
		"no quotes":         "<a b=1/>",
		"no value":          "<a b/>",
		"no space":          "<a b='1'c='2'/>",
		"attribute twice":   "<a b='1' b='2'/>",
		"less than":         "<a b='<'/>",
		"no name":           "< a/>",
		"number":            "<1a/>",
		"entity":            "<a>&x;</a>",
		"bare ampersand":    "<a>R & D</a>",
		"entity in a value": "<a b='&x;'/>",
		"doctype":           "<!DOCTYPE a [<!ENTITY x 'y'>]><a/>",
		"declared":          "<!ELEMENT a><a/>",
		"utf-16 le":         "\xff\xfe<\x00a\x00/\x00>\x00",
		"utf-16 be":         "\x00<\x00a",
		"latin-1":           "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
		"late declaration":  "<a/><?xml version='1.0'?>",
		"deep":              strings.Repeat("<a>", 2000) + strings.Repeat("</a>", 2000),
	} {
		t.Run(name, func(t *testing.T) {
			for _, s := range []*scanner{scanBytes([]byte(doc)), newScanner(iotest.HalfReader(strings.NewReader(doc)))} {
				_, _, err := tokens(s)
				var unfit *Unfit
				if !errors.As(err, &unfit) {
					t.Errorf("error %v, want *Unfit", err)
				}
			}
		})
	}
}

func TestScanFailingReader(t *testing.T) {
	want := errors.New("disc")
	_, _, err := tokens(newScanner(io.MultiReader(strings.NewReader("<a>"), iotest.ErrReader(want))))
	if !errors.Is(err, want) {
		t.Errorf("error %v, want %v", err, want)
	}
}

// Text and tags longer than the window, and a reference across its border.
func TestScanLong(t *testing.T) {
	doc := "<a b='" + strings.Repeat("v", 3*windowSize) + "'>" + strings.Repeat("&amp;", maxText) + "<!--" + strings.Repeat("c", 2*windowSize) + "--></a>"
	lines, raw, err := tokens(newScanner(strings.NewReader(doc)))
	if err != nil || raw != doc {
		t.Fatalf("%v, %d bytes of %d", err, len(raw), len(doc))
	}
	for _, l := range lines {
		if strings.HasPrefix(l, "text") && !goodReferences([]byte(l[5:])) {
			t.Error("a reference was cut in two")
		}
	}
	_, _, err = tokens(newScanner(strings.NewReader("<a b='" + strings.Repeat("v", maxToken))))
	var unfit *Unfit
	if !errors.As(err, &unfit) {
		t.Errorf("error %v, want *Unfit", err)
	}
}

func TestScanSkip(t *testing.T) {
	long := strings.Repeat("<row><c/></row>", windowSize/10)
	for name, c := range map[string]struct {
		inner, rest string
		broken      bool
	}{
		"plain":          {"<row/>", "<after/>", false},
		"long":           {long, "<after/>", false},
		"a longer name":  {"<dataset></dataset>" + long, "<after/>", false},
		"not closed":     {long + "<x>", "", true},
		"within a CDATA": {"<![CDATA[</data >]]>", "<after/>", true},
	} {
		t.Run(name, func(t *testing.T) {
			doc := "<a><data>" + c.inner + "</data >" + c.rest + "</a>"
			if name == "not closed" {
				doc = "<a><data>" + c.inner
			}
			for _, s := range []*scanner{scanBytes([]byte(doc)), newScanner(strings.NewReader(doc)), newScanner(iotest.OneByteReader(strings.NewReader(doc)))} {
				if err := skipTo(s, "data"); err != nil {
					if !c.broken {
						t.Fatal(err)
					}
					continue
				}
				lines, _, err := tokens(s)
				if c.broken != (err != nil) {
					t.Fatalf("error %v", err)
				}
				if d := cmp.Diff([]string{".empty after", "end a"}, lines); !c.broken && d != "" {
					t.Error(d)
				}
			}
		})
	}
}

// skipTo reads to an element's start tag and skips the element.
func skipTo(s *scanner, name string) error {
	for {
		if k, err := s.next(); err != nil || k == startTag && s.is(name) {
			return errors.Join(err, s.skip())
		}
	}
}

func TestTagEdits(t *testing.T) {
	for _, c := range []struct{ tag, name, value, with, without string }{
		{`<c r="A1" s='3' t="s">`, "s", "7", `<c r="A1" s='7' t="s">`, `<c r="A1" t="s">`},
		{`<c r="A1"/>`, "s", "7", `<c r="A1" s="7"/>`, `<c r="A1"/>`},
		{`<c r="A1" />`, "s", "7", `<c r="A1" s="7" />`, `<c r="A1" />`},
		{`<c>`, "s", "7", `<c s="7">`, `<c>`},
		{`<c x:s="1">`, "s", `<&"`, `<c x:s="1" s="&lt;&amp;&quot;">`, `<c x:s="1">`},
	} {
		s := scanBytes([]byte(c.tag + "</c>"))
		if _, err := s.next(); err != nil {
			t.Fatal(err)
		}
		if got := string(s.with(nil, c.name, c.value)); got != c.with {
			t.Errorf("with: %s, want %s", got, c.with)
		}
		if got := string(s.without(nil, c.name)); got != c.without {
			t.Errorf("without: %s, want %s", got, c.without)
		}
	}
}

func TestEscape(t *testing.T) {
	for in, want := range map[string]string{
		"a & b":                          "a &amp; b",
		"<\"x\">":                        "&lt;&quot;x&quot;&gt;",
		"a\nb\tc\r":                      "a&#10;b&#9;c&#13;",
		"\x00\x1b\xff":                   "\uFFFD\uFFFD\uFFFD",
		"é😀\ufffe":                       "é😀\uFFFD",
		xstring("_x41"):                  "_x41",
		xstring("_x0041_ and _x000d__x"): "_x005F_x0041_ and _x005F_x000d__x",
	} {
		if got := escaped(in); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	if got := unescape([]byte("a&amp;&#x41;&#66;&lt;&bad;&")); got != "a&AB<&bad;&" {
		t.Errorf("unescape: %q", got)
	}
}

// In memory or through a small window, the tokens are the same and no byte is lost.
func FuzzScan(f *testing.F) {
	for _, s := range []string{"<a><b x='1'/>t</a>", "\xef\xbb\xbf<?xml version='1.0'?><x:a>&amp;<!--c--><![CDATA[d]]></x:a>", "<a", "<a></b>", "<!DOCTYPE a><a/>"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, doc []byte) {
		lines, raw, err := tokens(scanBytes(doc))
		slow, slowRaw, slowErr := tokens(newScanner(iotest.HalfReader(bytes.NewReader(doc))))
		if (err == nil) != (slowErr == nil) || err == nil && (!cmp.Equal(lines, slow) || raw != slowRaw) {
			t.Fatalf("in memory %v, streamed %v", err, slowErr)
		}
		if err == nil && raw != string(doc) {
			t.Fatalf("raw bytes differ")
		}
	})
}

func BenchmarkScan(b *testing.B) {
	row := `<row r="12345" spans="1:14">` + strings.Repeat(`<c r="AA12345" s="3"><v>123.45</v></c>`, 14) + `</row>`
	doc := []byte("<sheetData>" + strings.Repeat(row, 20_000) + "</sheetData>")
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	for b.Loop() {
		s := newScanner(bytes.NewReader(doc))
		for {
			if _, err := s.next(); err == io.EOF {
				break
			} else if err != nil {
				b.Fatal(err)
			}
		}
	}
}
