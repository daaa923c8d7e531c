package ingest

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"winnow/internal/report"
	"winnow/internal/table"
)

// object is something that lies over cells and is no cell: what a picture or a
// text box says is not read, and what it covers is.
type object struct {
	what string // "picture", "text box or shape", "chart", "comment"
	row  int    // 1-based, of its upper left corner
	col  int    // 0-based
}

// notes says what a person should know about a sheet besides its cells: what
// lies over the table below header, and whether a filter hides rows of it. Parts
// that cannot be read are no reason to refuse the cells, but are said.
func (s *sheetReader) notes(header int) []report.Exception {
	var notes []report.Exception
	if s.found.filtered {
		e := fileNote(report.KindHidden, fmt.Sprintf("A filter is set on the sheet %q; the rows that it hides were read like all others.", s.name),
			"Clear the filter (Data, Clear) and delete the rows that do not belong to the return.")
		e.Row = header
		notes = append(notes, e)
	}
	if s.found.objects {
		notes = append(notes, fileNote(report.KindFormat, fmt.Sprintf("The sheet %q has embedded documents or buttons; they were not read.", s.name), "Put what they say into the cells."))
	}
	objects, err := s.book.objects(s.index)
	if err != nil {
		notes = append(notes, fileNote(report.KindFormat, fmt.Sprintf("Pictures or comments of the sheet %q are damaged; the cells were read.", s.name), "Open the file in Excel, save it under a new name, and check what it shows."))
	}
	for _, what := range []string{"picture", "text box or shape", "chart", "comment"} {
		notes = append(notes, noteObjects(s.name, what, over(objects, what, header, s.row))...)
	}
	if t := s.texts; t.stated >= 0 && t.stated != t.len() {
		notes = append(notes, fileNote(report.KindFormat, fmt.Sprintf("The workbook says that it has %d different texts and has %d; if cells show other texts than in Excel, this is why.", t.stated, t.len()),
			"Open the file in Excel and save it again."))
	}
	return notes
}

// over returns the objects of a kind that lie at or below the header.
func over(objects []object, what string, header, last int) []object {
	var found []object
	for _, o := range objects {
		if o.what == what && o.row >= header && o.row <= last {
			found = append(found, o)
		}
	}
	return found
}

// noteObjects is one note for all objects of a kind, at the first of them.
func noteObjects(sheet, what string, objects []object) []report.Exception {
	if len(objects) == 0 {
		return nil
	}
	var at []string
	for _, o := range objects[:min(len(objects), maxNamed)] {
		at = append(at, table.Address(o.col, o.row))
	}
	if more := len(objects) - maxNamed; more > 0 {
		at = append(at, "and "+strconv.Itoa(more)+" more")
	}
	e := fileNote(report.KindFormat, fmt.Sprintf("The sheet %q has a %s at %s; what it says was not read.", sheet, what, strings.Join(at, ", ")),
		"Put into the cells what belongs to the return.")
	e.Row, e.Column, e.Cell = objects[0].row, table.Letters(objects[0].col), table.Address(objects[0].col, objects[0].row)
	return []report.Exception{e}
}

// objects reads the drawings and comments that belong to a sheet.
func (w *workbook) objects(sheet int) ([]object, error) {
	rels, err := w.relations(w.sheets[sheet].part)
	if err != nil {
		return nil, err
	}
	var objects []object
	for _, rel := range rels {
		if !w.zip.has(rel.target) {
			continue
		}
		var found []object
		switch rel.kind {
		case "drawing":
			err = w.readPart(rel.target, func(x *xmlScanner) (err error) { found, err = readDrawing(x); return err })
		case "comments", "threadedComment":
			err = w.readPart(rel.target, func(x *xmlScanner) (err error) { found, err = readComments(x); return err })
		}
		if err != nil {
			return objects, err
		}
		objects = append(objects, found...)
	}
	return sortObjects(objects), nil
}

// sortObjects puts them into reading order and drops those that stand twice: a
// threaded comment has an old one in its place.
func sortObjects(objects []object) []object {
	slices.SortFunc(objects, func(a, b object) int {
		return cmp.Or(strings.Compare(a.what, b.what), a.row-b.row, a.col-b.col)
	})
	return slices.Compact(objects)
}

// readDrawing returns what a drawing part anchors to cells.
func readDrawing(x *xmlScanner) ([]object, error) {
	var objects []object
	var now object
	var number *int // the corner's number that text is being read for
	anchored := false
	for {
		tok, err := x.next()
		if err == io.EOF {
			return objects, nil
		} else if err != nil {
			return objects, err
		}
		name := string(x.local)
		switch {
		case tok == xmlText && number != nil:
			*number = atoi(x.text)
		case tok == xmlEnd:
			number = nil
			if strings.HasSuffix(name, "Anchor") && anchored && now.what != "" && len(objects) < maxObjects {
				now.row++
				objects = append(objects, now)
			}
		case strings.HasSuffix(name, "Anchor"):
			now, anchored = object{}, false
		case name == "from":
			anchored = true
		case name == "row" && now.row == 0:
			number = &now.row
		case name == "col" && now.col == 0:
			number = &now.col
		case name == "to":
			if err := x.skip(); err != nil {
				return objects, atEnd(x, err)
			}
		case now.what == "":
			now.what = drawn[name]
		}
	}
}

// maxObjects is how many objects of a drawing are looked at.
const maxObjects = 10_000

// drawn is what the elements of a drawing are called.
var drawn = map[string]string{"pic": "picture", "sp": "text box or shape", "cxnSp": "text box or shape", "graphicFrame": "chart"}
