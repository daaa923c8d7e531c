package ooxml

import (
	"strings"
)

// Namespaces of attributes that name a relationship.
const (
	relationsSpace       = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	strictRelationsSpace = "http://purl.oclc.org/ooxml/officeDocument/relationships"
)

// maxLinks is how many links Excel takes on a sheet; it repairs one with more.
const maxLinks = 65_530

// taken are the cells that have a link of the sheet's own.
type taken struct {
	cells map[uint64]bool
	areas []area
	count int
}

func cellKey(row, column int) uint64 { return uint64(row)<<14 | uint64(column) }

func (t *taken) add(a area) {
	if a.top == a.bottom && a.left == a.right {
		if t.cells == nil {
			t.cells = map[uint64]bool{}
		}
		t.cells[cellKey(a.top, a.left)] = true
		return
	}
	t.areas = append(t.areas, a)
}

func (t *taken) has(row, column int) bool {
	if t.cells[cellKey(row, column)] {
		return true
	}
	for _, a := range t.areas {
		if a.overlaps(area{row, column, row, column}) {
			return true
		}
	}
	return false
}

// newLinks inserts the marks' links into a sheet that has none.
func (p *patcher) newLinks() error {
	open := "<" + p.names + "hyperlinks>"
	if p.writeLinks(open, &taken{}) {
		p.closeTag("hyperlinks")
	}
	return nil
}

// links takes the sheet's own, less those into sheets that are left out, and
// adds the marks'.
func (p *patcher) links() error {
	// One that loses all it has goes; whether it gets others shows at its end.
	held := ""
	if p.seen.links.gone > 0 && p.seen.links.kept == 0 || p.kind == emptyTag {
		held = strings.TrimSuffix(strings.TrimSuffix(string(p.raw), ">"), "/") + ">"
	} else {
		p.copy()
	}
	t := &taken{}
	if p.kind == emptyTag {
		raw := string(p.raw)
		if p.writeLinks(held, t) {
			p.closeTag("hyperlinks")
		} else {
			p.out.WriteString(raw)
		}
		return nil
	}
	err := p.each(1, func() error { return p.link(t, held != "") })
	if err != nil {
		return err
	}
	if p.writeLinks(held, t) || held == "" {
		p.copy()
	}
	return nil
}

// link takes one of the sheet's own.
func (p *patcher) link(t *taken, all bool) error {
	if p.is("hyperlink") && isOwnLink(&p.token, p.c) || all {
		return p.discard()
	}
	for _, a := range areas(p.attrText("ref")) {
		t.add(a)
	}
	t.count++
	p.copy()
	return nil
}

// writeLinks writes the marks' links, the first after open, and says whether
// there was any.
func (p *patcher) writeLinks(open string, t *taken) bool {
	if p.c.marking.Cells == nil {
		return false
	}
	any := false
	for c := range p.c.marking.Cells {
		if c.Link == "" || t.has(c.Row, c.Column) {
			continue
		}
		if t.count++; t.count > maxLinks {
			break
		}
		if !any {
			p.out.WriteString(open)
			any = true
		}
		p.out.Write(linkElement(c).append(nil, p.names))
	}
	return any
}

// linkElement is a link within the workbook.
func linkElement(c Cell) *element {
	e := &element{name: "hyperlink", attrs: []pair{{"ref", string(appendRef(nil, c.Row, c.Column))}, {"location", xstring(c.Link)}}}
	if c.Tip != "" {
		e.attrs = append(e.attrs, pair{"tooltip", message(c.Tip, maxMessage)})
	}
	return e
}

// newLegacyDrawing names the notes' shapes in a sheet that had none.
func (p *patcher) newLegacyDrawing() error {
	if p.c.legacyDrawing == "" {
		return nil
	}
	e := &element{name: "legacyDrawing"}
	rels := p.rels
	if rels == "" {
		space := relationsSpace
		if p.strict {
			space = strictRelationsSpace
		}
		rels = "r:"
		e.attrs = []pair{{"xmlns:r", space}}
	}
	e.attrs = append(e.attrs, pair{rels + "id", p.c.legacyDrawing})
	p.out.Write(e.append(nil, p.names))
	return nil
}

// oldLegacyDrawing takes what names the shapes that the sheet has.
func (p *patcher) oldLegacyDrawing() error {
	if p.c.noLegacyDrawing {
		return p.discard()
	}
	if p.c.legacyDrawing != "" {
		return errNotes() // it names a drawing that isn't there
	}
	p.copy()
	return nil
}
