package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// ruleState is a rule of the return with the reason why it can't run on this
// table, if there is one.
type ruleState struct{ id, skipped string }

// newStates lists every rule that runs on records: types and constraints field
// by field, keys, row rules. Table rules are Reduce's.
func newStates(c *Checker) []*ruleState {
	var out []*ruleState
	add := func(id, skipped string) { out = append(out, &ruleState{id, skipped}) }
	for i, f := range c.fields {
		missing := c.missingColumn([]int{i})
		add(f.Name+".type", missing)
		if f.HasDecimals && f.Type == rules.TypeNumber {
			add(f.Name+".decimals", missing)
		}
		for _, k := range f.Constraints {
			add(k.ID, c.constraintSkipped(i, k))
		}
	}
	if len(c.ret.PrimaryKey) > 0 {
		add("primaryKey", c.missingColumn(c.ret.PrimaryKey))
	}
	for i, key := range c.ret.UniqueKeys {
		add(c.uniqueKeyID(i), c.missingColumn(key))
	}
	for _, r := range c.ret.Rules {
		add(r.ID, newRowRule(c, r).skipped)
	}
	return out
}

func (c *Checker) constraintSkipped(field int, k *rules.Constraint) string {
	fields := []int{field}
	if k.Kind == rules.Enum && k.List != nil && k.On >= 0 {
		fields = append(fields, k.On)
	}
	if m := c.missingColumn(fields); m != "" {
		return m
	}
	if k.Kind == rules.Within && c.ctx.Period.IsZero() {
		return "no period was given"
	}
	return ""
}

// statuses says how every rule ended.
func (c *Checker) statuses() []report.RuleStatus {
	out := make([]report.RuleStatus, 0, len(c.states))
	for _, s := range c.states {
		out = append(out, status(c.ret.Name, s.id, s.skipped, c.joined.counts[s.id]))
	}
	return out
}

func status(ret, id, skipped string, count int) report.RuleStatus {
	st := report.RuleStatus{Rule: id, Return: ret, Status: report.RuleOK, Count: count}
	switch {
	case count > 0:
		st.Status = report.RuleIssues
	case skipped != "":
		st.Status, st.Reason = report.RuleSkipped, &skipped
	}
	return st
}
