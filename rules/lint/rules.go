package lint

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/report"
	"winnow/rules"
)

// rules looks at what the row rules can and can't do.
func (r *returnLint) rules() {
	live := map[*rules.Rule]bool{}
	for _, k := range r.ret.Rules {
		live[k] = r.alive(k)
	}
	for i, k := range r.ret.Rules {
		if live[k] {
			r.shadowed(i, k, live)
		}
	}
	r.contradictions(live)
}

func shape(p *expr.Program) *expr.Shape {
	if p == nil {
		return nil
	}
	return p.Shape()
}

// applies is that a rule is about a row.
func applies(k *rules.Rule) goal { return goal{shape(k.When), isTrue} }

// fires is that a rule faults a row.
func fires(k *rules.Rule) []goal { return []goal{applies(k), {shape(k.Then), failing(k)}} }

// failing is what the condition of a rule comes to where the rule faults a row:
// unknown fails but where the rule says otherwise.
func failing(k *rules.Rule) want {
	if k.Blanks == "pass" || k.Blanks == "skip" || k.Blanks == "" && k.Expect {
		return isFalse
	}
	return notTrue
}

// passes is the ways in which a row is not faulted by a rule.
func passes(k *rules.Rule) [][]goal {
	holding := notFalse
	if failing(k) == notTrue {
		holding = isTrue
	}
	ways := [][]goal{{{shape(k.Then), holding}}}
	if k.When != nil {
		ways = append(ways, []goal{{shape(k.When), notTrue}})
	}
	return ways
}

// before are the constraints that keep a rule from a cell which they fault.
func before(k *rules.Rule) assumed {
	return func(c *rules.Constraint) bool { return stops(c, k.Severity, k.Final) }
}

// alive says whether a rule can fault a row, and complains where it can't.
func (r *returnLint) alive(k *rules.Rule) bool {
	given := r.state(before(k))
	switch {
	case !r.state(nothing).feasible([]goal{applies(k)}):
		r.warn(r.src.at("rules", k.ID, "when"), "never-applies", `the rule %q is about no row: its "when" can never hold`, k.ID)
	case !given.feasible([]goal{applies(k)}):
		r.warn(r.src.at("rules", k.ID, "when"), "never-applies", `the rule %q is about no row: its "when" can only hold where %s fails already`, k.ID, r.culprits(k, []goal{applies(k)}))
	case !r.state(nothing).feasible(fires(k)):
		r.warn(r.condition(k), "never-fails", "the rule %q can never fail: its %s holds wherever the rule applies", k.ID, conditionKey(k))
	case !r.state(before(k)).feasible(fires(k)):
		r.warn(r.condition(k), "shadowed", "the rule %q can only fail where %s does, and then it is not looked at", k.ID, r.culprits(k, fires(k)))
	default:
		return true
	}
	return false
}

func conditionKey(k *rules.Rule) string {
	if k.Expect {
		return `"expect"`
	}
	return `"then"`
}

func (r *returnLint) condition(k *rules.Rule) place {
	return r.src.at("rules", k.ID, strings.Trim(conditionKey(k), `"`))
}

// culprits names the constraints that leave no row for the goals: one that does
// so by itself, else all of the fields that the rule reads.
func (r *returnLint) culprits(k *rules.Rule, goals []goal) string {
	var all []string
	for _, f := range k.Reads {
		if f >= len(r.ret.Fields) {
			continue
		}
		for _, c := range r.ret.Fields[f].Constraints {
			if !before(k)(c) {
				continue
			}
			if !r.state(func(x *rules.Constraint) bool { return x == c }).feasible(goals) {
				return c.ID
			}
			all = append(all, c.ID)
		}
	}
	return one(all)
}

// one joins names: a, b or c.
func one(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1]
}

// shadowed complains of a rule that only ever faults rows which another rule, at
// least as severe, faults too. Of two that say the same the later is named.
func (r *returnLint) shadowed(i int, k *rules.Rule, live map[*rules.Rule]bool) {
	for n, other := range r.ret.Rules {
		if n == i || !live[other] || other.Trial || rank(other.Severity) < rank(k.Severity) || rank(other.Final) < rank(k.Final) {
			continue
		}
		if !readsAll(k, other) || !r.implies(k, other) {
			continue // a cell that only the other reads may have failed, which leaves this rule to speak
		}
		same := readsAll(other, k) && r.implies(other, k) && rank(other.Severity) == rank(k.Severity) && rank(other.Final) == rank(k.Final)
		switch {
		case same && n > i && !k.Trial:
			continue
		case same:
			r.warn(r.src.at("rules", k.ID, "id"), "repeated", "the rule %q faults the very rows that the rule %q on line %d does", k.ID, other.ID, other.Line)
		default:
			r.warn(r.src.at("rules", k.ID, "id"), "shadowed", "the rule %q faults no row that the rule %q on line %d doesn't fault too", k.ID, other.ID, other.Line)
		}
		return
	}
}

// readsAll says whether a reads every field that b does.
func readsAll(a, b *rules.Rule) bool {
	return !slices.ContainsFunc(b.Reads, func(f int) bool { return !slices.Contains(a.Reads, f) })
}

// implies says that every row which a faults, b faults too.
func (r *returnLint) implies(a, b *rules.Rule) bool {
	for _, way := range passes(b) {
		if r.state(before(a)).feasible(slices.Concat(fires(a), way)) {
			return false
		}
	}
	return true
}

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
		r.warn(r.src.at("rules", clash[0].ID, "id"), "contradiction", "no row can be right: %s can't all be met", ids(clash))
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
			r.warn(r.src.at("rules", k.ID, "id"), "contradiction", "no row that the rule %q is about can be right: %s can't all be met", k.ID, ids(clash))
		}
	}
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

func key(variable int) string { return fmt.Sprintf("$%d", variable) }
