package pipeline

import (
	"cmp"
	"iter"
	"slices"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/rulewords"
	"winnow/internal/workbook"
	"winnow/rules"
)

// ourFault is why a rule that failed was not checked, in the words for a sender.
const ourFault = "a fault on our side, not in your file"

// ruleInfos lists the author's rules, then the constraints of each field, the keys
// and the table rules judged file by file or by then, in plain words with how often
// each was broken.
// Rules on trial are not among them. final says that final severities apply.
func ruleInfos(ret *rules.Return, ended statuses, final bool) []workbook.RuleInfo {
	var infos []workbook.RuleInfo
	add := func(id, words string, severity, atEnd report.Severity) {
		if final {
			severity = cmp.Or(atEnd, severity)
		}
		s := ended[[2]string{ret.Name, id}]
		reason := deref(s.Reason)
		if s.Status == report.RuleFailed {
			reason = ourFault // why is the operator's affair
		}
		infos = append(infos, workbook.RuleInfo{ID: id, Words: words, Severity: severity, Count: s.Count, State: s.Status, Reason: reason})
	}
	for _, rule := range ret.Rules {
		if !rule.Trial {
			add(rule.ID, rulewords.WithFigures(ret, rulewords.Rule(ret, rule)), rule.Severity, rule.Final)
		}
	}
	for _, field := range ret.Fields {
		if words := rulewords.Type(field); words != "" {
			add(field.Name+".type", words, report.Error, report.Error)
		}
		for _, c := range field.Constraints {
			if !c.Trial {
				add(c.ID, rulewords.Constraint(field, c), c.Severity, c.Final)
			}
		}
	}
	if len(ret.PrimaryKey) > 0 && !ret.KeyCheck.Trial {
		add("primaryKey", rulewords.Key(ret, ret.PrimaryKey), ret.KeyCheck.Severity, ret.KeyCheck.Final)
	}
	for i, fields := range ret.UniqueKeys {
		if k := ret.UniqueCheck[i]; !k.Trial {
			add(ret.UniqueKeyID(i), rulewords.Key(ret, fields), k.Severity, k.Final)
		}
	}
	for _, rule := range ret.TableRules {
		if _, judged := ended[[2]string{ret.Name, rule.ID}]; judged && !rule.Trial {
			add(rule.ID, rulewords.TableRule(ret, rule), rule.Severity, rule.Final)
		}
	}
	return infos
}

// allowedValues yields what a field with a list may hold in a period; nil for a
// field without one.
func allowedValues(field *rules.Field, p period.Period) iter.Seq[workbook.AllowedValue] {
	i := slices.IndexFunc(field.Constraints, func(c *rules.Constraint) bool { return c.Kind == rules.Enum && !c.Trial })
	if i < 0 {
		return nil
	}
	return func(yield func(workbook.AllowedValue) bool) {
		for _, a := range field.Allowed(field.Constraints[i], p) {
			if !yield(workbook.AllowedValue{Write: a.Write, Meaning: a.Meaning, When: rulewords.Validity(a.Rows)}) {
				return
			}
		}
	}
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}
