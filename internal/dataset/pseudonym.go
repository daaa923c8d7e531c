package dataset

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"hash"
)

// pseudonymBytes is how much of the HMAC a pseudonym shows: 128 bits, enough
// that two values never share one.
const pseudonymBytes = 16

// pseudonymiser turns values into pseudonyms under one key.
type pseudonymiser struct {
	mac hash.Hash
	sum []byte
}

func newPseudonymiser(key []byte) *pseudonymiser {
	return &pseudonymiser{mac: hmac.New(sha256.New, key)}
}

// of returns a value's pseudonym: 32 hexadecimal digits.
func (p *pseudonymiser) of(value string) string {
	p.mac.Reset()
	p.mac.Write([]byte(value)) // a hash never fails to write
	p.sum = p.mac.Sum(p.sum[:0])
	return hex.EncodeToString(p.sum[:pseudonymBytes])
}
