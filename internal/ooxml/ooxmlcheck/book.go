package ooxmlcheck

import (
	"slices"
	"strconv"
	"strings"
	"unicode/utf16"
)

// book is what the sheets are held against.
type book struct {
	part    string
	root    *node
	sheets  []sheet
	strings []string // shared strings, unescaped
	styles  styleCounts
	tables  []table
	names   map[string]bool        // defined names of the workbook and of tables, in lower case
	shapes  map[string]string      // parts by the block of shape ids
	rooms   map[int]map[int64]bool // cells with formulas, by sheet id, where there is a calculation chain
}

// sheet is a tab.
type sheet struct {
	name, part string
	id         int
	hidden     bool
	worksheet  bool // not a chart or a dialog
	selected   bool
	filter     string // the area of its autofilter
}

var bookOrder = []string{
	"fileVersion", "fileSharing", "workbookPr", "workbookProtection", "bookViews", "sheets", "functionGroups", "externalReferences", "definedNames",
	"calcPr", "oleSize", "customWorkbookViews", "pivotCaches", "smartTagPr", "smartTagTypes", "webPublishing", "fileRecoveryPr", "webPublishObjects", "extLst",
}

// readBook reads the workbook part and the list of its sheets.
func (c *checker) readBook(part string) {
	c.book = book{part: part, root: &node{}, names: map[string]bool{}, shapes: map[string]string{}, rooms: map[int]map[int64]bool{}}
	d := c.open(part)
	if d == nil {
		return
	}
	c.book.root = d.tree()
	c.order(part, BookOrder, bookOrder, c.book.root.kids, "fileRecoveryPr")
	for _, n := range c.book.root.child("sheets").kids {
		c.addSheet(n)
	}
	for _, s := range c.book.sheets {
		c.checkSheetName(s.name)
	}
}

func (c *checker) addSheet(n *node) {
	id, ok := n.number("sheetId")
	s := sheet{name: n.attr("name"), id: id, hidden: n.attr("state") == "hidden" || n.attr("state") == "veryHidden"}
	for _, r := range c.rels[strings.ToLower(c.book.part)] {
		if r.id == relID(n) {
			s.part, s.worksheet = r.target, r.kind == "worksheet"
		}
	}
	if !ok || id < 1 || id > 65534 {
		c.fault(c.book.part, SheetID, "%q is no id of a sheet", n.attr("sheetId"))
	}
	for _, other := range c.book.sheets {
		if other.id == id || other.part != "" && strings.EqualFold(other.part, s.part) {
			c.fault(c.book.part, SheetID, "two sheets have the id %d or the part %s", id, s.part)
		}
		if strings.EqualFold(other.name, s.name) {
			c.fault(c.book.part, SheetName, "two sheets are called %q", s.name)
		}
	}
	c.book.sheets = append(c.book.sheets, s)
}

func relID(n *node) string {
	for _, a := range n.attrs {
		if a.Name.Space == relSpace && a.Name.Local == "id" {
			return a.Value
		}
	}
	return ""
}

func (c *checker) checkSheetName(name string) {
	n := units(name)
	if n == 0 || n > 31 || strings.ContainsAny(name, "[]:*?/\\\x00\x03") || strings.HasPrefix(name, "'") || strings.HasSuffix(name, "'") {
		c.fault(c.book.part, SheetName, "%q is no name of a sheet", name)
	}
}

// units is the length of a text as Excel counts it.
func units(s string) int { return len(utf16.Encode([]rune(s))) }

// checkBook holds the workbook against its sheets, which have been read.
func (c *checker) checkBook() {
	c.checkTabs()
	c.checkSelected()
	c.checkNames()
	c.checkTables()
}

// checkTabs holds the views: which sheet is seen first.
func (c *checker) checkTabs() {
	sheets := c.book.sheets
	if !slices.ContainsFunc(sheets, func(s sheet) bool { return !s.hidden }) {
		c.fault(c.book.part, SheetVisible, "no sheet is visible")
	}
	for _, v := range c.book.root.child("bookViews").kids {
		active, _ := v.number("activeTab")
		first, _ := v.number("firstSheet")
		switch {
		case active < 0 || active >= len(sheets) || first < 0 || first >= len(sheets):
			c.fault(c.book.part, SheetVisible, "the active tab is %d and the first %d of %d", active, first, len(sheets))
		case sheets[active].hidden && v.attr("visibility") == "":
			c.fault(c.book.part, SheetVisible, "the active tab %d is hidden", active)
		}
	}
}

// checkSelected looks for a group of sheets, in which what is typed into one is
// typed into all.
func (c *checker) checkSelected() {
	var selected []string
	for _, s := range c.book.sheets {
		if s.selected {
			selected = append(selected, strconv.Quote(s.name))
		}
	}
	if len(selected) > 1 {
		c.fault(c.book.part, TabSelected, "selected together: %s", strings.Join(selected, ", "))
	}
}

// order holds the order of children of the spreadsheet namespace, and that each
// is there once but for those that may repeat.
func (c *checker) order(part string, rule Rule, want []string, kids []*node, repeat ...string) {
	last := -1
	for _, k := range unwrap(kids) {
		at := slices.Index(want, k.local)
		switch {
		case k.space != mainSpace:
		case at < 0:
			c.fault(part, rule, "<%s> may not stand here", k.local)
		case at < last:
			c.fault(part, rule, "<%s> stands after <%s>", k.local, want[last])
		case at == last && !slices.Contains(repeat, k.local):
			c.fault(part, rule, "<%s> is there twice", k.local)
		}
		last = max(last, at)
	}
}

// unwrap puts what the first choice of an alternative holds in its place.
func unwrap(kids []*node) []*node {
	if !slices.ContainsFunc(kids, func(k *node) bool { return k.space == compatSpace }) {
		return kids
	}
	var out []*node
	for _, k := range kids {
		if k.space == compatSpace && k.local == "AlternateContent" && len(k.kids) > 0 {
			out = append(out, unwrap(k.kids[0].kids)...)
		} else {
			out = append(out, k)
		}
	}
	return out
}
