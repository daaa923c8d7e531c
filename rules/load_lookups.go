package rules

import (
	"slices"
	"strconv"

	"winnow/internal/expr"
)

// maxLookups is how many lookups a return may have.
const maxLookups = 50

var lookupKeys = keys{
	known: []string{"return", "list", "period", "service", "on", "where", "order", "until", "take", "types", "description"},
}

// reservedLookups are names that expressions begin with for something else.
var reservedLookups = []string{"that", "this", "period", "as_at", "previous", "last_year", "returns"}

// lookups reads the ways to rows of lists, other returns and other periods. It
// runs once the fields of every return are known.
func (d *draft) lookups() {
	v, ok := d.top.get("lookups")
	if !ok {
		return
	}
	m, ok := v.open()
	if !ok {
		return
	}
	if len(m.pairs) > maxLookups {
		v.fault("%d lookups are more than the %d that a return may have", len(m.pairs), maxLookups)
		return
	}
	for _, p := range m.pairs {
		before := len(d.ret.Lookups)
		if d.lookupEntry(p); len(d.ret.Lookups) == before {
			d.unsaid(p.key.node.Value + ".")
		}
	}
}

// lookupEntry reads one lookup. A faulty one gives no variables, and what reads
// them is not faulted for that: what is wrong is said once.
func (d *draft) lookupEntry(p pair) {
	name, ok := p.key.identifier()
	switch {
	case !ok:
		return
	case slices.Contains(reservedLookups, name):
		p.key.fault("the name %q means something else in expressions: choose another", name)
		return
	}
	if _, taken := d.fields[name]; taken {
		p.key.fault("the name %q is a field's: choose another for the lookup", name)
		return
	}
	m, ok := p.val.mapping(lookupKeys)
	if !ok {
		return
	}
	m.what = "the lookup " + p.key.what
	l := &Lookup{Name: name, Order: -1, Until: -1, Line: p.key.node.Line}
	other, ok := d.lookupRows(l, m)
	if !ok {
		return
	}
	if !d.lookupOn(l, m, other) {
		return
	}
	if l.List != nil {
		d.castList(l)
	}
	d.lookupOrder(l, m)
	if v, ok := m.get("where"); ok {
		l.WhereText = v.node.Value
		if l.Where, ok = d.lookupWhere(l, v); !ok {
			return
		}
	}
	l.Reads = d.lookupReads(l)
	d.declareLookup(l)
}

// lookupRows settles whose rows are meant, and gives their fields.
func (d *draft) lookupRows(l *Lookup, m *mapping) (*others, bool) {
	ret, hasReturn := m.get("return")
	list, hasList := m.get("list")
	switch {
	case hasReturn && hasList:
		list.fault(`%s has both "return" and "list": give one`, m.what)
		return nil, false
	case hasList:
		return d.lookupList(l, m, list)
	case !hasReturn:
		m.fault(`%s says nothing of whose rows they are: give "return" or "list"`, m.what)
		return nil, false
	}
	name, ok := ret.filled()
	if !ok {
		return nil, false
	}
	o, ok := d.otherReturn(ret, name)
	if !ok {
		return nil, false
	}
	if v, ok := m.get("types"); ok {
		v.fault(`"types" is for the columns of a list; the fields of %q have their own`, name)
	}
	when := "same"
	m.word("period", &when, "same", Previous, LastYear)
	if when != "same" {
		l.When = when
	}
	l.Return, l.Theirs, l.Service = name, o.fields, AnyService
	if name == d.ret.Name {
		l.Service = SameService
	}
	m.word("service", &l.Service, SameService, AnyService)
	return o, true
}

// others is whose rows a lookup is about, as messages call them.
type others struct {
	what   string // the return "sites", the list sites.csv
	fields []*Field
}

func (o *others) index(name string) int {
	return slices.IndexFunc(o.fields, func(f *Field) bool { return f.Name == name })
}

func (o *others) names() []string {
	names := make([]string, len(o.fields))
	for i, f := range o.fields {
		names[i] = f.Name
	}
	return names
}

// field finds the field or column of theirs that a value names.
func (o *others) field(v value) (int, bool) {
	name, ok := v.filled()
	if !ok {
		return -1, false
	}
	i := o.index(name)
	if i < 0 {
		v.fault("%s has no %q; it has %s%s", o.what, name, oneOf(o.names()), v.src.near(name, o.names()))
	}
	return i, i >= 0
}

