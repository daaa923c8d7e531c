package ooxml

import (
	"errors"
	"strconv"
	"strings"
)

// names changes the defined names: those of one sheet name it by its place, those
// that lead to a dropped sheet go, the companion's come.
func (b *bookChange) names() error {
	list := b.book.root.child("definedNames")
	var inserts, changes []edit
	left := 0
	global := map[string]bool{}
	if list != nil {
		for _, n := range list.children("definedName") {
			change, goes := b.name(n)
			changes = append(changes, change...)
			if goes {
				continue
			}
			left++
			if n.attrText("localSheetId") == "" {
				global[strings.ToLower(n.attrText("name"))] = true
			}
		}
	}
	ours, err := b.ownNames(global)
	if err != nil {
		return err
	}
	switch {
	case list == nil && len(ours) > 0:
		inserts = []edit{b.newNames(ours)}
	case list != nil && left == 0 && len(ours) == 0:
		changes = []edit{list.remove()}
	case list != nil:
		inserts = insertNames(list, ours)
	}
	b.edits = append(append(inserts, b.edits...), changes...)
	return nil
}

// name is the change of a name that is there, and whether it goes.
func (b *bookChange) name(n *node) ([]edit, bool) {
	if b.leadsToDropped(n.text) {
		return []edit{n.remove()}, true
	}
	local := n.attrText("localSheetId")
	if local == "" {
		return nil, false
	}
	was, ok := number(local)
	now, stays := b.now[was]
	switch {
	case !ok || !stays:
		return []edit{n.remove()}, true
	case now == was:
		return nil, false
	}
	return []edit{n.retag("localSheetId", strconv.Itoa(now))}, false
}

// leadsToDropped says whether a name's formula names a sheet that goes.
func (b *bookChange) leadsToDropped(formula string) bool {
	for name := range b.plan.drop {
		quoted := "'" + strings.ReplaceAll(name, "'", "''") + "'!"
		if strings.Contains(formula, quoted) || formula == name || strings.HasPrefix(formula, name+"!") || strings.Contains(formula, ","+name+"!") {
			return true
		}
	}
	return false
}

// ownName is a defined name of the companion, ready to be written.
type ownName struct{ name, element string }

// ownNames are the companion's names. global has those of the whole workbook that are there.
func (b *bookChange) ownNames(global map[string]bool) ([]ownName, error) {
	c := b.plan.companion
	if c == nil {
		return nil, nil
	}
	list := c.book.root.child("definedNames")
	if list == nil {
		return nil, nil
	}
	places := map[int]int{}
	for i, s := range b.order {
		if !s.old {
			places[s.index] = i
		}
	}
	var ours []ownName
	for _, n := range list.children("definedName") {
		name, local := n.attrText("name"), n.attrText("localSheetId")
		was, ok := number(local)
		place, there := places[was]
		switch {
		case local == "" && global[strings.ToLower(name)]:
			return nil, errors.New("a name that the added sheets define is defined already")
		case local != "" && (!ok || !there):
			return nil, errors.New("a name that the added sheets define is of none of them")
		}
		ours = append(ours, ownName{name, b.nameElement(n, local != "", place)})
	}
	return ours, nil
}

// nameElement writes a name of the companion in the workbook part's own way.
func (b *bookChange) nameElement(n *node, local bool, place int) string {
	p := b.book.list.prefix()
	var s strings.Builder
	s.WriteString("<" + p + "definedName")
	for _, a := range n.attrs {
		name, value := string(n.raw[a.name:a.nameEnd]), string(n.raw[a.value:a.end])
		if name == "localSheetId" {
			value = strconv.Itoa(place)
		}
		s.WriteString(" " + name + `="` + value + `"`)
	}
	s.WriteString(">" + escaped(n.text) + "</" + p + "definedName>")
	return s.String()
}

// insertNames puts each name before the first that comes after it in the alphabet,
// which is the order that Excel keeps.
func insertNames(list *node, ours []ownName) []edit {
	if len(ours) == 0 {
		return nil
	}
	if len(list.kids) == 0 {
		return []edit{list.add(joinNames(ours))}
	}
	var edits []edit
	for _, o := range ours {
		e := list.add(o.element)
		for _, n := range list.children("definedName") {
			if strings.ToLower(n.attrText("name")) > strings.ToLower(o.name) {
				e = edit{n.at, n.at, o.element}
				break
			}
		}
		edits = append(edits, e)
	}
	return edits
}

// newNames is a list of names where there was none, behind those elements that
// stand before it.
func (b *bookChange) newNames(ours []ownName) edit {
	p := b.book.list.prefix()
	at := b.book.list.after
	for _, n := range b.book.root.kids {
		if n.is("functionGroups") || n.is("externalReferences") {
			at = max(at, n.after)
		}
	}
	return edit{at, at, "<" + p + "definedNames>" + joinNames(ours) + "</" + p + "definedNames>"}
}

func joinNames(ours []ownName) string {
	var s strings.Builder
	for _, o := range ours {
		s.WriteString(o.element)
	}
	return s.String()
}
