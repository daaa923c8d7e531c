package rules

import (
	"fmt"
	"slices"

	"winnow/internal/expr"
)

// measureValue compiles an expression over the measures named so far, over
// aggregates, and over figures of other periods.
func (d *draft) measureValue(v value, out *Measure) {
	s := d.newScope()
	for _, m := range d.ret.Measures {
		s.add(MeasureRef{Name: m.Name, Measure: m.Name})
	}
	for _, name := range d.allMeasures { // so that one named too early is no unknown name
		s.add(MeasureRef{Name: name, Measure: name})
	}
	d.otherPeriods(s, d.allMeasures)
	env, ok := s.env(d, v, nil)
	if !ok {
		return
	}
	p, ok := d.compile(env, v, expr.Number)
	if !ok {
		return
	}
	for _, i := range p.Reads() {
		ref := s.refs[env.Vars()[i].Name]
		at, known := d.byName[ref.Measure]
		switch {
		case ref.When == "" && !known:
			v.fault("%s names %q, which has no value yet: it must stand above this one", v.what, ref.Name)
			return
		case known && len(d.ret.Measures[at].By) > 0:
			v.fault("%s names %q, which has a value for each group, not one", v.what, ref.Name)
			return
		}
	}
	out.Value, out.ValueText, out.Vars = p, v.node.Value, s.vars(env)
}

// scope is the measures that an expression may speak of.
type scope struct {
	order []expr.Var
	refs  map[string]MeasureRef
}

func (d *draft) newScope() *scope { return &scope{refs: map[string]MeasureRef{}} }

// add declares a measure under its name; a name that is taken keeps its meaning.
func (s *scope) add(r MeasureRef) {
	if _, ok := s.refs[r.Name]; !ok {
		s.refs[r.Name] = r
		s.order = append(s.order, expr.Var{Name: r.Name, Type: expr.Number})
	}
}

// otherPeriods declares last_year.m and previous.m for the given measures and
// those of history.csv.
func (d *draft) otherPeriods(s *scope, measures []string) {
	names := slices.Clone(measures)
	for _, h := range d.set.History {
		if reIdentifier.MatchString(h.Measure) {
			names = append(names, h.Measure)
		}
	}
	for _, when := range []string{"last_year", "previous"} {
		for _, name := range names {
			s.add(MeasureRef{Name: when + "." + name, Measure: name, When: when})
		}
	}
}

// env makes the Env of a scope, in which aggregates become hidden measures: with
// per of the groups of these fields.
func (s *scope) env(d *draft, at value, per []int, more ...expr.Option) (*expr.Env, bool) {
	aggregates := expr.WithAggregates(func(fn string, args []string) (expr.Var, error) {
		name, err := d.hidden(fn, args, per)
		s.refs[name] = MeasureRef{Name: name, Measure: name}
		return expr.Var{Name: name, Type: expr.Number}, err
	})
	advice := expr.WithAdvice(func(name string) string {
		i, ok := d.fields[name]
		if !ok {
			return ""
		}
		usual := Sum
		if !d.ret.Fields[i].Type.numeric() {
			usual = Distinct
		}
		return fmt.Sprintf("%q is a field, with a value on each row: take an aggregate of it, such as %s(%s)", name, usual, name)
	})
	env, err := expr.NewEnv(s.order, append(more, aggregates, advice)...)
	if err != nil {
		at.fault("%s can't be compiled: %s", at.what, err)
		return nil, false
	}
	return env, true
}

// vars returns what the variables of an Env of the scope stand for.
func (s *scope) vars(env *expr.Env) []MeasureRef {
	vars := env.Vars()
	out := make([]MeasureRef, len(vars))
	for i, v := range vars {
		out[i] = s.refs[v.Name]
	}
	return out
}
