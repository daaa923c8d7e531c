package ooxml

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"

	"github.com/klauspost/compress/flate"
)

// Package is a spreadsheet package that was opened. It is read only; several
// writes may go on at once.
type Package struct {
	zip    *zip.Reader
	parts  map[string]*zip.File // by partKey
	main   string               // the name of the workbook part
	types  []byte
	book   book
	macros bool
}

// sheetRef is a sheet and where it stands.
type sheetRef struct {
	Sheet
	id    int    // its sheetId
	rel   string // the id of its relationship
	part  string // the name of its part
	kind  string // of the relationship: worksheet, chartsheet, …
	state string // as written; "" for visible
}

// Open reads what a package consists of; r is read again by Write. A package that
// must not or cannot be changed is an *Unfit; other errors are of reading r.
func Open(r io.ReaderAt, size int64) (*Package, error) {
	if err := sniff(r); err != nil {
		return nil, err
	}
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("opening the package: %w", asUnfit(err))
	}
	z.RegisterDecompressor(zip.Deflate, func(r io.Reader) io.ReadCloser { return flate.NewReader(r) })
	p := &Package{zip: z, parts: make(map[string]*zip.File, len(z.File))}
	for _, step := range []func() error{p.index, p.findMain, p.readTypes, p.refuse, p.readBook} {
		if err := step(); err != nil {
			return nil, fmt.Errorf("opening the package: %w", err)
		}
	}
	return p, nil
}

// Sheets are the package's sheets in the order of their tabs.
func (p *Package) Sheets() []Sheet {
	list := make([]Sheet, len(p.book.sheets))
	for i, s := range p.book.sheets {
		list[i] = s.Sheet
	}
	return list
}

// Macros says whether the package holds macros, so that its file name must end in .xlsm.
func (p *Package) Macros() bool { return p.macros }

// Date1904 says whether its dates count from 1904, which those of Change.Add and
// of offers must then do too.
func (p *Package) Date1904() bool { return p.book.date1904 }

// index finds each part by name.
func (p *Package) index() error {
	if len(p.zip.File) > maxParts {
		return &Unfit{Reason: "it consists of too many parts"}
	}
	for _, f := range p.zip.File {
		if f.Flags&1 != 0 {
			return &Unfit{Reason: "it is encrypted inside"}
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return &Unfit{Reason: "it is compressed in a way that spreadsheet programs don't use"}
		}
		key := partKey(f.Name)
		if f.FileInfo().IsDir() || key == "" {
			continue
		}
		if p.parts[key] != nil {
			return &Unfit{Reason: "it has two parts of one name inside"}
		}
		p.parts[key] = f
	}
	return nil
}

// findMain follows the package's relationships to the workbook part.
func (p *Package) findMain() error {
	rels, err := p.relations("")
	if err != nil {
		return err
	}
	for _, r := range rels.list {
		if r.kind == "signature" || r.kind == "origin" {
			return errSigned()
		}
	}
	main := rels.of(kindWorkbook)
	if main == nil || p.parts[partKey(main.target)] == nil {
		return &Unfit{Reason: "it has no workbook inside"}
	}
	p.main = main.target
	return nil
}

func (p *Package) readTypes() (err error) {
	p.types, err = p.read(contentTypesName, maxIndex)
	return err
}

// relations are those of the part source.
func (p *Package) relations(source string) (*relations, error) {
	name := relsName(source)
	if p.parts[partKey(name)] == nil {
		return readRelations(source, nil)
	}
	xml, err := p.read(name, maxIndex)
	if err != nil {
		return nil, err
	}
	return readRelations(source, xml)
}

// read unpacks a part of at most limit bytes.
func (p *Package) read(name string, limit int64) ([]byte, error) {
	r, err := p.open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if f := p.parts[partKey(name)]; f.UncompressedSize64 > uint64(limit) {
		return nil, errTooLarge()
	}
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", name, asUnfit(err))
	}
	if int64(len(data)) > limit {
		return nil, errTooLarge()
	}
	return data, nil
}

// open unpacks a part as it is read.
func (p *Package) open(name string) (io.ReadCloser, error) {
	f := p.parts[partKey(name)]
	if f == nil {
		return nil, &Unfit{Reason: "a part of it is missing"}
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("reading %q: %w", name, asUnfit(err))
	}
	return partReader{r}, nil
}

// partReader reads an unpacked part; what is damaged is an *Unfit.
type partReader struct{ io.ReadCloser }

func (r partReader) Read(b []byte) (int, error) {
	n, err := r.ReadCloser.Read(b)
	if err != nil && err != io.EOF {
		err = asUnfit(err)
	}
	return n, err
}

// asUnfit makes an *Unfit of an error that says that the package is damaged.
func asUnfit(err error) error {
	var corrupt flate.CorruptInputError
	var internal flate.InternalError
	for _, known := range []error{zip.ErrFormat, zip.ErrChecksum, zip.ErrAlgorithm, io.ErrUnexpectedEOF, io.EOF} {
		if errors.Is(err, known) {
			return errDamaged()
		}
	}
	if errors.As(err, &corrupt) || errors.As(err, &internal) {
		return errDamaged()
	}
	return err
}

func number(s string) (int, bool) {
	n, err := strconv.Atoi(s)
	return n, err == nil && n >= 0
}
