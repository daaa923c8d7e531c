package ooxml

import (
	"fmt"
	"strconv"
	"strings"
)

// tableNames are what tables of a workbook may not have in common.
type tableNames struct {
	next  int             // a number that none has
	names map[string]bool // in lower case; those of defined names too
}

// needTableNames looks through the package's tables.
func (pl *plan) needTableNames() (*tableNames, error) {
	names := &tableNames{next: 1, names: map[string]bool{}}
	for _, f := range pl.p.zip.File {
		key := partKey(f.Name)
		if pl.types.of(key) != typeTable || pl.gone[key] || pl.p.parts[key] == nil {
			continue
		}
		xml, err := pl.read(f.Name, maxInside)
		if err != nil {
			return nil, err
		}
		root, err := parseTree(xml, 0)
		if err != nil {
			return nil, err
		}
		if id, ok := number(root.attrText("id")); ok {
			names.next = max(names.next, id+1)
		}
		names.names[strings.ToLower(root.attrText("name"))] = true
		names.names[strings.ToLower(root.attrText("displayName"))] = true
	}
	if list := pl.p.book.root.child("definedNames"); list != nil {
		for _, n := range list.children("definedName") {
			names.names[strings.ToLower(n.attrText("name"))] = true
		}
	}
	return names, nil
}

// renameTable is a table of the companion with a number and a name that are free,
// and its styles by their new numbers.
func (pl *plan) renameTable(c *companion, xml []byte) ([]byte, error) {
	if c.tables == nil {
		var err error
		if c.tables, err = pl.needTableNames(); err != nil {
			return nil, err
		}
	}
	var out []byte
	s := scanBytes(xml)
	for {
		if _, err := s.next(); err != nil {
			return out, endOf(err)
		}
		if s.kind != startTag && s.kind != emptyTag {
			out = append(out, s.raw...)
			continue
		}
		name := ""
		if s.depth == 0 {
			name = c.tables.free(s.attrText("displayName"))
		}
		var err error
		out, err = s.rewrite(out, func(attr, value string) (string, bool, error) {
			switch {
			case s.depth == 0 && attr == "id":
				c.tables.next++
				return strconv.Itoa(c.tables.next - 1), true, nil
			case s.depth == 0 && (attr == "name" || attr == "displayName"):
				return escaped(name), true, nil
			case strings.HasSuffix(strings.ToLower(attr), "dxfid"):
				return mapped(value, c.dxf)
			}
			return value, true, nil
		})
		if err != nil {
			return nil, err
		}
	}
}

// free is the name itself, or with a number behind it.
func (t *tableNames) free(name string) string {
	free := name
	for n := 2; t.names[strings.ToLower(free)]; n++ {
		free = fmt.Sprintf("%s_%d", name, n)
	}
	t.names[strings.ToLower(free)] = true
	return free
}
