package sample

import (
	"encoding/binary"
	"unicode/utf16"
)

// Markers of a compound file's sector chains.
const (
	sectorSize  = 512
	streamSize  = 4096 // the least that isn't kept in the mini stream
	endOfChain  = 0xFFFFFFFE
	freeSector  = 0xFFFFFFFF
	tableSector = 0xFFFFFFFD
	noEntry     = 0xFFFFFFFF
)

// perStream is how many sectors a stream takes.
const perStream = streamSize / sectorSize

// compound builds an OLE compound file with up to three streams of zeros: what
// a workbook in the old format, or one with a password, looks like from outside.
// Layout: header, sector 0 the allocation table, sector 1 the directory, then
// each stream in eight sectors.
func compound(streams ...string) []byte {
	out := make([]byte, sectorSize*(3+perStream*len(streams)))
	compoundHeader(out[:sectorSize])
	chains(out[sectorSize:2*sectorSize], len(streams))
	directory := out[2*sectorSize : 3*sectorSize]
	entry(directory, "Root Entry", 5, 1, noEntry, endOfChain, 0)
	for i, name := range streams {
		right := uint32(noEntry)
		if i+1 < len(streams) {
			right = uint32(i + 2)
		}
		entry(directory[128*(i+1):], name, 2, noEntry, right, uint32(2+i*perStream), streamSize)
	}
	return out
}

func compoundHeader(out []byte) {
	le := binary.LittleEndian
	copy(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1")
	le.PutUint16(out[24:], 0x3E)   // minor version
	le.PutUint16(out[26:], 3)      // major version
	le.PutUint16(out[28:], 0xFFFE) // little endian
	le.PutUint16(out[30:], 9)      // sectors of 512 bytes
	le.PutUint16(out[32:], 6)      // mini sectors of 64
	le.PutUint32(out[44:], 1)      // sectors of the allocation table
	le.PutUint32(out[48:], 1)      // first directory sector
	le.PutUint32(out[56:], streamSize)
	le.PutUint32(out[60:], endOfChain) // no mini stream
	le.PutUint32(out[68:], endOfChain) // no further table sectors
	le.PutUint32(out[76:], 0)          // the allocation table is sector 0
	for i := 80; i < sectorSize; i += 4 {
		le.PutUint32(out[i:], freeSector)
	}
}

// chains fills the allocation table: itself, the directory, then the streams.
func chains(table []byte, streams int) {
	le := binary.LittleEndian
	for i := 0; i < sectorSize; i += 4 {
		le.PutUint32(table[i:], freeSector)
	}
	le.PutUint32(table, tableSector)
	le.PutUint32(table[4:], endOfChain)
	for sector := 2; sector < 2+streams*perStream; sector++ {
		next := uint32(sector + 1)
		if (sector-1)%perStream == 0 {
			next = endOfChain
		}
		le.PutUint32(table[4*sector:], next)
	}
}

// entry writes a directory entry of 128 bytes.
func entry(at []byte, name string, kind byte, child, right, start, size uint32) {
	le := binary.LittleEndian
	letters := utf16.Encode([]rune(name))
	for i, c := range letters {
		le.PutUint16(at[2*i:], c)
	}
	le.PutUint16(at[64:], uint16(2*len(letters)+2))
	at[66], at[67] = kind, 1
	le.PutUint32(at[68:], noEntry) // left
	le.PutUint32(at[72:], right)
	le.PutUint32(at[76:], child)
	le.PutUint32(at[116:], start)
	le.PutUint32(at[120:], size)
}
