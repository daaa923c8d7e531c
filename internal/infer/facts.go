package infer

import (
	"strings"

	"winnow/internal/table"
	"winnow/rules"
)

// fact is a labelled cell above the table that a run makes use of.
type fact struct {
	name, label string
	typ         rules.Type
}

// factWords are the words by which a label speaks of a fact.
var factWords = []struct {
	name  string
	typ   rules.Type
	words []string
}{
	{"as_at", rules.TypeDate, []string{"as at", "data as at", "position at", "extract date", "extracted on"}},
	{"period", rules.TypeString, []string{"period", "return period", "reporting period", "quarter", "reporting quarter", "month"}},
}

// facts finds the labels above the table that have a value to their right.
func (f *found) facts() []fact {
	var all []fact
	for _, row := range f.above {
		for i, c := range row {
			if c.Kind != table.Text || i+1 >= len(row) || row[i+1].Empty() {
				continue
			}
			label := strings.TrimRight(strings.TrimSpace(c.Raw), ": ")
			for _, w := range factWords {
				if known(label, w.words) && !taken(all, w.name) {
					all = append(all, fact{w.name, label, w.typ})
				}
			}
		}
	}
	return all
}

func known(label string, words []string) bool {
	for _, w := range words {
		if rules.FoldText(label) == w {
			return true
		}
	}
	return false
}

func taken(all []fact, name string) bool {
	for _, f := range all {
		if f.name == name {
			return true
		}
	}
	return false
}
