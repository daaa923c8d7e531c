package rules

import (
	"fmt"
	"slices"
	"strings"

	"winnow/internal/expr"
)

// checkKinds are the ways in which a table rule says what it checks, of which
// each has exactly one.
var checkKinds = []string{"expect", "complete", "no_overlap", "repeats", "outlier"}

var tableRuleKeys = keys{known: append([]string{"id", "severity", "per", "rows", "cells", "holds", "blanks", "expected",
	"message", "fix", "source", "trial"}, checkKinds...)}

// tableRules reads the rules over figures, of this return, of others and of
// other periods, and those over the records of a table.
func (d *draft) tableRules() {
	entries := d.entries("table_rules", maxRules)
	if len(entries) == 0 {
		return
	}
	shared := d.tableScope(entries)
	env, ok := shared.env(d, d.top.value, nil, d.stated(shared))
	if !ok {
		return
	}
	var plain []*TableRule
	for _, e := range entries {
		r, own := d.tableRule(e, entries, shared, env)
		if r == nil {
			continue
		}
		d.ret.TableRules = append(d.ret.TableRules, r)
		if !own {
			plain = append(plain, r)
		}
	}
	vars := shared.vars(env) // now that env has every hidden measure
	for _, r := range plain {
		r.Vars = vars
	}
}

// tableRule reads one rule. own says that it has variables of its own: those of
// its groups.
func (d *draft) tableRule(e value, entries []value, shared *scope, env *expr.Env) (r *TableRule, own bool) {
	m, ok := e.mapping(tableRuleKeys)
	if !ok {
		return nil, false
	}
	r = &TableRule{File: e.src.file, Line: e.node.Line, ID: d.ruleID(m), Groups: -1}
	w := m.words()
	r.Severity, r.Final, r.Message, r.Fix, r.Source, r.Expected = w.severity, w.final, w.message, w.fix, w.source, w.expected
	r.Trial = w.onTrial(d.ret.Trial)
	hold := ""
	m.word("holds", &hold, "table")
	r.Holds = hold != ""
	check, ok := m.exactlyOne(checkKinds...)
	if !ok {
		return nil, false
	}
	v, _ := m.get(check)
	if check != "expect" {
		return r, d.kind(m, v, check, r)
	}
	m.need("message")
	m.word("blanks", &r.Blanks, "fail", "pass", "skip")
	if m.has("per") || m.has("rows") {
		return r, d.perRule(m, v, entries, r)
	}
	if c, ok := m.get("cells"); ok {
		c.fault(`"cells" marks the cells of records, and this rule names none: give "rows" too`)
	}
	if !d.tableExpect(m, v, env, shared, r, nil) {
		return nil, false
	}
	return r, false
}

// tableExpect compiles the condition and what message, fix and expected have in
// braces. more are the names that these may have beside measures.
func (d *draft) tableExpect(m *mapping, v value, env *expr.Env, s *scope, r *TableRule, more []string) bool {
	var ok bool
	if r.Expect, ok = d.compile(env, v, expr.Bool); !ok {
		return false
	}
	r.Text = v.node.Value
	names := append(sortedKeys(s.refs), RowVars[:]...)
	r.Figures = d.inBraces(m, env)
	names = append(append(names, more...), sortedKeys(r.Figures)...)
	d.placeholders(m, "a measure", names)
	d.judgedEach(v, env.Vars(), s, r)
	return true
}

// judgedEach says whether a rule is judged for each table by itself: what names
// records, what sends a table back, and what holds a figure that the file prints
// against its own records.
func (d *draft) judgedEach(v value, vars []expr.Var, s *scope, r *TableRule) {
	stated, other := false, ""
	for _, i := range r.Expect.Reads() {
		ref := s.refs[vars[i].Name]
		stated = stated || ref.When == "stated"
		if ref.Return != "" && ref.Return != d.ret.Name {
			other = ref.Name
		}
		if ref.When != "stated" && d.grouped(ref) {
			v.fault("%s names %q, which has a value for each group, not one", v.what, ref.Name)
		}
	}
	r.Each = r.Holds || r.Groups >= 0 || r.Rows != nil || stated && other == ""
	if r.Each && other != "" {
		v.fault(`%s names %q: a rule with "holds", "per" or "rows" is judged when its table is read, before the figures of other returns are known`, v.what, other)
	}
}

