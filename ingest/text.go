package ingest

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"strconv"
	"sync/atomic"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"

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
	f.declare(f.declared)
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
	f.dialect = dialectOf(sample[:n], n == len(sample), f.limits)
	f.dialect.delim, f.dialect.quote = cmp.Or(f.declared.Delimiter, f.dialect.delim), cmp.Or(f.declared.Quote, f.dialect.quote)
	f.Delimiter, f.Quote = string(rune(f.dialect.delim)), string(rune(f.dialect.quote))
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
		e.Row, e.Severity = t.undefLine, report.Error
		notes = append(notes, e)
	}
	notes = append(notes, doubleNotes(t)...)
	if t.order != nil && !bytes.HasPrefix(t.head, []byte{0xFF, 0xFE}) && !bytes.HasPrefix(t.head, []byte{0xFE, 0xFF}) {
		e := fileNote(report.KindEncoding, "The file is UTF-16 and does not say so at its start; it was read as such.",
			"Save the file as CSV UTF-8 (Comma delimited).")
		e.Severity = report.Query
		notes = append(notes, e)
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
	if f.foreign != nil {
		return &marklessReader{r: transform.NewReader(raw, f.foreign.NewDecoder())}, nil
	}
	switch f.Encoding {
	case encLE:
		return newUTF16Reader(raw, binary.LittleEndian), nil
	case encBE:
		return newUTF16Reader(raw, binary.BigEndian), nil
	}
	if f.Encoding == encCP {
		return &marklessReader{r: &transformReader{r: raw, chunk: make([]byte, decodeBy), decode: appendLegacy}}, nil
	}
	if f.text.doubled > 0 {
		return &marklessReader{r: &transformReader{r: raw, chunk: make([]byte, decodeBy), decode: appendSingle}}, nil
	}
	return &marklessReader{r: raw}, nil
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
