package rules

import (
	"slices"

	"winnow/internal/expr"
)

// lookupOn reads the key: field names that both sides share, or theirs: ours.
func (d *draft) lookupOn(l *Lookup, m *mapping, o *others) bool {
	v, ok := m.need("on")
	if !ok {
		return false
	}
	sound := true
	add := func(theirs, ours value) {
		t, known := o.field(theirs)
		i, own := d.field(ours)
		if !known || !own {
			sound = false
			return
		}
		sound = d.lookupPair(l, o, Pair{Own: i, Theirs: t}, ours) && sound
	}
	switch {
	case v.isMapping():
		pairs, ok := v.open()
		if !ok {
			return false
		}
		for _, p := range pairs.pairs {
			add(p.key, p.val)
		}
	case v.isScalar():
		add(v, v)
	default:
		all, ok := v.some()
		if !ok {
			return false
		}
		for _, e := range all {
			add(e, e)
		}
	}
	if sound && len(l.On) == 0 {
		v.fault(`"on" is empty: name the fields that must be equal`)
		return false
	}
	return sound
}

// lookupPair joins two fields, which must be of one type.
func (d *draft) lookupPair(l *Lookup, o *others, p Pair, v value) bool {
	ours, theirs := d.ret.Fields[p.Own], o.fields[p.Theirs]
	if l.List != nil && theirs.Type == "" { // a key column is read as what it is held against
		theirs.Type, theirs.Decimals = ours.Type, ours.Decimals
	}
	switch {
	case d.doubtfulTypes[ours] || d.doubtfulTypes[theirs]:
		return false
	case ours.Type.Expr() != theirs.Type.Expr():
		v.fault("%q is of type %s, and %q of %s is of type %s: they can't be equal", ours.Name, ours.Type, theirs.Name, o.what, theirs.Type)
		return false
	case slices.ContainsFunc(l.On, func(q Pair) bool { return q.Theirs == p.Theirs }):
		v.fault(`"on" names %q of %s again`, theirs.Name, o.what)
		return false
	case l.When != "" && theirs.Privacy == "drop":
		v.fault("%q can't be looked up in another period: %s", theirs.Name, l.unheld(theirs))
		return false
	}
	l.On = append(l.On, p)
	return true
}

// lookupWhere compiles the condition on each row with the key. Bare names are the
// fields of the row that is checked, that.<field> those of the other row.
func (d *draft) lookupWhere(l *Lookup, v value) (*expr.Program, bool) {
	vars := d.rowVariables()
	for _, f := range l.Theirs {
		vars = append(vars, expr.Var{Name: d.spoken(f, "that."), Type: f.Type.Expr()})
	}
	env, err := expr.NewEnv(vars, expr.WithLists(d.lookup))
	if err != nil {
		v.fault("%s can't be compiled: %s", v.what, err)
		return nil, false
	}
	p, ok := d.compile(env, v, expr.Bool)
	if !ok {
		return nil, false
	}
	first := len(d.ret.Fields) + RowVarCount
	for _, i := range p.Reads() {
		if i < first {
			continue
		}
		if f := l.Theirs[i-first]; l.unheld(f) != "" {
			v.fault("%s reads that.%s: %s", v.what, f.Name, l.unheld(f))
			ok = false
		}
	}
	return p, ok
}

// lookupReads lists the fields of the row itself that the lookup depends on.
func (d *draft) lookupReads(l *Lookup) []int {
	var reads []int
	for _, p := range l.On {
		reads = append(reads, p.Own)
	}
	if l.Where != nil {
		reads = append(reads, d.fieldsOf(l.Where)...)
	}
	if l.Neighbour() {
		reads = append(reads, l.Order)
	}
	slices.Sort(reads)
	return slices.Compact(reads)
}
