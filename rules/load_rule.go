package rules

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"

	"winnow/internal/expr"
)

var ruleKeys = keys{
	known:     []string{"id", "severity", "when", "then", "expect", "cells", "blanks", "expected", "message", "fix", "source", "trial"},
	elsewhere: map[string]string{"holds": ofTables, "per": ofTables, "rows": ofTables, "complete": ofTables, "no_overlap": ofTables, "repeats": ofTables, "outlier": ofTables},
}

const ofTables = `looks at many rows: such a rule stands under "table_rules"`

// rules reads the row rules.
func (d *draft) rules() {
	for _, e := range d.entries("rules", maxRules) {
		if r := d.rule(e); r != nil {
			d.ret.Rules = append(d.ret.Rules, r)
		}
	}
}

// entries returns a list under a key at the top, of at most a number of entries.
func (d *draft) entries(key string, most int) []value {
	v, ok := d.top.get(key)
	if !ok {
		return nil
	}
	all, _ := v.list()
	if len(all) > most {
		v.fault("%s has %d entries, more than the %d that are allowed", v.what, len(all), most)
		return nil
	}
	return all
}

// rule reads one row rule: when and then, or expect.
func (d *draft) rule(e value) *Rule {
	m, ok := e.mapping(ruleKeys)
	if !ok {
		return nil
	}
	r := &Rule{File: e.src.file, Line: e.node.Line}
	r.ID = d.ruleID(m)
	w := m.words()
	r.Severity, r.Final, r.Message, r.Fix, r.Source, r.Expected = w.severity, w.final, w.message, w.fix, w.source, w.expected
	r.Trial = w.onTrial(d.ret.Trial)
	m.word("blanks", &r.Blanks, "fail", "pass", "skip")
	m.need("message")
	d.checkPlaceholders(m)
	if !d.conditions(r, m) {
		return nil
	}
	if r.Expected == "" {
		r.Expected = d.derive(r)
	}
	d.cells(r, m)
	return r
}

// ruleID reads an id and sees to it that no other rule has it.
func (d *draft) ruleID(m *mapping) string {
	v, ok := m.need("id")
	if !ok {
		return ""
	}
	id, ok := v.id()
	if !ok {
		return ""
	}
	m.what = fmt.Sprintf("the rule %q", id)
	if line, taken := d.ids[id]; taken {
		v.fault("the id %q is taken by the rule on line %d", id, line)
		return id
	}
	if slices.Contains(d.own, id) {
		v.fault("the id %q is the one of a field's own check: choose another", id)
	}
	d.ids[id] = v.node.Line
	return id
}

// constraintIDs are the ids that come from fields and keys.
func (d *draft) constraintIDs() []string {
	ids := []string{"primaryKey"}
	for _, f := range d.ret.Fields {
		ids = append(ids, f.Name+".type")
		for _, c := range f.Constraints {
			ids = append(ids, c.ID)
		}
	}
	return ids
}

// conditions compiles when and then, or expect.
func (d *draft) conditions(r *Rule, m *mapping) bool {
	expect, isExpect := m.get("expect")
	when, hasWhen := m.get("when")
	then, hasThen := m.get("then")
	switch {
	case isExpect && (hasWhen || hasThen):
		expect.fault(`%s has "expect" beside "when" and "then": "expect" alone is for every row`, m.what)
		return false
	case !isExpect && !hasThen && hasWhen:
		m.fault(`%s has "when" without "then"`, m.what)
		return false
	case !isExpect && !hasThen:
		m.fault(`%s has no condition: give "when" and "then", or "expect" alone`, m.what)
		return false
	}
	sound := true
	if isExpect {
		r.Expect, then = true, expect
	}
	if hasWhen {
		var ok bool
		r.When, ok = d.compile(d.ret.Env, when, expr.Bool)
		r.WhenText, sound = when.node.Value, ok
	}
	p, ok := d.compile(d.ret.Env, then, expr.Bool)
	r.Then, r.ThenText = p, then.node.Value
	return sound && ok
}

// cells finds the fields to mark: those given, else those that the condition
// names, in the order of its text, else those that it looks rows up by, else
// those of when.
func (d *draft) cells(r *Rule, m *mapping) {
	thenReads := d.fieldsOf(r.Then)
	var whenReads []int
	if r.When != nil {
		whenReads = d.fieldsOf(r.When)
	}
	keys := append(d.lookupFields(r.Then), d.lookupFields(r.When)...)
	r.Reads = slices.Compact(slices.Sorted(slices.Values(slices.Concat(thenReads, whenReads, keys))))
	if v, ok := m.get("cells"); ok {
		r.Cells = d.fieldList(v)
		return
	}
	if r.Cells = d.inTextOrder(thenReads, r.ThenText); len(r.Cells) == 0 {
		r.Cells = d.lookupFields(r.Then)
	}
	if len(r.Cells) == 0 {
		r.Cells = d.inTextOrder(whenReads, r.WhenText)
	}
	if len(r.Cells) == 0 {
		r.Cells = d.lookupFields(r.When)
	}
}

// fieldsOf returns the fields that an expression reads.
func (d *draft) fieldsOf(p *expr.Program) []int {
	return slices.DeleteFunc(slices.Clone(p.Reads()), func(i int) bool { return i >= len(d.ret.Fields) })
}

func (d *draft) inTextOrder(fields []int, text string) []int {
	code := outsideQuotes(text)
	first := map[int]int{}
	for _, f := range fields {
		if loc := regexp.MustCompile(`\b` + regexp.QuoteMeta(d.ret.Fields[f].Name) + `\b`).FindStringIndex(code); loc != nil {
			first[f] = loc[0]
		}
	}
	sorted := slices.Clone(fields)
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(first[a], first[b]) })
	return sorted
}
