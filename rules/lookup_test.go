package rules

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

func mapFS(files ...string) fstest.MapFS {
	fsys := fstest.MapFS{}
	for i := 0; i+1 < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return fsys
}

const (
	lookingReturn = `winnow: v1
return: a
fields:
  - {name: ref, title: Reference, type: string}
  - {name: n, type: integer}
  - {name: day, type: date}
lookups:
  was: {return: a, period: last_year, on: [ref], where: that.day < day && that.n > 0, order: day}
  b: {return: b, on: {code: ref}, service: same}
  unused: {return: c, on: ref}
rules:
  - {id: same, when: was.found, then: n == was.n, message: "{was.max.day}"}
  - {id: known, expect: b.found, message: m}
  - {id: less, expect: n < b.count, message: m}
measures:
  - {name: m, count: {where: b.open == "y"}}
`
	lookedUpReturn = `winnow: v1
return: b
fields: [{name: code, type: string}, {name: open, type: string}, {name: other, type: string}]
lookups: {back: {return: a, on: {ref: code}}}
rules: [{id: r, expect: back.found, message: m}]
`
	thirdReturn = "winnow: v1\nreturn: c\nfields: [{name: ref, type: string}]\n"
)

func TestLookups(t *testing.T) {
	set, err := Load(mapFS("a.yaml", lookingReturn, "b.yaml", lookedUpReturn, "c.yaml", thirdReturn), ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	a := set.Return("a")
	was := a.Lookups[0]
	if diff := cmp.Diff(RowsRef{Return: "a", When: LastYear, Service: SameService}, was.Ref()); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]any{[]Pair{{0, 0}}, 2, "first", []int{0, 2}, []int{0, 1, 2}}, []any{was.On, was.Order, was.Take, was.Reads, was.Needs}); diff != "" {
		t.Error(diff)
	}
	if a.Lookups[2].Needs != nil {
		t.Errorf("nothing reads it, and it needs %v", a.Lookups[2].Needs)
	}
	if diff := cmp.Diff(map[string][]int{"a": {0, 1, 2}, "b": {0, 1}}, set.LookedUp()); diff != "" {
		t.Error(diff)
	}
	var said []any
	for _, r := range a.Rules {
		said = append(said, r.ID, r.Cells, r.Reads, r.Expected)
	}
	want := []any{"same", []int{1}, []int{0, 1, 2}, "n equal to {was.n}", "known", []int{0}, []int{0}, "", "less", []int{1}, []int{0, 1}, "n below {b.count}"}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{0}, a.Measures[0].Reads); diff != "" {
		t.Error(diff)
	}
	for i, v := range a.Env.Vars() {
		x, ok := a.LookupVar(i)
		if ok != (i >= len(a.Fields)+RowVarCount) || ok && x.Name != v.Name {
			t.Errorf("variable %d is %s, and the lookup's %s", i, v.Name, x.Name)
		}
	}
}

// TestNeighbours finds the fields of a return beside the one file asked for, and
// what is wrong with that file is not said.
func TestNeighbours(t *testing.T) {
	faulty := strings.Replace(lookedUpReturn, "expect: back.found", "expect: nonsense(", 1) + "nonsense: 1\n"
	set, err := Load(mapFS("a.yaml", lookingReturn, "b.yaml", faulty, "c.yaml", thirdReturn, "d.yaml", ": : :"), "a.yaml", "a.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if len(set.Returns) != 1 || len(set.Neighbours) != 2 || set.Return("b") != nil || set.Known("b") == nil || set.Known("b").Fields[1].Name != "open" {
		t.Errorf("returns %d, neighbours %d", len(set.Returns), len(set.Neighbours))
	}
	_, err = Load(mapFS("a.yaml", lookingReturn, "c.yaml", thirdReturn), "a.yaml", "a.yaml")
	var faults Errors
	if !errors.As(err, &faults) || !strings.Contains(faults[0].Message, `names the return "b", which no rule file of the folder defines`) {
		t.Errorf("error %v", err)
	}
}

// TestLookupHash changes with what a lookup's neighbour says of its fields.
func TestLookupHash(t *testing.T) {
	hash := func(b string) string {
		set, err := Load(mapFS("a.yaml", lookingReturn, "b.yaml", b, "c.yaml", thirdReturn), "a.yaml", "a.yaml")
		if err != nil {
			t.Fatal(err)
		}
		return set.Hash
	}
	if hash(lookedUpReturn) == hash(strings.Replace(lookedUpReturn, "other", "others", 1)) {
		t.Error("the hash is the same")
	}
}
