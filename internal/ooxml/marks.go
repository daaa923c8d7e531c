package ooxml

import (
	"fmt"
	"io"
	"strconv"
)

// markSheets plans the marks of each sheet, and that none but the first of ours
// is selected: sheets that are selected together are all written to at once.
func (pl *plan) markSheets() error {
	if err := pl.checkNames(); err != nil {
		return err
	}
	for _, s := range pl.p.book.sheets {
		if pl.drop[s.Name] {
			continue
		}
		if err := pl.markSheet(s); err != nil {
			return fmt.Errorf("changing %q: %w", s.part, err)
		}
	}
	return nil
}

// checkNames says whether the sheets to mark are there.
func (pl *plan) checkNames() error {
	marked := 0
	for _, s := range pl.p.book.sheets {
		if _, ok := pl.change.Sheets[s.Name]; ok && s.kind == kindSheet {
			marked++
		}
	}
	if marked < len(pl.change.Sheets) {
		return fmt.Errorf("%d of %d sheets to mark are not in the package", len(pl.change.Sheets)-marked, len(pl.change.Sheets))
	}
	return nil
}

func (pl *plan) markSheet(s sheetRef) error {
	if s.kind != kindSheet {
		return pl.deselectOther(s)
	}
	head, err := pl.p.readHead(s.part)
	if err != nil {
		return err
	}
	marking, marked := pl.change.Sheets[s.Name]
	change := &sheetChange{marking: marking, dropped: pl.drop, deselect: pl.shown && head.selected}
	if !marked && !change.deselect {
		return nil
	}
	if err := pl.needStyles(); err != nil {
		return err
	}
	change.styles = pl.styles
	if marked {
		if err := pl.noteSheet(s, head, change); err != nil {
			return err
		}
	}
	pl.sheets[partKey(s.part)] = change
	return nil
}

// deselectOther takes the selection off a chart's or a dialog's sheet.
func (pl *plan) deselectOther(s sheetRef) error {
	if !pl.shown {
		return nil
	}
	xml, err := pl.read(s.part, maxInside)
	if err != nil {
		return err
	}
	root, err := parseTree(xml, 2)
	if err != nil {
		return err
	}
	var edits []edit
	if views := root.child("sheetViews"); views != nil {
		for _, v := range views.children("sheetView") {
			if isTrue(v.attrText("tabSelected")) {
				edits = append(edits, v.retag("tabSelected", "0"))
			}
		}
	}
	if len(edits) > 0 {
		pl.write(s.part, splice(xml, edits), "")
	}
	return nil
}

// sheetHead is what a sheet's part says before its cells.
type sheetHead struct {
	selected     bool
	cols         []colWidth
	columnPixels int
	rowPixels    int
}

// colWidth is the width of some columns, 0-based, both included.
type colWidth struct{ from, to, pixels int }

// readHead reads a sheet's part up to its cells.
func (p *Package) readHead(part string) (sheetHead, error) {
	head := sheetHead{columnPixels: 64, rowPixels: 20}
	r, err := p.open(part)
	if err != nil {
		return head, err
	}
	defer r.Close()
	s := newScanner(r)
	for {
		_, err := s.next()
		if err == io.EOF {
			return head, nil
		}
		if err != nil {
			return head, err
		}
		if s.kind != startTag && s.kind != emptyTag {
			continue
		}
		if s.is("sheetData") {
			return head, nil
		}
		head.read(&s.token)
	}
}

func (h *sheetHead) read(t *token) {
	switch {
	case t.is("sheetView"):
		h.selected = h.selected || isTrue(t.attrText("tabSelected"))
	case t.is("sheetFormatPr"):
		if w := t.attrText("defaultColWidth"); w != "" {
			h.columnPixels = columnPixels(w, h.columnPixels)
		}
		if points, err := strconv.ParseFloat(t.attrText("defaultRowHeight"), 64); err == nil && points > 0 && points < 410 {
			h.rowPixels = max(1, int(points*96/72))
		}
	case t.is("col") && len(h.cols) <= lastColumn:
		from, ok1 := number(t.attrText("min"))
		to, ok2 := number(t.attrText("max"))
		if !ok1 || !ok2 || from < 1 || to < from {
			return
		}
		c := colWidth{from: from - 1, to: to - 1, pixels: columnPixels(t.attrText("width"), h.columnPixels)}
		if isTrue(t.attrText("hidden")) {
			c.pixels = 0
		}
		h.cols = append(h.cols, c)
	}
}

// columnPixels is a column's width in pixels, which is stored in digits of the
// usual font, 7 pixels each.
func columnPixels(width string, otherwise int) int {
	w, err := strconv.ParseFloat(width, 64)
	if err != nil || w < 0 || w > 255.9 {
		return otherwise
	}
	return int(w*7 + 0.5)
}

// pixels is the width of a column.
func (h *sheetHead) pixels(column int) int {
	for _, c := range h.cols {
		if column >= c.from && column <= c.to {
			return c.pixels
		}
	}
	return h.columnPixels
}
