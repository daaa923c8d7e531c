package ooxmlcheck

import (
	"strings"
)

// sheetOrder is the order of CT_Worksheet.
var sheetOrder = []string{
	"sheetPr", "dimension", "sheetViews", "sheetFormatPr", "cols", "sheetData", "sheetCalcPr", "sheetProtection", "protectedRanges", "scenarios",
	"autoFilter", "sortState", "dataConsolidate", "customSheetViews", "mergeCells", "phoneticPr", "conditionalFormatting", "dataValidations", "hyperlinks",
	"printOptions", "pageMargins", "pageSetup", "headerFooter", "rowBreaks", "colBreaks", "customProperties", "cellWatches", "ignoredErrors", "smartTags",
	"drawing", "legacyDrawing", "legacyDrawingHF", "drawingHF", "picture", "oleObjects", "controls", "webPublishItems", "tableParts", "extLst",
}

// sheetCheck is one worksheet being checked.
type sheetCheck struct {
	*checker
	sheet  *sheet
	part   string
	tables []table
	heads  map[cellRef]string // texts of the cells that head a table's columns
	merges []area
	rows   rowState
	kids   []*node // the children of the worksheet; sheetData is empty
}

// readSheet reads a sheet's part and what belongs to it.
func (c *checker) readSheet(s *sheet) {
	if s.part == "" || c.read[strings.ToLower(s.part)] {
		return
	}
	if !s.worksheet {
		c.readOther(s)
		return
	}
	w := &sheetCheck{checker: c, sheet: s, part: s.part, heads: map[cellRef]string{}}
	w.tables = c.readTables(s.part)
	for _, t := range w.tables {
		for _, cell := range t.headerCells() {
			w.heads[cell] = ""
		}
	}
	d := c.open(s.part)
	if d == nil {
		return
	}
	w.read(d)
	w.check()
	w.checkComments()
	c.book.tables = append(c.book.tables, w.tables...)
}

// readOther reads a chart sheet or a dialog sheet for what counts in the workbook.
func (c *checker) readOther(s *sheet) {
	if d := c.open(s.part); d != nil {
		s.selected = isSelected(d.tree().child("sheetViews"))
	}
}

func isSelected(views *node) bool {
	for _, v := range views.kids {
		if v.flag("tabSelected", false) {
			return true
		}
	}
	return false
}

// read streams the rows and keeps the rest.
func (w *sheetCheck) read(d *decoder) {
	if root := d.root(); root.local != "worksheet" || root.space != mainSpace {
		w.fault(w.part, SheetOrder, "the root is <%s>", root.local)
		return
	}
	d.children(func(n *node) {
		w.kids = append(w.kids, n)
		if n.local != "sheetData" || n.space != mainSpace {
			d.fill(n)
			return
		}
		d.children(func(row *node) {
			d.fill(row)
			w.row(row)
		})
	})
	d.drain()
}

// check holds everything but the rows.
func (w *sheetCheck) check() {
	w.order(w.part, SheetOrder, sheetOrder, w.kids, "conditionalFormatting")
	root := &node{space: mainSpace, kids: unwrap(w.kids)}
	if root.child("sheetData").local == "" {
		w.fault(w.part, SheetOrder, "<sheetData> is not there")
	}
	w.sheet.selected = isSelected(root.child("sheetViews"))
	w.checkFormulas()
	w.checkDimension(root.child("dimension"))
	w.checkViews(root.child("sheetViews"))
	w.checkColumns(root.child("cols"))
	w.checkMerges(root.child("mergeCells"))
	w.checkFilter(root.child("autoFilter"))
	for _, n := range root.kids {
		if n.local == "conditionalFormatting" && n.space == mainSpace {
			w.checkConditional(n)
		}
	}
	w.checkValidations(root.child("dataValidations"))
	w.checkHyperlinks(root.child("hyperlinks"))
	w.checkBreaks(root.child("rowBreaks"))
	w.checkBreaks(root.child("colBreaks"))
	w.checkHeaders(root.child("headerFooter"))
	w.checkCount(root.child("tableParts"), Table)
	w.checkAreas(root)
	w.checkTableHeaders()
}

// countOf holds a count that is stated to the number of children.
func (c *checker) countOf(part string, rule Rule, n *node) {
	stated, there := n.lookup("count")
	if got, ok := n.number("count"); there && (!ok || got != len(n.kids)) {
		c.fault(part, rule, "<%s> counts %q, and %d are there", n.local, stated, len(n.kids))
	}
}

func (w *sheetCheck) checkCount(n *node, rule Rule) { w.countOf(w.part, rule, n) }

// checkAreas holds every reference that no other rule reads, but not those of
// extensions, which stand elsewhere.
func (w *sheetCheck) checkAreas(root *node) {
	root.each(func(n *node) {
		if n.space != mainSpace {
			return
		}
		for _, name := range []string{"activeCell", "topLeftCell"} {
			if v, there := n.lookup(name); there {
				if _, ok := parseRef(v); !ok {
					w.fault(w.part, Area, "%s of <%s> is %q", name, n.local, v)
				}
			}
		}
		if v, there := n.lookup("sqref"); there && n.local != "dataValidation" && n.local != "conditionalFormatting" {
			if _, ok := parseAreas(v); !ok {
				w.fault(w.part, Area, "sqref of <%s> is %q", n.local, v)
			}
		}
	})
}
