package rules

import (
	"slices"
	"strings"

	"winnow/internal/expr"
)

// declareLookup keeps a lookup and declares its variables: was.found, was.count,
// was.<field>, and was.sum, was.min and was.max of fields that have them. A
// field called found or count can't be spoken of, but for its sum, min and max.
func (d *draft) declareLookup(l *Lookup) {
	at := len(d.ret.Lookups)
	d.ret.Lookups = append(d.ret.Lookups, l)
	taken := map[string]bool{}
	add := func(name string, what LookupWhat, field int, t expr.Type) {
		if name = l.Name + "." + name; !taken[name] {
			taken[name] = true
			d.ret.LookupVars = append(d.ret.LookupVars, LookupVar{Name: name, Lookup: at, What: what, Field: field, Type: t})
		}
	}
	add("found", Found, -1, expr.Bool)
	add("count", Counted, -1, expr.Number)
	for i, f := range l.Theirs {
		if d.doubtfulTypes[f] {
			for _, of := range []string{".", ".sum.", ".min.", ".max."} {
				d.unsaid(l.Name + of + f.Name)
			}
			continue
		}
		t := f.Type.Expr()
		add(f.Name, Valued, i, t)
		if f.Type.numeric() {
			add("sum."+f.Name, Summed, i, t)
		}
		if t == expr.Number || t == expr.Date || t == expr.DateTime {
			add("min."+f.Name, Lowest, i, t)
			add("max."+f.Name, Highest, i, t)
		}
	}
}

// mayRead sees to it that an expression reads nothing of other periods that is
// not held there, such as a value that was published as a pseudonym.
func (d *draft) mayRead(env *expr.Env, v value, p *expr.Program) bool {
	if env != d.ret.Env {
		return true
	}
	sound := true
	for _, i := range p.Reads() {
		x, ok := d.ret.LookupVar(i)
		if !ok {
			continue
		}
		l := d.ret.Lookups[x.Lookup]
		l.need(x, len(d.ret.Fields))
		if x.Field < 0 {
			continue
		}
		if why := l.unheld(l.Theirs[x.Field]); why != "" {
			v.fault("%s reads %s: %s", v.what, x.Name, why)
			sound = false
		}
	}
	return sound
}

// need notes that something reads a variable of the lookup.
func (l *Lookup) need(v LookupVar, ownFields int) {
	if l.Needs == nil {
		for _, p := range l.On {
			l.Needs = append(l.Needs, p.Theirs)
		}
		if l.Order >= 0 {
			l.Needs = append(l.Needs, l.Order)
		}
		if l.Until >= 0 {
			l.Needs = append(l.Needs, l.Until)
		}
		if l.Where != nil {
			for _, i := range l.Where.Reads() {
				if i -= ownFields + RowVarCount; i >= 0 {
					l.Needs = append(l.Needs, i)
				}
			}
		}
	}
	if v.Field >= 0 {
		l.Needs = append(l.Needs, v.Field)
	}
	slices.Sort(l.Needs)
	l.Needs = slices.Compact(l.Needs)
}

// lookedUp returns the lookups that an expression reads.
func (r *Return) lookedUp(p *expr.Program) []*Lookup {
	var found []*Lookup
	if p == nil {
		return nil
	}
	for _, i := range p.Reads() {
		if x, ok := r.LookupVar(i); ok && !slices.Contains(found, r.Lookups[x.Lookup]) {
			found = append(found, r.Lookups[x.Lookup])
		}
	}
	return found
}

// lookupFields lists the row's own fields that the lookups of an expression
// depend on, and notes that it reads them.
func (d *draft) lookupFields(p *expr.Program) []int {
	var fields []int
	if p != nil {
		for _, i := range p.Reads() {
			if v, ok := d.ret.LookupVar(i); ok {
				d.ret.Lookups[v.Lookup].need(v, len(d.ret.Fields))
			}
		}
	}
	for _, l := range d.ret.lookedUp(p) {
		fields = append(fields, l.Reads...)
	}
	slices.Sort(fields)
	return slices.Compact(fields)
}

// lookupNames lists the variables that a message may show.
func (d *draft) lookupNames() []string {
	var names []string
	for _, v := range d.ret.LookupVars {
		if v.What != Found {
			names = append(names, v.Name)
		}
	}
	return names
}

// shown refuses messages that would show a service what another one sent, or
// what is not held: nobody receives another's rows.
func (d *draft) shown(m *mapping) {
	for _, key := range []string{"message", "fix", "expected"} {
		v, ok := m.get(key)
		if !ok || !v.isScalar() {
			continue
		}
		for _, loc := range rePlaceholder.FindAllStringIndex(v.node.Value, -1) {
			name := v.node.Value[loc[0]+1 : loc[1]-1]
			if i := d.lookupVar(name); i >= 0 {
				d.ret.Lookups[d.ret.LookupVars[i].Lookup].need(d.ret.LookupVars[i], len(d.ret.Fields))
			}
			if why := d.unshown(name); why != "" {
				at := v.locate()[len([]rune(v.node.Value[:loc[0]]))]
				d.src.faultAt(at.line, at.column, "%s has {%s} in it: %s", v.what, name, why)
			}
		}
	}
}

// lookupVar returns the index of a lookup's variable, or -1.
func (d *draft) lookupVar(name string) int {
	return slices.IndexFunc(d.ret.LookupVars, func(v LookupVar) bool { return v.Name == name })
}

// unshown says why a lookup's variable may not stand in a message, or "".
func (d *draft) unshown(name string) string {
	i := d.lookupVar(name)
	if i < 0 {
		return ""
	}
	v := d.ret.LookupVars[i]
	l := d.ret.Lookups[v.Lookup]
	switch {
	case l.List == nil && l.Service != SameService:
		return "it could show a service what another one sent; give the lookup service: same, or leave it out"
	case v.Field >= 0:
		return l.unheld(l.Theirs[v.Field])
	}
	return ""
}

// lookupOperand is the placeholder for what a lookup gives, where a sentence about
// what was expected may show it; else "".
func (d *draft) lookupOperand(variable int) string {
	v, ok := d.ret.LookupVar(variable)
	if !ok || v.What == Found || d.unshown(v.Name) != "" || strings.ContainsAny(v.Name, "{}") {
		return ""
	}
	return "{" + v.Name + "}"
}
