package validate

import (
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/zeebo/xxh3"
	"winnow/internal/number"
)

// Exact is a number.Num that is stored as decimal text. Sums and values of cells
// are decimals, so nothing is lost.
type Exact struct{ number.Num }

// MarshalText implements encoding.TextMarshaler.
func (x Exact) MarshalText() ([]byte, error) { return []byte(x.String()), nil }

// UnmarshalText implements encoding.TextUnmarshaler.
func (x *Exact) UnmarshalText(b []byte) (err error) {
	x.Num, err = number.Parse(string(b))
	return err
}

// HashSet is a set of 128-bit hashes of values, stored in order as hex.
type HashSet map[xxh3.Uint128]struct{}

// MarshalJSON implements json.Marshaler.
func (h HashSet) MarshalJSON() ([]byte, error) {
	out := make([]string, 0, len(h))
	for k := range h {
		b := k.Bytes()
		out = append(out, hex.EncodeToString(b[:]))
	}
	slices.Sort(out)
	return json.Marshal(out)
}

// UnmarshalJSON implements json.Unmarshaler.
func (h *HashSet) UnmarshalJSON(data []byte) error {
	var in []string
	if err := json.Unmarshal(data, &in); err != nil {
		return err
	}
	*h = HashSet{}
	for _, s := range in {
		b, err := hex.DecodeString(s)
		if err != nil || len(b) != 16 {
			return fmt.Errorf("%q is not a hash", s)
		}
		(*h)[xxh3.Uint128{Hi: binary.BigEndian.Uint64(b), Lo: binary.BigEndian.Uint64(b[8:])}] = struct{}{}
	}
	return nil
}

// add puts a hash into a set that may be nil yet.
func (h *HashSet) add(k xxh3.Uint128) {
	if *h == nil {
		*h = HashSet{}
	}
	(*h)[k] = struct{}{}
}
