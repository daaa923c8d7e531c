package ooxml

import (
	"strconv"
	"strings"
)

// dropSheets plans the sheets of Change.Drop away, with what only they use.
func (pl *plan) dropSheets() error {
	for _, name := range pl.change.Drop {
		pl.drop[name] = true
	}
	book, err := pl.relations(pl.p.main)
	if err != nil {
		return err
	}
	ids := map[int]bool{}
	var parts []string
	for _, s := range pl.p.book.sheets {
		if pl.drop[s.Name] {
			book.drop(s.rel)
			ids[s.id] = true
			parts = append(parts, s.part)
		}
	}
	if len(parts) == 0 {
		return nil
	}
	if err := pl.dropStrings(book, parts); err != nil {
		return err
	}
	if err := pl.dropParts(parts); err != nil {
		return err
	}
	return pl.dropChain(book, ids)
}

// dropParts plans parts away, and what no other part leads to.
func (pl *plan) dropParts(parts []string) error {
	sources, err := pl.sources()
	if err != nil {
		return err
	}
	gone := map[string]bool{}
	for len(parts) > 0 {
		part := parts[0]
		parts = parts[1:]
		gone[partKey(part)] = true
		rels, err := pl.relations(part)
		if err != nil {
			return err
		}
		pl.leaveOut(part)
		for _, r := range rels.list {
			if !r.outside && !gone[partKey(r.target)] && pl.exists(r.target) && allGone(sources[partKey(r.target)], gone) {
				parts = append(parts, r.target)
			}
		}
	}
	return nil
}

func allGone(sources []string, gone map[string]bool) bool {
	for _, s := range sources {
		if !gone[s] {
			return false
		}
	}
	return true
}

// sources are the parts that lead to each part, by key.
func (pl *plan) sources() (map[string][]string, error) {
	sources := map[string][]string{}
	for _, f := range pl.p.zip.File {
		source, ok := relsSource(partKey(f.Name))
		if !ok || pl.gone[partKey(f.Name)] {
			continue
		}
		rels, err := pl.relations(source)
		if err != nil {
			return nil, err
		}
		for _, r := range rels.list {
			if !r.outside {
				key := partKey(r.target)
				sources[key] = append(sources[key], partKey(source))
			}
		}
	}
	return sources, nil
}

// relsSource is the part whose relationships a part holds.
func relsSource(key string) (string, bool) {
	dir, base, ok := strings.Cut("/"+key, "/_rels/")
	source, isRels := strings.CutSuffix(base, ".rels")
	if !ok || !isRels || strings.Contains(base, "/") {
		return "", false
	}
	return strings.TrimPrefix(dir+"/"+source, "/"), true
}

// dropChain leaves the order of calculation out if it names a sheet that goes:
// Excel makes a new one when it opens the workbook, but takes one that names a
// sheet which isn't there for damage.
func (pl *plan) dropChain(book *relations, ids map[int]bool) error {
	r := book.of(kindChain)
	if r == nil || !pl.exists(r.target) {
		return nil
	}
	xml, err := pl.read(r.target, maxInside)
	if err != nil {
		return err
	}
	s := scanBytes(xml)
	for {
		if _, err := s.next(); err != nil {
			return endOf(err)
		}
		if s.kind != startTag && s.kind != emptyTag || !s.is("c") {
			continue
		}
		if id, err := strconv.Atoi(s.attrText("i")); err == nil && ids[id] {
			part := r.target
			book.drop(r.id)
			pl.leaveOut(part)
			return nil
		}
	}
}
