package sketch

import (
	"encoding/binary"
	"errors"
	"fmt"

	"github.com/zeebo/xxh3"
)

// MaxBytes is the most that a sketch takes when stored. One of a key each for
// 4096 records takes 61,478.
const MaxBytes = 64 << 10

// The stored form: "wsk", the version, the basis (8 bytes), whether it is cut (1),
// the digest (16), then as varints the records and the keys, and for each key its
// hash (8), rowBits of its records' hashes (6) and how many they are (varint).
// Integers of fixed size are big-endian.
const (
	magic   = "wsk"
	version = 1
	fixed   = len(magic) + 1 + 8 + 1 + 16
)

// entryBytes is what a key takes at least.
const entryBytes = 8 + rowBits/8 + 1

var errDamaged = errors.New("the sketch is damaged")

// trim drops the largest keys where the stored form would be too long, as it is
// where thousands of keys stand for many records each.
func (s *Sketch) trim() {
	size := fixed + 2*binary.MaxVarintLen64
	for i, e := range s.keys {
		if size += entryBytes - 1 + varintLen(e.count); size > MaxBytes {
			s.keys, s.cut = s.keys[:i:i], true
			return
		}
	}
}

func varintLen(n int64) int {
	var buf [binary.MaxVarintLen64]byte
	return binary.PutUvarint(buf[:], uint64(n))
}

// MarshalBinary returns the stored form, at most MaxBytes. It never fails.
func (s *Sketch) MarshalBinary() ([]byte, error) {
	out := make([]byte, 0, fixed+len(s.keys)*entryBytes+2*binary.MaxVarintLen64)
	out = append(append(out, magic...), version)
	out = binary.BigEndian.AppendUint64(out, s.basis)
	cut := byte(0)
	if s.cut {
		cut = 1
	}
	out = append(out, cut)
	out = binary.BigEndian.AppendUint64(out, s.digest.Hi)
	out = binary.BigEndian.AppendUint64(out, s.digest.Lo)
	out = binary.AppendUvarint(out, uint64(s.count))
	out = binary.AppendUvarint(out, uint64(len(s.keys)))
	for _, e := range s.keys {
		out = binary.BigEndian.AppendUint64(out, e.key)
		out = append(out, byte(e.rows>>40), byte(e.rows>>32), byte(e.rows>>24), byte(e.rows>>16), byte(e.rows>>8), byte(e.rows))
		out = binary.AppendUvarint(out, uint64(e.count))
	}
	return out, nil
}

// UnmarshalBinary reads a stored form. It refuses that of a newer winnow, and
// one that is damaged.
func (s *Sketch) UnmarshalBinary(b []byte) error {
	if len(b) > len(magic) && string(b[:len(magic)]) == magic && b[len(magic)] > version {
		return fmt.Errorf("the sketch was written by a newer winnow (version %d, this one reads %d): use the newer one", b[len(magic)], version)
	}
	if len(b) < fixed || len(b) > MaxBytes || string(b[:len(magic)]) != magic || b[len(magic)] != version || b[fixed-17] > 1 {
		return errDamaged
	}
	at := b[len(magic)+1:]
	out := Sketch{basis: binary.BigEndian.Uint64(at), cut: at[8] == 1, digest: xxh3.Uint128{Hi: binary.BigEndian.Uint64(at[9:]), Lo: binary.BigEndian.Uint64(at[17:])}}
	in := reader{b: b[fixed:]}
	out.count = in.varint()
	n := in.varint()
	if in.bad || n*entryBytes > int64(len(in.b)) || n > MaxKeys {
		return errDamaged
	}
	for range n {
		out.keys = append(out.keys, entry{key: in.number(8), rows: in.number(rowBits / 8), count: in.varint()})
	}
	if in.bad || len(in.b) > 0 || !out.sound() {
		return errDamaged
	}
	*s = out
	return nil
}

// sound says whether the parts agree: keys ascend, and no more records stand
// under them than there are.
func (s *Sketch) sound() bool {
	left := s.count
	for i, e := range s.keys {
		if left -= e.count; e.count < 1 || left < 0 || i > 0 && e.key <= s.keys[i-1].key {
			return false
		}
	}
	return s.cut && len(s.keys) > 0 || !s.cut && left == 0
}

// reader takes integers off the front of a stored form.
type reader struct {
	b   []byte
	bad bool
}

// varint reads a count: never negative, 0 where the form is damaged.
func (r *reader) varint() int64 {
	n, size := binary.Uvarint(r.b)
	if size <= 0 || n > 1<<62 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[size:]
	return int64(n)
}

func (r *reader) number(size int) (n uint64) {
	if len(r.b) < size {
		r.bad, r.b = true, nil
		return 0
	}
	for _, c := range r.b[:size] {
		n = n<<8 | uint64(c)
	}
	r.b = r.b[size:]
	return n
}
