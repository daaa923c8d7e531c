package watch

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
)

// Doubt says that a file may be whole and that nothing in it tells: it is taken for
// whole when it has stayed as it is for Settles times Config.Settle.
type Doubt struct {
	Reason  string // in words, for whoever asks why the file waits
	Settles int
}

func (d *Doubt) Error() string { return d.Reason }

// WholeFile says whether a file is complete. A zip package (.xlsx, .ods) must have
// its directory at the end, lying within the file, and each part that the directory
// names must begin where it says; an old Office file (.xls) must be as long as its
// sector table says; space that was reserved and never written shows as zeros at
// the end. A *Doubt says that an empty file, or one whose last line has no end, may
// be complete: wait. It reads some kilobytes, however large the file.
func WholeFile(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return openFault(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return openFault(err)
	}
	if info.Size() == 0 {
		return &Doubt{"empty: something may still be written into it", emptySettles}
	}
	return wholeContent(f, info.Size())
}

func wholeContent(f io.ReaderAt, size int64) error {
	head, err := readAt(f, 0, min(size, 8))
	if err != nil {
		return err
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		return wholeZip(f, size)
	case bytes.Equal(head, oleMark):
		return wholeOLE(f, size)
	}
	return wholeText(f, size)
}

// wholeText judges what has no structure of its own by its last bytes.
func wholeText(f io.ReaderAt, size int64) error {
	tail, err := readAt(f, max(0, size-tailBytes), min(size, tailBytes))
	if err != nil {
		return err
	}
	switch {
	case len(bytes.Trim(tail, "\x00")) == 0:
		return errors.New("ends in zeros: its place is reserved and the content not there yet")
	case endsLine(tail):
		return nil
	}
	return &Doubt{"its last line has no end: more may come", openEndSettles}
}

// endsLine looks for a line's end in UTF-8 or UTF-16 of either byte order.
func endsLine(tail []byte) bool {
	for _, end := range []string{"\n", "\r", "\n\x00", "\r\x00"} {
		if bytes.HasSuffix(tail, []byte(end)) {
			return true
		}
	}
	return false
}

// readAt reads n bytes, all of which the file must have.
func readAt(f io.ReaderAt, from, n int64) ([]byte, error) {
	b := make([]byte, n)
	if got, err := f.ReadAt(b, from); got < len(b) {
		if errors.Is(err, io.EOF) {
			return nil, errors.New("shorter than it was a moment ago")
		}
		return nil, fmt.Errorf("can't be read: %w", errors.New(cause(err)))
	}
	return b, nil
}
