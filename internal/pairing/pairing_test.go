package pairing

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// outcome is a result by the first cells of the records, for tables written by hand.
type outcome struct {
	Pairs                        []string
	Removed, Added, Unsure, Open []string
}

func rows(keys int, lines ...string) sheet {
	var cells [][]string
	for _, l := range lines {
		cells = append(cells, strings.Split(l, " "))
	}
	for _, r := range cells {
		for i, c := range r {
			r[i] = strings.TrimPrefix(c, "-")
		}
	}
	return sent(keys, cells)
}

// told puts a result into words; changed pairs only.
func told(old, now sheet, r *Result) (o outcome) {
	name := func(s sheet, i int) string { return strings.Join(s.rows[i].cells, " ") }
	for _, p := range r.Pairs {
		if !r.Same(p) {
			o.Pairs = append(o.Pairs, name(old, p.Old)+" > "+name(now, p.New))
		}
	}
	for _, i := range r.Removed {
		o.Removed = append(o.Removed, name(old, i))
	}
	for _, i := range r.Added {
		o.Added = append(o.Added, name(now, i))
	}
	for _, d := range r.Unsure {
		o.Unsure = append(o.Unsure, name(now, d.New))
	}
	for _, i := range r.Open {
		o.Open = append(o.Open, name(old, i))
	}
	return o
}

