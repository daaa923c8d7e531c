package ooxml

import (
	"io"
	"slices"
	"strings"
)

// element is a small element in memory: a font, a fill, a cell format. A document
// may write its own names with a prefix (x:font); names here are without it, so
// that an element can be written into a document that has another.
type element struct {
	name  string // local; with its prefix if it is of another vocabulary
	attrs []pair
	kids  []*element
	text  string
}

type pair struct{ name, value string }

// parseElement reads an element of a document whose own names begin with prefix.
func parseElement(raw []byte, prefix string) (*element, error) {
	s := scanBytes(raw)
	root := &element{}
	path := []*element{root}
	for {
		k, err := s.next()
		if err == io.EOF {
			return root.kids[0], nil
		}
		if err != nil {
			return nil, err
		}
		top := path[len(path)-1]
		switch k {
		case startTag, emptyTag:
			n := s.element(prefix)
			top.kids = append(top.kids, n)
			if k == startTag {
				path = append(path, n)
			}
		case endTag:
			path = path[:len(path)-1]
		case charData:
			top.text += strings.TrimSpace(unescape(s.raw))
		}
	}
}

// element is the tag as an element without content. A name without a prefix, where
// the document's own have one, is of another vocabulary: it gets a bare colon.
func (t *token) element(prefix string) *element {
	n := &element{name: string(t.name)}
	if prefix != "" && t.prefix() == "" {
		n.name = ":" + n.name
	} else if t.prefix() == prefix {
		n.name = string(t.local)
	}
	for _, a := range t.attrs {
		n.attrs = append(n.attrs, pair{string(t.raw[a.name:a.nameEnd]), unescape(t.raw[a.value:a.end])})
	}
	return n
}

// append writes the element for a document whose own names begin with prefix.
func (n *element) append(dst []byte, prefix string) []byte {
	name := prefix + n.name
	if strings.Contains(n.name, ":") {
		name = strings.TrimPrefix(n.name, ":")
	}
	dst = append(append(dst, '<'), name...)
	for _, a := range n.attrs {
		dst = append(append(append(dst, ' '), a.name...), `="`...)
		dst = append(appendEscaped(dst, a.value), '"')
	}
	if len(n.kids) == 0 && n.text == "" {
		return append(dst, "/>"...)
	}
	dst = appendEscaped(append(dst, '>'), n.text)
	for _, k := range n.kids {
		dst = k.append(dst, prefix)
	}
	return append(append(append(dst, "</"...), name...), '>')
}

// key is the same for elements that mean the same.
func (n *element) key() string { return string(n.sorted().append(nil, "")) }

func (n *element) sorted() *element {
	c := &element{name: n.name, text: n.text, attrs: slices.Clone(n.attrs)}
	slices.SortFunc(c.attrs, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	for _, k := range n.kids {
		c.kids = append(c.kids, k.sorted())
	}
	return c
}

// kid is the first child of this name, nil if there is none.
func (n *element) kid(name string) *element {
	for _, k := range n.kids {
		if k.name == name {
			return k
		}
	}
	return nil
}

// attr is an attribute's value, "" if there is none.
func (n *element) attr(name string) string {
	for _, a := range n.attrs {
		if a.name == name {
			return a.value
		}
	}
	return ""
}

// copyWith is a shallow copy with an attribute set.
func (n *element) copyWith(name, value string) *element {
	c := *n
	c.attrs = slices.Clone(n.attrs)
	for i := range c.attrs {
		if c.attrs[i].name == name {
			c.attrs[i].value = value
			return &c
		}
	}
	c.attrs = append(c.attrs, pair{name, value})
	return &c
}

// copyWithout is a shallow copy less the attributes that drop says.
func (n *element) copyWithout(drop func(name string) bool) *element {
	c := *n
	c.attrs = slices.DeleteFunc(slices.Clone(n.attrs), func(a pair) bool { return drop(a.name) })
	return &c
}

// own is a deep copy without what is of another vocabulary, whose names would
// mean nothing in another document.
func (n *element) own() *element {
	c := n.copyWithout(func(name string) bool { return strings.Contains(name, ":") })
	c.kids = nil
	for _, k := range n.kids {
		if !strings.Contains(k.name, ":") && k.name != "extLst" {
			c.kids = append(c.kids, k.own())
		}
	}
	return c
}
