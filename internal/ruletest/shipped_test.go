package ruletest_test

import (
	"path/filepath"
	"strings"
	"testing"

	"winnow/internal/ruletest"
	"winnow/rules"
)

// sets are the rule sets that winnow ships and shows.
func sets(t *testing.T) []*rules.Set {
	t.Helper()
	shipped, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	all := []*rules.Set{shipped}
	folders, err := filepath.Glob("../../rules/examples/*/")
	if err != nil {
		t.Fatal(err)
	}
	for _, dir := range append(folders, "../../rules/examples") {
		set, err := rules.LoadPath(dir)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, set)
	}
	return all
}

// TestShipped runs the tests: of the shipped and the example rule files.
func TestShipped(t *testing.T) {
	for _, set := range sets(t) {
		for _, ret := range set.Returns {
			for _, test := range ret.Tests {
				if r := ruletest.Run(set, ret, test); !r.Passed() {
					t.Errorf("%s:%d: %s/%s\n%s", r.File, r.Line, r.Return, r.Name, strings.Join(r.Problems, "\n"))
				}
			}
		}
	}
}

// TestEveryCheckIsShown demands of each shipped rule, table rule and constraint
// with bounds, a pattern or an enum at least one test that fails it and one that
// passes it.
func TestEveryCheckIsShown(t *testing.T) {
	set := sets(t)[0]
	for _, ret := range set.Returns {
		var results []ruletest.Result
		for _, test := range ret.Tests {
			results = append(results, ruletest.Run(set, ret, test))
		}
		for _, g := range ruletest.Missing(ret, results) {
			t.Errorf("%s: %s/%s: lacks a failing test: %v, a passing one: %v", g.File, g.Return, g.ID, g.Failing, g.Passing)
		}
	}
}
