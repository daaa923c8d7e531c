package ooxmlcheck

import (
	"encoding/xml"
	"errors"
	"io"
	"strconv"
	"strings"
)

// The namespaces that the rules speak of, each in its transitional form; the
// strict forms are turned into these.
const (
	mainSpace   = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
	relSpace    = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	compatSpace = "http://schemas.openxmlformats.org/markup-compatibility/2006"
	vmlSpace    = "urn:schemas-microsoft-com:vml"
	vmlOffice   = "urn:schemas-microsoft-com:office:office"
	vmlExcel    = "urn:schemas-microsoft-com:office:excel"
)

var strict = map[string]string{
	"http://purl.oclc.org/ooxml/spreadsheetml/main":           mainSpace,
	"http://purl.oclc.org/ooxml/officeDocument/relationships": relSpace,
}

// node is an element with all that is in it.
type node struct {
	space, local string
	attrs        []xml.Attr
	kids         []*node
	text         string
}

// attr returns an attribute without a namespace, "" where it isn't there.
func (n *node) attr(local string) string {
	v, _ := n.lookup(local)
	return v
}

func (n *node) lookup(local string) (string, bool) {
	for _, a := range n.attrs {
		if a.Name.Space == "" && a.Name.Local == local {
			return a.Value, true
		}
	}
	return "", false
}

// number returns an attribute as a whole number; ok says that it is there and is one.
func (n *node) number(local string) (int, bool) {
	v, there := n.lookup(local)
	i, err := strconv.Atoi(v)
	return i, there && err == nil
}

// flag returns an attribute as a truth value.
func (n *node) flag(local string, otherwise bool) bool {
	switch n.attr(local) {
	case "1", "true", "on":
		return true
	case "0", "false", "off":
		return false
	}
	return otherwise
}

// child returns the first child of the spreadsheet namespace with a name, or an
// empty node.
func (n *node) child(local string) *node {
	for _, k := range n.kids {
		if k.local == local && k.space == n.space {
			return k
		}
	}
	return &node{}
}

// each visits a node and all below it.
func (n *node) each(visit func(*node)) {
	visit(n)
	for _, k := range n.kids {
		k.each(visit)
	}
}

// decoder reads a part's XML and holds the rules of every part on the way.
type decoder struct {
	c    *checker
	part string
	xml  *xml.Decoder
	file io.ReadCloser
	mark []frame // open elements
	bad  bool    // a fault of the XML has been told
}

func (c *checker) newDecoder(part string, r io.ReadCloser) *decoder {
	d := &decoder{c: c, part: part, xml: xml.NewDecoder(r), file: r}
	d.xml.CharsetReader = encoding
	if strings.HasSuffix(c.types[strings.ToLower(part)], "vmlDrawing") {
		// Excel writes <br> without an end, and reads it.
		d.xml.Strict, d.xml.AutoClose, d.xml.Entity = false, []string{"br"}, xml.HTMLEntity
	}
	return d
}

// token returns the next token but for comments, nil at the end.
func (d *decoder) token() xml.Token {
	for !d.bad {
		t, err := d.xml.Token()
		switch {
		case errors.Is(err, io.EOF):
			_ = d.file.Close() // only read from
			return nil
		case err != nil:
			d.bad = true
			d.c.fault(d.part, XML, "%v", err)
			_ = d.file.Close() // only read from
			return nil
		}
		switch t := t.(type) {
		case xml.StartElement:
			for i := range t.Attr {
				t.Attr[i].Name.Space = transitional(t.Attr[i].Name.Space)
			}
			t.Name.Space = transitional(t.Name.Space)
			d.enter(t)
			return t
		case xml.EndElement:
			d.leave()
			return t
		case xml.Directive:
			d.c.fault(d.part, XML, "a document type declaration")
		case xml.CharData:
			return t
		}
	}
	return nil
}

func transitional(space string) string {
	if t := strict[space]; t != "" {
		return t
	}
	return space
}

// root returns the first element, without what is in it.
func (d *decoder) root() *node {
	for t := d.token(); t != nil; t = d.token() {
		if s, ok := t.(xml.StartElement); ok {
			return newNode(s)
		}
	}
	return &node{}
}

func newNode(s xml.StartElement) *node {
	return &node{space: s.Name.Space, local: s.Name.Local, attrs: s.Attr}
}

// tree reads the whole part.
func (d *decoder) tree() *node {
	n := d.root()
	d.fill(n)
	d.drain()
	return n
}

// fill reads what is in an element that has been begun.
func (d *decoder) fill(n *node) {
	var text strings.Builder
	for t := d.token(); t != nil; t = d.token() {
		switch t := t.(type) {
		case xml.StartElement:
			k := newNode(t)
			d.fill(k)
			n.kids = append(n.kids, k)
		case xml.CharData:
			text.Write(t)
		case xml.EndElement:
			n.text = text.String()
			return
		}
	}
	n.text = text.String()
}

// children begins each child of an element that has been begun. The visitor
// fills the child, or visits its children.
func (d *decoder) children(visit func(*node)) {
	for t := d.token(); t != nil; t = d.token() {
		switch t := t.(type) {
		case xml.StartElement:
			visit(newNode(t))
		case xml.EndElement:
			return
		}
	}
}

// drain reads to the end, for the rules of every part.
func (d *decoder) drain() {
	for t := d.token(); t != nil; t = d.token() {
		continue
	}
}
