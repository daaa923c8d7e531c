package ooxml

import (
	"strings"
)

// book is the workbook part: the list of sheets and what else hangs on their order.
type book struct {
	xml      []byte
	root     *node
	list     *node // the sheets element
	sheets   []sheetRef
	date1904 bool
}

// readBook reads the workbook part.
func (p *Package) readBook() error {
	xml, err := p.read(p.main, maxIndex)
	if err != nil {
		return err
	}
	root, err := parseTree(xml, 3)
	if err != nil {
		return err
	}
	if strings.Contains(string(root.raw), spaceStrict) || root.attrText("conformance") == "strict" {
		return &Unfit{Reason: "it is saved in the Strict Open XML format"}
	}
	rels, err := p.relations(p.main)
	if err != nil {
		return err
	}
	for _, r := range rels.list {
		if r.kind == "revisionHeaders" || r.kind == "usernames" {
			return errShared()
		}
	}
	b := book{xml: xml, root: root, list: root.child("sheets")}
	if pr := root.child("workbookPr"); pr != nil {
		b.date1904 = isTrue(pr.attrText("date1904"))
	}
	if err := b.readSheets(rels); err != nil {
		return err
	}
	p.book = b
	return nil
}

// readSheets reads the list of sheets.
func (b *book) readSheets(rels *relations) error {
	if b.list == nil || !b.root.is("workbook") {
		return &Unfit{Reason: "it has no sheets"}
	}
	names, parts := map[string]bool{}, map[string]bool{}
	for _, n := range b.list.children("sheet") {
		s := sheetRef{state: n.attrText("state"), kind: "", Sheet: Sheet{Name: n.attrText("name")}}
		s.Hidden = s.state != "" && s.state != "visible"
		id, ok := number(n.attrText("sheetId"))
		rel, _ := n.attrPrefixed("id")
		s.id, s.rel = id, unescape(rel)
		r := rels.byID(s.rel)
		fold := strings.ToLower(s.Name)
		if !ok || r == nil || r.outside || s.Name == "" || names[fold] || parts[partKey(r.target)] {
			return &Unfit{Reason: "its list of sheets is damaged"}
		}
		s.part, s.kind = r.target, r.kind
		names[fold], parts[partKey(s.part)] = true, true
		b.sheets = append(b.sheets, s)
	}
	if len(b.sheets) == 0 {
		return &Unfit{Reason: "it has no sheets"}
	}
	return nil
}

// isTrue reads a boolean of XML.
func isTrue(s string) bool { return s == "1" || s == "true" || s == "on" }
