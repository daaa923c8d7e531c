package ooxml

import (
	"bytes"
	"errors"
)

// token is a piece of a document. Of an end tag, raw and the name are set; of
// text and markup only raw.
type token struct {
	kind  kind
	raw   []byte      // as written
	name  []byte      // of a tag, with its prefix: x:row
	local []byte      // without: row
	attrs []attribute // of a start or empty tag, in the order written
	depth int         // elements around it: 0 for the root's tags
	at    int         // where in the stream raw begins
}

// attribute is where an attribute stands within raw.
type attribute struct {
	space      int // the white space before it
	name       int
	nameEnd    int
	value, end int // without the quotes; the quote that closes it is at end
}

var (
	errNoName      = errors.New("a tag in it has no name")
	errAttribute   = errors.New("a tag in it is broken")
	errTwice       = errors.New("a tag in it has an attribute twice")
	errManyInATag  = errors.New("a tag in it has too many attributes")
	errLessThan    = errors.New("an attribute in it is broken")
	errNoReference = errors.New("it has a reference that means nothing")
)

// ends are the bytes that no name has.
var ends = func() (t [256]bool) {
	for _, b := range " \t\r\n=/><\"'&\x00" {
		t[b] = true
	}
	return t
}()

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\r' || b == '\t' }

// parse reads the start or empty tag that w begins with and returns its length;
// 0 means that it goes on beyond w.
func (t *token) parse(w []byte) (int, error) {
	i := nameEnd(w, 1)
	if i == len(w) {
		return 0, nil
	}
	if !goodName(w[1:i]) {
		return 0, errNoName
	}
	t.setName(w[1:i])
	t.attrs = t.attrs[:0]
	for {
		space := i
		for i < len(w) && isSpace(w[i]) {
			i++
		}
		switch {
		case i+1 >= len(w) && (i == len(w) || w[i] != '>'):
			return 0, nil
		case w[i] == '>':
			t.kind = startTag
			return i + 1, nil
		case w[i] == '/' && w[i+1] == '>':
			t.kind = emptyTag
			return i + 2, nil
		case i == space:
			return 0, errAttribute
		}
		n, err := t.attribute(w, space, i)
		if n == 0 || err != nil {
			return 0, err
		}
		i = n
	}
}

// attribute reads the attribute whose name begins at i and returns where it ends.
func (t *token) attribute(w []byte, space, i int) (int, error) {
	a := attribute{space: space, name: i, nameEnd: nameEnd(w, i)}
	for i = a.nameEnd; i < len(w) && isSpace(w[i]); {
		i++
	}
	if i == len(w) {
		return 0, nil
	}
	if w[i] != '=' || !goodName(w[a.name:a.nameEnd]) {
		return 0, errAttribute
	}
	for i++; i < len(w) && isSpace(w[i]); {
		i++
	}
	if i == len(w) {
		return 0, nil
	}
	if w[i] != '"' && w[i] != '\'' {
		return 0, errAttribute
	}
	a.value = i + 1
	n := bytes.IndexByte(w[a.value:], w[i])
	if n < 0 {
		return 0, nil
	}
	a.end = a.value + n
	return a.end + 1, t.addAttribute(w, a)
}

// addAttribute takes a into the list if it is well formed and not there yet.
func (t *token) addAttribute(w []byte, a attribute) error {
	value := w[a.value:a.end]
	if bytes.IndexByte(value, '<') >= 0 {
		return errLessThan
	}
	if !goodReferences(value) {
		return errNoReference
	}
	for _, b := range t.attrs {
		if bytes.Equal(w[b.name:b.nameEnd], w[a.name:a.nameEnd]) {
			return errTwice
		}
	}
	if len(t.attrs) == maxAttributes {
		return errManyInATag
	}
	t.attrs = append(t.attrs, a)
	return nil
}

// nameEnd is where the name that begins at i ends, len(w) if it may go on.
func nameEnd(w []byte, i int) int {
	for i < len(w) && !ends[w[i]] {
		i++
	}
	return i
}

// goodName keeps out what is no name at all; which letters beyond ASCII a name
// may have is not looked at.
func goodName(name []byte) bool {
	if len(name) == 0 || name[0] <= '@' && name[0] != ':' || name[len(name)-1] == ':' || name[0] == ':' {
		return false
	}
	return true
}

func (t *token) setName(name []byte) {
	t.name = name
	t.local = name[bytes.IndexByte(name, ':')+1:]
}

// prefix is what stands before the local name, with its colon: "x:", or "".
func (t *token) prefix() string { return string(t.name[:len(t.name)-len(t.local)]) }

// is says whether a tag has this local name.
func (t *token) is(local string) bool { return string(t.local) == local }

// attr is the value of the attribute of this very name (with its prefix, if it
// has one), as written: references in it still stand. See unescape.
func (t *token) attr(name string) ([]byte, bool) {
	if a := t.find(name); a != nil {
		return t.raw[a.value:a.end], true
	}
	return nil, false
}

// attrText is the value of an attribute as it is meant; "" if there is none.
func (t *token) attrText(name string) string {
	value, _ := t.attr(name)
	return unescape(value)
}

// attrPrefixed is the value of the attribute that has a prefix, whatever it is,
// and this local name: id of r:id. It is as written.
func (t *token) attrPrefixed(local string) ([]byte, bool) {
	for i := range t.attrs {
		a := &t.attrs[i]
		name := t.raw[a.name:a.nameEnd]
		if colon := bytes.IndexByte(name, ':'); colon >= 0 && string(name[colon+1:]) == local {
			return t.raw[a.value:a.end], true
		}
	}
	return nil, false
}

func (t *token) find(name string) *attribute {
	for i := range t.attrs {
		if a := &t.attrs[i]; string(t.raw[a.name:a.nameEnd]) == name {
			return a
		}
	}
	return nil
}

// with appends to dst the tag with an attribute set: in its place, else after
// the others. The value is escaped. All else stays as written.
func (t *token) with(dst []byte, name, value string) []byte {
	if a := t.find(name); a != nil {
		dst = append(dst, t.raw[:a.value]...)
		dst = appendEscaped(dst, value)
		return append(dst, t.raw[a.end:]...)
	}
	at := 1 + len(t.name)
	if n := len(t.attrs); n > 0 {
		at = t.attrs[n-1].end + 1
	}
	dst = append(dst, t.raw[:at]...)
	dst = append(dst, ' ')
	dst = append(append(dst, name...), '=', '"')
	dst = append(appendEscaped(dst, value), '"')
	return append(dst, t.raw[at:]...)
}

// without appends to dst the tag less an attribute.
func (t *token) without(dst []byte, name string) []byte {
	a := t.find(name)
	if a == nil {
		return append(dst, t.raw...)
	}
	dst = append(dst, t.raw[:a.space]...)
	return append(dst, t.raw[a.end+1:]...)
}
