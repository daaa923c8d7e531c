package validate

import (
	"bytes"
	"encoding/binary"
	"math/bits"

	"github.com/zeebo/xxh3"
	"winnow/internal/table"
)

// indexer finds the distinct cells of a column. It is reused from one column to
// the next; slots is an open-addressing table of entry indexes plus one, no
// larger than the column's distinct cells need, so that it stays in the
// processor's nearest cache.
type indexer struct {
	slots  []int32
	keys   []cellKey // by entry
	starts []int     // by entry: where its text starts in text
	text   []byte
}

// cellKey tells cells apart: the length, kind and flags, and up to shortText
// bytes of text as they are. A longer text is hashed, so that equal keys want a
// look at the texts too.
type cellKey struct{ lo, hi, tag uint64 }

// hash spreads keys over the slots.
func (k cellKey) hash() uint64 { return mix(k.lo, k.hi^k.tag<<32) }

// shortText is the longest text that a cellKey holds whole, in bytes.
const shortText = 16

// shortMasks keep the bytes of two words that belong to a short text, and tell
// its tag in a pointing column, by its length.
var shortMasks = func() (m [shortText + 1]cellKey) {
	for n := range m {
		kind := table.Text
		if n == 0 {
			kind = table.Blank
		}
		m[n] = cellKey{1<<(8*min(n, 8)) - 1, 1<<(8*max(n-8, 0)) - 1, newTag(n, kind, 0)}
	}
	return m
}()

func newTag(n int, kind table.Kind, flag table.Flag) uint64 {
	return uint64(n)<<16 | uint64(kind)<<8 | uint64(flag)
}

// newKey returns the key of a cell.
func newKey(raw []byte, kind table.Kind, flag table.Flag) cellKey {
	k := cellKey{tag: newTag(len(raw), kind, flag)}
	switch n := len(raw); {
	case n > 3*shortText:
		k.lo = xxh3.Hash(raw)
	case n > shortText:
		k.lo, k.hi = mix(word64(raw), word64(raw[8:])), mix(word64(raw[n-16:]), word64(raw[n-8:]))
		if n > 2*shortText {
			k.lo ^= mix(k.hi^word64(raw[16:]), word64(raw[24:]))
		}
	default:
		var b [shortText]byte
		copy(b[:], raw)
		k.lo, k.hi = word64(b[:]), word64(b[8:])
	}
	return k
}

func word64(b []byte) uint64 { return binary.LittleEndian.Uint64(b) }

// mix makes one number of two, each bit of which depends on all of both.
func mix(a, b uint64) uint64 {
	hi, lo := bits.Mul64(a^0x9E3779B97F4A7C15, b^0xD6E8FEB86659FD93)
	return hi ^ lo
}

// index fills codes and entries from a sheet column. The column's memory isn't
// kept.
func (x *indexer) index(src *table.Column, n int) column {
	x.reset()
	out := newColumn(n)
	if text, starts, ends := src.Pointed(); starts != nil {
		x.pointed(&out, text, starts[:n], ends[:n])
	} else {
		for i := range n {
			raw, kind, flag := src.At(i)
			if flag&table.Formula != 0 && flag&table.NoResult == 0 && out.formula == 0 {
				out.formula = int32(i) + 1
			}
			flag &= table.Percent | table.Clock | table.NoResult
			out.codes[i] = x.code(&out, i, raw, kind, flag, newKey(raw, kind, flag))
		}
	}
	all := string(x.text)
	for e := range out.entries {
		out.entries[e].raw = all[x.starts[e]:x.starts[e+1]]
	}
	return out
}

// pointed indexes the cells of a pointing column. Those of short texts, nearly
// all, are compared two words at a time.
func (x *indexer) pointed(out *column, text []byte, starts, ends []uint32) {
	codes, ends := out.codes[:len(starts)], ends[:len(starts)]
	slots, keys := x.slots, x.keys
	for i, start := range starts {
		n := ends[i] - start
		if n > shortText && n <= 2*shortText {
			raw := text[start:ends[i]]
			k := cellKey{mix(word64(raw), word64(raw[8:])), mix(word64(raw[n-16:]), word64(raw[n-8:])), newTag(int(n), table.Text, 0)}
			if s := slots[k.hash()&uint64(len(slots)-1)]; s != 0 && keys[s-1] == k && string(x.raw(int(s-1))) == string(raw) {
				codes[i] = s - 1
				continue
			}
		}
		if n > shortText || int(start)+shortText > len(text) { // long, absent, or near the end of the text
			codes[i] = x.other(out, i, text, start, ends[i])
			slots, keys = x.slots, x.keys
			continue
		}
		w, m := text[start:][:shortText], &shortMasks[n]
		k := cellKey{word64(w) & m.lo, word64(w[8:]) & m.hi, m.tag}
		if s := slots[k.hash()&uint64(len(slots)-1)]; s != 0 {
			if e := &keys[s-1]; e.lo == k.lo && e.hi == k.hi && e.tag == k.tag {
				codes[i] = s - 1
				continue
			}
		}
		kind := table.Text
		if n == 0 {
			kind = table.Blank
		}
		codes[i] = x.code(out, i, w[:n], kind, 0, k)
		slots, keys = x.slots, x.keys
	}
}

// other indexes a cell of a pointing column.
func (x *indexer) other(out *column, i int, text []byte, start, end uint32) int32 {
	var raw []byte
	kind := table.Absent
	switch {
	case start < end:
		raw, kind = text[start:end], table.Text
	case start == end:
		kind = table.Blank
	}
	return x.code(out, i, raw, kind, 0, newKey(raw, kind, 0))
}

// code returns the code of a cell's entry, which it adds where the cell is the
// first of its kind.
func (x *indexer) code(out *column, i int, raw []byte, kind table.Kind, flag table.Flag, k cellKey) int32 {
	mask := uint64(len(x.slots) - 1)
	s := k.hash() & mask
	for ; x.slots[s] != 0; s = (s + 1) & mask {
		e := int(x.slots[s] - 1)
		if x.keys[e] == k && (len(raw) <= shortText || bytes.Equal(x.raw(e), raw)) {
			return int32(e)
		}
	}
	out.entries = append(out.entries, entry{kind: kind, flag: flag, first: int32(i)})
	x.keys = append(x.keys, k)
	x.text = append(x.text, raw...)
	x.starts = append(x.starts, len(x.text))
	x.slots[s] = int32(len(out.entries))
	if 4*len(x.keys) > len(x.slots) {
		x.grow()
	}
	return int32(len(out.entries) - 1)
}

func (x *indexer) raw(e int) []byte { return x.text[x.starts[e]:x.starts[e+1]] }

// fewSlots is how many slots a column begins with.
const fewSlots = 1024

func (x *indexer) reset() {
	x.resize(fewSlots)
	x.keys, x.text, x.starts = x.keys[:0], x.text[:0], append(x.starts[:0], 0)
}

// resize gives x empty slots.
func (x *indexer) resize(size int) {
	if cap(x.slots) < size {
		x.slots = make([]int32, size)
		return
	}
	x.slots = x.slots[:size]
	clear(x.slots)
}

// grow makes room for more distinct cells.
func (x *indexer) grow() {
	x.resize(4 * len(x.slots))
	mask := uint64(len(x.slots) - 1)
	for e, k := range x.keys {
		s := k.hash() & mask
		for x.slots[s] != 0 {
			s = (s + 1) & mask
		}
		x.slots[s] = int32(e) + 1
	}
}
