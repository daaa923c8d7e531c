package ruletest

import (
	"maps"
	"slices"

	"winnow/internal/report"
	"winnow/rules"
)

// Findings are what the checks of a return found on a test's rows.
type Findings struct {
	Rows map[string][]int             // by check: the rows that failed it, counted from 1, ascending
	Ends map[string]report.RuleStatus // by check: how it ended
}

// Find runs the rows of a test and returns all that is found, whatever the test
// says of what fails.
func Find(set *rules.Set, ret *rules.Return, t rules.Test) (*Findings, error) {
	j, err := judge(set, ret, t)
	if err != nil {
		return nil, err
	}
	ids := map[string]bool{}
	for _, x := range j.found.exceptions {
		ids[x.Rule] = !isProbe(x.Rule)
	}
	out := &Findings{Rows: map[string][]int{}, Ends: j.found.statuses}
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		if ids[id] {
			out.Rows[id], _ = j.rows(id)
		}
	}
	return out, nil
}
