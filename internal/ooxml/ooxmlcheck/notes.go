package ooxmlcheck

import (
	"strconv"
	"strings"
)

// checkComments holds the sheet's notes against the shapes that show them.
func (w *sheetCheck) checkComments() {
	cells := map[cellRef]bool{}
	part := w.follow(w.part, "comments")
	if part != "" {
		w.readComments(part, cells)
	}
	drawing := w.legacyDrawing()
	if drawing == "" {
		if len(cells) > 0 {
			w.fault(w.part, CommentShape, "%d comments and no <legacyDrawing>", len(cells))
		}
		return
	}
	shapes := w.readShapes(drawing)
	for cell := range cells {
		if !shapes[cell] {
			w.fault(part, CommentShape, "the comment of %s has no shape", cell)
		}
	}
	for cell := range shapes {
		if !cells[cell] {
			w.fault(drawing, CommentShape, "the shape at %s has no comment", cell)
		}
	}
}

// legacyDrawing is the part that the sheet shows its notes with.
func (w *sheetCheck) legacyDrawing() string {
	root := &node{space: mainSpace, kids: unwrap(w.kids)}
	id := relID(root.child("legacyDrawing"))
	for _, r := range w.rels[strings.ToLower(w.part)] {
		if r.id == id && id != "" && w.parts[strings.ToLower(r.target)] != nil {
			return r.target
		}
	}
	return ""
}

var commentsOrder = []string{"authors", "commentList", "extLst"}

func (w *sheetCheck) readComments(part string, cells map[cellRef]bool) {
	d := w.open(part)
	if d == nil {
		return
	}
	root := d.tree()
	w.order(part, Comment, commentsOrder, root.kids)
	authors := len(root.child("authors").kids)
	for _, n := range root.child("commentList").kids {
		if n.local != "comment" {
			continue
		}
		cell, ok := parseRef(n.attr("ref"))
		if !ok || cells[cell] {
			w.fault(part, Comment, "%q is no cell or has two comments", n.attr("ref"))
			continue
		}
		cells[cell] = true
		if a, ok := n.number("authorId"); !ok || a < 0 || a >= authors {
			w.fault(part, Comment, "%s has the author %q of %d", cell, n.attr("authorId"), authors)
		}
		w.checkText(part, richText(n.child("text")), cell.String())
	}
}

// readShapes reads a VML drawing and returns the cells that its notes are of.
func (c *checker) readShapes(part string) map[cellRef]bool {
	notes := map[cellRef]bool{}
	if c.read[strings.ToLower(part)] {
		c.fault(part, CommentShape, "two sheets have this drawing")
	}
	d := c.open(part)
	if d == nil {
		return notes
	}
	root := d.tree()
	c.checkShapeIDs(part, root)
	root.each(func(n *node) {
		if n.space != vmlExcel || n.local != "ClientData" || n.attr("ObjectType") != "Note" {
			return
		}
		row, ok1 := whole(n.child("Row").text)
		col, ok2 := whole(n.child("Column").text)
		if cell := (cellRef{row + 1, col + 1}); !ok1 || !ok2 || notes[cell] {
			c.fault(part, CommentShape, "a note's shape without a row and a column, or the second at %s", cell)
		} else {
			notes[cell] = true
		}
	})
	return notes
}

func whole(s string) (int, bool) {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	return n, err == nil && n >= 0
}

// checkShapeIDs holds that ids are unique, and that their blocks of 1024 are no
// other sheet's. The types that shapes refer to stand in the same drawing.
func (c *checker) checkShapeIDs(part string, root *node) {
	seen := map[string]bool{}
	root.each(func(n *node) {
		if id := n.attr("id"); n.space == vmlSpace && id != "" {
			if seen[id] {
				c.fault(part, ShapeID, "the id %q is there twice", id)
			}
			seen[id] = true
		}
	})
	blocks := map[int]bool{}
	root.each(func(n *node) {
		if n.space == vmlOffice && n.local == "idmap" {
			c.takeBlocks(part, n.attr("data"), blocks)
		}
	})
	root.each(func(n *node) {
		if kind := n.attr("type"); n.space == vmlSpace && strings.HasPrefix(kind, "#") && !seen[kind[1:]] {
			c.fault(part, ShapeID, "the type %q is not there", kind)
		}
		number, ok := whole(strings.TrimPrefix(n.attr("id"), "_x0000_s"))
		if n.space == vmlSpace && n.local == "shape" && ok && len(blocks) > 0 && !blocks[number/1024] {
			c.fault(part, ShapeID, "%s is in no block of this drawing", n.attr("id"))
		}
	})
}

func (c *checker) takeBlocks(part, data string, blocks map[int]bool) {
	for _, b := range strings.Split(data, ",") {
		if n, ok := whole(b); ok {
			blocks[n] = true
		}
		if other := c.book.shapes[b]; other != "" && other != part {
			c.fault(part, ShapeID, "the block %s is also that of %s", b, other)
		}
		c.book.shapes[b] = part
	}
}
