package ingest

import (
	"bytes"
	"encoding/binary"
	"io"
	"strings"
	"unicode/utf8"
)

// textLook is what one pass over a file's bytes finds out about it as text.
type textLook struct {
	head      []byte // the first headBytes
	size      int64
	blank     bool             // nothing but white space and zero bytes so far
	order     binary.ByteOrder // of UTF-16; nil for bytes
	zeros     int64            // zero bytes
	zeroLine  int              // line of the first
	controls  int64            // other control characters
	multibyte int64            // valid characters beyond ASCII
	invalid   int64            // bytes that are not UTF-8
	badLine   int              // line of the first of them
	undefined int64            // of these, bytes that Windows-1252 does not have
	undefLine int              // line of the first of those
	doubled   int64            // characters that were encoded twice: Â£ for £
	doubleAt  int              // line of the first of them
	faint     int64            // such patterns as count only beside these

	line int // lines ended so far
	last byte
	rest []byte // the beginning of a character, or of one encoded twice, at the end of the last piece
	done bool   // there is no further piece
}

// add takes the next piece of the file.
func (t *textLook) add(b []byte) {
	if t.size == 0 {
		t.head = append([]byte(nil), b[:min(len(b), headBytes)]...)
		t.order = utf16Order(t.head[:min(len(t.head), 4096)])
		t.blank = true
	}
	t.size += int64(len(b))
	t.blank = t.blank && len(bytes.Trim(b, "\x00 \t\r\n\xEF\xBB\xBF\xFF\xFE")) == 0
	if t.order != nil || bytes.HasPrefix(t.head, []byte("PK")) {
		return
	}
	t.scan(b)
}

// scan counts a piece's characters, carrying one that it cuts in two.
func (t *textLook) scan(b []byte) {
	if len(t.rest) > 0 {
		b = append(t.rest, b...)
		t.rest = nil
	}
	if !odd(b) {
		t.countLines(b)
		return
	}
	for i := 0; i < len(b); {
		c := b[i]
		if c < utf8.RuneSelf {
			t.ascii(c)
			i++
			continue
		}
		n := t.beyondASCII(b[i:])
		if n == 0 {
			t.rest = append([]byte(nil), b[i:]...)
			return
		}
		t.last = c
		i += n
	}
}

// beyondASCII counts the character that b starts with and returns its length; 0
// where the next piece must show what it is.
func (t *textLook) beyondASCII(b []byte) int {
	if !t.done && !utf8.FullRune(b) {
		return 0
	}
	r, n := utf8.DecodeRune(b)
	if r == utf8.RuneError && n == 1 {
		t.stray(b[0])
		return 1
	}
	was, whole, more := undouble(b)
	switch {
	case more && !t.done:
		return 0
	case whole > 0 && faintPattern(was):
		t.faint++
		return whole
	case whole > 0:
		if t.doubled == 0 {
			t.doubleAt = t.line + 1
		}
		t.doubled++
		return whole
	}
	t.multibyte++
	return n
}

// odd says whether a piece needs looking at byte by byte.
func odd(b []byte) bool {
	const ones, highs = 0x0101010101010101, 0x8080808080808080
	for ; len(b) >= 8; b = b[8:] {
		// Eight bytes at once: one above ASCII, or one below a space.
		w := binary.LittleEndian.Uint64(b)
		if (w|(w-' '*ones)&^w)&highs == 0 {
			continue
		}
		// Nearly always a line end.
		low := ^((w&^highs + (0x80-' ')*ones) | w)
		n, r := w^'\n'*ones, w^'\r'*ones
		n, r = (n&^highs+^uint64(highs))|n, (r&^highs+^uint64(highs))|r // a high bit where it is not one
		if (w|low&n&r)&highs != 0 && oddIn(b[:8]) {
			return true
		}
	}
	return oddIn(b)
}

func oddIn(b []byte) bool {
	for _, c := range b {
		if oddByte[c] {
			return true
		}
	}
	return false
}

var oddByte = func() (t [256]bool) {
	for i := range t {
		t[i] = i >= utf8.RuneSelf || i < ' ' && i != '\n' && i != '\r' && i != '\t'
	}
	return t
}()

func (t *textLook) countLines(b []byte) {
	if n := bytes.Count(b, []byte("\r")); n == 0 {
		t.line += bytes.Count(b, []byte("\n"))
		if len(b) > 0 && b[0] == '\n' && t.last == '\r' {
			t.line--
		}
	} else {
		for _, c := range b {
			t.newline(c)
			t.last = c
		}
	}
	if len(b) > 0 {
		t.last = b[len(b)-1]
	}
}

func (t *textLook) newline(c byte) {
	if c == '\r' || c == '\n' && t.last != '\r' {
		t.line++
	}
}

func (t *textLook) ascii(c byte) {
	t.newline(c)
	t.last = c
	switch {
	case c == 0:
		if t.zeros == 0 {
			t.zeroLine = t.line + 1
		}
		t.zeros++
	case c < ' ' && c != '\t' && c != '\n' && c != '\r' && c != '\f':
		t.controls++
	}
}

// stray counts a byte that is not UTF-8.
func (t *textLook) stray(c byte) {
	if t.invalid == 0 {
		t.badLine = t.line + 1
	}
	t.invalid++
	if windows1252(c) == rune(c) && c < 0xA0 {
		if t.undefined == 0 {
			t.undefLine = t.line + 1
		}
		t.undefined++
	}
}

// finish takes the end of the file: a character cut off there is stray bytes.
func (t *textLook) finish() {
	t.done = true
	if len(t.rest) > 0 {
		t.scan(nil)
	}
	if t.doubled > 0 {
		t.doubled += t.faint
	} else {
		t.multibyte += t.faint
	}
}

// oleKind is what an OLE container holds.
type oleKind uint8

const (
	oleOther     oleKind = iota
	oleWorkbook          // an .xls
	oleEncrypted         // an encrypted .xlsx or .xlsb
)

// oleContent finds out by the names of the container's streams, which are
// written in UTF-16 whatever the container's layout.
func oleContent(r io.Reader) (oleKind, error) {
	encrypted := wide("EncryptedPackage")
	books := [][]byte{wide("book"), wide("Book"), wide("BOOK")} // Workbook, Book, WORKBOOK
	kind := oleOther
	const overlap = 64
	buf := make([]byte, 256<<10)
	kept := 0
	for {
		n, err := io.ReadFull(r, buf[kept:])
		b := buf[:kept+n]
		if bytes.Contains(b, encrypted) {
			return oleEncrypted, nil
		}
		for _, name := range books {
			if bytes.Contains(b, name) {
				kind = oleWorkbook
			}
		}
		if err == io.EOF || err == io.ErrUnexpectedEOF {
			return kind, nil
		} else if err != nil {
			return kind, err
		}
		kept = copy(buf, b[max(0, len(b)-overlap):])
	}
}

// wide returns a stream name as it stands in the directory, with its end.
func wide(s string) []byte {
	return []byte(strings.Join(strings.Split(s, ""), "\x00") + "\x00\x00\x00")
}
