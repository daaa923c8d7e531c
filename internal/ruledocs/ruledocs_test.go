package ruledocs

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"winnow/rules"
)

// TestShippedPages holds every shipped page to what screen readers and browsers
// need: headings in order, tables with header cells, names that lead somewhere.
func TestShippedPages(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var pages []Page
	for _, r := range set.Returns {
		p := Describe(set, r)
		pages = append(pages, p)
		t.Run(r.Name, func(t *testing.T) {
			if len(p.Columns) != len(r.Fields) || len(p.Senders) == 0 {
				t.Errorf("%d columns for %d fields, %d senders", len(p.Columns), len(r.Fields), len(p.Senders))
			}
			var b bytes.Buffer
			if err := p.HTML(&b); err != nil {
				t.Fatal(err)
			}
			structure(t, b.Bytes())
			var again, md bytes.Buffer
			if err := p.HTML(&again); err != nil || !bytes.Equal(b.Bytes(), again.Bytes()) {
				t.Errorf("not the same twice: %v", err)
			}
			if err := p.Markdown(&md); err != nil {
				t.Fatal(err)
			}
			for _, left := range []string{"{{", "<no value>", "%!", "{"} {
				if strings.Contains(md.String(), left) {
					t.Errorf("the Markdown has %q in it", left)
				}
			}
		})
	}
	var b bytes.Buffer
	if err := NewIndex(set, pages).HTML(&b); err != nil {
		t.Fatal(err)
	}
	structure(t, b.Bytes())
}

// structure parses a page and faults what makes it hard to use.
func structure(t *testing.T, page []byte) {
	t.Helper()
	root, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	ids, links, h1, level := map[string]bool{}, []string{}, 0, 0
	for n := range root.Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		if id := attr(n, "id"); id != "" {
			if ids[id] {
				t.Errorf("the id %q is there twice", id)
			}
			ids[id] = true
		}
		switch n.Data {
		case "html":
			if attr(n, "lang") != "en-GB" {
				t.Error("no lang")
			}
		case "script", "link", "img", "iframe":
			t.Errorf("a <%s>", n.Data)
		case "a":
			links = append(links, attr(n, "href"))
		case "h1", "h2", "h3", "h4":
			l := int(n.Data[1] - '0')
			if l == 1 {
				h1++
			}
			if l > level+1 {
				t.Errorf("<%s> after a heading of level %d", n.Data, level)
			}
			level = l
		case "table":
			table(t, n)
		}
	}
	if h1 != 1 {
		t.Errorf("%d <h1>", h1)
	}
	for _, l := range links {
		if to, ok := strings.CutPrefix(l, "#"); ok && !ids[to] {
			t.Errorf("a link to %s, which is not there", l)
		}
		if strings.Contains(l, "://") {
			t.Errorf("a link outside: %s", l)
		}
	}
}

func table(t *testing.T, n *html.Node) {
	t.Helper()
	heads := 0
	for c := range n.Descendants() {
		if c.Type == html.ElementNode && c.Data == "th" {
			heads++
			if s := attr(c, "scope"); s != "col" && s != "row" {
				t.Error("a <th> without scope")
			}
		}
	}
	if heads == 0 {
		t.Error("a table without header cells")
	}
	if attr(n.Parent, "aria-label") == "" || attr(n.Parent, "tabindex") != "0" {
		t.Error("a table that can't be scrolled by keyboard")
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

// What comes from rule files stays text, whatever it is.
func TestHostile(t *testing.T) {
	const evil = `<script>alert(1)</script>|*_[x](y)`
	set, err := rules.Load(fstest.MapFS{"r.yaml": {Data: []byte(fmt.Sprintf(`winnow: v1
return: index
title: %[1]q
fields: [{name: a, title: %[1]q, type: string, constraints: {enum: [%[1]q]}}]
rules: [{id: r, expect: a != "x", message: %[1]q, fix: %[1]q}]
`, evil))}}, ".", "r")
	if err != nil {
		t.Fatal(err)
	}
	p := Describe(set, set.Returns[0])
	if p.File() == "index" {
		t.Error("the page would stand in the index's place")
	}
	var page, md bytes.Buffer
	if err := p.HTML(&page); err != nil {
		t.Fatal(err)
	}
	structure(t, page.Bytes())
	if err := p.Markdown(&md); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(md.String(), "<script") || strings.Contains(md.String(), "[x](y)") {
		t.Error(md.String())
	}
}

// TestContrast works out the contrast of the style's colours on their grounds:
// WCAG asks for 4.5 to 1.
func TestContrast(t *testing.T) {
	b, err := templates.ReadFile("page.html.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	pairs := 0
	for _, rule := range regexp.MustCompile(`\{([^{}]*)\}`).FindAllStringSubmatch(string(b), -1) {
		fore := regexp.MustCompile(`(?:^|[; ])color: (#[0-9a-f]{6})`).FindStringSubmatch(rule[1])
		if fore == nil {
			continue
		}
		ground := "#ffffff"
		if m := regexp.MustCompile(`background: (#[0-9a-f]{6})`).FindStringSubmatch(rule[1]); m != nil {
			ground = m[1]
		}
		pairs++
		if c := contrast(fore[1], ground); c < 4.5 {
			t.Errorf("%s on %s is %.1f to 1", fore[1], ground, c)
		}
	}
	if pairs < 6 {
		t.Errorf("only %d colours found", pairs)
	}
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

func luminance(hex string) float64 {
	sum := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[1+2*i:3+2*i], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		sum += weight * c
	}
	return sum
}

func TestWords(t *testing.T) {
	tests := []struct{ yaml, want string }{
		{"type: integer", "a whole number"},
		{"type: number, percent: points, decimals: 1", "a percentage: for 12.5% write 12.5 or 12.5%, with at most one decimal place"},
		{"type: number, currency: GBP, decimals: 2", "an amount in pounds, with at most 2 decimal places"},
		{`type: date, format: "%d.%m.%y"`, "a date, such as 16.04.21"},
		{"type: date", "a date, such as 16/04/2021"},
		{`type: time, format: "%H:%M"`, "a time of day, such as 14:30"},
		{"type: boolean", "yes or no, written “true” or “false”"},
		{"type: string, format: email", "an email address"},
		{"type: string", "text"},
		{"type: list", "several values, with “,” between them"},
	}
	for _, test := range tests {
		set, err := rules.Load(fstest.MapFS{"r.yaml": {Data: []byte("winnow: v1\nreturn: r\nfields: [{name: a, " + test.yaml + "}]\n")}}, ".", "r")
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(test.want, what(set.Returns[0].Fields[0])); d != "" {
			t.Errorf("%s: %s", test.yaml, d)
		}
	}
}

func TestExamplesSayASignOnce(t *testing.T) {
	ret := &rules.Return{Fields: []*rules.Field{{Name: "paid"}, {Name: "share"}, {Name: "due"}}}
	row := map[string]string{"paid": "£400.01", "share": "12.5%"}
	got := withValues(ret, "£{paid} ({paid}) is {share}%, or {share}, of £{due}.", row)
	if want := "£400.01 (£400.01) is 12.5%, or 12.5%, of £blank."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}
