package ooxmlcheck

import (
	"cmp"
	"slices"
	"strings"
)

func (w *sheetCheck) checkDimension(n *node) {
	if n.local == "" {
		return
	}
	if _, ok := parseArea(n.attr("ref")); !ok {
		w.fault(w.part, Dimension, "%q is no area", n.attr("ref"))
	}
}

// checkViews holds panes and selections: Excel repairs a selection of a pane that
// isn't there.
func (w *sheetCheck) checkViews(views *node) {
	books := max(1, len(w.book.root.child("bookViews").kids))
	seen := map[string]bool{}
	for _, v := range views.kids {
		if v.local != "sheetView" {
			continue
		}
		id := v.attr("workbookViewId")
		if n, ok := v.number("workbookViewId"); !ok || n < 0 || n >= books || seen[id] {
			w.fault(w.part, View, "a view of the window %q, of %d", id, books)
		}
		seen[id] = true
		w.checkView(v)
	}
}

func (w *sheetCheck) checkView(v *node) {
	panes, selected := map[string]bool{"topLeft": true}, map[string]bool{}
	for i, k := range v.kids {
		switch k.local {
		case "pane":
			if i > 0 {
				w.fault(w.part, View, "a pane after something else, or a second one")
			}
			panes = panesOf(k)
			if active := k.attr("activePane"); active != "" && !panes[active] {
				w.fault(w.part, View, "the pane %s is active and not there", active)
			}
		case "selection":
			name := cmp.Or(k.attr("pane"), "topLeft")
			if !panes[name] || selected[name] {
				w.fault(w.part, View, "a selection of the pane %s, which is not there or has one", name)
			}
			selected[name] = true
		}
	}
}

// panesOf are the panes that a split makes.
func panesOf(pane *node) map[string]bool {
	across := strings.Trim(pane.attr("xSplit"), "0.") != ""
	down := strings.Trim(pane.attr("ySplit"), "0.") != ""
	return map[string]bool{"topLeft": true, "topRight": across, "bottomLeft": down, "bottomRight": across && down}
}

func (w *sheetCheck) checkColumns(cols *node) {
	last := 0
	for _, n := range cols.kids {
		from, ok1 := n.number("min")
		to, ok2 := n.number("max")
		if !ok1 || !ok2 || from < 1 || to < from || to > maxColumn || from <= last {
			w.fault(w.part, Columns, "columns %s to %s after %d", n.attr("min"), n.attr("max"), last)
		}
		last = max(last, to)
		w.checkStyle(n, "style", "the columns from "+n.attr("min"))
	}
}

func (w *sheetCheck) checkMerges(n *node) {
	w.checkCount(n, Merge)
	for _, k := range n.kids {
		a, ok := parseArea(k.attr("ref"))
		if !ok || a.from == a.to {
			w.fault(w.part, Merge, "%q is no area of several cells", k.attr("ref"))
			continue
		}
		w.merges = append(w.merges, a)
		for _, t := range w.tables {
			if t.area.meets(a) {
				w.fault(w.part, Merge, "%s meets the table %s", a, t.name)
			}
		}
	}
	w.overlaps(Merge, w.merges)
}

// overlaps tells areas that meet, comparing each with those above that reach down
// to it.
func (w *sheetCheck) overlaps(rule Rule, areas []area) {
	areas = slices.Clone(areas)
	slices.SortFunc(areas, func(a, b area) int { return cmp.Or(a.from.row-b.from.row, a.from.col-b.from.col) })
	var open []area
	for _, a := range areas {
		open = slices.DeleteFunc(open, func(o area) bool { return o.to.row < a.from.row })
		for _, o := range open {
			if o.meets(a) {
				w.fault(w.part, rule, "%s and %s overlap", o, a)
			}
		}
		open = append(open, a)
	}
}

func (w *sheetCheck) checkFilter(n *node) {
	if n.local == "" {
		return
	}
	w.sheet.filter = n.attr("ref")
	a, ok := parseArea(w.sheet.filter)
	if !ok {
		w.fault(w.part, Filter, "%q is no area", w.sheet.filter)
	}
	for _, t := range w.tables {
		if t.area.meets(a) {
			w.fault(w.part, Filter, "%s meets the table %s", a, t.name)
		}
	}
	w.filterColumns(w.part, n, a)
}

// filterColumns holds that the columns filtered are within the area.
func (c *checker) filterColumns(part string, n *node, a area) {
	for _, k := range n.kids {
		if id, ok := k.number("colId"); k.local == "filterColumn" && (!ok || id < 0 || id > a.to.col-a.from.col) {
			c.fault(part, Filter, "the column %q of %s is filtered", k.attr("colId"), a)
		}
	}
}

func (w *sheetCheck) checkBreaks(n *node) {
	w.checkCount(n, Breaks)
	manual := 0
	for _, k := range n.kids {
		if k.flag("man", false) {
			manual++
		}
	}
	if stated, ok := n.number("manualBreakCount"); ok && stated != manual {
		w.fault(w.part, Breaks, "<%s> counts %d made by hand, and %d are there", n.local, stated, manual)
	}
}

func (w *sheetCheck) checkHeaders(n *node) {
	for _, k := range n.kids {
		if units(k.text) > 255 {
			w.fault(w.part, HeaderFooter, "<%s> has %d characters", k.local, units(k.text))
		}
	}
}
