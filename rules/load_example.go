package rules

import (
	"slices"
)

// tests reads the examples that `winnow rules test` runs.
func (d *draft) tests() {
	ids := append(slices.Clone(d.own), ruleIDs(d.ret)...)
	for _, e := range d.entries("tests", maxNodes) {
		m, ok := e.mapping(keys{known: []string{"name", "row", "fails", "passes"}})
		if !ok {
			continue
		}
		t := Test{Line: e.node.Line, Row: map[string]string{}}
		if v, ok := m.need("name"); ok {
			t.Name, _ = v.filled()
		}
		d.testRow(m, &t)
		if _, ok := m.exactlyOne("fails", "passes"); ok {
			d.testOutcome(m, &t, ids)
			d.ret.Tests = append(d.ret.Tests, t)
		}
	}
}

func ruleIDs(r *Return) []string {
	var ids []string
	for _, x := range r.Rules {
		ids = append(ids, x.ID)
	}
	return ids
}

func (d *draft) testRow(m *mapping, t *Test) {
	v, ok := m.need("row")
	if !ok {
		return
	}
	row, ok := v.open()
	if !ok {
		return
	}
	for _, p := range row.pairs {
		name := p.key.node.Value
		if _, known := d.fields[name]; !known {
			p.key.fault("the test names the field %q, which is not among the fields%s", name, d.src.near(name, d.fieldNames()))
			continue
		}
		if p.val.isNull() {
			t.Row[name] = ""
		} else if s, ok := p.val.text(); ok {
			t.Row[name] = s
		}
	}
}

func (d *draft) testOutcome(m *mapping, t *Test, ids []string) {
	if v, ok := m.get("passes"); ok {
		if t.Passes, ok = v.boolean(); ok && !t.Passes {
			v.fault(`"passes" is false: name the rules that fail in "fails"`)
		}
		return
	}
	v, _ := m.get("fails")
	all, _ := v.some()
	for _, e := range all {
		id, ok := e.filled()
		if ok && !slices.Contains(ids, id) && !slices.Contains(faultyIDs(d), id) {
			e.fault("the test names the rule %q, which is not among the rules%s", id, d.src.near(id, ids))
		}
		t.Fails = append(t.Fails, id)
	}
}

// faultyIDs are ids that were read, if their rules were not.
func faultyIDs(d *draft) []string { return sortedKeys(d.ids) }
