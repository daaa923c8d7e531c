package ingest

import (
	"archive/zip"
	"bytes"
	"io"
	"math/rand/v2"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/table"
)

// contents returns a workbook's parts.
func contents(t *testing.T, data []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(text)
	}
	return parts
}

// read0 reads the first sheet of a workbook that may be refused.
func read0(t *testing.T, data []byte) (map[int][]table.Cell, error) {
	t.Helper()
	f, err := Open(file(t, "in.xlsx", data), Options{})
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return grid(f, 0)
}

// TestCutParts cuts the sheet and the shared strings at every place: each cut
// is refused, none gives fewer rows.
func TestCutParts(t *testing.T) {
	parts := contents(t, benchXLSX(t, 1))
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml"} {
		whole := parts[name]
		for n := 0; n < len(whole)-1; n += 3 {
			parts[name] = whole[:n]
			if got, err := read0(t, zipped(t, parts, zip.Store)); err == nil {
				t.Fatalf("%s cut to %d bytes of %d gives %d rows", name, n, len(whole), len(got))
			} else {
				refusal(t, err)
			}
		}
		parts[name] = whole
	}
}

// TestMutations damages a good workbook in seeded ways. Each result is the same
// rows or a refusal, or well-formed XML with other text in it, but never fewer
// rows without a word.
func TestMutations(t *testing.T) {
	good := benchXLSX(t, 200)
	want, err := read0(t, good)
	if err != nil {
		t.Fatal(err)
	}
	parts := contents(t, good)
	r := rand.New(rand.NewPCG(7, 7))
	refused, same, changed := 0, 0, 0
	for _, name := range []string{"xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"} {
		whole := parts[name]
		for range 100 {
			parts[name] = mutate(r, whole)
			got, err := read0(t, zipped(t, parts, zip.Deflate))
			switch {
			case err != nil:
				refusal(t, err)
				refused++
			case len(got) < len(want):
				t.Errorf("%s: %d rows of %d", name, len(got), len(want))
			case cmp.Equal(got, want):
				same++
			default:
				changed++
			}
		}
		parts[name] = whole
	}
	t.Logf("%d refused, %d the same, %d with another cell", refused, same, changed)
}

// mutate cuts, drops, swaps or replaces bytes.
func mutate(r *rand.Rand, s string) string {
	at := r.IntN(len(s))
	switch r.IntN(5) {
	case 0:
		return s[:at]
	case 1:
		return s[:at] + string(rune(r.IntN(32))) + s[at:]
	case 2:
		return s[:at] + "&bad;" + s[at:]
	case 3:
		return s[:at] + s[min(len(s), at+1+r.IntN(40)):]
	}
	return s[:at] + strconv.Itoa(r.IntN(10)) + s[at+1:]
}

// TestDamagedZip changes bytes of the container itself.
func TestDamagedZip(t *testing.T) {
	good := benchXLSX(t, 50)
	want, err := read0(t, good)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	for i := range 300 {
		bad := bytes.Clone(good)
		if i%3 == 0 {
			bad = bad[:r.IntN(len(bad))]
		} else {
			bad[r.IntN(len(bad))] ^= byte(1 + r.IntN(255))
		}
		got, err := read0(t, bad)
		if err != nil {
			refusal(t, err)
		} else if len(got) < len(want) {
			t.Errorf("mutation %d: %d rows of %d", i, len(got), len(want))
		}
	}
}
