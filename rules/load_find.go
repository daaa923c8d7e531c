package rules

import (
	"regexp"
	"slices"
	"strings"
)

func defaultFind() Find {
	return Find{HeaderRows: 1, HeaderWithin: 50, Extra: PolicyNote, Missing: PolicyRefuse, BlankRows: 20, CheckTotals: true, MinRows: 1}
}

// find reads how the table is recognised and located.
func (d *draft) find() {
	v, ok := d.top.get("find")
	if !ok {
		return
	}
	m, ok := v.mapping(keys{
		known: []string{"sheets", "header", "columns", "end", "block", "template", "min_rows"},
	})
	if !ok {
		return
	}
	f := &d.ret.Find
	d.sheets(m)
	m.integer("min_rows", &f.MinRows, 0, 1<<30)
	if h, ok := m.sub("header", "rows", "within"); ok {
		h.integer("rows", &f.HeaderRows, 1, 2)
		h.integer("within", &f.HeaderWithin, 1, 1000)
	}
	if c, ok := m.sub("columns", "extra", "missing"); ok {
		c.word("extra", (*string)(&f.Extra), string(PolicyNote), string(PolicyQuery), string(PolicyRefuse))
		c.word("missing", (*string)(&f.Missing), string(PolicyRefuse), string(PolicyError))
	}
	if e, ok := m.sub("end", "blank_rows", "totals"); ok {
		e.integer("blank_rows", &f.BlankRows, 1, 1<<20)
		totals := "check"
		e.word("totals", &totals, "check", "skip")
		f.CheckTotals = totals == "check"
	}
	d.block(m)
	if t, ok := m.sub("template", "cell", "accept"); ok {
		d.template(t)
	}
}

// sub opens a mapping under a key.
func (m *mapping) sub(key string, known ...string) (*mapping, bool) {
	v, ok := m.get(key)
	if !ok {
		return nil, false
	}
	return v.mapping(keys{known: known})
}

var (
	reCell   = regexp.MustCompile(`^[A-Z]{1,3}[1-9][0-9]{0,6}$`)
	reBraces = regexp.MustCompile(`\{[^{}]*\}?|\}`)
)

// sheetWords are what may stand in braces in a sheet's name.
var sheetWords = []string{"{quarter}", "{month}"}

func (d *draft) sheets(m *mapping) {
	v, ok := m.get("sheets")
	if !ok {
		return
	}
	names, _ := v.some()
	for _, n := range names {
		s, ok := n.filled()
		if !ok {
			continue
		}
		for _, w := range reBraces.FindAllString(s, -1) {
			if !slices.Contains(sheetWords, w) {
				n.fault("the sheet name %q has %s in it; only %s stand for something", s, w, strings.Join(sheetWords, " and "))
			}
		}
		d.ret.Find.Sheets = append(d.ret.Find.Sheets, s)
	}
}

func (d *draft) template(m *mapping) {
	if v, ok := m.need("cell"); ok {
		if s, ok := v.text(); ok && !reCell.MatchString(s) {
			v.fault(`"cell" is %q; it must be the address of a cell, such as B2`, s)
		} else if ok {
			d.ret.Find.TemplateCell = s
		}
	}
	if v, ok := m.need("accept"); ok {
		if _, ok := v.some(); ok {
			d.ret.Find.TemplateAccept, _ = v.texts()
		}
	}
}

// facts reads the single labelled cells around the table, in file order.
func (d *draft) facts() {
	v, ok := d.top.get("facts")
	if !ok {
		return
	}
	m, ok := v.open()
	if !ok {
		return
	}
	for _, p := range m.pairs {
		name, ok := p.key.identifier()
		f := Fact{Name: name, Label: name, Type: TypeString}
		fm, isMap := p.val.mapping(keys{known: []string{"label", "type", "format"}})
		if !ok || !isMap {
			continue
		}
		if l, ok := fm.need("label"); ok {
			f.Label, _ = l.filled()
		}
		if v, ok := fm.get("type"); ok {
			if t, _ := v.typeWord(types); t != "" {
				f.Type = t
			}
		}
		d.format(fm, f.Type, &f.Format)
		if want := map[string]Type{"as_at": TypeDate}[name]; want != "" && f.Type != want {
			p.val.fault("the fact %q must be of type %s", name, want)
		}
		d.ret.Facts = append(d.ret.Facts, f)
	}
}
