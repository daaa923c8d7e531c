package rules

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestLoadForms(t *testing.T) {
	s, err := LoadPath("testdata/ok/forms")
	if err != nil {
		t.Fatal(err)
	}
	type layout struct {
		Unpivot *Unpivot
		Block   Block
		Form    bool
	}
	got := map[string]layout{}
	for _, r := range s.Returns {
		got[r.Name] = layout{r.Unpivot, r.Find.Block, r.Form}
	}
	want := map[string]layout{
		"grid": {
			Unpivot: &Unpivot{
				Fields: []int{1, 2}, Value: 3, SkipBlanks: true,
				Columns: []WideColumn{
					{Title: "Males / Set", Aliases: []string{"Male set"}, Gives: []string{"male", "set"}},
					{Title: "Males / Quit", Gives: []string{"male", "quit"}},
				},
				Total: &WideColumn{Title: "Total", Aliases: []string{"All"}},
			},
			Block: Block{After: []string{"PART 1B", "Section 1B"}, Before: []string{"PART 1C"}},
		},
		"bands": {Unpivot: &Unpivot{Fields: []int{1}, Value: 2, Columns: []WideColumn{
			{Title: "Under 18", Gives: []string{"under_18"}}, {Title: "18-34", Gives: []string{"18_34"}},
		}}},
		"site": {Form: true, Block: Block{Before: []string{"Office use"}}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if made := s.Returns[1].Made(3); !made {
		t.Error("the field that takes the cells has a column of its own")
	}
}
