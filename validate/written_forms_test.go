package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestAccentsInTwoParts: an accented letter may be one character or a letter with
// a mark behind it. Both look the same, so they are the same code and the same key.
func TestAccentsInTwoParts(t *testing.T) {
	set, ret := load(t, withField("{name: ref, title: Ref, type: string, key: true}\n"+
		"  - {name: who, title: Who, type: string, constraints: {enum: [\"Zo\u00eb\"]}}\nprimaryKey: [ref]\n"))
	x, held, _, _ := run(t, checker(t, ret, quarterly(set), true), nil, batchOf(0, 2, "Zo\u00eb|Zoe\u0308", "Zoe\u0308|Zo\u00eb"))
	want := []string{"A3 primaryKey primary-key error"}
	if d := cmp.Diff(want, brief(x)); d != "" || len(held) != 1 {
		t.Errorf("held %v%s", held, d)
	}
}
