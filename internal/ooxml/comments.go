package ooxml

import (
	"fmt"
	"strconv"
	"strings"
	"unicode/utf16"
)

// author is whom winnow's notes name as their writer.
const author = "winnow"

const emptyComments = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n" +
	`<comments xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><authors></authors><commentList></commentList></comments>`

// noteFont is that of the notes which Excel makes.
const noteFont = `<%[1]srPr><%[1]ssz val="9"/><%[1]scolor indexed="81"/><%[1]srFont val="Tahoma"/><%[1]sfamily val="2"/></%[1]srPr>`

// comments is the part that holds the words of a sheet's notes.
type comments struct {
	xml           []byte
	prefix        string
	authors, list *node
	items         []*node
	edits         []edit
}

func readComments(xml []byte) (*comments, error) {
	root, err := parseTree(xml, 2)
	if err != nil {
		return nil, err
	}
	c := &comments{xml: xml, prefix: root.prefix(), authors: root.child("authors"), list: root.child("commentList")}
	if c.authors == nil || c.list == nil {
		return nil, errNotes()
	}
	c.items = c.list.children("comment")
	return c, nil
}

func (c *comments) bytes() []byte { return splice(c.xml, c.edits) }

// fragment is a comment's own bytes.
func (c *comments) fragment(item *node) []byte { return c.xml[item.at:item.after] }

// clear takes out what is winnow's. It returns the cells whose note goes as a
// whole, and of those whose note stays the words that went.
func (c *comments) clear() (gone map[place]bool, shrunk map[place]string, err error) {
	gone, shrunk = map[place]bool{}, map[place]string{}
	stay := c.items[:0:0]
	for _, item := range c.items {
		words, err := readWords(c.fragment(item))
		if err != nil {
			return nil, nil, err
		}
		at, ok := parsePlace(item.attrText("ref"))
		from := ownFrom(words.text)
		if from < 0 || !ok {
			stay = append(stay, item)
			continue
		}
		keep := withoutGap(words.text[:from])
		if strings.TrimSpace(keep) == "" {
			gone[at] = true
			c.edits = append(c.edits, item.remove())
			continue
		}
		stay = append(stay, item)
		shrunk[at] = words.text[from:]
		c.edits = append(c.edits, edit{item.at, item.after, string(words.cut(len(keep)))})
	}
	c.dropAuthor(stay)
	return gone, shrunk, nil
}

// dropAuthor takes winnow off the end of the list of authors when none of the
// comments that stay is by it.
func (c *comments) dropAuthor(stay []*node) {
	all := c.authors.children("author")
	last := len(all) - 1
	if last < 0 || all[last].text != author || len(stay) == len(c.items) {
		return
	}
	for _, item := range stay {
		if item.attrText("authorId") == strconv.Itoa(last) {
			return
		}
	}
	c.edits = append(c.edits, all[last].remove())
}

// add adds notes in their order. It returns the cells that had none, and those
// that had one of the sender's, to which ours is added. A cell with a
// conversation (a threaded comment) gets nothing: its note only stands in for it.
func (c *comments) add(order []place, notes map[place]string) (fresh, grown []place, err error) {
	there := map[place]*node{}
	for _, item := range c.items {
		if at, ok := parsePlace(item.attrText("ref")); ok && there[at] == nil {
			there[at] = item
		}
	}
	id, used := c.authorID(), false
	var added strings.Builder
	for _, at := range order {
		item := there[at]
		if item == nil {
			used = true
			fresh = append(fresh, at)
			fmt.Fprintf(&added, `<%[1]scomment ref="%[2]s" authorId="%[3]d" shapeId="0"><%[1]stext>%[4]s</%[1]stext></%[1]scomment>`,
				c.prefix, at, id, c.run(cutNote(notes[at], 0)))
			continue
		}
		ok, err := c.extend(item, notes[at])
		if err != nil {
			return nil, nil, err
		}
		if ok {
			grown = append(grown, at)
		}
	}
	if used {
		c.edits = append(c.edits, c.list.add(added.String()))
		if id == len(c.authors.children("author")) {
			c.edits = append(c.edits, c.authors.add(fmt.Sprintf("<%[1]sauthor>%[2]s</%[1]sauthor>", c.prefix, author)))
		}
	}
	return fresh, grown, nil
}

// authorID is winnow's number among the authors: the next, if it isn't one yet.
func (c *comments) authorID() int {
	all := c.authors.children("author")
	for i, a := range all {
		if a.text == author {
			return i
		}
	}
	return len(all)
}

// extend adds our words to a note of the sender's, unless it stands in for a conversation.
func (c *comments) extend(item *node, note string) (bool, error) {
	words, err := readWords(c.fragment(item))
	if err != nil {
		return false, err
	}
	if c.threaded(item, words.text) {
		return false, nil
	}
	ours := cutNote(note, len(utf16.Encode([]rune(words.text)))+2)
	if ours == "" {
		return false, nil
	}
	c.edits = append(c.edits, edit{item.at, item.after, string(words.extend(c.prefix, c.run("\n\n"+ours)))})
	return true, nil
}

func (c *comments) threaded(item *node, text string) bool {
	if strings.HasPrefix(text, "[Threaded comment]") {
		return true
	}
	id, ok := number(item.attrText("authorId"))
	all := c.authors.children("author")
	return ok && id < len(all) && strings.HasPrefix(all[id].text, "tc={")
}

// run is text as a run of a note.
func (c *comments) run(text string) string {
	return "<" + c.prefix + "r>" + fmt.Sprintf(noteFont, c.prefix) +
		"<" + c.prefix + `t xml:space="preserve">` + escaped(xstring(text)) + "</" + c.prefix + "t></" + c.prefix + "r>"
}

// cutNote shortens a note so that Excel opens the cell's notes together; used is
// the length of what stands there.
func cutNote(note string, used int) string {
	units := utf16.Encode([]rune(note))
	if len(units)+used <= maxNoteText {
		return note
	}
	left := maxNoteText - used - 1
	if left < len(NoteMark) {
		return ""
	}
	return strings.TrimSuffix(string(utf16.Decode(units[:left])), "\uFFFD") + "…"
}
