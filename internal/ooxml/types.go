package ooxml

import (
	"fmt"
	"path"
	"strings"
)

// Content types of parts.
const (
	typeWorkbook  = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
	typeMacros    = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
	typeSheet     = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
	typeStyles    = "application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"
	typeComments  = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
	typeTable     = "application/vnd.openxmlformats-officedocument.spreadsheetml.table+xml"
	typeRelations = "application/vnd.openxmlformats-package.relationships+xml"
	typeShapes    = "application/vnd.openxmlformats-officedocument.vmlDrawing"
)

const contentTypesName = "[Content_Types].xml"

// contentTypes is the part that says what each part is.
type contentTypes struct {
	xml       []byte
	root      *node
	defaults  map[string]string  // by ending, in lower case
	overrides map[string]string  // by part key
	nodes     map[string][]*node // of the overrides, by part key
	edits     []edit
	added     strings.Builder
}

func readTypes(xml []byte) (*contentTypes, error) {
	root, err := parseTree(xml, 1)
	if err != nil {
		return nil, err
	}
	c := &contentTypes{xml: xml, root: root, defaults: map[string]string{}, overrides: map[string]string{}, nodes: map[string][]*node{}}
	for _, n := range root.kids {
		switch {
		case n.is("Default"):
			c.defaults[strings.ToLower(n.attrText("Extension"))] = n.attrText("ContentType")
		case n.is("Override"):
			key := partKey(n.attrText("PartName"))
			c.overrides[key] = n.attrText("ContentType")
			c.nodes[key] = append(c.nodes[key], n)
		}
	}
	return c, nil
}

// of is the content type of a part, "" if none is given.
func (c *contentTypes) of(name string) string {
	if t, ok := c.overrides[partKey(name)]; ok {
		return t
	}
	return c.defaults[extension(name)]
}

func extension(name string) string { return strings.ToLower(strings.TrimPrefix(path.Ext(name), ".")) }

// set gives a part its type: by its ending where that is no .xml and free, else
// by name.
func (c *contentTypes) set(name, kind string) {
	if c.of(name) == kind {
		return
	}
	prefix := c.root.prefix()
	if ext := extension(name); ext != "xml" && ext != "" && c.defaults[ext] == "" {
		c.defaults[ext] = kind
		fmt.Fprintf(&c.added, `<%sDefault Extension="%s" ContentType="%s"/>`, prefix, escaped(ext), escaped(kind))
		return
	}
	c.overrides[partKey(name)] = kind
	fmt.Fprintf(&c.added, `<%sOverride PartName="/%s" ContentType="%s"/>`, prefix, escaped(name), escaped(kind))
}

// drop takes back what is said of a part by name.
func (c *contentTypes) drop(name string) {
	key := partKey(name)
	for _, n := range c.nodes[key] {
		c.edits = append(c.edits, n.remove())
	}
	delete(c.overrides, key)
	delete(c.nodes, key)
}

// bytes is the part as changed.
func (c *contentTypes) bytes() []byte {
	edits := c.edits
	if c.added.Len() > 0 {
		edits = append(edits[:len(edits):len(edits)], c.root.add(c.added.String()))
	}
	return splice(c.xml, edits)
}

func (c *contentTypes) changed() bool { return len(c.edits) > 0 || c.added.Len() > 0 }
