package ingest

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"winnow/internal/report"
)

// The words of File.Encoding.
const (
	encUTF8  = "utf-8"
	encLE    = "utf-16le"
	encBE    = "utf-16be"
	encCP    = "windows-1252"
	decodeBy = 32 << 10 // bytes decoded at once
)

// windows1252 returns the character of a byte in Windows-1252. The five bytes
// that it leaves undefined are the control characters of the same number.
func windows1252(b byte) rune {
	r := charmap.Windows1252.DecodeByte(b)
	if r == utf8.RuneError {
		return rune(b)
	}
	return r
}

// openCSV settles how the text is read: its encoding and its delimiter.
func (f *File) openCSV(look textLook) error {
	f.Format, f.Sheets, f.text = CSV, []Sheet{{}}, look
	switch {
	case look.order == binary.LittleEndian:
		f.Encoding = encLE
	case look.order == binary.BigEndian:
		f.Encoding = encBE
	case look.invalid > 0:
		f.Encoding = encCP
	default:
		f.Encoding = encUTF8
	}
	f.Notes = append(f.Notes, encodingNotes(&look)...)
	f.text.head = nil
	r, err := f.decoded()
	if err != nil {
		return err
	}
	sample := make([]byte, sampleBytes)
	n, err := io.ReadFull(r, sample)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return f.textError(err)
	}
	f.Delimiter = string(delimiterOf(sample[:n], n == len(sample), f.limits))
	return nil
}

// encodingNotes says what is odd about the text's bytes.
func encodingNotes(t *textLook) []report.Exception {
	var notes []report.Exception
	if t.invalid > 0 {
		e := fileNote(report.KindEncoding, "The file is not UTF-8 (first seen in line "+strconv.Itoa(t.badLine)+"); it was read as Windows-1252.",
			"Save the file as CSV UTF-8 (Comma delimited).")
		e.Row = t.badLine
		if t.multibyte > 0 {
			e.Message = "The file mixes UTF-8 and Windows-1252 (first seen in line " + strconv.Itoa(t.badLine) + "); each character was read as what it is."
			e.Severity = report.Query
		}
		notes = append(notes, e)
	}
	if t.undefined > 0 {
		e := fileNote(report.KindEncoding, "Line "+strconv.Itoa(t.undefLine)+" has a character that no encoding in use here has.",
			"Open the file, type the character again and save it as CSV UTF-8 (Comma delimited).")
		e.Row, e.Severity = t.undefLine, report.Query
		notes = append(notes, e)
	}
	if t.order != nil && !bytes.HasPrefix(t.head, []byte{0xFF, 0xFE}) && !bytes.HasPrefix(t.head, []byte{0xFE, 0xFF}) {
		notes = append(notes, fileNote(report.KindEncoding, "The file is UTF-16 and does not say so at its start; it was read as such.",
			"Save the file as CSV UTF-8 (Comma delimited)."))
	}
	if t.zeros > 0 {
		e := fileNote(report.KindEncoding, "The file holds "+strconv.FormatInt(t.zeros, 10)+" zero bytes, the first in line "+strconv.Itoa(t.zeroLine)+"; they may mean that it was damaged on the way.",
			"Export the file again from the system it comes from.")
		e.Row, e.Severity = t.zeroLine, report.Query
		notes = append(notes, e)
	}
	return notes
}

// decoded returns the file's text as UTF-8 from its start, without a byte
// order mark.
func (f *File) decoded() (io.Reader, error) {
	f.read.Store(0)
	raw := &counter{r: io.NewSectionReader(f.disk, 0, f.Size), n: &f.read}
	switch f.Encoding {
	case encLE:
		return newUTF16Reader(raw, binary.LittleEndian), nil
	case encBE:
		return newUTF16Reader(raw, binary.BigEndian), nil
	}
	var mark [3]byte
	n, err := io.ReadFull(raw, mark[:])
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return nil, fmt.Errorf("reading %q: %w", f.Path, err)
	}
	head := bytes.TrimPrefix(mark[:n], []byte("\xEF\xBB\xBF"))
	whole := io.MultiReader(bytes.NewReader(head), raw)
	if f.Encoding == encCP {
		return &legacyReader{r: whole, chunk: make([]byte, decodeBy)}, nil
	}
	return whole, nil
}

// textError refuses text that cannot be decoded; other errors are the disk's.
func (f *File) textError(err error) error {
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.Is(err, errOddUTF16):
		return refuseSource("damaged: the file is cut off in the middle of a character", fixDamagedC)
	}
	return fmt.Errorf("reading %q: %w", f.Path, err)
}

// counter counts the bytes read.
type counter struct {
	r io.Reader
	n *atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n.Add(int64(n))
	return n, err
}

// legacyReader turns text that is not all UTF-8 into UTF-8: what is valid
// stays, every other byte is the character that it is in Windows-1252. No byte
// is dropped.
type legacyReader struct {
	r     io.Reader
	chunk []byte
	kept  int // bytes at the front of chunk that wait for their character's rest
	out   []byte
	err   error
}

func (l *legacyReader) Read(p []byte) (int, error) {
	for len(l.out) == 0 {
		if l.err != nil {
			return 0, l.err
		}
		n, err := l.r.Read(l.chunk[l.kept:])
		l.err = err
		l.decode(l.chunk[:l.kept+n])
	}
	n := copy(p, l.out)
	l.out = l.out[n:]
	return n, nil
}

func (l *legacyReader) decode(b []byte) {
	out := l.out[:0]
	i := 0
	for i < len(b) {
		if c := b[i]; c < utf8.RuneSelf {
			out = append(out, c)
			i++
			continue
		}
		if l.err == nil && !utf8.FullRune(b[i:]) {
			break
		}
		r, n := utf8.DecodeRune(b[i:])
		if r == utf8.RuneError && n == 1 {
			r = windows1252(b[i])
		}
		out = utf8.AppendRune(out, r)
		i += n
	}
	l.kept = copy(l.chunk, b[i:])
	l.out = out
}
