package rules

import (
	"regexp"

	"winnow/internal/expr"
)

var tableRuleKeys = keys{
	known: []string{"id", "severity", "expect", "expected", "message", "fix", "source", "trial"},
	later: []string{"holds", "per", "rows", "complete", "no_overlap", "repeats", "outlier", "blanks"},
}

// tableRules reads the rules over measures: this return's, those of others, and
// last year's. Aggregates that they call become hidden measures.
func (d *draft) tableRules() {
	entries := d.entries("table_rules", maxRules)
	if len(entries) == 0 {
		return
	}
	vars, refs := d.measureVars(entries)
	env, err := expr.NewEnv(vars, expr.WithAggregates(func(fn string, args []string) (expr.Var, error) {
		name, err := d.hidden(fn, args)
		refs[name] = MeasureRef{Name: name, Measure: name}
		return expr.Var{Name: name, Type: expr.Number}, err
	}))
	if err != nil {
		d.src.faultAt(0, 0, "its measures can't be used in expressions: %s", err)
		return
	}
	for _, e := range entries {
		if r := d.tableRule(e, env, refs); r != nil {
			d.ret.TableRules = append(d.ret.TableRules, r)
		}
	}
	for _, r := range d.ret.TableRules { // now that env has every hidden measure
		r.Vars = nil
		for _, v := range env.Vars() {
			r.Vars = append(r.Vars, refs[v.Name])
		}
	}
}

// measureVars declares the measures that table rules may speak of.
func (d *draft) measureVars(entries []value) ([]expr.Var, map[string]MeasureRef) {
	var vars []expr.Var
	refs := map[string]MeasureRef{}
	add := func(r MeasureRef) {
		if _, ok := refs[r.Name]; !ok {
			refs[r.Name] = r
			vars = append(vars, expr.Var{Name: r.Name, Type: expr.Number})
		}
	}
	for _, m := range d.ret.Measures {
		add(MeasureRef{Name: m.Name, Measure: m.Name})
	}
	for _, m := range d.ret.Measures {
		add(MeasureRef{Name: "last_year." + m.Name, Measure: m.Name, When: "last_year"})
	}
	for _, h := range d.set.History {
		if reIdentifier.MatchString(h.Measure) {
			add(MeasureRef{Name: "last_year." + h.Measure, Measure: h.Measure, When: "last_year"})
		}
	}
	for _, r := range d.set.Returns {
		for _, m := range r.Measures {
			if !m.Hidden && r.Name != "" {
				add(MeasureRef{Name: "returns." + r.Name + "." + m.Name, Return: r.Name, Measure: m.Name})
			}
		}
	}
	if d.single {
		d.absent(entries, add)
	}
	return vars, refs
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

func (d *draft) tableRule(e value, env *expr.Env, refs map[string]MeasureRef) *TableRule {
	m, ok := e.mapping(tableRuleKeys)
	if !ok {
		return nil
	}
	r := &TableRule{Line: e.node.Line, ID: d.ruleID(m)}
	w := m.words()
	r.Severity, r.Final, r.Message, r.Fix, r.Source, r.Expected = w.severity, w.final, w.message, w.fix, w.source, w.expected
	r.Trial = w.onTrial(d.ret.Trial)
	m.need("message")
	names := append(sortedKeys(refs), RowVars[:]...)
	d.placeholders(m, "a measure", names)
	v, ok := m.need("expect")
	if !ok {
		return nil
	}
	if r.Expect, ok = d.compile(env, v, expr.Bool); !ok {
		return nil
	}
	r.Text = v.node.Value
	vars := env.Vars()
	for _, i := range r.Expect.Reads() {
		if ref := refs[vars[i].Name]; d.grouped(ref) {
			v.fault("%s names %q, which has a value for each group, not one", v.what, ref.Name)
		}
	}
	return r
}

// grouped says whether a measure has a value for each group.
func (d *draft) grouped(ref MeasureRef) bool {
	r := d.ret
	if ref.Return != "" {
		r = d.set.Return(ref.Return)
	}
	if r == nil {
		return false
	}
	for _, m := range r.Measures {
		if m.Name == ref.Measure {
			return len(m.By) > 0
		}
	}
	return false
}
