package ooxml

import (
	"io"
	"sort"
	"strings"
)

// node is an element of a part that is held in memory, with its place in it.
type node struct {
	token        // of the start tag
	after    int // where the element ends
	inner    int // what is inside begins here
	innerEnd int // and ends here
	kids     []*node
	text     string // of the element itself, not of its children
}

// parseTree reads a part and returns its root element. Elements deeper than
// depth are not kept; what they hold is between inner and innerEnd of the last kept.
func parseTree(part []byte, depth int) (*node, error) {
	s := scanBytes(part)
	var root *node
	var open []*node
	for {
		kind, err := s.next()
		if err == io.EOF {
			return root, nil
		}
		if err != nil {
			return nil, err
		}
		if s.token.depth > depth && kind != charData {
			continue
		}
		switch kind {
		case startTag, emptyTag:
			n := newNode(s)
			if len(open) > 0 {
				parent := open[len(open)-1]
				parent.kids = append(parent.kids, n)
			} else {
				root = n
			}
			if kind == startTag {
				open = append(open, n)
			}
		case endTag:
			n := open[len(open)-1]
			n.innerEnd, n.after = s.at, s.at+len(s.raw)
			open = open[:len(open)-1]
		case charData:
			if s.token.depth == len(open) && len(open) > 0 {
				open[len(open)-1].text += unescape(s.raw)
			}
		}
	}
}

func newNode(s *scanner) *node {
	n := &node{token: s.token}
	n.attrs = append([]attribute(nil), s.attrs...)
	n.inner = s.at + len(s.raw)
	n.innerEnd, n.after = n.inner, n.inner
	return n
}

// child is the first child of this local name, nil if there is none.
func (n *node) child(local string) *node {
	for _, k := range n.kids {
		if k.is(local) {
			return k
		}
	}
	return nil
}

// children are the children of this local name.
func (n *node) children(local string) []*node {
	var list []*node
	for _, k := range n.kids {
		if k.is(local) {
			list = append(list, k)
		}
	}
	return list
}

// boundTo is the prefix that the element binds to a namespace, with its colon,
// and whether it does.
func (n *node) boundTo(space string) (string, bool) {
	for _, a := range n.attrs {
		name := string(n.raw[a.name:a.nameEnd])
		if prefix, ok := strings.CutPrefix(name, "xmlns:"); ok && string(n.raw[a.value:a.end]) == space {
			return prefix + ":", true
		}
	}
	return "", false
}

// edit replaces the bytes from one place of a part to another.
type edit struct {
	from, to int
	text     string
}

// remove is the edit that leaves an element out.
func (n *node) remove() edit { return edit{from: n.at, to: n.after} }

// retag is the edit that sets an attribute of the element.
func (n *node) retag(name, value string) edit {
	return edit{from: n.at, to: n.inner, text: string(n.with(nil, name, value))}
}

// add is the edit that adds text as the element's last children.
func (n *node) add(text string) edit {
	if n.kind == emptyTag {
		open := strings.TrimRight(string(n.raw[:len(n.raw)-2]), " \t\r\n")
		return edit{from: n.at, to: n.inner, text: open + ">" + text + "</" + string(n.name) + ">"}
	}
	return edit{from: n.innerEnd, to: n.innerEnd, text: text}
}

// splice carries out edits, none of which overlaps another, on a copy of part.
// Of those at the same place the first given comes first.
func splice(part []byte, edits []edit) []byte {
	sort.SliceStable(edits, func(i, j int) bool { return edits[i].from < edits[j].from })
	size := len(part)
	for _, e := range edits {
		size += len(e.text)
	}
	out, at := make([]byte, 0, size), 0
	for _, e := range edits {
		out = append(append(out, part[at:e.from]...), e.text...)
		at = e.to
	}
	return append(out, part[at:]...)
}

// endOf is nil for the end of a document.
func endOf(err error) error {
	if err == io.EOF {
		return nil
	}
	return err
}
