package ooxml

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

// place is a cell of a sheet, both 0-based.
type place struct{ row, column int }

// A note has two halves: its words stand in the sheet's comments part, and the
// box that shows them is a shape in its legacy drawing, in a language older than
// the format, without which Excel shows nothing.

// noteSheet plans the notes of a sheet.
func (pl *plan) noteSheet(s sheetRef, head sheetHead, change *sheetChange) error {
	notes := map[place]string{}
	var order []place
	if change.marking.Cells != nil {
		for c := range change.marking.Cells {
			if c.Note == "" {
				continue
			}
			at := place{c.Row - 1, c.Column}
			if at.row < 0 || at.row >= lastRow || at.column < 0 || at.column > lastColumn {
				return fmt.Errorf("a note is to stand outside of the sheet, in row %d", c.Row)
			}
			if _, twice := notes[at]; twice {
				return fmt.Errorf("two notes are to stand on one cell, in row %d", c.Row)
			}
			notes[at] = ownNote(c.Note)
			order = append(order, at)
		}
	}
	n, err := pl.openNotes(s)
	if err != nil || n == nil || !change.marking.Clear && len(order) == 0 {
		return err
	}
	if change.marking.Clear {
		if err := n.clear(); err != nil {
			return err
		}
	}
	if err := n.add(order, notes, head); err != nil {
		return err
	}
	return n.close(change)
}

// ownNote is a note's text as it is stored: it begins with NoteMark.
func ownNote(text string) string {
	if !strings.HasPrefix(text, NoteMark) {
		text = NoteMark + " " + text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// sheetNotes are the notes of a sheet while they are changed.
type sheetNotes struct {
	pl          *plan
	sheet       sheetRef
	rels        *relations
	comments    []byte // the part; nil for none
	commentsID  string // of its relationship
	commentPart string
	shapes      []byte
	shapesID    string // of the relationship that the sheet's legacyDrawing names
	shapePart   string
	oldComments []byte
	oldShapes   []byte
}

// openNotes reads a sheet's notes.
func (pl *plan) openNotes(s sheetRef) (*sheetNotes, error) {
	rels, err := pl.relations(s.part)
	if err != nil {
		return nil, err
	}
	n := &sheetNotes{pl: pl, sheet: s, rels: rels}
	if r := rels.of(kindComments); r != nil && pl.exists(r.target) {
		n.commentsID, n.commentPart = r.id, r.target
		if n.comments, err = pl.read(r.target, maxInside); err != nil {
			return nil, err
		}
	}
	if rels.of(kindShapes) != nil {
		if n.shapesID, err = pl.p.legacyDrawing(s.part); err != nil {
			return nil, err
		}
	}
	if r := rels.byID(n.shapesID); r != nil && r.kind == kindShapes && !r.outside && pl.exists(r.target) {
		n.shapePart = r.target
		if n.shapes, err = pl.read(r.target, maxInside); err != nil {
			return nil, err
		}
		if bytes.HasPrefix(n.shapes, []byte("\xff\xfe")) || bytes.HasPrefix(n.shapes, []byte("\xfe\xff")) {
			return nil, errEncoding()
		}
	}
	if n.shapesID != "" && n.shapePart == "" {
		return nil, errNotes()
	}
	n.oldComments, n.oldShapes = n.comments, n.shapes
	return n, nil
}

// clear takes out what an earlier Write has added.
func (n *sheetNotes) clear() error {
	if n.comments == nil {
		return nil
	}
	c, err := readComments(n.comments)
	if err != nil {
		return err
	}
	gone, shrunk, err := c.clear()
	if err != nil {
		return err
	}
	n.comments = c.bytes()
	if n.shapes != nil {
		n.shapes = removeShapes(n.shapes, gone, shrunk)
	}
	return nil
}

// add adds notes in their order.
func (n *sheetNotes) add(order []place, notes map[place]string, head sheetHead) error {
	if len(order) == 0 {
		return nil
	}
	if n.comments == nil {
		n.comments = []byte(emptyComments)
	}
	c, err := readComments(n.comments)
	if err != nil {
		return err
	}
	fresh, extended, err := c.add(order, notes)
	if err != nil {
		return err
	}
	n.comments = c.bytes()
	if n.shapes == nil {
		n.shapes = []byte(emptyShapes)
	}
	shown, grown := shownPlaces(n.shapes), map[place]string{}
	for _, at := range extended {
		if shown[at] {
			grown[at] = notes[at]
		} else {
			fresh = append(fresh, at)
		}
	}
	ids, err := n.pl.needShapeIDs()
	if err != nil {
		return err
	}
	n.shapes = growShapes(n.shapes, grown)
	n.shapes = addShapes(n.shapes, fresh, notes, head, ids)
	return nil
}

// close plans what has become of the two parts; either goes when nothing is left in it.
func (n *sheetNotes) close(change *sheetChange) error {
	if n.comments != nil && !bytes.Equal(n.comments, n.oldComments) {
		c, err := readComments(n.comments)
		if err != nil {
			return err
		}
		n.commentPart = n.settle(n.commentPart, n.commentsID, "comments%d.xml", kindComments, n.comments, len(c.items) == 0)
	}
	if n.shapes == nil || bytes.Equal(n.shapes, n.oldShapes) {
		return nil
	}
	empty := !hasShapes(n.shapes)
	was := n.shapePart
	n.shapePart = n.settle(n.shapePart, n.shapesID, "drawings/vmlDrawing%d.vml", kindShapes, n.shapes, empty)
	switch {
	case empty && was != "":
		change.noLegacyDrawing = true
	case !empty && was == "":
		change.legacyDrawing = n.rels.list[len(n.rels.list)-1].id
	}
	return nil
}

// settle plans one of the parts and returns its name.
func (n *sheetNotes) settle(part, id, pattern, kind string, data []byte, empty bool) string {
	switch {
	case empty && part == "":
	case empty:
		n.rels.drop(id)
		n.pl.leaveOut(part)
	case part == "":
		part = n.pl.free(n.pl.beside(pattern))
		n.rels.add(kind, part)
		fallthrough
	default:
		n.pl.write(part, data, map[string]string{kindComments: typeComments, kindShapes: typeShapes}[kind])
	}
	return part
}

// legacyDrawing is the id that a sheet's legacyDrawing names, "" if it has none.
// The element stands behind the cells, which are passed over.
func (p *Package) legacyDrawing(part string) (string, error) {
	r, err := p.open(part)
	if err != nil {
		return "", err
	}
	defer r.Close()
	s := newScanner(r)
	for {
		_, err := s.next()
		if err == io.EOF {
			return "", nil
		}
		if err != nil {
			return "", err
		}
		if s.depth == 1 && (s.kind == startTag || s.kind == emptyTag) && s.is("legacyDrawing") {
			id, _ := s.attrPrefixed("id")
			return unescape(id), nil
		}
	}
}
