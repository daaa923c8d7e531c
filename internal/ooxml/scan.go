package ooxml

import (
	"bytes"
	"fmt"
	"io"
)

// kind says what a token is.
type kind uint8

const (
	startTag kind = iota + 1 // <row r="1">
	endTag                   // </row>
	emptyTag                 // <row r="1"/>
	charData                 // what stands between tags, as written
	markup                   // a byte order mark, the XML declaration, a comment, a CDATA section, an instruction
)

// Limits of what is read. Nothing that a spreadsheet program writes comes near them.
const (
	windowSize    = 128 << 10 // bytes read at once
	maxToken      = 16 << 20  // bytes of a tag, a comment or a CDATA section
	maxText       = 1 << 20   // bytes of text that comes as one token; longer text comes in several
	maxAttributes = 256       // of one tag
	maxDepth      = 1024      // elements within each other
)

// scanner splits XML into tokens and loses no byte: the raw bytes of all tokens,
// one after another, are what was read. It sees that tags are closed in order
// and attributes are well formed; what is not is an *Unfit, as is what isn't
// UTF-8 and what has a DOCTYPE. Namespaces are not resolved: tags are known by
// local name and place.
type scanner struct {
	token // the last one that next read; its slices hold until the next call

	src      io.Reader // nil when buf holds everything
	buf      []byte
	pos, end int // buf[pos:end] is still to hand out
	base     int // where in the stream buf begins
	whole    bool
	begun    bool
	rooted   bool   // the root element was seen
	open     []byte // names of the open elements, one after another
	marks    []int  // where in open each begins
}

// newScanner reads src through a bounded window.
func newScanner(src io.Reader) *scanner {
	return &scanner{src: src, buf: make([]byte, windowSize)}
}

// scanBytes reads what is in memory; tokens are slices of it, so that they hold
// on, and token.at is their place in it.
func scanBytes(part []byte) *scanner {
	return &scanner{buf: part, end: len(part), whole: true}
}

// next reads the next token, which then stands in s.token. At the end of a
// document in which every element is closed it returns io.EOF.
func (s *scanner) next() (kind, error) {
	for {
		n, err := s.parse(s.buf[s.pos:s.end])
		switch {
		case err != nil:
			return 0, err
		case n > 0:
			s.raw = s.buf[s.pos : s.pos+n : s.pos+n]
			s.at = s.base + s.pos
			s.pos += n
			return s.kind, nil
		case s.whole:
			return 0, s.finish()
		}
		if err := s.more(); err != nil {
			return 0, err
		}
	}
}

// finish says whether the document may end here.
func (s *scanner) finish() error {
	if s.pos < s.end || len(s.marks) > 0 || !s.rooted {
		return s.broken("it ends too early")
	}
	return io.EOF
}

// more reads on until the window is full, which grows where a token fills it.
func (s *scanner) more() error {
	copy(s.buf, s.buf[s.pos:s.end])
	s.base += s.pos
	s.end -= s.pos
	s.pos = 0
	if s.end == len(s.buf) {
		if len(s.buf) >= maxToken {
			return s.broken("something in it is too long")
		}
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	for s.end < len(s.buf) {
		n, err := s.src.Read(s.buf[s.end:])
		s.end += n
		if err == io.EOF {
			s.whole = true
			return nil
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// parse reads the token that w begins with into s.token and returns its length;
// 0 means that it may go on beyond w.
func (s *scanner) parse(w []byte) (int, error) {
	if !s.begun {
		n, err := s.begin(w)
		if n > 0 || err != nil || !s.begun {
			return n, err
		}
	}
	if len(w) == 0 {
		return 0, nil
	}
	if w[0] != '<' {
		return s.parseText(w)
	}
	if len(w) < 2 {
		return 0, nil
	}
	switch w[1] {
	case '/':
		return s.parseEnd(w)
	case '!', '?':
		return s.parseMarkup(w)
	}
	return s.parseStart(w)
}

// parseText takes text up to the next tag. Outside the root it may only be space.
func (s *scanner) parseText(w []byte) (int, error) {
	n := bytes.IndexByte(w, '<')
	if n < 0 {
		if !s.whole && len(w) < maxText {
			return 0, nil
		}
		n = len(w)
		if amp := bytes.LastIndexByte(w[n-min(n, 16):], '&'); amp > 0 && !s.whole {
			n += amp - min(n, 16) // a reference is not cut in two
		}
	}
	s.kind, s.depth = charData, len(s.marks)
	if s.depth == 0 && len(bytes.TrimLeft(w[:n], " \t\r\n")) > 0 {
		return 0, s.broken("there is text outside of it")
	}
	if !goodReferences(w[:n]) {
		return 0, s.broken("it has a reference that means nothing")
	}
	return n, nil
}

// parseEnd takes an end tag, which has to close the element that is open.
func (s *scanner) parseEnd(w []byte) (int, error) {
	gt := bytes.IndexByte(w, '>')
	if gt < 0 {
		return 0, nil
	}
	name := w[2:gt]
	if !s.closes(name) {
		if name = bytes.TrimRight(name, " \t\r\n"); !s.closes(name) {
			return 0, s.broken("an element in it is closed that is not open")
		}
	}
	last := len(s.marks) - 1
	s.open, s.marks = s.open[:s.marks[last]], s.marks[:last]
	s.kind, s.depth, s.attrs = endTag, last, s.attrs[:0]
	s.setName(name)
	return gt + 1, nil
}

// closes says whether name is that of the element which was opened last.
func (s *scanner) closes(name []byte) bool {
	last := len(s.marks) - 1
	return last >= 0 && bytes.Equal(s.open[s.marks[last]:], name)
}

// parseStart takes a start tag or an empty one.
func (s *scanner) parseStart(w []byte) (int, error) {
	n, err := s.token.parse(w)
	if err != nil {
		return 0, s.broken(err.Error())
	}
	if n == 0 {
		return 0, nil
	}
	s.depth = len(s.marks)
	if s.depth == 0 && s.rooted {
		return 0, s.broken("it goes on after its end")
	}
	s.rooted = true
	if s.kind == startTag {
		if s.depth >= maxDepth {
			return 0, s.broken("its elements are nested too deeply")
		}
		s.marks = append(s.marks, len(s.open))
		s.open = append(s.open, s.name...)
	}
	return n, nil
}

// broken is the error of XML that is not well formed. It holds none of its text.
func (s *scanner) broken(why string) error {
	return &Unfit{Reason: fmt.Sprintf("it is damaged inside: %s (part at byte %d)", why, s.base+s.pos)}
}

// skip passes over the element that s.token opens, up to and with its end tag,
// without looking at what is in it: for what is only read on the way to something
// behind it. It looks for the tag's text, so that a comment or CDATA section that
// holds it makes for an *Unfit later on.
func (s *scanner) skip() error {
	if s.kind != startTag {
		return nil
	}
	want := append([]byte("</"), s.name...)
	for {
		i := bytes.Index(s.buf[s.pos:s.end], want)
		end := s.pos + i + len(want)
		if i >= 0 && end < s.end && ends[s.buf[end]] {
			s.pos += i
			_, err := s.next()
			return err
		}
		switch {
		case i >= 0 && end < s.end:
			s.pos = end // a longer name
			continue
		case i >= 0:
			s.pos += i
		default:
			s.pos = max(s.pos, s.end-len(want))
		}
		if s.whole {
			return s.broken("it ends too early")
		}
		if err := s.more(); err != nil {
			return err
		}
	}
}
