package ooxmlcheck

import (
	"encoding/xml"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
)

// frame is what an open element means for those in it.
type frame struct {
	prefixes  map[string]string // namespaces by prefix, of this element and those around it
	ignorable map[string]bool   // namespaces that readers may pass over
	free      bool              // within extLst or an alternative: anything may stand here
}

// understood are namespaces that every version of Excel knows wherever it allows
// them at all.
func understood(space string) bool {
	return space == "" || space == mainSpace || space == relSpace || space == compatSpace || space == "xml" || space == "xmlns" || strings.HasSuffix(space, "/XML/1998/namespace")
}

// enter holds an element's prefixes, attributes and r:ids.
func (d *decoder) enter(s xml.StartElement) {
	f := frame{}
	if n := len(d.mark); n > 0 {
		f = d.mark[n-1]
	}
	f.declare(s)
	d.namespaces(s, &f)
	if s.Name.Local == "extLst" || s.Name.Space == compatSpace {
		f.free = true
	}
	d.attributes(s)
	d.mark = append(d.mark, f)
}

// leave closes the innermost element.
func (d *decoder) leave() {
	if n := len(d.mark); n > 0 {
		d.mark = d.mark[:n-1]
	}
}

// declare adds an element's own prefixes.
func (f *frame) declare(s xml.StartElement) {
	var own map[string]string
	for _, a := range s.Attr {
		if a.Name.Space != "xmlns" && a.Name != (xml.Name{Local: "xmlns"}) {
			continue
		}
		if own == nil {
			own = map[string]string{}
			for k, v := range f.prefixes {
				own[k] = v
			}
		}
		own[a.Name.Local] = transitional(a.Value) // the default is that of xmlns, which is no prefix
	}
	if own != nil {
		f.prefixes = own
	}
}

// namespaces holds the prefixes of an element, its attributes and mc:Ignorable.
func (d *decoder) namespaces(s xml.StartElement, f *frame) {
	for _, a := range s.Attr {
		if a.Name.Space != compatSpace || a.Name.Local != "Ignorable" && a.Name.Local != "MustUnderstand" {
			continue
		}
		spaces := map[string]bool{}
		for k := range f.ignorable {
			spaces[k] = true
		}
		for _, prefix := range strings.Fields(a.Value) {
			space, ok := f.prefixes[prefix]
			if !ok {
				d.c.fault(d.part, Namespace, "mc:%s names the prefix %s, which is not declared", a.Name.Local, prefix)
			}
			spaces[space] = true
		}
		f.ignorable = spaces
	}
	d.space(s.Name, "element", f)
	for _, a := range s.Attr {
		d.space(a.Name, "attribute", f)
	}
}

// space holds one name's namespace. A prefix that is not declared stands there
// in place of an address. What is foreign matters in the spreadsheet's own parts;
// drawings and VML are made of other namespaces.
func (d *decoder) space(name xml.Name, what string, f *frame) {
	switch {
	case understood(name.Space):
	case !slices.Contains(slices.Collect(maps.Values(f.prefixes)), name.Space):
		d.c.fault(d.part, Namespace, "the prefix %s of the %s %s is not declared", name.Space, what, name.Local)
	case !f.free && !f.ignorable[name.Space] && strings.Contains(d.c.types[strings.ToLower(d.part)], "spreadsheetml") && len(d.mark) > 0:
		d.c.fault(d.part, Ignorable, "the %s %s is of %s, which is not ignorable", what, name.Local, name.Space)
	}
}

// attributes holds that none is there twice, and each r:id.
func (d *decoder) attributes(s xml.StartElement) {
	for i, a := range s.Attr {
		for _, b := range s.Attr[:i] {
			if a.Name == b.Name {
				d.c.fault(d.part, XML, "the attribute %s of <%s> is there twice", a.Name.Local, s.Name.Local)
			}
		}
		if a.Name.Space == relSpace || a.Name.Space == vmlOffice && a.Name.Local == "relid" {
			d.c.checkID(d.part, s.Name.Local, a.Value)
		}
	}
}

// encoding lets UTF-8 through under any of its names.
func encoding(charset string, r io.Reader) (io.Reader, error) {
	if strings.EqualFold(charset, "utf-8") || strings.EqualFold(charset, "us-ascii") {
		return r, nil
	}
	return nil, fmt.Errorf("the encoding %s", charset)
}
