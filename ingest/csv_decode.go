package ingest

import (
	"bytes"
	"io"
	"strconv"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"winnow/internal/report"
)

// transformReader turns a file's bytes into other text, a piece at a time.
type transformReader struct {
	r     io.Reader
	chunk []byte
	kept  int // bytes at the front of chunk that wait for what follows
	// decode appends the text of b and returns how many bytes it is done with.
	// Where last is not set, it may leave a few that the next piece must explain.
	decode func(to, b []byte, last bool) ([]byte, int)
	out    []byte // not handed out yet
	space  []byte // the memory of out
	err    error
}

func (t *transformReader) Read(p []byte) (int, error) {
	for len(t.out) == 0 {
		if t.err != nil {
			return 0, t.err
		}
		n, err := t.r.Read(t.chunk[t.kept:])
		t.err = err
		b := t.chunk[:t.kept+n]
		var done int
		t.space, done = t.decode(t.space[:0], b, err != nil)
		t.out = t.space
		t.kept = copy(t.chunk, b[done:])
	}
	n := copy(p, t.out)
	t.out = t.out[n:]
	return n, nil
}

// appendLegacy turns text that is not all UTF-8 into UTF-8: what is valid stays,
// every other byte is the character that it is in Windows-1252. No byte is
// dropped.
func appendLegacy(to, b []byte, last bool) ([]byte, int) {
	i := 0
	for i < len(b) {
		if b[i] < utf8.RuneSelf {
			to = append(to, b[i])
			i++
			continue
		}
		if !last && !utf8.FullRune(b[i:]) {
			break
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			r = windows1252(b[i])
		}
		to = utf8.AppendRune(to, r)
		i += n
	}
	return to, i
}

// appendSingle writes characters that were encoded twice as what they were.
func appendSingle(to, b []byte, last bool) ([]byte, int) {
	i := 0
	for i < len(b) {
		next := bytes.IndexByte(b[i:], 0xC3)
		if next < 0 {
			return append(to, b[i:]...), len(b)
		}
		to = append(to, b[i:i+next]...)
		i += next
		r, n, more := undouble(b[i:])
		switch {
		case more && !last:
			return to, i
		case n > 0:
			to = utf8.AppendRune(to, r)
			i += n
		default:
			to = append(to, b[i])
			i++
		}
	}
	return to, i
}

// undouble reads a character at the start of b that was encoded as UTF-8, taken
// for Windows-1252 and encoded once more: Â£, â€™. It returns the character and
// how many bytes of b it takes up, 0 for none; more says that b is too short to
// tell.
func undouble(b []byte) (r rune, n int, more bool) {
	var first [utf8.UTFMax]byte
	want := 1
	for have := 0; have < want; have++ {
		if !utf8.FullRune(b[n:]) {
			return 0, 0, true
		}
		c, size := utf8.DecodeRune(b[n:])
		raw, ok := byte1252(c)
		switch {
		case !ok || size == 1:
			return 0, 0, false
		case have == 0:
			if want = encodedLength(raw); want == 0 {
				return 0, 0, false
			}
		case raw&0xC0 != 0x80:
			return 0, 0, false
		}
		first[have] = raw
		n += size
	}
	r, size := utf8.DecodeRune(first[:want])
	if size != want {
		return 0, 0, false
	}
	return r, n, false
}

// encodedLength returns how many bytes a character has that starts with b, 0
// where it is none of those that are undone: Latin, Greek and Cyrillic letters,
// signs, emoji. Other first bytes look like the é of café»… or CAFÉ®.
func encodedLength(b byte) int {
	switch b {
	case 0xC2, 0xC3, 0xC4, 0xC5, 0xCE, 0xCF, 0xD0, 0xD1:
		return 2
	case 0xE2, 0xEF:
		return 3
	case 0xF0:
		return 4
	}
	return 0
}

// faintPattern says whether what was undone to r is a pattern that by itself
// proves nothing: a letter beyond Western Europe, such as the ł of Å‚. It counts
// only in a file with others.
func faintPattern(r rune) bool { return r >= 0x100 && r < 0x800 }

// byte1252 returns a character's byte in Windows-1252; the control characters
// that stand for its undefined bytes, and those of Latin-1, are their number.
func byte1252(r rune) (byte, bool) {
	if r < 0x100 {
		return byte(r), true
	}
	return charmap.Windows1252.EncodeRune(r)
}

// doubleNotes says what was encoded twice.
func doubleNotes(t *textLook) []report.Exception {
	if t.doubled == 0 || t.invalid > 0 {
		return nil
	}
	var notes []report.Exception
	n := t.doubled
	if bytes.HasPrefix(t.head, []byte("ï»¿")) {
		n--
		e := fileNote(report.KindEncoding, "The file starts with ï»¿, a mark of its encoding that was turned into text; it was left out.", exportAgain)
		e.Row = 1
		notes = append(notes, e)
	}
	if n > 0 {
		e := fileNote(report.KindEncoding, "The file has "+strconv.FormatInt(n, 10)+" characters that were encoded twice, such as Â£ for £, the first in line "+
			strconv.Itoa(t.doubleAt)+"; they were read as what they were meant to be.", exportAgain)
		e.Row = t.doubleAt
		if t.multibyte > 0 {
			e.Severity = report.Query // some of the file is right: is the rest as it should be?
		}
		notes = append(notes, e)
	}
	return notes
}

const exportAgain = "Export the file again as CSV UTF-8 (Comma delimited), without opening it in between."

// marklessReader leaves out the byte order marks that text starts with.
type marklessReader struct {
	r       io.Reader
	started bool
	head    []byte // read, but not handed out
	err     error
}

var byteOrderMark = []byte("\xEF\xBB\xBF")

func (m *marklessReader) Read(p []byte) (int, error) {
	if !m.started {
		m.start()
	}
	if len(m.head) > 0 {
		n := copy(p, m.head)
		m.head = m.head[n:]
		return n, nil
	}
	if m.err != nil {
		return 0, m.err
	}
	return m.r.Read(p)
}

// start reads past the marks: Excel's own, and one more where a program has
// added its own before it.
func (m *marklessReader) start() {
	m.started = true
	for m.err == nil {
		more := make([]byte, len(byteOrderMark)-len(m.head))
		var n int
		n, m.err = io.ReadFull(m.r, more)
		if m.head = append(m.head, more[:n]...); !bytes.Equal(m.head, byteOrderMark) {
			break
		}
		m.head = m.head[:0]
	}
	if m.err == io.ErrUnexpectedEOF {
		m.err = io.EOF
	}
}
