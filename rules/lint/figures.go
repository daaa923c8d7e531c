package lint

import (
	"winnow/internal/expr"
	"winnow/rules"
)

// figures looks at measures and table rules: a measure over rows of which there
// can be none, a rule that never fails or always does.
func (r *returnLint) figures() {
	for _, m := range r.ret.Measures {
		if m.Where == nil || m.Hidden {
			continue
		}
		goals := []goal{{shape(m.Where), isTrue}}
		at := r.src.at("measures", m.Name, string(m.Aggregate), "where")
		switch {
		case !r.state(nothing).feasible(goals):
			r.warn(at, "no-rows", `the measure %q is over no rows: its "where" can never hold`, m.Name)
		case !r.state(strict).feasible(goals):
			r.warn(at, "no-rows", `the measure %q is over no rows: its "where" holds only for rows that a constraint holds back`, m.Name)
		}
	}
	for _, k := range r.ret.TableRules {
		r.expectation(k)
	}
}

// expectation looks at what a table rule expects of figures, of which nothing is
// known but that they are numbers.
func (r *returnLint) expectation(k *rules.TableRule) {
	e := shape(k.Expect)
	if e == nil {
		return
	}
	figures := func() *state {
		return newState(func(t expr.Term) *domain { return &domain{typ: t.Type, places: -1} })
	}
	at := r.src.at("table_rules", k.ID, "expect")
	switch {
	case !figures().feasible([]goal{{e, isFalse}}):
		r.warn(at, "never-fails", `the table rule %q can never fail: its "expect" always holds`, k.ID)
	case e.Op != "constant" && !figures().feasible([]goal{{e, isTrue}}):
		r.warn(at, "always-fails", `the table rule %q always fails: its "expect" can never hold`, k.ID)
	}
}
