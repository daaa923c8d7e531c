package watch

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// Lengths of the fixed parts of zip records, and what they begin with (APPNOTE.TXT 4.3).
const (
	zipEndLen, zip64EndLen, zip64AtLen, zipPartLen = 22, 56, 20, 46

	zipEndMark, zip64EndMark, zip64AtMark = "PK\x05\x06", "PK\x06\x06", "PK\x06\x07"
	zipPartMark, zipLocalMark             = "PK\x01\x02", "PK\x03\x04"
)

var errZipEnd = errors.New("not complete: the end of the package is missing")

// zipDirectory is where the list of parts stands.
type zipDirectory struct {
	from, size int64
	parts      uint64
}

// wholeZip looks for the directory at the package's end, reads it through and looks
// at the beginning of each part it names: copies that write the end first are found out.
func wholeZip(f io.ReaderAt, size int64) error {
	d, err := zipEnd(f, size)
	if err != nil {
		return err
	}
	r := bufio.NewReader(io.NewSectionReader(f, d.from, d.size))
	for i := range d.parts {
		local, err := zipPart(r)
		if err != nil {
			return err
		}
		if i >= maxZipParts || local == 1<<32-1 { // the latter stands in a further record
			continue
		}
		mark, err := readAt(f, min(local, size), 4)
		if err != nil || string(mark) != zipLocalMark {
			return errors.New("not complete: a part of the package is missing")
		}
	}
	return nil
}

// zipPart reads a part's entry in the directory and returns where the part begins.
func zipPart(r *bufio.Reader) (local int64, err error) {
	var h [zipPartLen]byte
	if _, err := io.ReadFull(r, h[:]); err != nil || string(h[:4]) != zipPartMark {
		return 0, errors.New("not complete: the package's list of parts is damaged")
	}
	le := binary.LittleEndian
	more := int(le.Uint16(h[28:])) + int(le.Uint16(h[30:])) + int(le.Uint16(h[32:]))
	if _, err := r.Discard(more); err != nil {
		return 0, errors.New("not complete: the package's list of parts is damaged")
	}
	return int64(le.Uint32(h[42:])), nil
}

// zipEnd finds the record at a package's end, behind which only a comment stands.
func zipEnd(f io.ReaderAt, size int64) (zipDirectory, error) {
	n := min(size, zipEndLen+maxZipComment)
	tail, err := readAt(f, size-n, n)
	if err != nil {
		return zipDirectory{}, err
	}
	for at := bytes.LastIndex(tail, []byte(zipEndMark)); at >= 0; at = bytes.LastIndex(tail[:at], []byte(zipEndMark)) {
		record := tail[at:]
		if len(record) < zipEndLen || zipEndLen+int(binary.LittleEndian.Uint16(record[20:])) != len(record) {
			continue
		}
		return zipDirectoryAt(f, record, size-n+int64(at))
	}
	return zipDirectory{}, errZipEnd
}

func zipDirectoryAt(f io.ReaderAt, record []byte, at int64) (zipDirectory, error) {
	le := binary.LittleEndian
	d := zipDirectory{
		parts: uint64(le.Uint16(record[10:])), size: int64(le.Uint32(record[12:])), from: int64(le.Uint32(record[16:])),
	}
	if d.parts == 1<<16-1 || d.size == 1<<32-1 || d.from == 1<<32-1 {
		var err error
		if d, at, err = zip64Directory(f, d, at); err != nil {
			return d, err
		}
	}
	if d.from < 0 || d.size < 0 || d.from > at || d.size > at-d.from {
		return d, fmt.Errorf("not complete: the package says that it is longer than its %d bytes", at)
	}
	return d, nil
}

// zip64Directory reads the records of large packages, which stand before the end;
// without them the numbers of the end record are meant as they stand.
func zip64Directory(f io.ReaderAt, d zipDirectory, at int64) (zipDirectory, int64, error) {
	if at < zip64AtLen {
		return d, at, nil
	}
	pointer, err := readAt(f, at-zip64AtLen, zip64AtLen)
	if err != nil || string(pointer[:4]) != zip64AtMark {
		return d, at, err
	}
	le := binary.LittleEndian
	end := int64(le.Uint64(pointer[8:]))
	if end < 0 || end > at-zip64EndLen {
		return d, at, errZipEnd
	}
	record, err := readAt(f, end, zip64EndLen)
	if err != nil || string(record[:4]) != zip64EndMark {
		return d, at, errors.Join(errZipEnd, err)
	}
	return zipDirectory{
		parts: le.Uint64(record[32:]), size: int64(le.Uint64(record[40:])), from: int64(le.Uint64(record[48:])),
	}, end, nil
}
