package ooxml

import (
	"fmt"
	"strings"
)

// Kinds of relationships: the last word of their type.
const (
	kindWorkbook = "officeDocument"
	kindSheet    = "worksheet"
	kindStyles   = "styles"
	kindStrings  = "sharedStrings"
	kindComments = "comments"
	kindShapes   = "vmlDrawing"
	kindChain    = "calcChain"
)

const (
	spaceRelations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	spaceStrict    = "http://purl.oclc.org/ooxml/"
	emptyRelations = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
		`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>`
)

// relation leads from one part to another.
type relation struct {
	id       string
	kind     string // the last word of its type
	kindFull string
	target   string // the name of the part; as written, if it is outside of the package
	outside  bool
	node     *node
}

// relations are those of one part.
type relations struct {
	source string // the part's name; "" for the package
	xml    []byte
	root   *node
	list   []relation
	edits  []edit
	added  strings.Builder
}

// readRelations reads the relationships of the part source. A nil xml has none.
func readRelations(source string, xml []byte) (*relations, error) {
	if xml == nil {
		xml = []byte(emptyRelations)
	}
	root, err := parseTree(xml, 1)
	if err != nil {
		return nil, err
	}
	r := &relations{source: source, xml: xml, root: root}
	for _, n := range root.children("Relationship") {
		full := n.attrText("Type")
		rel := relation{id: n.attrText("Id"), kindFull: full, kind: full[strings.LastIndexByte(full, '/')+1:],
			target: n.attrText("Target"), outside: strings.EqualFold(n.attrText("TargetMode"), "External"), node: n}
		if !rel.outside {
			rel.target = resolve(source, rel.target)
		}
		r.list = append(r.list, rel)
	}
	return r, nil
}

// byID is the relationship of this id, nil if there is none.
func (r *relations) byID(id string) *relation {
	for i := range r.list {
		if r.list[i].id == id && id != "" {
			return &r.list[i]
		}
	}
	return nil
}

// of is the first relationship of a kind within the package, nil if there is none.
func (r *relations) of(kind string) *relation {
	for i := range r.list {
		if r.list[i].kind == kind && !r.list[i].outside {
			return &r.list[i]
		}
	}
	return nil
}

// add leads to a part and returns the relationship's new id.
func (r *relations) add(kind, target string) string {
	id := ""
	for n := 1; id == "" || r.hasID(id); n++ {
		id = fmt.Sprintf("rId%d", n)
	}
	full := spaceRelations + "/" + kind
	r.list = append(r.list, relation{id: id, kind: kind, kindFull: full, target: target})
	fmt.Fprintf(&r.added, `<%sRelationship Id="%s" Type="%s" Target="%s"/>`,
		r.root.prefix(), id, full, escaped(relative(r.source, target)))
	return id
}

// hasID says whether an id is taken, in whatever case.
func (r *relations) hasID(id string) bool {
	for i := range r.list {
		if strings.EqualFold(r.list[i].id, id) {
			return true
		}
	}
	return false
}

// drop takes a relationship that was read out.
func (r *relations) drop(id string) {
	for i := range r.list {
		if r.list[i].id == id && r.list[i].node != nil {
			r.edits = append(r.edits, r.list[i].node.remove())
			r.list = append(r.list[:i], r.list[i+1:]...)
			return
		}
	}
}

func (r *relations) changed() bool { return len(r.edits) > 0 || r.added.Len() > 0 }

// bytes is the part as changed; nil where no relationship is left.
func (r *relations) bytes() []byte {
	if len(r.list) == 0 {
		return nil
	}
	edits := r.edits
	if r.added.Len() > 0 {
		edits = append(edits[:len(edits):len(edits)], r.root.add(r.added.String()))
	}
	return splice(r.xml, edits)
}
