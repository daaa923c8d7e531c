package main

import (
	"bytes"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
)

var selected = regexp.MustCompile(` tabSelected="[^"]*"`)

// untouched demands that the parts that a change doesn't concern are the same bytes,
// as they are packed too.
func untouched(say func(string, ...any), was, now *pack) {
	concerned := was.concerned()
	for k, e := range was.parts {
		after := now.parts[k]
		switch {
		case after == nil && !concerned[k]:
			say("%s is gone", e.name)
		case after == nil || concerned[k]:
		case bytes.Equal(e.text, after.text) && bytes.Equal(e.compressed, after.compressed):
		case bytes.Equal(selected.ReplaceAll(e.text, nil), selected.ReplaceAll(after.text, nil)) && selected.Match(e.text):
			// Another sheet is seen first now.
		default:
			say("%s was not concerned and is changed", e.name)
		}
	}
}

// concerned are the parts that marking and adding sheets must change.
func (p *pack) concerned() map[string]bool {
	out := map[string]bool{"[content_types].xml": true, key(p.book): true}
	rels := func(name string) string {
		i := strings.LastIndexByte(name, '/')
		return key(name[:i+1] + "_rels/" + name[i+1:] + ".rels")
	}
	out[rels(p.book)] = true
	for _, r := range p.relations(p.book) {
		if r.kind == "styles" {
			out[key(r.target)] = true
		}
	}
	for _, r := range p.relations("") {
		if r.kind == "extended-properties" { // it lists the sheets
			out[key(r.target)] = true
		}
	}
	for _, s := range p.sheets {
		if s.worksheet {
			out[key(s.part)], out[rels(s.part)] = true, true
			out[key(p.leads(s, "comments"))], out[key(p.leads(s, "vmlDrawing"))] = true, true
		}
	}
	return out
}

// ours are the elements of a worksheet of which winnow adds some.
var ours = map[string]bool{"c": true, "row": true, "hyperlinks": true, "hyperlink": true, "dataValidations": true, "dataValidation": true, "formula1": true, "formula2": true, "legacyDrawing": true}

// sameSheets demands that the worksheets have the elements that they had, the
// sender's own links and validations unchanged, and the shapes of the old drawings.
func sameSheets(say func(string, ...any), was, now *pack) {
	for _, s := range was.sheets {
		i := slices.IndexFunc(now.sheets, func(n sheet) bool { return n.name == s.name })
		if i < 0 || !s.worksheet {
			if i < 0 {
				say("the sheet %q is gone", s.name)
			}
			continue
		}
		before, after := elements(was.text(s.part)), elements(now.text(now.sheets[i].part))
		for name, n := range before {
			if after[name] < n || after[name] > n && !ours[name] {
				say("%s had %d <%s> and has %d", s.part, n, name, after[name])
			}
		}
		for name, n := range after {
			if before[name] == 0 && !ours[name] {
				say("%s has %d <%s> and had none", s.part, n, name)
			}
		}
		kept(say, was, now, s, now.sheets[i])
		if a, b := was.shapes(s), now.shapes(now.sheets[i]); !maps.Equal(a, b) {
			say("the shapes of %q were %v and are %v", s.name, a, b)
		}
	}
}

// kept demands that the sender's own links and validations are there, word for word.
func kept(say func(string, ...any), was, now *pack, before, after sheet) {
	for _, list := range []string{"hyperlinks", "dataValidations", "conditionalFormatting", "mergeCells", "autoFilter", "sheetProtection", "drawing"} {
		have := map[string]int{}
		for _, n := range now.tree(after.part).all(list) {
			have[n.String()]++
		}
		for _, n := range was.tree(before.part).all(list) {
			if have[n.String()]--; have[n.String()] < 0 {
				say("of %q one of <%s> is changed: %.200s", before.name, list, n)
			}
		}
	}
}

// all are the elements within the lists of a name, or the elements themselves where
// they have nothing in them.
func (n *node) all(local string) []*node {
	var out []*node
	for i := range n.Kids {
		k := &n.Kids[i]
		switch {
		case k.XMLName.Local != local:
		case len(k.Kids) == 0:
			out = append(out, k)
		default:
			for j := range k.Kids {
				out = append(out, &k.Kids[j])
			}
		}
	}
	return out
}

// String writes an element in one way whatever its prefixes.
func (n *node) String() string {
	var out strings.Builder
	var attrs []string
	for _, a := range n.Attrs {
		if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
			attrs = append(attrs, fmt.Sprintf("%s=%q", a.Name.Local, a.Value))
		}
	}
	slices.Sort(attrs)
	out.WriteString("<" + n.XMLName.Local + " " + strings.Join(attrs, " ") + ">" + strings.TrimSpace(n.Text))
	for i := range n.Kids {
		out.WriteString(n.Kids[i].String())
	}
	return out.String() + "</>"
}
