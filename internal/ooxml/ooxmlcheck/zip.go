package ooxmlcheck

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"io"
	"strings"
)

// checkZIP holds the container: every entry is read once to its end, which
// verifies its CRC.
func (c *checker) checkZIP() {
	for _, f := range c.zip.File {
		name := strings.ToLower(f.Name)
		switch {
		case strings.HasPrefix(f.Name, "/") || strings.Contains(f.Name, `\`) || strings.Contains("/"+f.Name+"/", "/../"):
			c.fault(f.Name, ZIPName, "not a relative name with forward slashes")
		case c.parts[name] != nil:
			c.fault(f.Name, ZIPName, "the name is there twice")
		}
		c.parts[name] = f
		if f.Method != zip.Store && f.Method != zip.Deflate || f.Flags&1 != 0 {
			c.fault(f.Name, ZIP, "packed by method %d with flags %#x", f.Method, f.Flags)
			continue
		}
		c.readEntry(f)
	}
	c.checkZIP64()
}

func (c *checker) readEntry(f *zip.File) {
	r, err := f.Open()
	if err == nil {
		_, err = io.Copy(io.Discard, r)
		_ = r.Close() // only read from
	}
	if err != nil {
		c.fault(f.Name, ZIP, "%v", err)
	}
}

const (
	zip64Extra   = 0x0001
	zip64Locator = "PK\x06\x07"
)

// checkZIP64 looks for the records of large files. Excel refuses packages whose
// small parts carry them.
func (c *checker) checkZIP64() {
	tail := make([]byte, min(c.size, 1<<10))
	if _, err := c.raw.ReadAt(tail, c.size-int64(len(tail))); err != nil && err != io.EOF {
		c.fault("", ZIP, "%v", err)
	}
	if end := bytes.LastIndex(tail, []byte("PK\x05\x06")); end >= 20 && string(tail[end-20:end-16]) == zip64Locator && c.size < 1<<32 {
		c.fault("", ZIP64, "the directory has a ZIP64 record and does not need it")
	}
	for _, f := range c.zip.File {
		if f.UncompressedSize64 < 1<<32-1 && f.CompressedSize64 < 1<<32-1 && (hasExtra(f.Extra, zip64Extra) || c.localZIP64(f)) {
			c.fault(f.Name, ZIP64, "the entry has a ZIP64 record and does not need it")
		}
	}
}

// localZIP64 looks at the header before the entry's data.
func (c *checker) localZIP64(f *zip.File) bool {
	data, err := f.DataOffset()
	if err != nil {
		return false // readEntry says so
	}
	// The header is 30 bytes, the name and the extra field, whose length stands in it.
	for extra := int64(0); extra < 1<<10 && data-30-int64(len(f.Name))-extra >= 0; extra++ {
		head := make([]byte, 30)
		if _, err := c.raw.ReadAt(head, data-30-int64(len(f.Name))-extra); err != nil {
			return false
		}
		if string(head[:4]) != "PK\x03\x04" || int64(binary.LittleEndian.Uint16(head[28:])) != extra {
			continue
		}
		field := make([]byte, extra)
		_, err := c.raw.ReadAt(field, data-extra)
		return err == nil && hasExtra(field, zip64Extra)
	}
	return false
}

// hasExtra says whether extra fields hold one of an id.
func hasExtra(extra []byte, id uint16) bool {
	for len(extra) >= 4 {
		if binary.LittleEndian.Uint16(extra) == id {
			return true
		}
		next := 4 + int(binary.LittleEndian.Uint16(extra[2:]))
		if next > len(extra) {
			break
		}
		extra = extra[next:]
	}
	return false
}
