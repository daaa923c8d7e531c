package sketch

import (
	"encoding/binary"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/zeebo/xxh3"
	"pgregory.net/rapid"
)

var secret = []byte("a secret of a workspace")

// row is a record as a test writes it: the key and all else.
type row struct{ key, rest string }

func hasher(t testing.TB) *Hasher {
	t.Helper()
	h, err := NewHasher(secret)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func build(t testing.TB, rows []row) *Sketch {
	t.Helper()
	h, b := hasher(t), NewBuilder(1)
	for _, r := range rows {
		b.Add(h.Sum([]byte(r.key)).Hi, h.Sum([]byte(r.key+"\x00"+r.rest)))
	}
	return b.Sketch()
}

func rows(texts ...string) (list []row) {
	for _, s := range texts {
		k, v, _ := strings.Cut(s, "=")
		list = append(list, row{k, v})
	}
	return list
}

func TestCompare(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, now []row
		want     Change
	}{
		{"both empty", nil, nil, Change{Equal: true}},
		{"the same in another order", rows("a=1", "b=2", "c=3"), rows("c=3", "a=1", "b=2"), Change{Equal: true, Same: 3, Compared: 3}},
		{"one changed", rows("a=1", "b=2"), rows("a=1", "b=5"), Change{Same: 1, Changed: 1, Compared: 2}},
		{"one added, one gone", rows("a=1", "b=2"), rows("a=1", "c=2"), Change{Same: 1, Added: 1, Removed: 1, Compared: 2}},
		{"nothing before", nil, rows("a=1"), Change{Added: 1}},
		{"nothing after", rows("a=1"), nil, Change{Removed: 1, Compared: 1}},
		{"a record twice is two", rows("a=1", "a=1"), rows("a=1"), Change{Changed: 1, Removed: 1, Compared: 2}},
		{"records that share a key", rows("a=1", "a=2", "b=1"), rows("a=2", "a=1", "b=2"), Change{Same: 2, Changed: 1, Compared: 3}},
		{"values change places between keys", rows("a=1", "b=2"), rows("a=2", "b=1"), Change{Changed: 2, Compared: 2}},
	} {
		c.want.Comparable, c.want.Exact = true, true
		if diff := cmp.Diff(c.want, Compare(build(t, c.old), build(t, c.now))); diff != "" {
			t.Errorf("%s: (-want +got)\n%s", c.name, diff)
		}
	}
}

func TestOtherBasisIsNotComparable(t *testing.T) {
	if got := Compare(NewBuilder(1).Sketch(), NewBuilder(2).Sketch()); got != (Change{}) {
		t.Errorf("%+v", got)
	}
}

func TestShareKept(t *testing.T) {
	for want, c := range map[float64]Change{1: {}, 0.75: {Same: 1, Changed: 2, Removed: 1}, 0: {Removed: 4, Added: 9}} {
		if got := c.ShareKept(); got != want {
			t.Errorf("%+v: %v, want %v", c, got, want)
		}
	}
}

func TestSecretDecidesHashes(t *testing.T) {
	other, err := NewHasher([]byte("another"))
	if err != nil {
		t.Fatal(err)
	}
	if hasher(t).Sum([]byte("x")) == other.Sum([]byte("x")) || hasher(t).Sum([]byte("x")) == xxh3.Hash128([]byte("x")) {
		t.Error("a hash doesn't depend on the secret")
	}
	if first, again := hasher(t), hasher(t); first.Sum([]byte("x")) != again.Sum([]byte("x")) {
		t.Error("a hash is not the same twice")
	}
	if _, err := NewHasher(nil); err == nil {
		t.Error("an empty secret was taken")
	}
}

// long makes a table of n records: of every hundred the first `changed` have
// another value than in long(…, 0, …), and the next `other` another key.
func long(n, changed, other int) []row {
	list := make([]row, n)
	for i := range list {
		list[i] = row{strconv.Itoa(i), "v"}
		switch at := i % 100; {
		case at < changed:
			list[i].rest = "w"
		case at < changed+other:
			list[i].key += "x"
		}
	}
	return list
}

