package ruletest

import (
	"slices"

	"winnow/rules"
)

// Gap is a check of which no test shows that it fails, or that it passes.
type Gap struct {
	Return, ID string
	File       string
	Line       int // 0 where not known
	Failing    bool
	Passing    bool
}

// shownKinds are the constraints that a test must show: those whose limits an
// author can get wrong.
var shownKinds = []rules.ConstraintKind{rules.Minimum, rules.Maximum, rules.ExclusiveMinimum, rules.ExclusiveMaximum,
	rules.MinLength, rules.MaxLength, rules.Pattern, rules.Enum, rules.Check, rules.ItemConstraint}

// Missing lists the rules, table rules and constraints with bounds, a pattern or
// an enum that lack a passing or a failing test. results are those of all tests
// of the return, in order; a test that did not come out as it says shows
// nothing.
func Missing(ret *rules.Return, results []Result) []Gap {
	passing, failing := map[string]bool{}, map[string]bool{}
	for i, r := range results {
		if !r.Passed() {
			continue
		}
		for _, id := range r.shown {
			passing[id] = true
		}
		for _, id := range ret.Tests[i].Fails {
			failing[id] = true
		}
	}
	var out []Gap
	ask := func(id, file string, line int) {
		if !passing[id] || !failing[id] {
			out = append(out, Gap{Return: ret.Name, ID: id, File: file, Line: line, Failing: !failing[id], Passing: !passing[id]})
		}
	}
	for _, f := range ret.Fields {
		for _, k := range f.Constraints {
			if slices.Contains(shownKinds, k.Kind) {
				ask(k.ID, ret.File, 0)
			}
		}
	}
	for _, r := range ret.Rules {
		ask(r.ID, r.File, r.Line)
	}
	for _, r := range ret.TableRules {
		ask(r.ID, r.File, r.Line)
	}
	return out
}
