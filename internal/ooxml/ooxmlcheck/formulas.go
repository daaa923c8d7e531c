package ooxmlcheck

// formula holds one cell's formula.
func (w *sheetCheck) formula(n *node, at cellRef) {
	if w.rows.masters == nil {
		w.rows.masters, w.rows.uses = map[string]bool{}, map[string]string{}
	}
	if units(n.text) > 8192 {
		w.fault(w.part, Formula, "that of %s has %d characters", at, units(n.text))
	}
	kind, ref := n.attr("t"), n.attr("ref")
	if ref != "" {
		if a, ok := parseArea(ref); !ok || kind != "shared" && !a.holds(area{at, at}) {
			w.fault(w.part, Formula, "that of %s is for %q", at, ref)
		}
	}
	switch kind {
	case "", "normal", "dataTable":
	case "array":
		if ref == "" {
			w.fault(w.part, Formula, "the array of %s has no area", at)
		}
	case "shared":
		si := n.attr("si")
		if n.text != "" && ref != "" {
			w.rows.masters[si] = true
		} else if _, known := w.rows.uses[si]; !known {
			w.rows.uses[si] = at.String()
		}
	default:
		w.fault(w.part, Formula, "that of %s is of the type %q", at, kind)
	}
	w.remember(at)
	if a, ok := parseArea(ref); ok && (kind == "array" || kind == "dataTable") {
		for row := a.from.row; row <= a.to.row; row++ {
			for col := a.from.col; col <= a.to.col; col++ {
				w.remember(cellRef{row, col})
			}
		}
	}
}

// checkFormulas holds that each shared formula stands somewhere.
func (w *sheetCheck) checkFormulas() {
	for si, at := range w.rows.uses {
		if !w.rows.masters[si] {
			w.fault(w.part, Formula, "%s shares the formula %q, which no cell has", at, si)
		}
	}
}

// remember keeps a cell with a formula for the calculation chain.
func (w *sheetCheck) remember(at cellRef) {
	if w.follow(w.book.part, "calcChain") == "" {
		return
	}
	cells := w.book.rooms[w.sheet.id]
	if cells == nil {
		cells = map[int64]bool{}
		w.book.rooms[w.sheet.id] = cells
	}
	cells[cellKey(at)] = true
}

func cellKey(r cellRef) int64 { return int64(r.row)<<20 | int64(r.col) }
