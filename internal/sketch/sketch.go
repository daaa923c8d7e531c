// Package sketch keeps a small digest of the records of one table, by which two
// tables can be compared long after the first was read: are they the same, and
// if not, how many records were changed, added and taken out.
//
// Start reading at Builder, which a table's records are added to in any order,
// and Compare. A Hasher makes the hashes that Add takes. Up to MaxKeys records
// the comparison is exact; of longer tables a sample by the smallest key hashes
// is kept, the same records in every table, and the counts are estimates.
//
// Nothing can be read back: the digest holds hashes and counts alone. And nobody
// can find out by trying the names of a few people whether they stand in it: the
// hashes are enciphered with a secret that the caller gives (the workspace's
// pseudonym key), which must not be kept beside the digest. Who has both can try.
//
// The package must not know what a field or a rule is.
package sketch

import "github.com/zeebo/xxh3"

// MaxKeys is how many keys a sketch keeps. With 4096 a share of tables of
// like size is off by less than 3 percentage points in 999 of 1000 cases.
const MaxKeys = 4096

// rowBits is how much is kept of the sum of a key's record hashes: a changed
// record is missed once in 2^48.
const rowBits = 48

// Sketch is the digest of one table. The zero value is that of an empty one.
type Sketch struct {
	basis  uint64 // what the hashes were made of: those of two bases can't be compared
	count  int64
	digest xxh3.Uint128 // of all records whatever their order: the sum of their hashes
	keys   []entry      // the smallest key hashes, ascending
	cut    bool         // there are more keys than these
}

// entry is the records of one key: one of them, unless keys repeat.
type entry struct {
	key   uint64
	rows  uint64 // sum of their hashes, rowBits of it
	count int64
}

// Count returns the number of records, duplicates counted.
func (s *Sketch) Count() int64 { return s.count }

// Exact says whether every key of the table is kept.
func (s *Sketch) Exact() bool { return !s.cut }

// Keys returns how many records of the sample there are and how many keys tell
// them apart: where there are far fewer keys, the key is none.
func (s *Sketch) Keys() (records, keys int64) {
	for _, e := range s.keys {
		records += e.count
	}
	return records, int64(len(s.keys))
}

// EqualRecords says whether two tables hold the same records in whatever order,
// duplicates counted.
func (s *Sketch) EqualRecords(o *Sketch) bool {
	return s.basis == o.basis && s.count == o.count && s.digest == o.digest
}
