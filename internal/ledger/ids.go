package ledger

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// IDs gives the findings of a submission their ids. Asked in the same order it gives
// the same ones.
type IDs struct {
	alike map[[16]byte]int32 // how many of the same fault of the same record there were
}

// NewIDs begins a submission.
func NewIDs() *IDs { return &IDs{alike: map[[16]byte]int32{}} }

// Of returns the id of the next finding, 16 hexadecimal digits: the same for the same
// fault of the same record in any submission of the return by the service. Where a
// fault has no key of a record, its place stands for it; several alike are told apart
// by their order.
func (x *IDs) Of(e Exception) string {
	of := e.Key
	if of == "" {
		of = e.Place
	}
	sum := sha256.Sum256([]byte(e.Rule + "\x00" + e.Kind + "\x00" + e.Field + "\x00" + of))
	like := [16]byte(sum[:16])
	if x.alike[like]++; x.alike[like] > 1 {
		sum = sha256.Sum256(binary.BigEndian.AppendUint32(sum[:], uint32(x.alike[like])))
	}
	return hex.EncodeToString(sum[:8])
}
