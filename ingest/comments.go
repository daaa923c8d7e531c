package ingest

import (
	"bytes"
	"io"
)

// winnowNote begins what winnow itself has written into a note (ooxml.NoteMark):
// from there on it is no word of the sender's.
const winnowNote = "winnow:"

// maxNoteBytes is how much of a note is looked at.
const maxNoteBytes = 32 << 10

// readComments returns the cells that have a comment or note in which the sender
// says something.
func readComments(x *xmlScanner) ([]object, error) {
	var objects []object
	for {
		tok, err := x.next()
		if err == io.EOF {
			return objects, nil
		} else if err != nil {
			return objects, err
		}
		if name := string(x.local); tok != xmlStart || name != "comment" && name != "threadedComment" || len(objects) >= maxObjects {
			continue
		}
		col, row := parseRef(x.attr("ref"))
		text, err := noteText(x)
		if err != nil {
			return objects, err
		}
		if col >= 0 && !onlyWinnows(text) {
			objects = append(objects, object{"comment", row, col})
		}
	}
}

// noteText returns the text of the comment that has just opened.
func noteText(x *xmlScanner) ([]byte, error) {
	var text []byte
	for depth := len(x.starts); ; {
		tok, err := x.next()
		switch {
		case err != nil:
			return nil, atEnd(x, err)
		case tok == xmlEnd && len(x.starts) < depth:
			return text, nil
		case tok == xmlText && len(text) < maxNoteBytes:
			text = append(text, x.text...)
		}
	}
}

// onlyWinnows says whether nothing but winnow's own words stand in a note.
func onlyWinnows(text []byte) bool {
	at := bytes.Index(text, []byte(winnowNote))
	return at >= 0 && spaces(text[:at])
}
