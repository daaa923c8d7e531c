package rules

import (
	"regexp"

	"winnow/internal/expr"
)

// tableScope declares the figures that table rules may speak of.
func (d *draft) tableScope(entries []value) *scope {
	s := d.newScope()
	var own []string
	for _, m := range d.ret.Measures {
		if !m.Hidden {
			s.add(MeasureRef{Name: m.Name, Measure: m.Name})
			own = append(own, m.Name)
		}
	}
	d.otherPeriods(s, own)
	for _, r := range d.set.Returns {
		for _, m := range r.Measures {
			if !m.Hidden && r.Name != "" {
				s.add(MeasureRef{Name: "returns." + r.Name + "." + m.Name, Return: r.Name, Measure: m.Name})
			}
		}
	}
	if d.single {
		d.absent(entries, s.add)
	}
	return s
}

// fields declares the fields of a rule's groups, and returns their names. Where a
// measure has the name too, the measure is meant.
func (s *scope) fields(d *draft, per []int) []string {
	var names []string
	for _, i := range per {
		f := d.ret.Fields[i]
		names = append(names, f.Name)
		if _, taken := s.refs[f.Name]; !taken {
			s.refs[f.Name] = MeasureRef{Name: f.Name}
			s.order = append(s.order, expr.Var{Name: f.Name, Type: f.Type.Expr()})
		}
	}
	return names
}

var reReturns = regexp.MustCompile(`\breturns\.([A-Za-z_][A-Za-z0-9_]*)\.([A-Za-z_][A-Za-z0-9_]*)`)

// absent takes on trust the measures of returns that weren't loaded because a
// single file was asked for; a rule about them has no value to work with then,
// and is skipped.
func (d *draft) absent(entries []value, add func(MeasureRef)) {
	for _, e := range entries {
		if !e.isMapping() {
			continue
		}
		for _, n := range e.node.Content {
			for _, f := range reReturns.FindAllStringSubmatch(n.Value, -1) {
				if f[1] != d.ret.Name {
					add(MeasureRef{Name: f[0], Return: f[1], Measure: f[2]})
				}
			}
		}
	}
}
