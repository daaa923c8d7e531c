package ingest

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"strings"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/flate"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/transform"
)

// archive is the zip container of a workbook.
type archive struct {
	zip    *zip.Reader
	parts  map[string]*zip.File // by folded name
	limits Limits
}

// openArchive reads the container's directory.
func openArchive(r io.ReaderAt, size int64, limits Limits) (*archive, error) {
	// A section answers an offset that damage has made absurd as the end of the
	// file; the file itself answers as if the disk had failed.
	z, err := zip.NewReader(io.NewSectionReader(r, 0, size), size)
	if err != nil && !errors.Is(err, zip.ErrInsecurePath) {
		return nil, partError("the file", err)
	}
	if len(z.File) > limits.Parts {
		return nil, tooLarge("the workbook has more than %d parts", limits.Parts)
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser {
		return flate.NewReader(bufio.NewReaderSize(r, 64<<10))
	})
	if err := statedSize(z.File, limits); err != nil {
		return nil, err
	}
	a := &archive{zip: z, parts: make(map[string]*zip.File, len(z.File)), limits: limits}
	for _, f := range z.File {
		name := foldPart(f.Name)
		if a.parts[name] == nil {
			a.parts[name] = f
		}
	}
	return a, nil
}

// statedSize refuses a workbook that says of itself that it is too large. What
// it really unzips to is counted as each part is read.
func statedSize(files []*zip.File, limits Limits) error {
	var sum uint64
	for _, f := range files {
		if sum += f.UncompressedSize64; sum > uint64(limits.Unzipped) || f.UncompressedSize64 > uint64(limits.Unzipped) {
			return tooLarge("the workbook unzips to more than %d bytes", limits.Unzipped)
		}
	}
	return nil
}

// foldPart makes part names equal that mean the same: some programs write
// back-slashes, a leading slash, or another case than the one they refer to.
func foldPart(name string) string {
	return strings.ToLower(strings.TrimLeft(strings.ReplaceAll(name, `\`, "/"), "/"))
}

func (a *archive) has(name string) bool { return a.parts[foldPart(name)] != nil }

// size returns a part's unzipped bytes, as the container states them.
func (a *archive) size(name string) int64 {
	if f := a.parts[foldPart(name)]; f != nil && f.UncompressedSize64 < math.MaxInt64 {
		return int64(f.UncompressedSize64)
	}
	return 0
}

// hasPrefix says whether any part's name begins with prefix, in lower case.
func (a *archive) hasPrefix(prefix string) bool {
	for name := range a.parts {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}

// open returns a part's bytes as UTF-8. Its end is reached only where the part
// is whole: the container's length and checksum are verified there.
func (a *archive) open(name string, done *atomic.Int64) (io.ReadCloser, error) {
	f := a.parts[foldPart(name)]
	if f == nil {
		return nil, damaged(name, "is missing")
	}
	if f.Flags&1 != 0 {
		return nil, refusePassword()
	}
	rc, err := f.Open()
	if err != nil {
		return nil, partError(name, err)
	}
	p := &part{r: rc, name: name, file: f, limits: a.limits, done: done, until: time.Now().Add(a.limits.Time)}
	text, err := decodeXML(p)
	if err != nil {
		rc.Close()
		return nil, partError(name, err)
	}
	return struct {
		io.Reader
		io.Closer
	}{text, rc}, nil
}

// part reads one part and stops at its limits.
type part struct {
	r      io.Reader
	name   string
	file   *zip.File
	limits Limits
	n      int64
	until  time.Time     // when the time for this part is over
	done   *atomic.Int64 // unzipped bytes so far, for progress; may be nil
}

func (p *part) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.n += int64(n)
	if p.done != nil {
		p.done.Add(int64(n))
	}
	if p.n > p.limits.PartBytes {
		return 0, tooLarge("%s unzips to more than %d bytes", p.name, p.limits.PartBytes)
	}
	if p.n > p.limits.RatioFrom && p.n/p.limits.Ratio > int64(p.file.CompressedSize64) {
		return 0, tooLarge("%s unzips to more than %d times its size", p.name, p.limits.Ratio)
	}
	if n > 0 && time.Now().After(p.until) {
		return 0, tooLarge("%s takes longer than %s to read", p.name, p.limits.Time)
	}
	return n, err
}

// partError turns a failure to read a part into a refusal, unless it is the
// disk or the network that failed.
func partError(where string, err error) error {
	var refusal *Refusal
	var path *fs.PathError
	switch {
	case errors.As(err, &refusal):
		return refusal
	case errors.As(err, &path):
		return fmt.Errorf("reading %s: %w", where, err)
	case errors.Is(err, zip.ErrChecksum):
		return damaged(where, "does not match its checksum")
	case errors.Is(err, zip.ErrFormat):
		return damaged(where, "is cut off or no longer a whole zip file")
	case errors.Is(err, zip.ErrAlgorithm):
		return damaged(where, "is packed in a way that Excel does not use")
	case errors.Is(err, io.ErrUnexpectedEOF):
		return damaged(where, "is cut off")
	}
	return damaged(where, "cannot be unzipped")
}

// decodeXML returns the part as UTF-8, whatever its XML declaration says it is.
func decodeXML(r io.Reader) (io.Reader, error) {
	b := bufio.NewReaderSize(r, 4<<10)
	head, err := b.Peek(200)
	if err != nil && err != io.EOF {
		return nil, err
	}
	if order := utf16Order(head); order != nil {
		return newUTF16Reader(b, order), nil
	}
	end := bytes.Index(head, []byte("?>"))
	if end < 0 {
		return b, nil
	}
	switch declared(head[:end]) {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		return b, nil
	case "iso-8859-1", "latin1":
		return transform.NewReader(b, charmap.ISO8859_1.NewDecoder()), nil
	case "windows-1252":
		return transform.NewReader(b, charmap.Windows1252.NewDecoder()), nil
	}
	return nil, damaged("its XML", "is in an encoding that no workbook uses")
}

// declared returns the encoding that an XML declaration names, in lower case.
func declared(declaration []byte) string {
	_, rest, found := bytes.Cut(declaration, []byte("encoding"))
	rest = bytes.TrimLeft(rest, " \t\r\n=")
	if !found || len(rest) == 0 {
		return ""
	}
	name, _, _ := bytes.Cut(rest[1:], rest[:1])
	return strings.ToLower(string(name))
}