// otherReturn finds a return by name: this one, one of the set, or where a single
// file was asked for one that lies beside it.
func (d *draft) otherReturn(v value, name string) (*others, bool) {
	r := d.ret
	if name != d.ret.Name {
		if r = d.set.Known(name); r == nil {
			r = d.neighbour(name)
		}
	}
	if r == nil {
		d.noReturn(v, name)
		return nil, false
	}
	return &others{what: "the return " + strconv.Quote(name), fields: r.Fields}, len(r.Fields) > 0
}

func (d *draft) noReturn(v value, name string) {
	var names []string
	for _, r := range d.set.Returns {
		names = append(names, r.Name)
	}
	where := "no rule file defines"
	if d.single {
		where = "no rule file of the folder defines"
	}
	if at := d.takenOut(name); at != "" {
		v.fault("%s names the return %q, which %s takes out: leave it in, or let this return do without it", v.what, name, at)
		return
	}
	v.fault("%s names the return %q, which %s%s", v.what, name, where, d.src.near(name, names))
}

// lookupOrder reads order and take: which of several rows is meant.
func (d *draft) lookupOrder(l *Lookup, m *mapping) {
	o := d.othersOf(l)
	m.word("take", &l.Take, "first", "last", Preceding, Following, Unbroken)
	v, ok := m.get("order")
	if !ok {
		if v, ok := m.get("take"); ok {
			v.fault(`"take" needs an "order": the field whose first or last value is meant`)
		}
		if v, ok := m.get("until"); ok {
			v.fault(`"until" goes with an "order" and "take: %s"`, Unbroken)
		}
		return
	}
	i, ok := o.field(v)
	if !ok {
		return
	}
	switch f := o.fields[i]; {
	case d.doubtfulTypes[f]:
		return
	case f.Type.Expr() == expr.Bool || f.Type.Expr() == expr.String:
		v.fault(`"order" needs a field of numbers or dates; %q is of type %s`, f.Name, f.Type)
		return
	case l.unheld(f) != "":
		v.fault("%q can't be the order: %s", f.Name, l.unheld(f))
		return
	}
	l.Order = i
	if l.Take == "" {
		l.Take = "first"
	}
	d.neighbours(l, m)
	d.lookupUntil(l, m)
}

// neighbours refuses rows beside this one where it is not among the rows looked
// up, or where several records share a row.
func (d *draft) neighbours(l *Lookup, m *mapping) {
	if !l.Neighbour() {
		return
	}
	v, _ := m.get("take")
	switch {
	case l.Return != d.ret.Name || l.When != "":
		v.fault("%q is %s, so it needs return: %s and no other period", l.Take, beside[l.Take], d.ret.Name)
	case d.ret.Unpivot != nil:
		v.fault("%q can't be used on a wide table, whose rows stand for several records each", l.Take)
	}
}

var beside = map[string]string{Preceding: "the row before this one", Following: "the row after this one", Unbroken: "the run of rows that this one is part of"}

// lookupUntil reads where a row of an unbroken run ends.
func (d *draft) lookupUntil(l *Lookup, m *mapping) {
	v, ok := m.get("until")
	switch {
	case ok != (l.Take == Unbroken):
		if ok {
			v.fault(`"until" goes with "take: %s": it says where each row of the run ends`, Unbroken)
			return
		}
		v, _ := m.get("take")
		v.fault(`"%s" needs "until", the field in which each row ends, as "order" is the one in which it begins`, Unbroken)
		return
	case !ok:
		return
	}
	i, ok := d.othersOf(l).field(v)
	if !ok {
		return
	}
	if a, b := l.Theirs[l.Order], l.Theirs[i]; a.Type.Expr() != b.Type.Expr() {
		v.fault("%q is of type %s, and %q of type %s: a row begins and ends with the same", b.Name, b.Type, a.Name, a.Type)
		return
	}
	l.Until = i
}

func (d *draft) othersOf(l *Lookup) *others {
	if l.List != nil {
		return &others{what: "the list " + l.List.File, fields: l.Theirs}
	}
	return &others{what: "the return " + strconv.Quote(l.Return), fields: l.Theirs}
}

// unheld says why a field has no value in the rows that a lookup reads, or "".
func (l *Lookup) unheld(f *Field) string {
	switch {
	case l.When == "" || l.List != nil:
		return ""
	case f.Privacy == "drop":
		return "it is marked privacy: drop, so it is not held for other periods"
	case f.Privacy == "pseudonymise":
		return `other periods hold a pseudonym in its place; it can be named in "on" only`
	}
	return ""
}
