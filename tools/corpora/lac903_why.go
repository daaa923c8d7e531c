package main

import (
	"slices"
	"strings"

	"winnow/rules"
)

// The reasons for which the example rules list other rows than a case does.
const (
	notSaid   = "the rule language doesn't say it: see rules/examples/ssda903/README.md"
	emptyText = "the case tells an empty text from no value; a sheet has blank cells, and they are one to winnow"
)

// why gives the reason for which rows of a table differ, "" where there is none.
func (c *lacCase) why(ret *rules.Return, got, want []int) string {
	if c.emptyTexts(ret, got, want) {
		return emptyText
	}
	return lacDepartures[strings.TrimPrefix(c.ID, "lac")]
}

// emptyTexts says whether all that differs is rows with an empty text in a field
// that the rule is about, which the case lists and winnow lets be.
func (c *lacCase) emptyTexts(ret *rules.Return, got, want []int) bool {
	for _, row := range got {
		if !slices.Contains(want, row) {
			return false
		}
	}
	for _, row := range want {
		if !slices.Contains(got, row) && !c.emptyAt(ret.Name, row) {
			return false
		}
	}
	return true
}

func (c *lacCase) emptyAt(ret string, row int) bool {
	return slices.ContainsFunc(c.Affected, func(field string) bool {
		cells, _ := c.table(ret, "")[field].([]any)
		return row < len(cells) && cells[row] == any("")
	})
}

// lacDepartures are the reasons for single cases, each of which has to differ
// still: a case that agrees needs none.
var lacDepartures = map[string]string{}
