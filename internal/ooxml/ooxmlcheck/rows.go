package ooxmlcheck

import (
	"slices"
	"strconv"
	"strings"
)

// rowState is what the rows before have shown.
type rowState struct {
	last    int             // number of the row before
	masters map[string]bool // shared formulas that have a master
	uses    map[string]string
}

// row holds a row and its cells.
func (w *sheetCheck) row(n *node) {
	if n.local != "row" || n.space != mainSpace {
		w.fault(w.part, RowOrder, "<%s> stands among the rows", n.local)
		return
	}
	number := w.rows.last + 1
	if v, there := n.lookup("r"); there {
		var ok bool
		if number, ok = n.number("r"); !ok || number < 1 || number > maxRow {
			w.fault(w.part, RowOrder, "%q is no number of a row", v)
			return
		}
	}
	if number <= w.rows.last {
		w.fault(w.part, RowOrder, "row %d stands after row %d", number, w.rows.last)
	}
	w.rows.last = number
	w.checkStyle(n, "s", "row "+strconv.Itoa(number))
	if level, ok := n.number("outlineLevel"); ok && (level < 0 || level > 7) {
		w.fault(w.part, RowOrder, "row %d has the outline level %d", number, level)
	}
	col := 0
	for _, cell := range n.kids {
		if cell.local != "c" {
			if cell.local != "extLst" {
				w.fault(w.part, CellOrder, "<%s> stands among the cells of row %d", cell.local, number)
			}
			continue
		}
		col = w.place(cell, cellRef{number, col})
		w.cell(cell, cellRef{number, col})
	}
}

// place returns a cell's column, after the one before.
func (w *sheetCheck) place(n *node, before cellRef) int {
	v, there := n.lookup("r")
	if !there {
		return before.col + 1
	}
	r, ok := parseRef(v)
	switch {
	case !ok || strings.ToUpper(v) != v || strings.Contains(v, "$"):
		w.fault(w.part, CellOrder, "%q is no cell", v)
		return before.col + 1
	case r.row != before.row:
		w.fault(w.part, CellOrder, "%s stands in row %d", v, before.row)
	case r.col <= before.col:
		w.fault(w.part, CellOrder, "%s stands after %s", v, before)
	}
	return r.col
}

// checkStyle holds the number of a cell format.
func (w *sheetCheck) checkStyle(n *node, attr, where string) {
	v, there := n.lookup(attr)
	if i, ok := n.number(attr); there && v != "" && (!ok || i < 0 || i >= w.book.styles.cells) {
		w.fault(w.part, CellStyle, "%s has the format %q of %d", where, v, w.book.styles.cells)
	}
}

// cellTypes are the values of t, each with whether it demands a number.
var cellTypes = []string{"", "b", "d", "e", "inlineStr", "n", "s", "str"}

var cellOrder = []string{"f", "v", "is", "extLst"}

// cell holds one cell.
func (w *sheetCheck) cell(n *node, at cellRef) {
	w.checkStyle(n, "s", at.String())
	w.order(w.part, CellType, cellOrder, n.kids)
	kind := n.attr("t")
	if !slices.Contains(cellTypes, kind) {
		w.fault(w.part, CellType, "%s is of the type %q", at, kind)
	}
	if f := n.child("f"); f.local != "" {
		w.formula(n.child("f"), at)
	}
	if n.child("is").local != "" && kind != "inlineStr" {
		w.fault(w.part, CellType, "%s has a text of its own and the type %q", at, kind)
	}
	v := n.child("v")
	if v.local != "" {
		w.value(kind, v.text, at)
	}
	if _, head := w.heads[at]; head {
		w.heads[at] = w.text(kind, n)
	}
	if kind == "inlineStr" {
		w.checkText(w.part, richText(n.child("is")), at.String())
	}
}

// value holds what stands in <v>.
func (w *sheetCheck) value(kind, v string, at cellRef) {
	ok := true
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if v != "" && (err != nil || i < 0 || i >= len(w.book.strings)) {
			w.fault(w.part, SharedString, "%s has the string %q of %d", at, v, len(w.book.strings))
		}
	case "", "n":
		_, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		ok = err == nil || v == ""
	case "b":
		ok = v == "0" || v == "1" || v == "true" || v == "false"
	case "e":
		ok = strings.HasPrefix(v, "#")
	case "str":
		w.checkText(w.part, unescape(v), at.String())
	}
	if !ok {
		w.fault(w.part, CellType, "%s is of the type %q and its value isn't", at, kind)
	}
}

// text is what a cell says, where it is a text; else a text that nothing equals.
func (w *sheetCheck) text(kind string, n *node) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(n.child("v").text); err == nil && i >= 0 && i < len(w.book.strings) {
			return w.book.strings[i]
		}
	case "str":
		return unescape(n.child("v").text)
	case "inlineStr":
		return richText(n.child("is"))
	}
	return noText
}

const noText = "\x00"
