package ruletest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"winnow/internal/ruletest"
	"winnow/rules"
)

// TestSSDA903 runs the tests of the example that has a rule set for each year, and
// demands of each rule one row that fails it and one that passes it.
func TestSSDA903(t *testing.T) {
	years, err := filepath.Glob("../../rules/examples/ssda903/20*")
	if err != nil || len(years) < 4 {
		t.Fatal(years, err)
	}
	for _, dir := range append(years, "../../rules/examples/ssda903") {
		set, err := rules.LoadPath(dir)
		if err != nil {
			t.Fatal(err)
		}
		for _, ret := range set.Returns {
			var results []ruletest.Result
			for _, test := range ret.Tests {
				r := ruletest.Run(set, ret, test)
				if !r.Passed() {
					t.Errorf("%s: %s:%d: %s\n%s", dir, r.File, r.Line, r.Name, strings.Join(r.Problems, "\n"))
				}
				results = append(results, r)
			}
			for _, g := range ruletest.Missing(ret, results) {
				t.Errorf("%s: %s/%s: lacks a failing test: %v, a passing one: %v", dir, g.Return, g.ID, g.Failing, g.Passing)
			}
		}
	}
}

// TestFind gives all that is found on rows, whatever a test says.
func TestFind(t *testing.T) {
	set, err := rules.LoadPath("../../rules/examples/ssda903/2022-23")
	if err != nil {
		t.Fatal(err)
	}
	rows := []map[string]string{{"review": "01/06/2022"}, {"review": "soon"}, {"review": "01/06/2022", "review_code": "PN9"}}
	found, err := ruletest.Find(set, set.Return("reviews"), rules.Test{Rows: rows})
	if err != nil {
		t.Fatal(err)
	}
	if got := found.Rows["lac-167"]; len(got) != 2 || got[0] != 1 || got[1] != 3 {
		t.Errorf("lac-167 failed on rows %v", got)
	}
	if got := found.Rows["review.type"]; len(got) != 1 || got[0] != 2 {
		t.Errorf("review.type failed on rows %v", got)
	}
}
