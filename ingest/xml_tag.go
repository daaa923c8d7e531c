package ingest

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// startTag reads an opening tag with its attributes.
func (x *xmlScanner) startTag() error {
	for {
		n, empty, err := x.parseTag(x.buf[x.pos:x.end])
		if err == errShort {
			if err := x.double(); err != nil {
				return err
			}
			continue
		}
		x.pos += n
		x.closed = empty && err == nil
		return err
	}
}

// parseTag reads the tag at the start of b, pushes its element and returns its
// length and whether the element is empty.
func (x *xmlScanner) parseTag(b []byte) (int, bool, error) {
	x.attrs, x.scratch = x.attrs[:0], x.scratch[:0]
	i := nameEnd(b, 1)
	if i == len(b) {
		return 0, false, errShort
	}
	name := b[1:i]
	if !properName(name) {
		return 0, false, damaged(x.where(), "has a tag without a proper name")
	}
	for {
		j := spaceEnd(b, i)
		if j+1 >= len(b) && (j >= len(b) || b[j] != '>') {
			return 0, false, errShort
		}
		switch {
		case b[j] == '>':
			return j + 1, false, x.push(name)
		case b[j] == '/' && b[j+1] == '>':
			return j + 2, true, x.push(name)
		case j == i:
			return 0, false, damaged(x.where(), "has a tag that is not XML")
		}
		n, err := x.parseAttr(b, j)
		if err != nil {
			return 0, false, err
		}
		i = n
	}
}

// parseAttr reads the attribute at b[i] and returns where it ends.
func (x *xmlScanner) parseAttr(b []byte, i int) (int, error) {
	end := nameEnd(b, i)
	j := spaceEnd(b, end)
	if j >= len(b) {
		return 0, errShort
	}
	if end == i || b[j] != '=' {
		return 0, damaged(x.where(), "has a tag that is not XML")
	}
	if j = spaceEnd(b, j+1); j >= len(b) {
		return 0, errShort
	}
	if b[j] != '"' && b[j] != '\'' {
		return 0, damaged(x.where(), "has an attribute without quotes")
	}
	n := bytes.IndexByte(b[j+1:], b[j])
	if n < 0 {
		return 0, errShort
	}
	return j + n + 2, x.addAttr(b[i:end], b[j+1:j+1+n])
}

func (x *xmlScanner) addAttr(name, raw []byte) error {
	if bytes.IndexByte(raw, '<') >= 0 {
		return damaged(x.where(), "has a tag that is not closed")
	}
	value, err := x.resolve(raw)
	if err != nil {
		return err
	}
	if !properName(name) {
		return damaged(x.where(), "has an attribute without a proper name")
	}
	local := localName(name)
	prefixed := len(local) != len(name)
	for i := range x.attrs {
		if a := &x.attrs[i]; bytes.Equal(a.name, local) {
			switch {
			case !prefixed && !a.prefixed:
				return damaged(x.where(), "has an attribute twice in one tag")
			case !prefixed: // the plain attribute is the one that is meant
				*a = xmlAttr{name: local, value: value}
			}
			return nil
		}
	}
	if len(x.attrs) >= x.limits.Attributes {
		return tooLarge("%s has an element of more than %d attributes", x.where(), x.limits.Attributes)
	}
	x.attrs = append(x.attrs, xmlAttr{local, value, prefixed})
	return nil
}

// endTag reads a closing tag and pops its element.
func (x *xmlScanner) endTag() error {
	for {
		b := x.buf[x.pos:x.end]
		if n := bytes.IndexByte(b, '>'); n >= 0 {
			name := b[2:n]
			if e := nameEnd(name, 0); spaceEnd(name, e) != len(name) {
				return damaged(x.where(), "has a closing tag that is not XML")
			} else if name = name[:e]; e == 0 {
				return damaged(x.where(), "has a closing tag without a name")
			}
			x.pos += n + 1
			return x.pop(name)
		}
		if err := x.double(); err != nil {
			return err
		}
	}
}

// declaration reads what begins with <!: a comment or CDATA. A document type is
// refused: no spreadsheet program writes one, and entities expand without end.
func (x *xmlScanner) declaration() (xmlToken, bool, error) {
	if err := x.atLeast(4); err != nil {
		return 0, false, err
	}
	if bytes.HasPrefix(x.buf[x.pos:x.end], []byte("<!--")) {
		x.pos += 4
		return 0, false, x.skipPast("-->", "a comment")
	}
	if err := x.atLeast(9); err != nil {
		return 0, false, err
	}
	if bytes.HasPrefix(x.buf[x.pos:x.end], []byte("<![CDATA[")) && len(x.starts) > 0 {
		return xmlText, true, x.cdata()
	}
	return 0, false, damaged(x.where(), "declares a document type, which no workbook has")
}

func (x *xmlScanner) cdata() error {
	x.pos += 9
	for {
		b := x.buf[x.pos:x.end]
		if n := bytes.Index(b, []byte("]]>")); n >= 0 {
			x.pos += n + 3
			x.text = b[:n]
			for _, c := range x.text {
				if charClass[c]&charBad != 0 {
					return damaged(x.where(), "has a control character in its XML")
				}
			}
			return nil
		}
		if err := x.double(); err != nil {
			return err
		}
	}
}

// skipPast moves behind a mark that closes a comment or instruction.
func (x *xmlScanner) skipPast(mark, what string) error {
	for {
		b := x.buf[x.pos:x.end]
		if n := bytes.Index(b, []byte(mark)); n >= 0 {
			x.pos += n + len(mark)
			return nil
		}
		// Keep what may be the beginning of the mark, drop the rest.
		x.pos = max(x.pos, x.end-len(mark)+1)
		if err := x.fill(); err == io.EOF {
			return damaged(x.where(), "breaks off in %s", what)
		} else if err != nil {
			return err
		}
	}
}

// properName says whether a name of name characters is one of XML. Of letters
// beyond ASCII it demands only that they be UTF-8.
func properName(name []byte) bool {
	if len(name) == 0 || name[0] >= '0' && name[0] <= '9' || name[0] == '-' || name[0] == '.' {
		return false
	}
	for _, b := range name {
		if b >= utf8.RuneSelf {
			return utf8.Valid(name)
		}
	}
	return true
}

func nameEnd(b []byte, i int) int {
	for i < len(b) && charClass[b[i]]&charName != 0 {
		i++
	}
	return i
}

func spaceEnd(b []byte, i int) int {
	for i < len(b) && (b[i] == ' ' || b[i] == '\n' || b[i] == '\t' || b[i] == '\r') {
		i++
	}
	return i
}
