package pipeline

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"winnow/internal/workspace"
)

// TestWaitingTableDoesNotCount: of a workbook with two returns one takes its place
// and the other waits; the figures are worked out without it.
func TestWaitingTableDoesNotCount(t *testing.T) {
	measured := visits + "measures:\n  - {name: minutes_spent, sum: {field: minutes}}\n"
	c := newCouncil(t, measured)
	c.must(os.WriteFile(filepath.Join(c.root, workspace.RulesDir, "staff.yaml"), []byte(`winnow: v1
return: staff
title: Staff
period: quarter
owner: visiting
fields:
  - {name: person, title: Person, type: string, key: true, constraints: {required: true}}
  - {name: hours, title: Hours worked, type: integer}
`), 0o644))
	c.run("visits.csv", "2021-22-Q1", visitRows(4, 0)) // 6 minutes
	both, err := os.ReadFile(workbookOf(t,
		tab{"Visits", [][]any{heads, {"other", day("2021-05-01"), "North", 1000}}},
		tab{"Staff", [][]any{{"Person", "Hours worked"}, {"Jo", 7}}}))
	c.must(err)
	rep := c.run("both.xlsx", "2021-22-Q1", both)
	states := strings.Join(c.submissions(), "; ")
	if !strings.Contains(states, "2 Visits 2021-22-Q1 checked") || !strings.Contains(states, "3 Staff 2021-22-Q1 accepted") {
		t.Fatal(states)
	}
	for _, m := range rep.Measures {
		if *m.Value != "6" {
			t.Errorf("%s is %s, though what would add to it waits", m.Measure, *m.Value)
		}
	}
	if len(rep.Measures) != 1 {
		t.Errorf("%d measures", len(rep.Measures))
	}
}
