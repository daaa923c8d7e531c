package lint

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/expr"
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

func key(variable int) string { return fmt.Sprintf("$%d", variable) }
