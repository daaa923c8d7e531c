package workbook

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"math"
	"slices"
	"strings"
)

// archive is the zip file of a workbook, its parts in the order of their names.
// Excelize writes streamed sheets in the random order of a map, so the parts
// are kept compressed until Close.
type archive struct {
	zip      *zip.Writer
	parts    []*zipPart
	outlined string // a sheet with an outline, whose head must say so; "" for none
}

func newArchive(w io.Writer) *archive { return &archive{zip: zip.NewWriter(w)} }

// errLarge says that a sheet needs the 64-bit form of zip, which Excel calls damaged.
var errLarge = errors.New("a sheet of more than 4 GB")

// Create starts a part; the part before it is finished.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.finish(); err != nil {
		return nil, err
	}
	p := &zipPart{name: name, mend: a.mend(name)}
	var err error
	p.flate, err = flate.NewWriter(&p.data, flate.DefaultCompression)
	if err != nil {
		return nil, err
	}
	a.parts = append(a.parts, p)
	return p, nil
}

// AddFS is never called by excelize when it saves a workbook.
func (a *archive) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parts and the directory.
func (a *archive) Close() error {
	if err := a.finish(); err != nil {
		return err
	}
	slices.SortFunc(a.parts, comparePart)
	for _, p := range a.parts {
		if err := p.writeTo(a.zip); err != nil {
			return err
		}
	}
	return a.zip.Close()
}

// comparePart puts the list of contents first, as Excel does, so that programs
// which look at a file's first bytes know what it is.
func comparePart(a, b *zipPart) int {
	const first = "[Content_Types].xml"
	switch {
	case a.name == b.name:
		return 0
	case a.name == first:
		return -1
	case b.name == first:
		return 1
	}
	return strings.Compare(a.name, b.name)
}

func (a *archive) finish() error {
	if len(a.parts) == 0 {
		return nil
	}
	return a.parts[len(a.parts)-1].close()
}

// zipPart is one file of the archive.
type zipPart struct {
	name  string
	data  bytes.Buffer // compressed
	flate *flate.Writer
	size  uint64
	crc   uint32
	mend  func([]byte) []byte // what puts the first bytes written right; nil for nothing
	held  []byte              // the end of what was written, where a guard may begin
}

// Write compresses p into the part.
func (p *zipPart) Write(b []byte) (int, error) {
	if mend := p.mend; mend != nil {
		p.mend = nil
		_, err := p.Write(mend(b))
		return len(b), err
	}
	data := append(p.held, b...)
	keep := guardBegun(data)
	p.held = bytes.Clone(data[len(data)-keep:])
	return len(b), p.put(bytes.ReplaceAll(data[:len(data)-keep], []byte(guard), []byte(guarded)))
}

func (p *zipPart) put(b []byte) error {
	p.size += uint64(len(b))
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b)
	_, err := p.flate.Write(b)
	return err
}

func (p *zipPart) close() error {
	if err := p.put(p.held); err != nil {
		return err
	}
	p.held = nil
	return p.flate.Close()
}

func (p *zipPart) writeTo(z *zip.Writer) error {
	if p.size >= math.MaxUint32 {
		return errLarge
	}
	w, err := z.CreateRaw(&zip.FileHeader{
		Name: p.name, Method: zip.Deflate, CRC32: p.crc,
		CompressedSize64: uint64(p.data.Len()), UncompressedSize64: p.size,
	})
	if err != nil {
		return err
	}
	_, err = p.data.WriteTo(w)
	return err
}
