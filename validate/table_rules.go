package validate

import (
	"cmp"
	"slices"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// tableRules runs the return's rules over measures.
func (x *reduction) tableRules() ([]report.Exception, []report.RuleStatus) {
	var out []report.Exception
	var statuses []report.RuleStatus
	for _, r := range x.ret.TableRules {
		values, missing, failed := x.variables(r)
		s := status(x.ret.Name, r.ID, 0)
		switch truthOf(r.Expect.Eval(values)) {
		case yes:
		case no:
			out = append(out, x.tableException(r, values))
			s = status(x.ret.Name, r.ID, 1)
		default:
			if missing == "" {
				missing, failed = cmp.Or(r.Expect.Failure(values), "it can't be worked out from these figures"), true
			}
			s.Status, s.Reason = report.RuleSkipped, &missing
			if failed {
				s.Status = report.RuleFailed
			}
		}
		statuses = append(statuses, s)
	}
	return out, statuses
}

// failures lists the measures that could not be evaluated.
func (x *reduction) failures() []report.RuleStatus {
	var out []report.RuleStatus
	for i, m := range x.ret.Measures {
		if f := x.known[i]; f.failed && !m.Hidden { // of a hidden one the rule that calls it speaks
			out = append(out, report.RuleStatus{Rule: m.Name, Return: x.ret.Name, Status: report.RuleFailed, Reason: &f.missing})
		}
	}
	return out
}

// values gives the variables of a table rule.
type values []*number.Num

// Value implements expr.Row.
func (v values) Value(i int) expr.Value {
	if i >= len(v) || v[i] == nil {
		return expr.Value{}
	}
	return expr.Value{Type: expr.Number, Num: *v[i]}
}

// variables returns the figures that a rule speaks of, and why the first of
// those it needs isn't there; failed says that an aggregate of the rule itself
// could not be evaluated.
func (x *reduction) variables(r *rules.TableRule) (known values, missing string, failed bool) {
	out := make(values, len(r.Vars))
	why := make([]string, len(r.Vars))
	for i, ref := range r.Vars {
		out[i], why[i] = x.variable(ref)
	}
	for _, i := range r.Expect.Reads() {
		if i < len(out) && out[i] == nil {
			return out, why[i], x.hiddenFailure(r.Vars[i])
		}
	}
	return out, "", false
}

func (x *reduction) hiddenFailure(ref rules.MeasureRef) bool {
	if ref.When != "" || ref.Return != "" && ref.Return != x.ret.Name {
		return false
	}
	for i, m := range x.ret.Measures {
		if m.Name == ref.Measure {
			return m.Hidden && x.known[i].failed
		}
	}
	return false
}

func (x *reduction) variable(ref rules.MeasureRef) (*number.Num, string) {
	ret := ref.Return
	if ret == "" {
		ret = x.ret.Name
	}
	p := x.ctx.Period
	switch {
	case ref.When == "" && ret == x.ret.Name:
		for i, m := range x.ret.Measures {
			if m.Name == ref.Measure {
				if f := x.known[i]; !f.failed || m.Hidden {
					return f.value, f.missing
				}
				return nil, m.Name + " could not be worked out: " + x.known[i].missing
			}
		}
		return nil, ref.Name + " is not a measure"
	case ref.When != "" && p.IsZero():
		return nil, "no period was given"
	case ref.When == "last_year":
		p = p.LastYear()
	case ref.When == "previous":
		p = p.Previous()
	}
	if n := x.elsewhere(ret, ref.Measure, p); n != nil {
		return n, ""
	}
	if p.IsZero() {
		return nil, ref.Name + " is not held"
	}
	return nil, ref.Name + " is not held for " + p.String()
}

func (x *reduction) tableException(r *rules.TableRule, v values) report.Exception {
	severity := r.Severity
	if x.ctx.Final && r.Final != "" {
		severity = r.Final
	}
	if severity == "" {
		severity = report.Error
	}
	named := func(name string) (string, bool) {
		for i, ref := range r.Vars {
			if ref.Name == name && i < len(v) && v[i] != nil {
				return v[i].String(), true
			}
		}
		for i, m := range x.ret.Measures {
			if m.Name == name && x.known[i].value != nil {
				return x.known[i].value.String(), true
			}
		}
		if i := slices.Index(rules.RowVars[:], name); i >= 0 {
			return rowVars(x.ctx)[i].words(), true
		}
		return "", false
	}
	return report.Exception{Rule: r.ID, Kind: report.KindTableRule, Severity: severity,
		Message: expand(r.Message, named), Fix: expand(r.Fix, named), Expected: expand(r.Expected, named)}
}
