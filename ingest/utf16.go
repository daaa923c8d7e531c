package ingest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// errOddUTF16 means that UTF-16 text ends in the middle of a character.
var errOddUTF16 = errors.New("UTF-16 text ends in half a character")

// utf16Order returns the byte order of UTF-16 text from its first bytes: a byte
// order mark, or the pattern of zero bytes that Latin letters leave. It is nil
// where the text is not UTF-16.
func utf16Order(head []byte) binary.ByteOrder {
	switch {
	case bytes.HasPrefix(head, []byte{0xFF, 0xFE}):
		return binary.LittleEndian
	case bytes.HasPrefix(head, []byte{0xFE, 0xFF}):
		return binary.BigEndian
	case len(head) < 4:
		return nil
	}
	var even, odd int
	for i, b := range head {
		if b == 0 && i%2 == 0 {
			even++
		} else if b == 0 {
			odd++
		}
	}
	most := len(head) / 2 * 7 / 10
	switch {
	case odd > most && even*20 <= odd:
		return binary.LittleEndian
	case even > most && odd*20 <= even:
		return binary.BigEndian
	}
	return nil
}

// utf16Reader turns UTF-16 into UTF-8 as it is read, without a byte order mark.
// A half of a surrogate pair alone becomes U+FFFD.
type utf16Reader struct {
	r     io.Reader
	order binary.ByteOrder
	in    []byte // bytes read and not yet decoded
	out   []byte // decoded and not yet handed out
	chunk []byte
	begun bool
	err   error
}

func newUTF16Reader(r io.Reader, order binary.ByteOrder) *utf16Reader {
	return &utf16Reader{r: r, order: order, chunk: make([]byte, 32<<10)}
}

func (u *utf16Reader) Read(p []byte) (int, error) {
	for len(u.out) == 0 {
		if u.err != nil {
			return 0, u.err
		}
		u.out = u.out[:0]
		n, err := u.r.Read(u.chunk)
		u.in = append(u.in, u.chunk[:n]...)
		u.err = err
		u.decode(err != nil)
		if err == io.EOF && len(u.in) > 0 {
			u.err = errOddUTF16
		}
	}
	n := copy(p, u.out)
	u.out = u.out[n:]
	return n, nil
}

// decode moves whole characters from in to out. At the end of the text a first
// half of a pair has nothing more to wait for.
func (u *utf16Reader) decode(last bool) {
	out := u.out[:0]
	i := 0
	for ; i+1 < len(u.in); i += 2 {
		r := rune(u.order.Uint16(u.in[i:]))
		if utf16.IsSurrogate(r) {
			if i+3 >= len(u.in) && !last && r < 0xDC00 {
				break
			}
			low := rune(utf8.RuneError)
			if i+3 < len(u.in) {
				low = rune(u.order.Uint16(u.in[i+2:]))
			}
			if r = utf16.DecodeRune(r, low); r != utf8.RuneError {
				i += 2
			}
		}
		if r != 0xFEFF || u.begun {
			out = utf8.AppendRune(out, r)
		}
		u.begun = true
	}
	u.in = append(u.in[:0], u.in[i:]...)
	u.out = out
}
