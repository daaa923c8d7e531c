package rulediff

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// thing is what a rule set holds under a name: a field, a rule, a target.
type thing struct {
	name    string
	short   string // said of it where it is added or removed; "" for nothing
	come    Effect // what it does where it is added
	gone    Effect // and where it is removed
	aspects []aspect
}

// differ gathers changes.
type differ struct {
	changes []Change
	ret     string // the return at hand
}

func (d *differ) add(part, name string, kind Kind, words string, effect Effect) {
	d.changes = append(d.changes, Change{Return: d.ret, Part: part, Name: name, Kind: kind, Words: words, Effect: effect})
}

// things compares all things of a part, matched by name. It returns which were
// renamed, old name to new. What is new stands where it has its place, what has
// gone comes last.
func (d *differ) things(part string, old, new []thing) map[string]string {
	renamed := renames(old, new)
	before := map[string]thing{}
	for _, t := range old {
		name := t.name
		if to, ok := renamed[name]; ok {
			name = to
		}
		before[name] = t
	}
	for _, t := range new {
		was, ok := before[t.name]
		switch {
		case !ok:
			d.add(part, t.name, Added, described("added", t.short), t.come)
			continue
		case was.name != t.name:
			d.add(part, t.name, Renamed, fmt.Sprintf("renamed; it was %s", was.name), None)
		}
		d.aspects(part, t.name, was.aspects, t.aspects)
	}
	for _, t := range old {
		_, moved := renamed[t.name]
		if !moved && !slices.ContainsFunc(new, func(n thing) bool { return n.name == t.name }) {
			d.add(part, t.name, Removed, described("removed", t.short), t.gone)
		}
	}
	return renamed
}

func described(what, short string) string {
	if short == "" {
		return what
	}
	return what + ": " + short
}

// aspects compares what is said of a thing in the two versions.
func (d *differ) aspects(part, name string, old, new []aspect) {
	before, after := map[string]aspect{}, map[string]aspect{}
	for _, a := range old {
		before[a.name] = a
	}
	for _, a := range new {
		after[a.name] = a
	}
	both := func(name string) bool { return before[name].is() && after[name].is() }
	one := func(o, n aspect) {
		if of := cmp.Or(n.of, o.of); of != "" && !both(of) {
			return
		}
		if other := cmp.Or(n.unless, o.unless); other != "" && before[other].value != after[other].value {
			return
		}
		if words, effect := difference(o, n); words != "" {
			d.add(part, name, Changed, words, effect)
			c := &d.changes[len(d.changes)-1]
			c.Old, c.New = o.text(), n.text()
		}
	}
	for _, a := range new {
		was := before[a.name]
		was.name = a.name
		one(was, a)
	}
	for _, a := range old {
		if _, there := after[a.name]; !there {
			one(a, aspect{name: a.name})
		}
	}
}

// renames finds things that have another name and are the same in all else. Where
// several could be meant, none is certain.
func renames(old, new []thing) map[string]string {
	has := func(all []thing, name string) bool {
		return slices.ContainsFunc(all, func(t thing) bool { return t.name == name })
	}
	gone, come := map[string][]string{}, map[string][]string{}
	for _, t := range old {
		if p := t.print(); !has(new, t.name) && p != "" {
			gone[p] = append(gone[p], t.name)
		}
	}
	for _, t := range new {
		if p := t.print(); !has(old, t.name) && p != "" {
			come[p] = append(come[p], t.name)
		}
	}
	out := map[string]string{}
	for p, from := range gone {
		if to := come[p]; len(from) == 1 && len(to) == 1 {
			out[from[0]] = to[0]
		}
	}
	return out
}

// print is all that is said of a thing but its name; "" where too little is said
// to tell one from another.
func (t thing) print() string {
	var b strings.Builder
	told := 0
	for _, a := range t.aspects {
		if a.value != "" || len(a.set) > 0 {
			told++
			fmt.Fprintf(&b, "%q=%q %q\n", a.name, a.value, a.set)
		}
	}
	if told < 2 {
		return ""
	}
	return b.String()
}