func TestLongTablesAreEstimated(t *testing.T) {
	old := build(t, long(60_000, 0, 0))
	for _, c := range []struct{ changed, other int }{{0, 0}, {1, 0}, {10, 5}, {50, 25}, {0, 100}} {
		got := Compare(old, build(t, long(60_000, c.changed, c.other)))
		if got.Equal != (c.changed+c.other == 0) || got.Exact != got.Equal || !got.Comparable {
			t.Errorf("%+v: %+v", c, got)
		}
		for name, pair := range map[string][2]int64{"changed": {got.Changed, int64(600 * c.changed)}, "removed": {got.Removed, int64(600 * c.other)}, "added": {got.Added, int64(600 * c.other)}} {
			if math.Abs(float64(pair[0]-pair[1])) > 0.03*60_000 {
				t.Errorf("%+v: %s is put at %d, and is %d", c, name, pair[0], pair[1])
			}
		}
		if got.Kept()+got.Removed != 60_000 {
			t.Errorf("%+v: %+v", c, got)
		}
	}
	if !old.EqualRecords(build(t, reversed(long(60_000, 0, 0)))) {
		t.Error("the order counts")
	}
}

func reversed(list []row) []row {
	out := make([]row, 0, len(list))
	for i := len(list) - 1; i >= 0; i-- {
		out = append(out, list[i])
	}
	return out
}

// TestOneRecordOfALongTable: that a single record was changed is certain even
// where the sample doesn't hold it.
func TestOneRecordOfALongTable(t *testing.T) {
	list := long(30_000, 0, 0)
	old := build(t, list)
	for i := range 20 {
		list[i*1000].rest = "w"
		if build(t, list).EqualRecords(old) {
			t.Errorf("record %d was changed and not noticed", i*1000)
		}
		list[i*1000].rest = "v"
	}
}

func TestStoredForm(t *testing.T) {
	for _, list := range [][]row{nil, rows("a=1"), rows("a=1", "a=2", "b=1"), long(MaxKeys, 0, 0), long(MaxKeys+1, 0, 0), long(20_000, 3, 3)} {
		s := build(t, list)
		b, err := s.MarshalBinary()
		if err != nil || len(b) > MaxBytes {
			t.Fatalf("%d records: %d bytes, %v", len(list), len(b), err)
		}
		var back Sketch
		if err := back.UnmarshalBinary(b); err != nil {
			t.Fatalf("%d records: %v", len(list), err)
		}
		if again, _ := back.MarshalBinary(); string(again) != string(b) {
			t.Errorf("%d records: stored differently the second time", len(list))
		}
		if got := Compare(&back, s); !got.Equal || got.Same != int64(len(list)) {
			t.Errorf("%d records: %+v", len(list), got)
		}
		if len(list) == MaxKeys {
			t.Logf("%d records take %d bytes", len(list), len(b))
		}
	}
}

// TestManyRecordsOfEachKey wants the stored form within its bound where keys
// stand for so many records that their counts are long.
func TestManyRecordsOfEachKey(t *testing.T) {
	b := NewBuilder(1)
	r := rand.New(rand.NewPCG(1, 2))
	for range MaxKeys {
		key := r.Uint64()
		for range 20 {
			b.Add(key, xxh3.Uint128{Lo: r.Uint64(), Hi: r.Uint64()})
		}
	}
	for k, e := range b.seen {
		e.count += 1 << 30
		b.seen[k] = e
		b.sketch.count += 1 << 30
	}
	s := b.Sketch()
	out, _ := s.MarshalBinary()
	if len(out) > MaxBytes || s.Exact() || len(s.keys) < MaxKeys*3/4 {
		t.Errorf("%d bytes, %d keys, exact %v", len(out), len(s.keys), s.Exact())
	}
	if err := new(Sketch).UnmarshalBinary(out); err != nil {
		t.Error(err)
	}
}

