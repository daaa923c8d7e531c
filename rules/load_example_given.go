package rules

import (
	"slices"
	"strings"
)

// testGiven reads what is held elsewhere: rows under the name of a return, with
// @previous or @last_year for another period, or a figure under the name that
// table rules have for it.
func (d *draft) testGiven(m *mapping, t *Test) {
	v, ok := m.get("given")
	if !ok {
		return
	}
	all, ok := v.open()
	if !ok {
		return
	}
	for _, p := range all.pairs {
		if p.val.isScalar() {
			d.givenFigure(p, t)
			continue
		}
		d.givenRows(p, t)
	}
}

func (d *draft) givenRows(p pair, t *Test) {
	g := GivenRows{}
	var at bool
	g.Return, g.When, at = strings.Cut(p.key.node.Value, "@")
	if at && g.When != "previous" && g.When != "last_year" {
		p.key.fault(`%s speaks of the period %q; after the @ stands "previous" or "last_year"`, p.key.what, g.When)
		return
	}
	of := d.set.Known(g.Return)
	if at := d.takenOut(g.Return); of == nil && at != "" {
		p.key.fault("the test gives rows of the return %q, which %s takes out", g.Return, at)
		return
	}
	if of == nil && !d.single {
		p.key.fault("the test gives rows of the return %q, which no rule file defines%s", g.Return, d.src.near(g.Return, d.returnNames()))
		return
	}
	entries, ok := p.val.list()
	for _, e := range entries {
		g.Rows = append(g.Rows, d.testRow(e, of))
	}
	if ok {
		t.Given = append(t.Given, g)
	}
}

func (d *draft) returnNames() []string {
	var names []string
	for _, r := range d.set.Returns {
		names = append(names, r.Name)
	}
	return names
}

// figurePrefixes begin the names of measures that a run doesn't work out itself.
var figurePrefixes = []string{"last_year.", "previous.", "returns."}

func (d *draft) givenFigure(p pair, t *Test) {
	name := p.key.node.Value
	if !slices.ContainsFunc(figurePrefixes, func(s string) bool { return strings.HasPrefix(name, s) && len(name) > len(s) }) {
		p.key.fault("the test gives %q; a figure is named as in table rules, such as last_year.m or returns.r.m, and rows are a list under a return's name", name)
		return
	}
	if n, ok := p.val.number(); ok {
		t.Figures = append(t.Figures, GivenFigure{Name: name, Value: n})
	}
}

// testMeasures reads what measures must come to; null is no value.
func (d *draft) testMeasures(m *mapping, t *Test) {
	v, ok := m.get("measures")
	if !ok {
		return
	}
	all, ok := v.open()
	if !ok {
		return
	}
	for _, p := range all.pairs {
		name := p.key.node.Value
		i, known := d.byName[name]
		switch {
		case !known || d.ret.Measures[i].Hidden:
			p.key.fault("the test names the measure %q, which is not among the measures%s", name, d.src.near(name, d.allMeasures))
			continue
		case len(d.ret.Measures[i].By) > 0:
			p.key.fault("the measure %q has a value for each group, not one", name)
			continue
		}
		w := WantMeasure{Name: name, Line: p.key.node.Line}
		if !p.val.isNull() {
			n, ok := p.val.number()
			if !ok {
				continue
			}
			w.Value = &n
		}
		t.Measures = append(t.Measures, w)
	}
}
