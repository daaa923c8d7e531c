package validate

import (
	"slices"
	"strings"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
)

// tableRules runs the return's rules over the figures of the period. Those that
// are judged for each table have been: see conclude.
func (x *reduction) tableRules() ([]report.Exception, []report.RuleStatus) {
	var out []report.Exception
	var statuses []report.RuleStatus
	for _, r := range x.ret.TableRules {
		if r.Each {
			continue
		}
		row := x.row(r, "")
		s := status(x.ret.Name, r.ID, 0)
		switch verdict, why, failed := row.judge(r); {
		case failed:
			s.Status, s.Reason = report.RuleFailed, &why
		case verdict == no && row.mayHold(r):
			held := heldReason
			s.Status, s.Reason = report.RuleSkipped, &held
		case verdict == no:
			out = append(out, x.tableException(r, row))
			s = status(x.ret.Name, r.ID, 1)
		case verdict == unknown:
			s.Status, s.Reason = report.RuleSkipped, &why
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

// variable returns a figure that an expression speaks of, of a group where the
// measure is one of a rule with groups; or why it isn't there. failed says that an
// aggregate of the expression itself could not be evaluated.
func (x *reduction) variable(ref rules.MeasureRef, group string) (n *number.Num, missing string, failed bool) {
	if ref.When == "stated" {
		n, missing = x.statedFigure(ref.Measure)
		return n, missing, false
	}
	if ref.When == "" && (ref.Return == "" || ref.Return == x.ret.Name) {
		i := slices.IndexFunc(x.ret.Measures, func(m *rules.Measure) bool { return m.Name == ref.Measure })
		if i < 0 {
			return nil, ref.Name + " is not a measure", false
		}
		return x.own(i, group)
	}
	n, missing = x.other(ref)
	return n, missing, false
}

// own returns a figure of this return and period.
func (x *reduction) own(i int, group string) (n *number.Num, missing string, failed bool) {
	m, f := x.ret.Measures[i], x.known[i]
	if m.PerRule {
		f = x.ofGroup(m, x.part(i), group)
	}
	if f.failed && !m.Hidden {
		return nil, m.Name + " could not be worked out: " + f.missing, false
	}
	return f.value, f.missing, f.failed
}

// ofGroup works out a measure for one group.
func (x *reduction) ofGroup(m *rules.Measure, p *MeasurePart, key string) figure {
	if p.Missing != "" || p.Failed != "" {
		return unworked(p)
	}
	t := &Tally{}
	if g := p.Groups[key]; g != nil {
		t = g
	}
	return aggregate(m.Aggregate, t)
}

// other returns a figure of another return or period.
func (x *reduction) other(ref rules.MeasureRef) (*number.Num, string) {
	ret, p := ref.Return, x.ctx.Period
	if ret == "" {
		ret = x.ret.Name
	}
	switch {
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

func (x *reduction) tableException(r *rules.TableRule, row *figureRow) report.Exception {
	severity := r.Severity
	if x.ctx.Final && r.Final != "" {
		severity = r.Final
	}
	if severity == "" {
		severity = report.Error
	}
	words := row.words(r)
	named := func(name string) (string, bool) {
		if text, ok := words[name]; ok {
			return text, true
		}
		if i := slices.Index(rules.RowVars[:], name); i >= 0 {
			return rowVars(x.ctx)[i].words(), true
		}
		return "", false
	}
	return report.Exception{Rule: r.ID, Kind: report.KindTableRule, Severity: severity,
		Message: expand(r.Message, named), Fix: expand(r.Fix, named), Expected: expand(r.Expected, named)}
}

// statedFigure returns a figure that the files print. Where they print different
// ones, it is not clear which of them the period's figures are to be held
// against.
func (x *reduction) statedFigure(label string) (*number.Num, string) {
	var found *number.Num
	for _, s := range x.stated {
		n, ok := s[label]
		switch {
		case !ok && len(x.stated) > 1:
			return nil, "not every file states a figure labelled " + quoted(label)
		case !ok:
		case found != nil && found.Cmp(n.Num) != 0:
			return nil, "the files state different figures for " + quoted(label)
		default:
			found = &n.Num
		}
	}
	if why := x.ctx.Unstated[label]; found == nil && why != "" {
		return nil, why
	}
	if found == nil {
		return nil, "the file states no figure labelled " + quoted(label)
	}
	return found, ""
}

// state keeps the figures that the file prints and rules speak of.
func (p *Partial) state(c *Checker) {
	for _, label := range c.ret.Stated {
		if n, ok := c.ctx.Stated[label]; ok {
			if p.Stated == nil {
				p.Stated = map[string]Exact{}
			}
			p.Stated[strings.Clone(label)] = Exact{n}
		}
	}
}

// forget drops what only the rules for this table by itself have asked for.
func (p *Partial) forget(r *rules.Return) {
	for i, m := range r.Measures {
		if m.PerRule {
			part := p.measure(i, m.Name)
			part.Groups, part.Anywhere = nil, nil
		}
	}
}
