package ooxml

import (
	"bytes"
	"io"
	"strings"
)

func errSigned() error {
	return &Unfit{Reason: "it is signed, and a change would break the signature"}
}

func errDamaged() error {
	return &Unfit{Reason: "it is damaged inside"}
}

func errNotes() error {
	return &Unfit{Reason: "its notes are damaged"}
}

func errTooLarge() error {
	return &Unfit{Reason: "it is too large inside to be marked"}
}

// sniff refuses what isn't a package at all, by its first bytes.
func sniff(r io.ReaderAt) error {
	head := make([]byte, 8)
	n, err := r.ReadAt(head, 0)
	if err != nil && err != io.EOF {
		return err
	}
	if bytes.HasPrefix(head[:n], []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")) {
		return &Unfit{Reason: "it is password-protected or in the older .xls format"}
	}
	return nil
}

// refuse refuses what a change would break, or what is no workbook.
func (p *Package) refuse() error {
	for key := range p.parts {
		switch {
		case strings.HasPrefix(key, "_xmlsignatures/"):
			return errSigned()
		case strings.HasPrefix(key, "xl/revisions/"):
			return errShared()
		}
	}
	types, err := readTypes(p.types)
	if err != nil {
		return err
	}
	return p.refuseType(types.of(p.main))
}

func errShared() error {
	return &Unfit{Reason: "it is shared for editing by several people at once, with a log of their changes"}
}

// refuseType lets workbooks through, with macros or without.
func (p *Package) refuseType(kind string) error {
	switch {
	case strings.EqualFold(kind, typeWorkbook):
		return nil
	case strings.EqualFold(kind, typeMacros):
		p.macros = true
		return nil
	case strings.Contains(kind, "binary"):
		return &Unfit{Reason: "it is in the binary .xlsb format"}
	case strings.Contains(kind, "template"):
		return &Unfit{Reason: "it is a template, not a workbook"}
	case strings.Contains(kind, "addin"):
		return &Unfit{Reason: "it is an add-in, not a workbook"}
	}
	return &Unfit{Reason: "it is no Excel workbook inside"}
}
