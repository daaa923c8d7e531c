package watch

import (
	"encoding/binary"
	"errors"
	"io"
)

// oleMark begins old Office files and encrypted new ones ([MS-CFB] 2.2).
var oleMark = []byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

const (
	oleHeader   = 512
	oleFree     = 0xFFFFFFFF
	oleInHeader = 109 // sectors of the table that the header itself lists
)

var errOLE = errors.New("not complete: the end of the workbook is missing")

// wholeOLE compares a file's length with its table of sectors: each part of the
// table must lie within the file, and so must the last sector that is in use. Of
// tables too long for the header (files past 6.8 MB) the first 109 parts are looked at.
func wholeOLE(f io.ReaderAt, size int64) error {
	if size < oleHeader {
		return errOLE
	}
	h, err := readAt(f, 0, oleHeader)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	shift := le.Uint16(h[30:])
	if shift != 9 && shift != 12 {
		return nil // not as the format has it: for the reader to refuse
	}
	sector := int64(1) << shift
	if int64(le.Uint32(h[48:]))*sector+2*sector > size+sector-1 && le.Uint32(h[48:]) < oleFree-5 {
		return errOLE // the list of streams
	}
	for i := range min(int64(le.Uint32(h[44:])), oleInHeader) {
		at := le.Uint32(h[76+4*i:])
		if at >= oleFree-5 {
			break
		}
		if err := wholeOLETable(f, i, int64(at), sector, size); err != nil {
			return err
		}
	}
	return nil
}

// wholeOLETable looks at part i of the sector table, which stands in sector at.
func wholeOLETable(f io.ReaderAt, i, at, sector, size int64) error {
	if (at+2)*sector > size {
		return errOLE
	}
	table, err := readAt(f, (at+1)*sector, sector)
	if err != nil {
		return err
	}
	entries := sector / 4
	for e := entries - 1; e >= 0; e-- {
		if binary.LittleEndian.Uint32(table[4*e:]) == oleFree {
			continue
		}
		// The last sector may be cut short: some programs leave its padding out.
		if (i*entries+e+1)*sector >= size {
			return errOLE
		}
		return nil
	}
	return nil
}
