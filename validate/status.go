package validate

import (
	"winnow/internal/report"
	"winnow/rules"
)

// NoRows is the reason why the rules of a table without rows are skipped.
const NoRows = "no row to check"

// ruleState is a rule of the return with the reason why it can't run on this
// table, if there is one, or what of it isn't checked.
type ruleState struct {
	id, skipped string
	remarks     []string
}

// newStates lists every rule that runs on the table: types and constraints field
// by field, keys, row rules, table rules for single tables. The other table rules
// are Reduce's.
func newStates(c *Checker) []*ruleState {
	var out []*ruleState
	add := func(id, skipped string) { out = append(out, &ruleState{id: id, skipped: skipped}) }
	for i, f := range c.fields {
		missing := c.missingColumn([]int{i})
		add(f.Name+".type", missing)
		if f.HasDecimals && f.Type == rules.TypeNumber {
			add(f.Name+".decimals", missing)
		}
		for _, k := range f.Constraints {
			add(k.ID, c.constraintSkipped(i, k))
			if k.Kind == rules.Enum && k.List != nil && k.List.Dated && k.On < 0 && c.ctx.Period.IsZero() {
				out[len(out)-1].remarks = []string{"validity dates not checked: no period"}
			}
		}
	}
	if len(c.ret.PrimaryKey) > 0 {
		add(rules.PrimaryKeyID, c.missingColumn(c.ret.PrimaryKey))
	}
	for i, key := range c.ret.UniqueKeys {
		add(c.ret.UniqueKeyID(i), c.missingColumn(key))
	}
	for _, k := range c.foreign {
		add(k.ID, k.rows.missing)
	}
	if c.ret.Reported != nil {
		add(reportedID, "")
	}
	for _, r := range c.ret.Rules {
		add(r.ID, newRowRule(c, r).skipped)
	}
	for _, k := range c.tables {
		add(k.ID, k.skipped)
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
		st := c.joined.ended.status(c.ret.Name, s.id, c.joined.counts[s.id]+c.joined.tray.trials[s.id], s.remarks...)
		st.Waived = c.joined.tray.waived(s.id)
		st.Trial = c.desk != nil && c.desk.trial[s.id]
		skipped := s.skipped
		if skipped == "" && c.concluded != nil {
			skipped = c.concluded.skipped[s.id]
		}
		if skipped == "" && c.joined.judged == 0 {
			skipped = NoRows
		}
		if st.Status == report.RuleOK && skipped != "" {
			st.Status, st.Reason = report.RuleSkipped, &skipped
		}
		out = append(out, st)
	}
	return out
}

// status says how a rule ended that ran and found so many exceptions.
func status(ret, id string, count int) report.RuleStatus {
	s := report.RuleStatus{Rule: id, Return: ret, Status: report.RuleOK, Count: count}
	if count > 0 {
		s.Status = report.RuleIssues
	}
	return s
}
