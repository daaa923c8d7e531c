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
	zip   *zip.Writer
	parts []*part
}

func newArchive(w io.Writer) *archive { return &archive{zip: zip.NewWriter(w)} }

// errLarge says that a sheet needs the 64-bit form of zip, which Excel calls damaged.
var errLarge = errors.New("a sheet of more than 4 GB")

// Create starts a part; the part before it is finished.
func (a *archive) Create(name string) (io.Writer, error) {
	if err := a.finish(); err != nil {
		return nil, err
	}
	p := &part{name: name}
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
func comparePart(a, b *part) int {
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
	return a.parts[len(a.parts)-1].flate.Close()
}

// part is one file of the archive.
type part struct {
	name  string
	data  bytes.Buffer // compressed
	flate *flate.Writer
	size  uint64
	crc   uint32
}

// Write compresses p into the part.
func (p *part) Write(b []byte) (int, error) {
	p.size += uint64(len(b))
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b)
	return p.flate.Write(b)
}

func (p *part) writeTo(z *zip.Writer) error {
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
