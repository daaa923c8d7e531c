package ooxml

import (
	"bufio"
	"io"
)

// dropStrings takes the count of cells that name shared strings off their list,
// where one of the sheets that go names any: it would no longer be true. It need
// not be given. The strings stay, as each is known by its place.
func (pl *plan) dropStrings(book *relations, sheets []string) error {
	r := book.of(kindStrings)
	if r == nil || !pl.exists(r.target) {
		return nil
	}
	part := r.target
	for _, sheet := range sheets {
		uses, err := pl.p.usesStrings(sheet)
		if err != nil {
			return err
		}
		if uses {
			pl.stream(part, "", func(w io.Writer) error { return pl.p.uncount(w, part) })
			return nil
		}
	}
	return nil
}

// usesStrings says whether a cell of a sheet names a shared string.
func (p *Package) usesStrings(sheet string) (bool, error) {
	r, err := p.open(sheet)
	if err != nil {
		return false, err
	}
	defer r.Close()
	s := newScanner(r)
	for {
		kind, err := s.next()
		if err != nil {
			return false, endOf(err)
		}
		if kind == startTag && s.is("c") && s.attrText("t") == "s" {
			return true, nil
		}
	}
}

// uncount copies the shared strings without their count.
func (p *Package) uncount(w io.Writer, part string) error {
	r, err := p.open(part)
	if err != nil {
		return err
	}
	defer r.Close()
	s, b := newScanner(r), bufio.NewWriterSize(w, windowSize)
	for {
		kind, err := s.next()
		if err == io.EOF {
			return b.Flush()
		}
		if err != nil {
			return err
		}
		raw := s.raw
		if kind == startTag && s.depth == 0 {
			raw = s.without(nil, "count")
		}
		if _, err := b.Write(raw); err != nil {
			return err
		}
	}
}
