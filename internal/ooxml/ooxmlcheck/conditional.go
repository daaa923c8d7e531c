package ooxmlcheck

import "slices"

var conditionalTypes = []string{
	"expression", "cellIs", "colorScale", "dataBar", "iconSet", "top10", "uniqueValues", "duplicateValues", "containsText", "notContainsText",
	"beginsWith", "endsWith", "containsBlanks", "notContainsBlanks", "containsErrors", "notContainsErrors", "timePeriod", "aboveAverage",
}

// checkConditional holds one set of conditional formats.
func (w *sheetCheck) checkConditional(n *node) {
	sqref := n.attr("sqref")
	if _, ok := parseAreas(sqref); !ok && !n.flag("pivot", false) {
		w.fault(w.part, Conditional, "%q are no areas", sqref)
	}
	rules := 0
	for _, k := range n.kids {
		if k.local != "cfRule" {
			continue
		}
		rules++
		if !slices.Contains(conditionalTypes, k.attr("type")) {
			w.fault(w.part, Conditional, "%s: the type %q", sqref, k.attr("type"))
		}
		if p, ok := k.number("priority"); !ok || p < 1 {
			w.fault(w.part, Conditional, "%s: the priority %q", sqref, k.attr("priority"))
		}
		id, ok := k.number("dxfId")
		if v, there := k.lookup("dxfId"); there && (!ok || id < 0 || id >= w.book.styles.dxfs) {
			w.fault(w.part, Conditional, "%s: the format %q of %d", sqref, v, w.book.styles.dxfs)
		}
	}
	if rules == 0 {
		w.fault(w.part, Conditional, "%s: no rule", sqref)
	}
}
