package rules

import (
	"slices"

	"winnow/internal/period"
)

var testKeys = keys{known: []string{"name", "row", "rows", "given", "period", "as_at", "final", "fails", "passes", "measures"}}

// tests reads the examples that `winnow rules test` runs.
func (d *draft) tests() {
	ids := d.testIDs()
	names := map[string]int{}
	for _, e := range d.entries("tests", maxNodes) {
		m, ok := e.mapping(testKeys)
		if !ok {
			continue
		}
		t := Test{File: e.src.file, Line: e.node.Line}
		if v, ok := m.need("name"); ok {
			t.Name, _ = v.filled()
			d.testName(v, t.Name, names)
		}
		d.testRows(m, &t)
		d.testGiven(m, &t)
		d.testRun(m, &t)
		d.testMeasures(m, &t)
		if d.testOutcome(m, &t, ids) {
			d.ret.Tests = append(d.ret.Tests, t)
		}
	}
}

// testName sees to it that no two tests have one name: it is all that a failure
// is known by.
func (d *draft) testName(v value, name string, names map[string]int) {
	if line, taken := names[name]; taken && name != "" {
		v.fault("the test %q stands on line %d already", name, line)
		return
	}
	names[name] = v.node.Line
}

// testIDs are the ids that a test may name: every check of the return, and what
// winnow looks at beside them. Rules that are at fault themselves count, so that
// one fault is said once.
func (d *draft) testIDs() []string {
	ids := append(d.ret.Waivable(), faultyIDs(d)...)
	if d.ret.RefuseAbove != nil {
		ids = append(ids, "refuse_above")
	}
	return append(ids, "min_rows")
}

// faultyIDs are ids of rules that were read, sound or not.
func faultyIDs(d *draft) []string { return sortedKeys(d.ids) }

// testRows reads `row`, or `rows`.
func (d *draft) testRows(m *mapping, t *Test) {
	key, ok := m.exactlyOne("row", "rows")
	if !ok {
		return
	}
	v, _ := m.get(key)
	entries := []value{v}
	if t.Single = key == "row"; !t.Single {
		if entries, ok = v.some(); !ok {
			return
		}
	}
	for _, e := range entries {
		t.Rows = append(t.Rows, d.testRow(e, d.ret))
	}
}

// testRow reads raw texts by field name. The fields of a return that wasn't
// loaded are taken on trust.
func (d *draft) testRow(v value, of *Return) map[string]string {
	texts := map[string]string{}
	row, ok := v.open()
	if !ok {
		return texts
	}
	var names []string
	if of != nil {
		for _, f := range of.Fields {
			names = append(names, f.Name)
		}
	}
	for _, p := range row.pairs {
		name := p.key.node.Value
		if of != nil && !slices.Contains(names, name) {
			p.key.fault("the test names the field %q, which is not among the fields%s", name, d.src.near(name, names))
			continue
		}
		if p.val.isNull() {
			texts[name] = ""
		} else if s, ok := p.val.text(); ok {
			texts[name] = s
		}
	}
	return texts
}

// testRun reads the run that a test takes place in.
func (d *draft) testRun(m *mapping, t *Test) {
	m.boolean("final", &t.Final)
	if v, ok := m.get("period"); ok {
		if s, ok := v.filled(); ok {
			p, err := period.Parse(s)
			if err != nil {
				v.fault(`"period" is %q; it must be a period such as 2021-22-Q1`, s)
			}
			t.Period = p
		}
	}
	if v, ok := m.get("as_at"); ok {
		if s, ok := v.filled(); ok {
			day, ok := period.ParseDate(s)
			if !ok {
				v.fault(`"as_at" is %q; it must be a date such as 2021-06-30`, s)
				return
			}
			t.AsAt = &day
		}
	}
}

// testOutcome reads what must come of the rows: fails, passes, or measures alone.
func (d *draft) testOutcome(m *mapping, t *Test, ids []string) bool {
	if !m.has("fails") && !m.has("passes") && m.has("measures") {
		t.Passes = true
		return true
	}
	key, ok := m.exactlyOne("fails", "passes")
	if !ok {
		return false
	}
	v, _ := m.get(key)
	if key == "passes" {
		if t.Passes, ok = v.boolean(); ok && !t.Passes {
			v.fault(`"passes" is false: name the rules that fail in "fails"`)
		}
		return true
	}
	if v.isMapping() {
		d.failRows(v, t, ids)
		return true
	}
	all, _ := v.some()
	for _, e := range all {
		d.failID(e, t, ids)
	}
	return true
}

func (d *draft) failID(e value, t *Test, ids []string) {
	id, ok := e.filled()
	switch {
	case !ok:
		return
	case !slices.Contains(ids, id):
		e.fault("the test names the rule %q, which is not among the rules%s", id, d.src.near(id, ids))
	case t.Find(id):
		e.fault("the test names the rule %q twice", id)
		return
	}
	t.Fails = append(t.Fails, id)
}

// failRows reads {id: [1, 3]}: which rows each rule must fail on.
func (d *draft) failRows(v value, t *Test, ids []string) {
	all, ok := v.open()
	if !ok {
		return
	}
	if len(all.pairs) == 0 {
		v.fault(`"fails" names no rule; where none must fail write "passes: true"`)
	}
	t.FailRows = map[string][]int{}
	for _, p := range all.pairs {
		d.failID(p.key, t, ids)
		rows, ok := p.val.some()
		if !ok {
			continue
		}
		var places []int
		for _, e := range rows {
			if n, ok := e.integer(1, max(1, len(t.Rows))); ok {
				places = append(places, n)
			}
		}
		slices.Sort(places)
		t.FailRows[p.key.node.Value] = slices.Compact(places)
	}
}
