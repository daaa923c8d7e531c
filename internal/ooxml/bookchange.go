package ooxml

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// changeBook plans the workbook part: the list of sheets, and what goes by their
// order. Where no sheet comes or goes it stays as it is.
func (pl *plan) changeBook() error {
	if len(pl.newSheets) == 0 && len(pl.drop) == 0 {
		return nil
	}
	order, err := pl.order()
	if err != nil {
		return err
	}
	b := &bookChange{plan: pl, book: &pl.p.book, order: order, now: map[int]int{}}
	for i, s := range order {
		if s.old {
			b.now[s.index] = i
		}
	}
	if len(b.now) == len(order) && len(order) == len(pl.p.book.sheets) {
		return nil
	}
	b.sheets()
	b.views()
	b.customViews()
	if err := b.names(); err != nil {
		return err
	}
	pl.write(pl.p.main, splice(b.book.xml, b.edits), "")
	return nil
}

// bookChange is the workbook part while it is changed.
type bookChange struct {
	plan  *plan
	book  *book
	order []tab
	now   map[int]int // the place of a sheet that stays, by its place before
	edits []edit
}

// tab is a sheet in the new order.
type tab struct {
	sheetRef
	old   bool
	index int // among the package's sheets, or the companion's
}

// order is the new order of sheets.
func (pl *plan) order() ([]tab, error) {
	var order []tab
	first := min(pl.change.First, len(pl.newSheets))
	for i, s := range pl.newSheets[:first] {
		order = append(order, tab{sheetRef: s, index: i})
	}
	for i, s := range pl.p.book.sheets {
		if !pl.drop[s.Name] {
			order = append(order, tab{sheetRef: s, old: true, index: i})
		}
	}
	for i, s := range pl.newSheets[first:] {
		order = append(order, tab{sheetRef: s, index: first + i})
	}
	names, visible := map[string]bool{}, false
	for _, s := range order {
		fold := strings.ToLower(s.Name)
		if names[fold] {
			return nil, errors.New("a sheet to add has the name of one that is there")
		}
		names[fold] = true
		visible = visible || !s.Hidden
	}
	if !visible {
		return nil, errors.New("no visible sheet would be left")
	}
	return order, nil
}

// sheets changes the list of sheets.
func (b *bookChange) sheets() {
	list := b.book.list
	before, after := "", ""
	for _, s := range b.order {
		switch {
		case s.old:
		case s.index < b.plan.change.First:
			before += b.element(s)
		default:
			after += b.element(s)
		}
	}
	if before != "" {
		b.edits = append(b.edits, edit{list.inner, list.inner, before})
	}
	for i, n := range list.children("sheet") {
		if _, stays := b.now[i]; !stays {
			b.edits = append(b.edits, n.remove())
		}
	}
	if after != "" {
		b.edits = append(b.edits, list.add(after))
	}
}

// element is an added sheet in the list.
func (b *bookChange) element(s tab) string {
	prefix, ok := b.book.root.boundTo(spaceRelations)
	declare := ""
	if !ok {
		prefix, declare = "r:", ` xmlns:r="`+spaceRelations+`"`
	}
	state := ""
	if s.state != "" {
		state = ` state="` + escaped(s.state) + `"`
	}
	return fmt.Sprintf(`<%ssheet name="%s" sheetId="%d"%s%s %sid="%s"/>`,
		b.book.list.prefix(), escaped(s.Name), s.id, state, declare, prefix, s.rel)
}

// views sets which sheet is seen on opening: the first of ours, where it is to
// be, else the one that was.
func (b *bookChange) views() {
	views := b.book.root.child("bookViews")
	if views == nil || len(views.children("workbookView")) == 0 {
		if views == nil && b.shownTab(0) > 0 || b.plan.shown {
			b.addViews(views)
		}
		return
	}
	for _, v := range views.children("workbookView") {
		was, _ := number(v.attrText("activeTab"))
		tag := token{}
		if _, err := tag.reparse(v.with(nil, "activeTab", strconv.Itoa(b.shownTab(was)))); err != nil {
			continue // it was read before
		}
		b.edits = append(b.edits, edit{v.at, v.inner, string(tag.without(nil, "firstSheet"))})
	}
}

func (b *bookChange) addViews(views *node) {
	p := b.book.list.prefix()
	view := fmt.Sprintf(`<%sworkbookView activeTab="%d"/>`, p, b.shownTab(0))
	if views != nil {
		b.edits = append(b.edits, views.add(view))
		return
	}
	at := b.book.list.at
	b.edits = append(b.edits, edit{at, at, "<" + p + "bookViews>" + view + "</" + p + "bookViews>"})
}

// reparse reads a tag that was put together.
func (t *token) reparse(raw []byte) (int, error) {
	t.raw = raw
	return t.parse(raw)
}

// shownTab is the sheet seen on opening, of a view that showed was.
func (b *bookChange) shownTab(was int) int {
	if now, stays := b.now[was]; !b.plan.shown && stays && !b.order[now].Hidden {
		return now
	}
	for i, s := range b.order {
		if !s.Hidden {
			return i
		}
	}
	return 0
}

// customViews lets the views that people have named not name a sheet that goes.
func (b *bookChange) customViews() {
	list := b.book.root.child("customWorkbookViews")
	if list == nil {
		return
	}
	ids := map[string]bool{}
	for _, s := range b.order {
		ids[strconv.Itoa(s.id)] = true
	}
	for _, v := range list.children("customWorkbookView") {
		if id := v.attrText("activeSheetId"); id != "" && !ids[id] {
			b.edits = append(b.edits, v.retag("activeSheetId", strconv.Itoa(b.order[b.shownTab(0)].id)))
		}
	}
}
