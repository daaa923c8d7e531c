package pipeline

import (
	"sort"

	"winnow/internal/report"
	"winnow/validate"
)

// statuses adds up how each rule of each return ended over the tables of a run.
type statuses map[[2]string]report.RuleStatus

var stateRank = map[report.RuleState]int{report.RuleSkipped: 0, report.RuleOK: 1, report.RuleIssues: 2, report.RuleFailed: 3}

// add counts s in: the worse state wins, a rule that ran beats one that was skipped.
func (m statuses) add(list []report.RuleStatus) {
	for _, s := range list {
		id := [2]string{s.Return, s.Rule}
		old, known := m[id]
		if known {
			s = both(old, s)
		}
		m[id] = s
	}
}

// both is how a rule ended on two lots of tables.
func both(old, s report.RuleStatus) report.RuleStatus {
	elsewhere := elsewhere(old, s)
	s.Count += old.Count
	s.Waived += old.Waived
	s.Trial = s.Trial || old.Trial
	if stateRank[old.Status] > stateRank[s.Status] {
		s.Status, s.Reason = old.Status, old.Reason
	}
	if s.Reason == nil && old.Status == s.Status {
		s.Reason = old.Reason // such as on how many rows it was not evaluated
	}
	s.Elsewhere = elsewhere
	return s
}

// elsewhere is why a rule that ran on one of two lots of tables was skipped on the
// other, so that an ok does not speak for tables on which nothing was checked. A
// table without rows has nothing to check.
func elsewhere(a, b report.RuleStatus) *string {
	if a.Elsewhere != nil {
		return a.Elsewhere
	}
	if b.Elsewhere != nil {
		return b.Elsewhere
	}
	skipped, ran := a, b
	if b.Status == report.RuleSkipped {
		skipped, ran = b, a
	}
	if skipped.Status != report.RuleSkipped || ran.Status == report.RuleSkipped || skipped.Reason == nil || *skipped.Reason == validate.NoRows {
		return nil
	}
	return skipped.Reason
}

// list returns the statuses by return and rule.
func (m statuses) list() []report.RuleStatus {
	all := make([]report.RuleStatus, 0, len(m))
	for _, s := range m {
		all = append(all, s)
	}
	sort.Slice(all, func(i, j int) bool {
		if all[i].Return != all[j].Return {
			return all[i].Return < all[j].Return
		}
		return all[i].Rule < all[j].Rule
	})
	return all
}
