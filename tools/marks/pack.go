package main

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"path"
	"strings"
)

// pack is a package unpacked.
type pack struct {
	data   []byte
	parts  map[string]*part // by name in lower case, slashes forward
	sheets []sheet
	book   string   // name of the workbook part
	added  []string // names of the sheets that are added to it
}

// part is an entry of the package.
type part struct {
	name       string
	text       []byte
	compressed []byte
}

// sheet is a tab and the part that it stands in.
type sheet struct {
	name, part string
	worksheet  bool
}

// node is an element and all in it.
type node struct {
	XMLName xml.Name
	Attrs   []xml.Attr `xml:",any,attr"`
	Kids    []node     `xml:",any"`
	Text    string     `xml:",chardata"`
}

func (n *node) attr(local string) string {
	for _, a := range n.Attrs {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// child returns the first child with a name, or an empty node.
func (n *node) child(local string) *node {
	for i := range n.Kids {
		if n.Kids[i].XMLName.Local == local {
			return &n.Kids[i]
		}
	}
	return &node{}
}

// unpack reads every part.
func unpack(data []byte) (*pack, error) {
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	p := &pack{data: data, parts: map[string]*part{}}
	for _, f := range z.File {
		if err := p.add(f); err != nil {
			return nil, err
		}
	}
	for _, r := range p.relations("") {
		if r.kind == "officeDocument" {
			p.book = r.target
		}
	}
	return p, p.readSheets()
}

func (p *pack) add(f *zip.File) error {
	if strings.HasSuffix(f.Name, "/") {
		return nil
	}
	e := &part{name: f.Name}
	r, err := f.OpenRaw()
	if err != nil {
		return err
	}
	if e.compressed, err = io.ReadAll(r); err != nil {
		return err
	}
	full, err := f.Open()
	if err != nil {
		return err
	}
	defer full.Close()
	e.text, err = io.ReadAll(full)
	p.parts[key(f.Name)] = e
	return err
}

func key(name string) string { return strings.ToLower(strings.ReplaceAll(name, `\`, "/")) }

// text is what a part holds, nil where it isn't there.
func (p *pack) text(name string) []byte {
	if e := p.parts[key(name)]; e != nil {
		return e.text
	}
	return nil
}

// tree reads a part's XML; one that cannot be read is empty.
func (p *pack) tree(name string) *node {
	var n node
	if err := xml.Unmarshal(p.text(name), &n); err != nil {
		return &node{}
	}
	return &n
}

// relation is a relationship of a part.
type relation struct{ id, kind, target string }

func (p *pack) relations(source string) []relation {
	var out []relation
	dir, base := path.Split(source)
	for _, n := range p.tree(dir + "_rels/" + base + ".rels").Kids {
		r := relation{n.attr("Id"), path.Base(n.attr("Type")), n.attr("Target")}
		if n.attr("TargetMode") != "External" && strings.HasPrefix(r.target, "/") {
			r.target = r.target[1:]
		} else if n.attr("TargetMode") != "External" {
			r.target = path.Join(dir, r.target)
		}
		out = append(out, r)
	}
	return out
}

// readSheets lists the tabs.
func (p *pack) readSheets() error {
	var book node
	if err := xml.Unmarshal(p.text(p.book), &book); err != nil {
		return err
	}
	rels := p.relations(p.book)
	for _, n := range book.child("sheets").Kids {
		s := sheet{name: n.attr("name")}
		for _, r := range rels {
			if r.id == n.attr("id") {
				s.part, s.worksheet = r.target, r.kind == "worksheet"
			}
		}
		p.sheets = append(p.sheets, s)
	}
	return nil
}

// leads returns the part of a kind that a sheet leads to, "" for none.
func (p *pack) leads(s sheet, kind string) string {
	for _, r := range p.relations(s.part) {
		if r.kind == kind {
			return r.target
		}
	}
	return ""
}
