package rules

import (
	"slices"
)

// maxWideColumns bounds the columns of an unpivot: more than a sheet of Excel has.
const maxWideColumns = 20_000

// unpivot reads which columns stand for rows.
func (d *draft) unpivot() {
	v, ok := d.top.get("unpivot")
	if !ok {
		return
	}
	m, ok := v.mapping(keys{known: []string{"columns", "name", "value", "total", "blanks"}})
	if !ok {
		return
	}
	u := &Unpivot{Value: -1}
	if v, ok := m.need("value"); ok {
		u.Value, _ = d.field(v)
	}
	blanks := "keep"
	m.word("blanks", &blanks, "keep", "skip")
	u.SkipBlanks = blanks == "skip"
	name, named := m.get("name")
	if named {
		if i, ok := d.field(name); ok {
			u.Fields = []int{i}
		}
	}
	w := &wideDraft{draft: d, out: u, named: named, titles: map[string]string{}}
	w.taken()
	if c, ok := m.need("columns"); ok {
		w.columns(c)
	}
	if t, ok := m.get("total"); ok {
		w.total(t)
	}
	d.ret.Unpivot = u
	w.settle(v)
}

// wideDraft is an unpivot while it is read.
type wideDraft struct {
	*draft
	out    *Unpivot
	named  bool              // "name" says which field takes the titles
	titles map[string]string // by folded title, whose it is
}

// taken notes the titles of the fields that have a column of their own.
func (w *wideDraft) taken() {
	for i, f := range w.ret.Fields {
		if i == w.out.Value || slices.Contains(w.out.Fields, i) {
			continue
		}
		for _, t := range append([]string{f.Title}, f.Aliases...) {
			w.titles[FoldTitle(t)] = "of the field \"" + f.Name + "\""
		}
	}
}

// columns reads a list of titles or {title, aliases, gives}, or a group of
// title: {field: value}.
func (w *wideDraft) columns(v value) {
	if v.isMapping() {
		m, ok := v.open()
		for i := 0; ok && i < len(m.pairs) && i < maxWideColumns; i++ {
			p := m.pairs[i]
			p.val.what = p.key.what
			w.claim(p.key, p.key.node.Value)
			w.add(p.key, &WideColumn{Title: p.key.node.Value}, &p.val)
		}
		return
	}
	all, ok := v.some()
	if !ok {
		return
	}
	if len(all) > maxWideColumns {
		v.fault("%d columns are more than the %d that can be unpivoted", len(all), maxWideColumns)
		return
	}
	for _, e := range all {
		c, gives := w.titled(e)
		if c != nil {
			w.add(e, c, gives)
		}
	}
}

// titled reads a title, or {title, aliases, gives}; gives is nil where it isn't
// there. The column is nil where it can't be read.
func (w *wideDraft) titled(e value) (c *WideColumn, gives *value) {
	if !e.isMapping() {
		s, ok := e.filled()
		if !ok {
			return nil, nil
		}
		c = &WideColumn{Title: s}
		w.claim(e, s)
		return c, nil
	}
	m, ok := e.mapping(keys{known: []string{"title", "aliases", "gives"}})
	if !ok {
		return nil, nil
	}
	t, ok := m.need("title")
	if !ok {
		return nil, nil
	}
	c = &WideColumn{}
	if c.Title, ok = t.filled(); !ok {
		return nil, nil
	}
	w.claim(t, c.Title)
	if a, ok := m.get("aliases"); ok {
		all, _ := a.list()
		for _, e := range all {
			if s, ok := e.filled(); ok {
				c.Aliases = append(c.Aliases, s)
				w.claim(e, s)
			}
		}
	}
	if g, ok := m.get("gives"); ok {
		gives = &g
	}
	return c, gives
}

// total reads the column with the sums of the rows' cells.
func (w *wideDraft) total(v value) {
	w.out.Total, _ = w.titled(v)
	if i := w.out.Value; i >= 0 && w.out.Total != nil && !w.ret.Fields[i].Type.numeric() && !w.doubtfulTypes[w.ret.Fields[i]] {
		v.fault("%s needs cells with numbers; %q is of type %s", v.what, w.ret.Fields[i].Name, w.ret.Fields[i].Type)
	}
}

// claim sees to it that no title could mean two columns.
func (w *wideDraft) claim(v value, title string) {
	folded := FoldTitle(title)
	if whose, ok := w.titles[folded]; ok {
		v.fault("%q is the title %s already: case, spaces and punctuation don't count in titles", title, whose)
		return
	}
	w.titles[folded] = "of another column"
}

// add keeps a column with the values that it gives to fields.
func (w *wideDraft) add(at value, c *WideColumn, gives *value) {
	c.Gives = make([]string, len(w.out.Fields))
	switch {
	case gives == nil && !w.named:
		at.fault(`%s gives no field a value: say which with "name", or write {title: %q, gives: {field: value}}`, at.what, c.Title)
		return
	case gives == nil:
		if len(c.Gives) > 0 {
			c.Gives[0] = c.Title
			w.allowed(at, w.out.Fields[0], c.Title)
		}
	case gives.isScalar():
		s, ok := gives.filled()
		if ok && !w.named {
			gives.fault(`%s must be fields with their values, such as {sex: male}; a lone text needs "name", which says the field`, gives.what)
			return
		}
		if ok && len(c.Gives) > 0 {
			c.Gives[0] = s
			w.allowed(*gives, w.out.Fields[0], s)
		}
	default:
		if !w.given(c, *gives) {
			return
		}
	}
	w.out.Columns = append(w.out.Columns, *c)
}

// given reads {field: value, …}. The first column settles which fields those are.
func (w *wideDraft) given(c *WideColumn, v value) bool {
	m, ok := v.open()
	if !ok {
		return false
	}
	if w.named {
		v.fault(`%s gives values to fields by name, and "name" says that the titles are those of one: give one of the two`, v.what)
		return false
	}
	if len(m.pairs) == 0 {
		v.fault("%s is empty: say which field the column gives which value, such as {sex: male}", v.what)
		return false
	}
	first := len(w.out.Columns) == 0 && len(w.out.Fields) == 0
	gives := map[int]string{}
	for _, p := range m.pairs {
		i, ok := w.field(value{node: p.key.node, what: v.what, src: v.src})
		if !ok {
			continue
		}
		s, ok := p.val.filled()
		if !ok {
			continue
		}
		if gives[i] = s; first {
			w.out.Fields = append(w.out.Fields, i)
		}
		w.allowed(p.val, i, s)
	}
	for _, f := range w.out.Fields {
		if _, ok := gives[f]; !ok {
			v.fault("%s gives no value to %q, and other columns do", v.what, w.ret.Fields[f].Name)
			return false
		}
	}
	if len(gives) != len(w.out.Fields) {
		v.fault("%s gives values to other fields than the first column, which speaks of %s", v.what, w.names(w.out.Fields))
		return false
	}
	c.Gives = c.Gives[:0]
	for _, f := range w.out.Fields {
		c.Gives = append(c.Gives, gives[f])
	}
	return true
}