func TestDamagedAndNewerAreRefused(t *testing.T) {
	good, _ := build(t, rows("a=1", "b=2", "b=3")).MarshalBinary()
	with := func(at int, c byte) []byte { b := append([]byte{}, good...); b[at] = c; return b }
	for name, b := range map[string][]byte{
		"nothing": nil, "cut short": good[:len(good)-1], "too long": append(append([]byte{}, good...), 0), "another magic": with(0, 'x'), "version 0": with(3, 0),
		"more records than counted": with(fixed, 2), "fewer": with(fixed, 4), "keys out of order": with(fixed+2, 255), "neither cut nor whole": with(12, 7), "endless": make([]byte, MaxBytes+1),
	} {
		if err := new(Sketch).UnmarshalBinary(b); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if err := new(Sketch).UnmarshalBinary(with(3, 2)); err == nil || !strings.Contains(err.Error(), "newer winnow") {
		t.Errorf("a newer version: %v", err)
	}
	if err := new(Sketch).UnmarshalBinary(good); err != nil {
		t.Error(err)
	}
}

func FuzzUnmarshal(f *testing.F) {
	b, _ := build(f, rows("a=1", "b=2", "b=3")).MarshalBinary()
	f.Add(b)
	f.Add(b[:20])
	f.Fuzz(func(t *testing.T, b []byte) {
		var s Sketch
		if s.UnmarshalBinary(b) != nil {
			return
		}
		if out, _ := s.MarshalBinary(); len(out) > MaxBytes {
			t.Errorf("%d bytes", len(out))
		}
		c := Compare(&s, build(t, rows("a=1", "c=9")))
		if c.Same < 0 || c.Changed < 0 || c.Added < 0 || c.Removed < 0 {
			t.Errorf("%+v", c)
		}
	})
}

// TestSketchProperties: the order never counts, and the parts add up to the
// tables, whatever keys repeat.
func TestSketchProperties(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		record := rapid.Custom(func(rt *rapid.T) row {
			return row{strconv.Itoa(rapid.IntRange(0, 9).Draw(rt, "key")), strconv.Itoa(rapid.IntRange(0, 2).Draw(rt, "rest"))}
		})
		old, now := rapid.SliceOf(record).Draw(rt, "old"), rapid.SliceOf(record).Draw(rt, "now")
		mixed := rapid.Permutation(old).Draw(rt, "order")
		a, b := build(t, old), build(t, now)
		if !a.EqualRecords(build(t, mixed)) {
			rt.Error("the order counts")
		}
		c := Compare(a, b)
		if c.Kept()+c.Removed != int64(len(old)) || c.Kept()+c.Added != int64(len(now)) || c.Compared != int64(len(old)) {
			rt.Errorf("%d and %d records: %+v", len(old), len(now), c)
		}
		if back := Compare(b, a); back.Same != c.Same || back.Changed != c.Changed || back.Added != c.Removed {
			rt.Errorf("%+v the other way round is %+v", c, back)
		}
	})
}

// BenchmarkAdd is what a record costs in a table of a million: hashes of its key
// and of 150 bytes, enciphered a batch at a time, and added.
func BenchmarkAdd(b *testing.B) {
	h := hasher(b)
	text := make([]byte, 150)
	keys, whole := make([]xxh3.Uint128, 4096), make([]xxh3.Uint128, 4096)
	for b.Loop() {
		builder := NewBuilder(1)
		for n := 0; n < 1_000_000; n += len(keys) {
			for i := range keys {
				binary.LittleEndian.PutUint64(text, uint64(n+i))
				keys[i], whole[i] = xxh3.Hash128(text[:8]), xxh3.Hash128(text)
			}
			h.Seal(keys)
			h.Seal(whole)
			for i := range keys {
				builder.Add(keys[i].Hi, whole[i])
			}
		}
		builder.Sketch()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1e6, "ns/record")
}