func TestCompare(t *testing.T) {
	many := []string{"k3 d3 n g3 20 x3", "k4 d4 n g4 21 x4", "k5 d5 y g5 22 x5", "k6 d6 y g6 23 x6", "k7 d7 y g7 24 x7", "k8 d8 n g8 25 x8", "k9 d9 n g9 26 x9"}
	with := func(lines ...string) []string { return append(lines, many...) }
	a, b := "k1 d1 y g1 10 x1", "k2 d2 n g2 11 x2"
	for _, c := range []struct {
		name     string
		keys     int
		old, now []string
		want     outcome
	}{
		{"nothing", 1, with(a, b), with(a, b), outcome{}},
		{"sorted", 1, with(a, b), append(many[:7:7], b, a), outcome{}},
		{"a cell", 1, with(a, b), with(b, "k1 d1 y g1 99 x1"), outcome{Pairs: []string{a + " > k1 d1 y g1 99 x1"}}},
		{"gone", 1, with(a, b), with(b), outcome{Removed: []string{a}}},
		{"come", 1, with(b), with(a, b), outcome{Added: []string{a}}},
		{"another key", 1, with(a, b), with("k0 d1 y g1 10 x1", b), outcome{Pairs: []string{a + " > k0 d1 y g1 10 x1"}}},
		{"another key and a cell, of few records", 1, with(a, b), with(b, "k0 d1 y g1 30 x1"), outcome{Unsure: []string{"k0 d1 y g1 30 x1"}, Open: []string{a}}},
		{"no key", 1, with(a, b), with(b, "- d1 y g1 10 x1"), outcome{Pairs: []string{a + " >  d1 y g1 10 x1"}}},
		{"keys changed round", 1, with(a, b), with("k2 d1 y g1 10 x1", "k1 d2 n g2 11 x2"),
			outcome{Pairs: []string{a + " > k2 d1 y g1 10 x1", b + " > k1 d2 n g2 11 x2"}}},
		{"the key of one that is gone", 1, with(a, b), with("k2 d1 y g1 10 x1"),
			outcome{Pairs: []string{a + " > k2 d1 y g1 10 x1"}, Removed: []string{b}}},
		{"a row replaced under its key", 1, with(a, b), with("k1 d77 n g78 79 x80", b), outcome{Unsure: []string{"k1 d77 n g78 79 x80"}, Open: []string{a}}},
		{"copied", 1, with(a, b), with(a, a, b), outcome{Added: []string{a}}},
		{"copied and changed", 1, with(a, b), with(a, b, "k0 d1 y g1 13 x1"), outcome{Added: []string{"k0 d1 y g1 13 x1"}}},
		{"without keys", 0, with(a, b), with(b, "k1 d1 y g1 99 x1"), outcome{Pairs: []string{a + " > k1 d1 y g1 99 x1"}}},
		{"two alike, one changed and moved", 0, with("k1 d1 y g1 10 x1", "k1 d1 y g1 10 x2"), append(many[:7:7], "k1 d1 y g1 10 x0"),
			outcome{Unsure: []string{"k1 d1 y g1 10 x0"}, Open: []string{"k1 d1 y g1 10 x1", "k1 d1 y g1 10 x2"}}},
		{"two alike, both changed in their places", 0, with("k1 d1 y g1 10 x1", "k1 d1 y g1 10 x2"), with("k1 d1 y g1 10 x3", "k1 d1 y g1 10 x4"),
			outcome{Pairs: []string{"k1 d1 y g1 10 x1 > k1 d1 y g1 10 x3", "k1 d1 y g1 10 x2 > k1 d1 y g1 10 x4"}}},
		{"corrected in its place to what another held that is gone", 1, append(many[:7:7], "k1 d1 y g1 15 x35", "k2 d1 y g1 15 x15"), append(many[:7:7], "k1 d1 y g1 15 x15"),
			outcome{Pairs: []string{"k1 d1 y g1 15 x35 > k1 d1 y g1 15 x15"}, Removed: []string{"k2 d1 y g1 15 x15"}}},
		{"without keys, a cell filled in its place", 0, []string{"a y - p", "b y q -", "c n r s"}, []string{"a y - p", "b y q t", "c n r s"},
			outcome{Pairs: []string{"b y q  > b y q t"}}},
		{"one value besides the key", 1, []string{"s1 5", "s2 7", "s3 9"}, []string{"s1 7", "s2 5", "s3 9"}, outcome{Pairs: []string{"s1 5 > s1 7", "s2 7 > s2 5"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			old, now := rows(c.keys, c.old...), rows(c.keys, c.now...)
			r := Compare(old.table(), now.table())
			complete(t, r, len(old.rows), len(now.rows))
			if diff := cmp.Diff(c.want, told(old, now, r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestSameRows has records on their rows that nothing else tells apart.
func TestSameRows(t *testing.T) {
	many := []string{"k3 d3 n g3 20 x3", "k4 d4 n g4 21 x4", "k5 d5 y g5 22 x5", "k6 d6 y g6 23 x6", "k7 d7 y g7 24 x7"}
	for _, c := range []struct {
		name     string
		old, now string // the first record
		more     []string
		want     outcome
	}{
		{"another key and other values", "k1 d1 y g1 10 x1", "k2 d2 n g2 11 x2", nil, outcome{Pairs: []string{"k1 d1 y g1 10 x1 > k2 d2 n g2 11 x2"}}},
		{"a record besides", "k1 d1 y g1 10 x1", "k2 d2 n g2 11 x2", []string{"k9 d9 y g9 30 x9"},
			outcome{Pairs: []string{"k1 d1 y g1 10 x1 > k2 d2 n g2 11 x2"}, Added: []string{"k9 d9 y g9 30 x9"}}},
		{"moved, by what it holds", "k1 d1 y g1 10 x1", "k9 d9 y g9 30 x9", []string{"k1 d1 y g1 10 x1"}, outcome{Added: []string{"k9 d9 y g9 30 x9"}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			old := rows(1, append([]string{c.old}, many...)...)
			now := rows(1, append(append([]string{c.now}, many...), c.more...)...)
			r := Compare(old.table(), now.table()).SameRows()
			if diff := cmp.Diff(c.want, told(old, now, r)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEmptyTables(t *testing.T) {
	none, one := NewTable(3, 1), rows(1, "a b c").table()
	if r := Compare(none, one); len(r.Added) != 1 || len(r.Pairs)+len(r.Removed) != 0 {
		t.Errorf("%+v", r)
	}
	if r := Compare(one, none); len(r.Removed) != 1 || len(r.Pairs)+len(r.Added) != 0 {
		t.Errorf("%+v", r)
	}
	if r := Compare(none, none); len(r.Pairs)+len(r.Removed)+len(r.Added) != 0 {
		t.Errorf("%+v", r)
	}
}

func TestChanged(t *testing.T) {
	old, now := rows(1, "a 1 2 3"), rows(1, "a 1 5 -")
	r := Compare(old.table(), now.table())
	if len(r.Pairs) != 1 || r.Same(r.Pairs[0]) || !cmp.Equal(r.Changed(r.Pairs[0]), []int{2, 3}) {
		t.Errorf("%+v", r.Pairs)
	}
	if row := old.table().Row(0); row != 2 {
		t.Errorf("row %d", row)
	}
}
