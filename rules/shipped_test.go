package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestShippedToCheck holds that the shipped rules loaded for checking are the same
// but for their tests.
func TestShippedToCheck(t *testing.T) {
	all, err := Shipped()
	if err != nil {
		t.Fatal(err)
	}
	lean, err := ShippedToCheck()
	if err != nil {
		t.Fatal(err)
	}
	if all.Hash != lean.Hash || len(all.Returns) != len(lean.Returns) {
		t.Fatalf("hash %s and %s, %d and %d returns", all.Hash, lean.Hash, len(all.Returns), len(lean.Returns))
	}
	for i, r := range all.Returns {
		other := lean.Returns[i]
		if d := cmp.Diff(r.RuleIDs(), other.RuleIDs()); d != "" || r.Name != other.Name {
			t.Errorf("%s and %s: %s", r.Name, other.Name, d)
		}
		if len(r.Tests) == 0 || len(other.Tests) > 0 {
			t.Errorf("%s: %d tests, and %d", r.Name, len(r.Tests), len(other.Tests))
		}
	}
}

func TestWithoutTests(t *testing.T) {
	for in, want := range map[string]string{
		"a: 1\ntests:\n  - {x: 1}\n\n# c\n- y\nb: 2\n": "a: 1\nb: 2\n",
		"a: 1\ntests: []\n":                            "a: 1\n",
		"a: 1\n  tests:\n    - x\nb: 2\n":              "a: 1\n  tests:\n    - x\nb: 2\n",
		"tests: as the first key is left\nb: 2\n":      "tests: as the first key is left\nb: 2\n",
	} {
		if got := string(withoutTests([]byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}
