package rules

import (
	"strings"
	"unicode"
)

// layout reads whether the return is a table or a form, and refuses what a form
// has no use for.
func (d *draft) layout() {
	layout := "table"
	d.top.word("layout", &layout, "table", "form")
	d.ret.Form = layout == "form"
	if !d.ret.Form {
		return
	}
	const why = `%q is for tables: a form has one value beside each label`
	if v, ok := d.top.get("unpivot"); ok {
		v.fault(why, "unpivot")
	}
	find, ok := d.top.get("find")
	if !ok || !find.isMapping() {
		return
	}
	m, _ := find.open()
	for _, p := range m.pairs {
		switch name := p.key.node.Value; name {
		case "header", "end":
			p.key.fault(why, "find."+name)
		}
	}
	for _, f := range d.ret.Fields {
		if f.FillDown {
			d.top.fault(`the field %q has "fill: down", which is for tables`, f.Name)
		}
	}
}

// block reads the labels between which the return's part of a sheet stands.
func (d *draft) block(m *mapping) {
	b, ok := m.sub("block", "after", "before")
	if !ok {
		return
	}
	if !b.has("after") && !b.has("before") {
		b.fault(`"block" needs "after", "before", or both: the labels that stand above and below the table`)
	}
	d.ret.Find.Block = Block{After: b.labels("after"), Before: b.labels("before")}
}

// labels reads a label, or a list of ways in which it is written.
func (m *mapping) labels(key string) []string {
	v, ok := m.get(key)
	if !ok {
		return nil
	}
	all := []value{v}
	if v.isList() {
		if all, ok = v.some(); !ok {
			return nil
		}
	}
	var labels []string
	for _, e := range all {
		s, ok := e.filled()
		if ok && !strings.ContainsFunc(s, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) {
			e.fault("%s is %q; it needs a letter or a digit", e.what, s)
		} else if ok {
			labels = append(labels, s)
		}
	}
	return labels
}
