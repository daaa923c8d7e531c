package main

import (
	"slices"

	"winnow/rules"
)

// The reasons for which the example rules list other rows than a case does.
const (
	notSaid   = "the rule language doesn't say it: see rules/examples/ssda903/README.md"
	emptyText = "the case tells an empty text from no value; a sheet has blank cells, and they are one to winnow"
)

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

// Reasons of more than one case.
const (
	shortYear   = "01/01/19 is read as 1 January 2019: dates that can be told are taken"
	yearFirst   = "2000/12/10 is read as 10 December 2000: dates that can be told are taken"
	mixedOrder  = "a column with a month first somewhere has days and months that can't be told apart, and says so of each"
	lastsOn     = "an order without an end is still in force, and overlaps the placement too"
	againstText = "the rows listed contradict the rule's words"
)

// lacDeparture is what winnow finds in place of a case's rows, and why.
type lacDeparture struct{ rows, why string }

// lacDepartures are the reasons for single cases. One that finds other rows than
// these, or agrees with the case, is a fault.
var lacDepartures = map[string]lacDeparture{
	"2022_23::102[0]":       {"header: rows [2 4], not [2 3 4]", shortYear},
	"2022_23::115[0]":       {"placed_adoption: rows [2], not [2 3]", shortYear},
	"2022_23::171[0]":       {"header: rows [2], not [2 3]", shortYear},
	"2022_23::1004[0]":      {"missing: rows [0 2 4], not [2 4]", mixedOrder},
	"2022_23::571[0]":       {"missing: rows [0 3], not [0 2]", mixedOrder + "; and the case's year ends before it begins"},
	"2026_27::700[0]":       {"dolo: rows [1], not [1 2]", yearFirst},
	"2026_27::701[0]":       {"dolo: rows [], not [2]", yearFirst},
	"2026_27::709[0]":       {"dolo: rows [0 1 2 3 6], not [0 1 2 3]", lastsOn},
	"2026_27::710[0]":       {"dolo: rows [0 1 2 3 6], not [0 1 2 3]", lastsOn},
	"2022_23::105[0]":       {"header: rows [2 3 6 7], not []", "a CSV return has no such column, and the case has one: winnow judges the columns that are there"},
	"2022_23::164[1]":       {"episodes: rows [2 4 5], not [2 5]", "the date on which the status ceased is no date in the case, so winnow doesn't take it for one"},
	"2022_23::190[0]":       {"oc2: rows [5], not [0 5]", "9999999999 is a sound NHS number, which winnow refuses as personal before it looks further"},
	"2022_23::558[0]":       {"episodes: rows [4 5 6 7 9], not [4 5]", againstText + ": the children F, G and I were adopted and have such a date as well"},
	"2022_23::635[0]":       {"prev_perm: rows [1 2 3], not [1 2]", againstText + ": row 3 has the code Z1 with an authority"},
	"2023_24::SW01STG1[0]":  {"episodes: rows [6], not []; sw_episodes: rows [], not [0 1 2 6]", againstText + ": they are incomplete rows of children who have some; child8 has none at all"},
	"2023_24::SW04STG1[0]":  {"sw_episodes: rows [0 2 3], not [2]", "ZZ/ZZ/ZZZZ and 01/01/ZZZZ are no dates"},
	"2023_24::SW10STG2[0]":  {"sw_episodes: rows [1 3 5], not [3 7]", againstText + ": row 1 begins before row 0 has ended, and row 7 after all others have"},
	"2024_25::SW10STG2[0]":  {"sw_episodes: rows [1 3 5], not [3 7]", againstText + ": row 1 begins before row 0 has ended, and row 7 after all others have"},
	"2023_24::SW11aSTG2[0]": {"sw_episodes: rows [0 6 8 10 12], not [1 3 14]", againstText + ": they follow on a gap, row 3 itself ends after the year, and row 1 has no dates"},
}
