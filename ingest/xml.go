package ingest

import (
	"bytes"
	"errors"
	"io"
)

// xmlToken is what xmlScanner.next met.
type xmlToken uint8

const (
	xmlStart xmlToken = iota // an element opens: local, attrs
	xmlEnd                   // an element closes: local; also follows an empty element
	xmlText                  // character data or CDATA: text
)

// xmlAttr is one attribute, its value with references resolved.
type xmlAttr struct {
	name, value []byte // name without its prefix
	prefixed    bool
}

// xmlScanner reads the XML of one workbook part without building anything: a
// window over the stream, and slices into it that are valid until the next
// call. It demands well-formed XML up to the end of the part, because short
// data from a damaged part must never pass for the whole.
type xmlScanner struct {
	r      io.Reader
	where  func() string // names the part and the place, for refusals
	limits Limits

	buf      []byte
	pos, end int
	eof      bool

	names  []byte // full names of the open elements, one after another
	starts []int  // where each begins in names
	rooted bool   // the root element has been seen
	closed bool   // an empty element's end is still to be handed out

	local   []byte // of the element that opens or closes, without its prefix
	attrs   []xmlAttr
	text    []byte
	scratch []byte
}

const xmlWindow = 128 << 10

// newXMLScanner reads a part of about size bytes from r.
func newXMLScanner(r io.Reader, size int64, limits Limits, where func() string) *xmlScanner {
	return &xmlScanner{r: r, limits: limits, where: where, buf: make([]byte, window(size, xmlWindow))}
}

// window returns how large a buffer to read so many bytes through: most parts
// and files are small.
func window(size, most int64) int64 { return max(512, min(size+1, most)) }

// next returns the following token, and io.EOF after a whole, well-formed part.
func (x *xmlScanner) next() (xmlToken, error) {
	x.scratch = x.scratch[:0]
	if x.closed {
		x.closed = false
		return xmlEnd, x.pop(nil)
	}
	for {
		if x.pos == x.end {
			if err := x.fill(); err == io.EOF {
				return 0, x.finish()
			} else if err != nil {
				return 0, err
			}
		}
		tok, ok, err := x.token()
		if ok || err != nil {
			return tok, err
		}
	}
}

// token reads one token at pos; false means that it was nothing to hand out,
// such as a comment or white space around the root.
func (x *xmlScanner) token() (xmlToken, bool, error) {
	if x.buf[x.pos] != '<' {
		err := x.characters()
		return xmlText, len(x.starts) > 0, err
	}
	if err := x.atLeast(2); err != nil {
		return 0, false, err
	}
	switch x.buf[x.pos+1] {
	case '/':
		return xmlEnd, true, x.endTag()
	case '?':
		return 0, false, x.skipPast("?>", "an instruction")
	case '!':
		return x.declaration()
	}
	return xmlStart, true, x.startTag()
}

// attr returns an attribute's value by its local name, nil where there is none.
func (x *xmlScanner) attr(name string) []byte {
	for i := range x.attrs {
		if string(x.attrs[i].name) == name {
			return x.attrs[i].value
		}
	}
	return nil
}

// skip reads to the end of the element that has just opened.
func (x *xmlScanner) skip() error {
	for depth := len(x.starts); len(x.starts) >= depth; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// fill reads more of the stream into the window and keeps what is unread.
func (x *xmlScanner) fill() error {
	if x.eof {
		return io.EOF
	}
	if x.pos > 0 {
		copy(x.buf, x.buf[x.pos:x.end])
		x.end -= x.pos
		x.pos = 0
	}
	if x.end == len(x.buf) {
		if len(x.buf) > 8*x.limits.CellBytes {
			return tooLarge("%s has a text of more than %d bytes", x.where(), x.limits.CellBytes)
		}
		x.buf = append(x.buf, make([]byte, len(x.buf))...)
	}
	for range 100 {
		n, err := x.r.Read(x.buf[x.end:])
		x.end += n
		if err != nil && err != io.EOF {
			return partError(x.where(), err)
		}
		if x.eof = err == io.EOF; n > 0 {
			return nil
		} else if x.eof {
			return io.EOF
		}
	}
	return io.ErrNoProgress
}

// more is fill inside a token, where the part must not end.
func (x *xmlScanner) more() error {
	err := x.fill()
	if err == io.EOF {
		return damaged(x.where(), "breaks off")
	}
	return err
}

// double reads on inside a token that does not end in the window until the
// window holds twice as much, so that looking for the end again and again takes
// no more than twice the time of looking once.
func (x *xmlScanner) double() error {
	want := 2 * (x.end - x.pos)
	if err := x.more(); err != nil {
		return err
	}
	for x.end-x.pos < want {
		if err := x.fill(); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
	}
	return nil
}

func (x *xmlScanner) atLeast(n int) error {
	for x.end-x.pos < n {
		if err := x.more(); err != nil {
			return err
		}
	}
	return nil
}

// finish is called at the end of the stream: the root must be closed.
func (x *xmlScanner) finish() error {
	if len(x.starts) > 0 || !x.rooted {
		return damaged(x.where(), "breaks off")
	}
	return io.EOF
}

func (x *xmlScanner) push(name []byte) error {
	if len(x.starts) == 0 && x.rooted {
		return damaged(x.where(), "goes on after its end")
	}
	if len(x.starts) >= x.limits.Nesting {
		return tooLarge("%s nests elements more than %d deep", x.where(), x.limits.Nesting)
	}
	x.rooted = true
	x.starts = append(x.starts, len(x.names))
	x.names = append(x.names, name...)
	x.local = localName(name)
	return nil
}

// pop closes the innermost element. A nil name stands for an empty element.
func (x *xmlScanner) pop(name []byte) error {
	if len(x.starts) == 0 {
		return damaged(x.where(), "closes an element that was never opened")
	}
	top := x.starts[len(x.starts)-1]
	if name != nil && !bytes.Equal(x.names[top:], name) {
		return damaged(x.where(), "closes an element that is not the one open")
	}
	x.local = localName(x.names[top:])
	x.names, x.starts = x.names[:top], x.starts[:len(x.starts)-1]
	return nil
}

func localName(name []byte) []byte {
	if i := bytes.IndexByte(name, ':'); i >= 0 {
		return name[i+1:]
	}
	return name
}

// errShort means that a tag goes on past the window.
var errShort = errors.New("tag continues")
