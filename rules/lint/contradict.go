package lint

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/report"
	"winnow/rules"
)

// mustHold are the rules that a row has to meet to be clean: those of severity
// error, in the year as in its final run.
func (r *returnLint) mustHold(live map[*rules.Rule]bool) []*rules.Rule {
	var out []*rules.Rule
	for _, k := range r.ret.Rules {
		if live[k] && k.Severity == report.Error && k.Final == report.Error && !k.Trial {
			out = append(out, k)
		}
	}
	return out
}

// strict are the constraints that a clean row meets.
func strict(c *rules.Constraint) bool { return stops(c, report.Error, report.Error) }

// contradictions looks for rules that leave no row to be right: all rules
// together, and all rules on the rows that one of them is about. What is named is
// as few of them as contradict each other by themselves.
func (r *returnLint) contradictions(live map[*rules.Rule]bool) {
	all := r.mustHold(live)
	if !r.together(all, nil) {
		clash := r.fewest(all, nil)
		r.warn(r.src.at("rules", clash[0].ID, "id"), "contradiction", "no row can be right: %s", unmet(clash))
		return
	}
	said := map[string]bool{}
	for _, k := range all {
		if k.When == nil || !r.together([]*rules.Rule{k}, k) {
			continue // a rule that nothing can meet where it applies says so on purpose
		}
		if !r.together(all, k) {
			clash := r.fewest(all, k)
			if said[ids(clash)] || !r.sameRows(clash, k) {
				continue
			}
			said[ids(clash)] = true
			r.warn(r.src.at("rules", k.ID, "id"), "contradiction", "no row that the rule %q is about can be right: %s", k.ID, unmet(clash))
		}
	}
}

// unmet says that rules can't be met together, or that one can't.
func unmet(clash []*rules.Rule) string {
	if len(clash) == 1 {
		return ids(clash) + " can't be met, given the constraints of its columns"
	}
	return ids(clash) + " can't all be met"
}

// sameRows says whether every rule of a clash is about all rows that k is about:
// only then do the rules contradict each other. Rules about other rows may well
// say, together, that two things never go together.
func (r *returnLint) sameRows(clash []*rules.Rule, k *rules.Rule) bool {
	for _, other := range clash {
		if other != k && other.When != nil && r.state(strict).feasible([]goal{applies(k), {shape(other.When), notTrue}}) {
			return false
		}
	}
	return true
}

// together says whether some row can meet all the rules, and be one that about is
// about where that is given.
func (r *returnLint) together(all []*rules.Rule, about *rules.Rule) bool {
	var goals []goal
	if about != nil {
		goals = append(goals, applies(about))
	}
	return r.state(strict).feasibleAll(goals, all)
}

// feasibleAll is feasible with rules to be met, each in one of its ways.
func (s *state) feasibleAll(goals []goal, all []*rules.Rule) bool {
	if len(all) == 0 {
		return s.feasible(goals)
	}
	for _, way := range passes(all[0]) {
		next := s.clone()
		if next.feasible(slices.Concat(goals, way)) && s.clone().feasibleAll(slices.Concat(goals, way), all[1:]) {
			return true
		}
	}
	return false
}

// fewest takes rules away for as long as the rest still leaves no row.
func (r *returnLint) fewest(all []*rules.Rule, about *rules.Rule) []*rules.Rule {
	left := slices.Clone(all)
	for i := 0; i < len(left); {
		without := slices.Delete(slices.Clone(left), i, i+1)
		if left[i] != about && !r.together(without, about) {
			left = without
			continue
		}
		i++
	}
	return left
}

func ids(all []*rules.Rule) string {
	var out []string
	for _, k := range all {
		out = append(out, fmt.Sprintf("%q (line %d)", k.ID, k.Line))
	}
	if len(out) < 2 {
		return strings.Join(out, "")
	}
	return strings.Join(out[:len(out)-1], ", ") + " and " + out[len(out)-1]
}
