package ooxml

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"path"
	"regexp"
	"strings"
)

// companion is the package whose sheets are added.
type companion struct {
	*Package
	types   *contentTypes
	strings [][]byte          // what is inside of each shared string
	carried map[string]string // by partKey: the names that its parts get
	tables  *tableNames
	xf, dxf func(int) int
}

// openCompanion opens Change.Add. It is winnow's own, and so what is wrong with
// it is a fault of the program, never an *Unfit.
func (pl *plan) openCompanion() error {
	if pl.change.Add == nil {
		return nil
	}
	c, err := readCompanion(pl.change.Add)
	if err != nil {
		return errors.New("reading the sheets to add: " + err.Error())
	}
	if pl.change.First < 0 || pl.change.First > len(c.book.sheets) {
		return fmt.Errorf("%d of %d sheets to add are to stand first", pl.change.First, len(c.book.sheets))
	}
	for _, s := range c.book.sheets[:pl.change.First] {
		pl.shown = pl.shown || !s.Hidden
	}
	pl.companion = c
	return nil
}

func readCompanion(data []byte) (*companion, error) {
	p, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, err
	}
	c := &companion{Package: p, carried: map[string]string{}}
	if c.types, err = readTypes(p.types); err != nil {
		return nil, err
	}
	rels, err := p.relations(p.main)
	if err != nil {
		return nil, err
	}
	if r := rels.of(kindStrings); r != nil {
		if err := c.readStrings(r.target); err != nil {
			return nil, err
		}
	}
	for _, s := range p.book.sheets {
		if s.kind != kindSheet {
			return nil, fmt.Errorf("one is no worksheet but a %s", s.kind)
		}
	}
	return c, nil
}

func (c *companion) readStrings(part string) error {
	xml, err := c.read(part, maxAdded)
	if err != nil {
		return err
	}
	root, err := parseTree(xml, 1)
	if err != nil {
		return err
	}
	for _, si := range root.children("si") {
		c.strings = append(c.strings, xml[si.inner:si.innerEnd])
	}
	return nil
}

// addSheets plans the companion's sheets, each with what it uses.
func (pl *plan) addSheets() error {
	c := pl.companion
	if c == nil {
		return nil
	}
	if err := pl.graftStyles(c); err != nil {
		return err
	}
	book, err := pl.relations(pl.p.main)
	if err != nil {
		return err
	}
	seen := false
	for _, s := range c.book.sheets {
		name := pl.free(pl.beside("worksheets/sheet%d.xml"))
		selected := pl.shown && !seen && !s.Hidden
		seen = seen || selected
		pl.stream(name, typeSheet, func(w io.Writer) error { return c.writeSheet(w, s.part, selected) })
		if err := pl.carryRelations(c, s.part, name); err != nil {
			return fmt.Errorf("adding a sheet: %w", err)
		}
		added := s
		added.part, added.rel = name, book.add(kindSheet, name)
		added.id = pl.freeSheetID()
		pl.newSheets = append(pl.newSheets, added)
	}
	return nil
}

// graftStyles adds the companion's styles to the package's.
func (pl *plan) graftStyles(c *companion) error {
	if err := pl.needStyles(); err != nil {
		return err
	}
	styles := newStyles()
	rels, err := c.relations(c.main)
	if err != nil {
		return err
	}
	if r := rels.of(kindStyles); r != nil {
		xml, err := c.read(r.target, maxInside)
		if err != nil {
			return err
		}
		if styles, err = readStyles(xml); err != nil {
			return err
		}
	}
	c.xf, c.dxf, err = pl.styles.graft(styles)
	return err
}

// maxSheetID is the highest sheetId that Excel takes.
const maxSheetID = 65_534

// freeSheetID is a sheetId that no sheet has: the next, while there is one.
func (pl *plan) freeSheetID() int {
	used, next := map[int]bool{}, 1
	note := func(s sheetRef) {
		used[s.id] = true
		next = max(next, s.id+1)
	}
	for _, s := range pl.p.book.sheets {
		if !pl.drop[s.Name] {
			note(s)
		}
	}
	for _, s := range pl.newSheets {
		note(s)
	}
	if next > maxSheetID {
		for next = 1; used[next]; next++ {
		}
	}
	return next
}

// carryRelations carries over what a part of the companion leads to. The ids stay.
func (pl *plan) carryRelations(c *companion, from, to string) error {
	rels, err := c.relations(from)
	if err != nil || len(rels.list) == 0 {
		return err
	}
	var b strings.Builder
	b.WriteString(strings.TrimSuffix(emptyRelations, "</Relationships>"))
	for _, r := range rels.list {
		if r.outside {
			return fmt.Errorf("a part of the sheets to add leads outside of the workbook (%s)", r.kind)
		}
		name, err := pl.carry(c, r.target)
		if err != nil {
			return err
		}
		fmt.Fprintf(&b, `<Relationship Id="%s" Type="%s" Target="%s"/>`, escaped(r.id), escaped(r.kindFull), escaped(relative(to, name)))
	}
	b.WriteString("</Relationships>")
	pl.write(relsName(to), []byte(b.String()), "")
	return nil
}

// numbered is a part's name with the number before its ending, if it has one.
var numbered = regexp.MustCompile(`^(.*?)\d*(\.[^./]+)$`)

// carry carries a part of the companion over, under a name that is free.
func (pl *plan) carry(c *companion, part string) (string, error) {
	if name := c.carried[partKey(part)]; name != "" {
		return name, nil
	}
	data, err := c.read(part, maxInside)
	if err != nil {
		return "", err
	}
	kind := c.types.of(part)
	switch kind {
	case typeShapes:
		ids, err := pl.needShapeIDs()
		if err != nil {
			return "", err
		}
		data = ids.renumber(data)
	case typeTable:
		if data, err = pl.renameTable(c, data); err != nil {
			return "", err
		}
	}
	inside := strings.TrimPrefix(part, path.Dir(c.main)+"/")
	name := pl.free(pl.beside(numbered.ReplaceAllString(strings.ReplaceAll(inside, "%", ""), "${1}%d${2}")))
	c.carried[partKey(part)] = name
	pl.write(name, data, kind)
	return name, pl.carryRelations(c, part, name)
}
