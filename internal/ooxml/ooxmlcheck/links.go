package ooxmlcheck

const (
	maxLinks    = 65530
	maxLocation = 2083
	maxTip      = 255
)

// checkHyperlinks holds the sheet's links. That an r:id leads somewhere is held
// for every part.
func (w *sheetCheck) checkHyperlinks(n *node) {
	if n.local != "" && (len(n.kids) == 0 || len(n.kids) > maxLinks) {
		w.fault(w.part, Hyperlink, "%d of them", len(n.kids))
	}
	seen := map[string]bool{}
	for _, k := range n.kids {
		ref := k.attr("ref")
		if _, ok := parseArea(ref); !ok || seen[ref] {
			w.fault(w.part, Hyperlink, "%q is no area or has two links", ref)
		}
		seen[ref] = true
		location := k.attr("location") // Excel writes links that lead nowhere, for their tips
		if units(location) > maxLocation || units(k.attr("tooltip")) > maxTip {
			w.fault(w.part, Hyperlink, "%s: %d characters of the place and %d of the tip", ref, units(location), units(k.attr("tooltip")))
		}
	}
}