// inBraces compiles the calls that message, fix and expected have in braces, such
// as {sum(tests)}.
func (d *draft) inBraces(m *mapping, env *expr.Env) map[string]*expr.Program {
	var out map[string]*expr.Program
	for _, key := range []string{"message", "fix", "expected"} {
		v, ok := m.get(key)
		if !ok || !v.isScalar() {
			continue
		}
		for _, text := range rePlaceholder.FindAllString(v.node.Value, -1) {
			text = strings.Trim(text, "{}")
			if !strings.Contains(text, "(") {
				continue
			}
			p, issues := env.Compile(text, expr.Number)
			if len(issues) > 0 {
				v.fault("%s has {%s} in it: %s", v.what, text, issues[0].Message)
			}
			if out == nil {
				out = map[string]*expr.Program{}
			}
			out[text] = p
		}
	}
	return out
}

// perRule reads a rule that is judged group by group, or that lists the records
// concerned.
func (d *draft) perRule(m *mapping, v value, entries []value, r *TableRule) bool {
	if p, ok := m.get("per"); ok {
		if r.Per = d.fieldList(p); len(r.Per) == 0 {
			return true
		}
		if d.combinations(r.Per) > maxGroups {
			p.fault("%s makes more than the %d groups that a rule may have", p.what, maxGroups)
			return true
		}
		name, err := d.hidden(string(Count), nil, r.Per)
		if err != nil {
			p.fault("%s", err)
			return true
		}
		r.Groups = d.byName[name]
	}
	s := d.tableScope(entries)
	fields := s.fields(d, r.Per)
	env, ok := s.env(d, v, r.Per, d.stated(s))
	if !ok {
		return true
	}
	more := fields
	if rows, ok := m.get("rows"); ok {
		r.Rows, _ = d.compile(d.ret.Env, rows, expr.Bool)
		more = d.fieldNames()
	}
	if !d.tableExpect(m, v, env, s, r, more) {
		return true
	}
	r.Vars, r.PerVars = s.vars(env), map[int]int{}
	for i, n := range env.Vars() {
		if s.refs[n.Name].Measure == "" {
			r.PerVars[i] = d.fields[n.Name]
		}
	}
	d.rowCells(m, r)
	return true
}

// rowCells finds the cells to mark on the records that a rule lists: those given,
// else those that its aggregates read, else those of its groups.
func (d *draft) rowCells(m *mapping, r *TableRule) {
	if c, ok := m.get("cells"); ok {
		if r.Cells = d.fieldList(c); r.Rows == nil {
			c.fault(`"cells" marks the cells of records, and this rule names none: give "rows" too`)
		}
		return
	}
	for _, i := range r.Expect.Reads() {
		at, ok := d.byName[r.Vars[i].Measure]
		if !ok || !d.ret.Measures[at].Hidden {
			continue
		}
		h := d.ret.Measures[at]
		if h.Field >= 0 {
			r.Cells = append(r.Cells, h.Field)
		} else if h.Of != nil {
			r.Cells = append(r.Cells, d.fieldsOf(h.Of)...)
		}
	}
	if len(r.Cells) == 0 {
		r.Cells = r.Per
	}
	slices.Sort(r.Cells)
	r.Cells = slices.Compact(slices.Clone(r.Cells))
}

// stated lets expressions of a scope speak of the figures that the file prints
// outside its table.
func (d *draft) stated(s *scope) expr.Option {
	return expr.WithStated(func(label string) (expr.Var, error) {
		name := fmt.Sprintf("stated(%q)", label)
		s.refs[name] = MeasureRef{Name: name, Measure: label, When: "stated"}
		if !slices.Contains(d.ret.Stated, label) {
			d.ret.Stated = append(d.ret.Stated, label)
		}
		return expr.Var{Name: name, Type: expr.Number}, nil
	})
}

// grouped says whether a measure has a value for each group, of which no rule
// can speak as one; the hidden ones of a rule with per are its own.
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
			return len(m.By) > 0 && !m.Hidden
		}
	}
	return false
}
