package workbook

import (
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/report"
	"winnow/internal/spool"
)

// TestOrder: the list has every finding once, the serious first, those of a group
// together below a line of their own, and the rest in the order found.
func TestOrder(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		o := ordering{groups: map[groupKey]int{}}
		var all []finding
		for i := range rapid.IntRange(0, 60).Draw(t, "findings") {
			f := finding{Part: rapid.IntRange(0, 1).Draw(t, "part"), Rest: rapid.IntRange(0, 9).Draw(t, "rest") == 0}
			f.Severity = rapid.SampledFrom([]report.Severity{report.Error, report.Query, report.Note}).Draw(t, "severity")
			f.Rule = strconv.Itoa(rapid.IntRange(0, 2).Draw(t, "rule"))
			all = append(all, f)
			o.take(&f, i)
		}
		groups, lines := o.arrange()
		seen := map[int32]bool{}
		for i, l := range lines {
			g := groups[l.group]
			if l.head {
				if i+1 == len(lines) || lines[i+1].head || lines[i+1].group != l.group || g.count < groupFrom || g.number == 0 {
					t.Fatalf("line %d heads no group: %+v", i, lines)
				}
				continue
			}
			if seen[l.finding] {
				t.Fatalf("finding %d stands there twice", l.finding)
			}
			seen[l.finding] = true
			if g.count >= groupFrom != (g.number > 0) {
				t.Fatalf("a group of %d has number %d", g.count, g.number)
			}
			if i == 0 || lines[i-1].head {
				continue
			}
			before, now := all[lines[i-1].finding], all[l.finding]
			if before.class() > now.class() {
				t.Fatalf("line %d is more serious than the one before", i)
			}
			if g.number > 0 && lines[i-1].group != l.group {
				t.Fatalf("line %d is of a group and not below its line", i)
			}
		}
		if len(seen) != len(all) {
			t.Fatalf("%d of %d findings are listed", len(seen), len(all))
		}
		at := lineOf(lines, len(all))
		for i := range all {
			if l := lines[at[i]]; l.head || int(l.finding) != i {
				t.Fatalf("finding %d isn't at line %d", i, at[i])
			}
		}
	})
}

// TestShelf takes values in any order, from memory and from the file.
func TestShelf(t *testing.T) {
	var s shelf[finding]
	n := spool.InMemory + 500
	for i := range n {
		s.add(finding{exception: exception{Rule: strconv.Itoa(i), HasValue: true, RealDate: true, Cells: []report.CellRef{{Column: i, Row: 3}}}, ID: "x", Since: StillOpen})
	}
	if s.len() != n {
		t.Fatalf("%d values of %d", s.len(), n)
	}
	for _, i := range []int{n - 1, spool.InMemory, 0, spool.InMemory - 1, spool.InMemory + 7} {
		got, err := s.at(i)
		want := finding{exception: exception{Rule: strconv.Itoa(i), HasValue: true, RealDate: true, Cells: []report.CellRef{{Column: i, Row: 3}}}, ID: "x", Since: StillOpen}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(finding{})); diff != "" || err != nil {
			t.Errorf("value %d: %v\n%s", i, err, diff)
		}
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	s = shelf[finding]{}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}
