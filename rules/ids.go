package rules

import "winnow/internal/report"

// ReportedID is the rule id of what makes a row a measure; see Reported.
const ReportedID = "reported_measures"

// RuleIDs lists every check of the return by its id, in the order of the rule
// file: types and constraints field by field, keys, rules, table rules. Each has
// a status in every report; a waiver names one.
func (r *Return) RuleIDs() []string {
	var ids []string
	for _, f := range r.Fields {
		ids = append(ids, f.Name+".type")
		if f.HasDecimals && f.Type == TypeNumber {
			ids = append(ids, f.Name+".decimals")
		}
		for _, c := range f.Constraints {
			ids = append(ids, c.ID)
		}
	}
	if len(r.PrimaryKey) > 0 {
		ids = append(ids, PrimaryKeyID)
	}
	for i := range r.UniqueKeys {
		ids = append(ids, r.UniqueKeyID(i))
	}
	for _, k := range r.ForeignKeys {
		ids = append(ids, k.ID)
	}
	if r.Reported != nil {
		ids = append(ids, ReportedID)
	}
	for _, k := range r.Rules {
		ids = append(ids, k.ID)
	}
	for _, k := range r.TableRules {
		ids = append(ids, k.ID)
	}
	return ids
}

// Waivable lists what a waiver may name: the checks, and what winnow looks at
// beside them and calls an error or a query.
func (r *Return) Waivable() []string {
	ids := append(r.RuleIDs(), report.KindTotal)
	for _, f := range r.Fields {
		if f.Percent != "" {
			ids = append(ids, f.Name+".percent")
		}
		if f.Type == TypeDate || f.Type == TypeDateTime {
			ids = append(ids, f.Name+".month-first")
		}
	}
	if r.Reported != nil {
		ids = append(ids, report.KindBand)
	}
	return ids
}
