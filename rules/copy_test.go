package rules

import (
	"archive/zip"
	"bytes"
	"testing"
	"testing/fstest"
)

// TestCopyIsTheSameSet demands that a rule set loaded from its copy is the one that
// was copied, extended folders included, and that a copy has the same bytes each time.
func TestCopyIsTheSameSet(t *testing.T) {
	base := fstest.MapFS{
		"2021/ruleset.yaml": {Data: []byte("winnow: v1\nruleset: '2021'\n")},
		"2021/a.yaml":       {Data: []byte("winnow: v1\nreturn: a\nfields:\n  - {name: x, title: X, type: string, constraints: {enum: {list: codes.csv, column: code}}}\n")},
		"2021/codes.csv":    {Data: []byte("code,label\n1,One\n")},
		"mine/ruleset.yaml": {Data: []byte("winnow: v1\nruleset: '2022'\nextends: ../2021\n")},
		"mine/b.yaml":       {Data: []byte("winnow: v1\nreturn: b\nfields:\n  - {name: y, title: Y, type: integer}\n")},
		"mine/unread.txt":   {Data: []byte("no rule")},
	}
	set, err := Load(base, "mine", "mine")
	if err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, w := range []*bytes.Buffer{&first, &second} {
		if err := set.WriteCopy(w); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Error("two copies of one set differ")
	}
	z, err := zip.NewReader(bytes.NewReader(first.Bytes()), int64(first.Len()))
	if err != nil {
		t.Fatal(err)
	}
	again, err := LoadCopy(z)
	if err != nil {
		t.Fatal(err)
	}
	if again.Hash != set.Hash || len(again.Returns) != 2 || again.Return("a") == nil {
		t.Errorf("the copy holds %d returns with hash %s, want 2 with %s", len(again.Returns), again.Hash, set.Hash)
	}
}
