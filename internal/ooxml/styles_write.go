package ooxml

import (
	"slices"
	"strconv"
	"strings"
)

// bytes is the part with what was added. Without any addition it is what was read.
func (s *styleSheet) bytes() []byte {
	var edits []edit
	for _, c := range s.collections() {
		if len((*c.at).items) > (*c.at).read {
			edits = append(edits, s.write(*c.at)...)
		}
	}
	edits = append(edits, s.keepMemo()...) // behind what is inserted at the same place
	if len(edits) == 0 {
		return s.part
	}
	return splice(s.part, edits)
}

// write puts what was added to a list before its end tag and into its count, or
// writes the list where the schema wants it.
func (s *styleSheet) write(c *collection) []edit {
	added := string(slices.Concat(c.items[c.read:]...))
	name := s.prefix + c.name
	tag := []byte("<" + name + ">")
	if c.to > 0 {
		tag = s.part[c.from:c.inside]
	}
	open := openTag(tag, c)
	switch {
	case c.to == 0:
		at := s.place(c.name)
		return []edit{{at, at, open + added + "</" + name + ">"}}
	case c.inside == c.to:
		return []edit{{c.from, c.to, open + added + "</" + name + ">"}}
	}
	return []edit{{c.from, c.inside, open}, {c.close, c.close, added}}
}

// openTag is the tag as a start tag with the right count.
func openTag(raw []byte, c *collection) string {
	var t token
	if _, err := t.parse(raw); err != nil {
		panic(err) // it was scanned before
	}
	t.raw = raw
	out := raw
	if c.name != "extLst" {
		out = t.with(nil, "count", strconv.Itoa(len(c.items)))
	}
	if t.kind == emptyTag {
		return strings.TrimRight(string(out[:len(out)-2]), " \t\r\n") + ">"
	}
	return string(out)
}

// place is where a list that isn't there belongs.
func (s *styleSheet) place(name string) int {
	rank := slices.Index(styleOrder, name)
	for _, c := range s.starts {
		if slices.Index(styleOrder, c.name) > rank {
			return c.at
		}
	}
	return s.end
}
