package ooxmlcheck

import (
	"slices"
	"strings"
)

// styleCounts are how many of each the styles part has.
type styleCounts struct {
	fonts, fills, borders, named, cells, dxfs int
	formats                                   map[string]bool // ids of number formats
}

var styleOrder = []string{"numFmts", "fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "cellStyles", "dxfs", "tableStyles", "colors", "extLst"}

// dxfOrder and borderOrder are the order within these elements.
var (
	dxfOrder    = []string{"font", "numFmt", "fill", "alignment", "border", "protection", "extLst"}
	borderOrder = []string{"start", "left", "end", "right", "top", "bottom", "diagonal", "vertical", "horizontal"}
	xfOrder     = []string{"alignment", "protection", "extLst"}
)

const (
	maxFormats = 65430 // cell formats, MS-OI29500 on cellXfs
	maxCode    = 255   // characters of a number format
	firstOwn   = 164   // number formats below are built in
)

// readStyles reads the styles part.
func (c *checker) readStyles() {
	part := c.follow(c.book.part, "styles")
	d := c.open(part)
	if part == "" || d == nil {
		c.book.styles = styleCounts{cells: 1}
		return
	}
	root := d.tree()
	c.order(part, StyleOrder, styleOrder, root.kids)
	s := styleCounts{formats: map[string]bool{}}
	s.fonts, s.fills, s.borders = len(root.child("fonts").kids), len(root.child("fills").kids), len(root.child("borders").kids)
	s.named, s.cells, s.dxfs = len(root.child("cellStyleXfs").kids), len(root.child("cellXfs").kids), len(root.child("dxfs").kids)
	c.book.styles = s
	for _, n := range root.kids {
		if n.local != "tableStyles" && n.local != "colors" && n.local != "extLst" {
			c.countOf(part, StyleCount, n)
		}
	}
	c.checkNumberFormats(part, root)
	c.checkFills(part, root.child("fills"))
	c.checkParts(part, root)
	for _, n := range root.child("cellStyleXfs").kids {
		c.checkFormat(part, n, false)
	}
	for _, n := range root.child("cellXfs").kids {
		c.checkFormat(part, n, true)
	}
	if s.cells > maxFormats || s.cells == 0 {
		c.fault(part, StyleLimit, "%d cell formats", s.cells)
	}
	c.checkNamed(part, root.child("cellStyles"))
	root.each(func(n *node) { c.checkColour(part, n) })
}

func (c *checker) checkNumberFormats(part string, root *node) {
	for _, n := range root.child("numFmts").kids {
		id := n.attr("numFmtId")
		if _, ok := n.number("numFmtId"); !ok || c.book.styles.formats[id] {
			c.fault(part, NumberFormat, "the id %q is there twice or is none", id)
		}
		c.book.styles.formats[id] = true
	}
	root.each(func(n *node) {
		if n.local == "numFmt" && (units(n.attr("formatCode")) > maxCode || n.attr("formatCode") == "") {
			c.fault(part, NumberFormat, "the format %q has %d characters", n.attr("numFmtId"), units(n.attr("formatCode")))
		}
	})
}

// checkFills holds the first two, which Excel takes for granted whatever is there.
func (c *checker) checkFills(part string, fills *node) {
	for i, want := range [][]string{{"", "none"}, {"gray125", "lightGray"}} {
		if i >= len(fills.kids) || !slices.Contains(want, fills.kids[i].child("patternFill").attr("patternType")) {
			c.fault(part, FirstFills, "fill %d is not %s", i, want[len(want)-1])
		}
	}
}

// checkParts holds the order within borders, differential formats and formats.
func (c *checker) checkParts(part string, root *node) {
	for _, n := range root.child("borders").kids {
		c.order(part, StyleOrder, borderOrder, n.kids)
	}
	for _, n := range root.child("dxfs").kids {
		c.order(part, StyleOrder, dxfOrder, n.kids)
	}
	for _, n := range root.child("cellXfs").kids {
		c.order(part, StyleOrder, xfOrder, n.kids)
	}
}

// checkFormat holds what a cell format or a named one points to.
func (c *checker) checkFormat(part string, n *node, cell bool) {
	s := c.book.styles
	limits := map[string]int{"fontId": s.fonts, "fillId": s.fills, "borderId": s.borders}
	if cell {
		limits["xfId"] = s.named
	}
	for attr, most := range limits {
		v, there := n.lookup(attr)
		if i, ok := n.number(attr); there && (!ok || i < 0 || i >= max(most, 1)) {
			c.fault(part, StyleIndex, "%s is %q of %d", attr, v, most)
		}
	}
	id, ok := n.number("numFmtId")
	if v, there := n.lookup("numFmtId"); there && (!ok || id < 0 || id >= firstOwn && !s.formats[v]) {
		c.fault(part, NumberFormat, "%q is used and not there", v)
	}
}

// checkNamed holds the named styles. Excel itself writes a built-in one, such as
// that of links, several times.
func (c *checker) checkNamed(part string, styles *node) {
	seen := map[string]string{}
	for _, n := range styles.kids {
		name := strings.ToLower(n.attr("name"))
		if id, ok := n.number("xfId"); !ok || id < 0 || id >= max(1, c.book.styles.named) {
			c.fault(part, NamedStyle, "%q has the format %q of %d", n.attr("name"), n.attr("xfId"), c.book.styles.named)
		}
		builtIn := n.attr("builtinId")
		if other, there := seen[name]; there && (other == "" || other != builtIn) {
			c.fault(part, NamedStyle, "%q is there twice", n.attr("name"))
		}
		seen[name] = builtIn
	}
}

// checkColour holds a colour of a font, a fill or a border. Data portals write them
// without the first two digits, and people open those workbooks every day.
func (c *checker) checkColour(part string, n *node) {
	if n.space != mainSpace || n.local != "color" && n.local != "fgColor" && n.local != "bgColor" {
		return
	}
	if v, there := n.lookup("rgb"); there && (len(v) != 8 && len(v) != 6 || strings.Trim(strings.ToLower(v), "0123456789abcdef") != "") {
		c.fault(part, Colour, "%q of <%s>", v, n.local)
	}
	if v, there := n.lookup("theme"); there {
		if i, ok := n.number("theme"); !ok || i < 0 || i > 11 {
			c.fault(part, Colour, "the theme colour %q of <%s>", v, n.local)
		}
	}
}
