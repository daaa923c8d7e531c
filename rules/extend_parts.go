package rules

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// entryWords are what the entries of a list, or keys of a group, are called.
var entryWords = map[string]string{"fields": "field", "measures": "measure", "rules": "rule", "table_rules": "table rule",
	"tests": "test", "lookups": "lookup", "facts": "fact", "find": "key", "reported_measures": "key", "unpivot": "key"}

// removed takes entries out of a list, or keys out of a group, by their names.
func (e *extension) removed(list value, p pair) {
	names := []value{p.val}
	if !p.val.isScalar() {
		var ok bool
		if names, ok = p.val.some(); !ok {
			return
		}
	}
	for _, n := range names {
		name, ok := n.filled()
		if !ok {
			continue
		}
		at, width := e.find(list, p, name)
		if at < 0 {
			e.unknown(n, "takes out", list, p, name)
			continue
		}
		list.node.Content = slices.Delete(list.node.Content, at, at+width)
	}
	if len(list.node.Content) == 0 {
		e.drop(p.key.node.Value)
	}
}

// drop takes a key out of the top.
func (e *extension) drop(key string) {
	for i := 0; i+1 < len(e.top.Content); i += 2 {
		if e.top.Content[i].Value == key {
			e.top.Content = slices.Delete(e.top.Content, i, i+2)
			return
		}
	}
}

// changed works what is said of entries into them.
func (e *extension) changed(list value, p pair) {
	e.each(list, p, func(name string, at value, entry value) {
		i, width := e.find(list, p, name)
		if i < 0 {
			e.unknown(at, "changes", list, p, name)
			return
		}
		node := list.node.Content[i+width-1]
		if entry.isMapping() && width == 1 && len(entry.node.Content) == 2 {
			entry.fault("changes nothing of the %s %q: give the keys that are other than in %s", entryWords[p.key.node.Value], name, e.baseName)
			return
		}
		list.node.Content[i+width-1] = e.deep(value{node: node, src: e.home(node)}, entry, p.key.node.Value)
	})
}

// added puts entries at the end, or `after` another.
func (e *extension) added(list value, p pair) {
	e.each(list, p, func(name string, at, entry value) {
		if i, _ := e.find(list, p, name); i >= 0 || e.taken(p.key.node.Value, name) {
			at.fault("adds the %s %q, which %s has already: put it under \"changed\"", entryWords[p.key.node.Value], name, e.baseName)
			return
		}
		if list.isMapping() {
			e.put(list.node, at, entry)
			return
		}
		i := e.place(list, p, entry)
		node := without(entry.node, "after")
		e.homes[node] = entry.src
		list.node.Content = slices.Insert(list.node.Content, i, node)
	})
}

// place is where an entry goes: behind the one that `after` names, else last.
func (e *extension) place(list value, p pair, entry value) int {
	last := len(list.node.Content)
	m, ok := entry.open()
	if !ok {
		return last
	}
	v, ok := m.get("after")
	if !ok {
		return last
	}
	name, ok := v.filled()
	if !ok {
		return last
	}
	i, _ := e.find(list, p, name)
	if i < 0 {
		e.unknown(v, "stands after", list, p, name)
		return last
	}
	return i + 1
}

// each opens the entries that are added or changed: a list's by the key that
// names them, a group's by their keys.
func (e *extension) each(list value, p pair, do func(name string, at, entry value)) {
	key := named[p.key.node.Value]
	if key == "" {
		m, ok := p.val.open()
		for i := 0; ok && i < len(m.pairs); i++ {
			do(m.pairs[i].key.node.Value, m.pairs[i].key, m.pairs[i].val)
		}
		return
	}
	all, _ := p.val.some()
	for _, entry := range all {
		m, ok := entry.open()
		if !ok {
			continue
		}
		if v, ok := m.need(key); ok {
			if name, ok := v.filled(); ok {
				do(name, v, entry)
			}
		}
	}
}

// find returns where the entry of a name begins in a list or group, and how many
// nodes it takes: 1, or 2 for a key with its value; -1 where there is none.
func (e *extension) find(list value, p pair, name string) (at, width int) {
	key := named[p.key.node.Value]
	for i := 0; i < len(list.node.Content); i++ {
		n := list.node.Content[i]
		if key == "" {
			if i%2 == 0 && n.Value == name {
				return i, 2
			}
			continue
		}
		if s, ok := (value{node: n}).plain(key); ok && s == name {
			return i, 1
		}
	}
	return -1, 0
}

// taken says whether a rule's id is one of the base's table rules, or the other
// way round: they share one set of ids.
func (e *extension) taken(key, id string) bool {
	other := map[string]string{"rules": "table_rules", "table_rules": "rules"}[key]
	list := keyNode(e.top, other)
	return other != "" && list != nil && slices.ContainsFunc(list.Content, func(n *yaml.Node) bool {
		s, ok := (value{node: n}).plain("id")
		return ok && s == id
	})
}

// unknown faults the name of an entry that isn't there.
func (e *extension) unknown(at value, does string, list value, p pair, name string) {
	key := named[p.key.node.Value]
	var names []string
	for i, n := range list.node.Content {
		if s, ok := (value{node: n}).plain(key); ok && key != "" {
			names = append(names, s)
		} else if key == "" && i%2 == 0 {
			names = append(names, n.Value)
		}
	}
	at.fault("%s the %s %q, which %s does not have%s", does, entryWords[p.key.node.Value], name, e.baseName, at.src.near(name, names))
}

// without is a group without one of its keys.
func without(group *yaml.Node, key string) *yaml.Node {
	if group.Kind != yaml.MappingNode || keyNode(group, key) == nil {
		return group
	}
	c := bare(group, yaml.MappingNode)
	for i := 0; i+1 < len(group.Content); i += 2 {
		if group.Content[i].Value != key {
			c.Content = append(c.Content, group.Content[i], group.Content[i+1])
		}
	}
	return c
}

// rivals are keys of which an entry has one or the other: giving one takes the
// others away.
var rivals = map[string][]string{
	"rules":       {"expect", "when then"},
	"table_rules": {"expect", "complete", "no_overlap", "repeats", "outlier"},
	"measures":    kinds,
	"tests":       {"fails", "passes"},
	"lookups":     {"return", "list"},
	"constraint":  {"value", "list column on"},
}

// outdone returns the keys of the base that those given take the place of.
func outdone(kind string, given *mapping) []string {
	var gone []string
	for i, set := range rivals[kind] {
		if !slices.ContainsFunc(strings.Fields(set), given.has) {
			continue
		}
		for j, other := range rivals[kind] {
			if i != j {
				gone = append(gone, strings.Fields(other)...)
			}
		}
	}
	return gone
}

// deep works a change into what was there: a group key by key, nothing takes a
// key away, and all else stands in its place. A constraint's value alone changes
// the value, and its words alone leave the value.
func (e *extension) deep(base, own value, kind string) *yaml.Node {
	if kind == "constraint" && base.isMapping() != own.isMapping() && !own.isNull() {
		base, own = e.spelt(base), e.spelt(own)
	}
	if !base.isMapping() || !own.isMapping() {
		e.homes[own.node] = own.src
		return own.node
	}
	b, _ := base.open()
	o, _ := own.open()
	out, gone := bare(own.node, yaml.MappingNode), outdone(kind, o)
	e.homes[out] = own.src
	for _, p := range b.pairs {
		key := p.key.node.Value
		change, given := o.get(key)
		switch {
		case slices.Contains(gone, key) && !given, given && change.isNull():
		case given:
			n := e.deep(p.val, change, within(kind, key))
			e.put(out, p.key, value{node: n, src: e.home(n)})
		default:
			e.put(out, p.key, p.val)
		}
	}
	for _, p := range o.pairs {
		key := p.key.node.Value
		switch {
		case b.has(key):
		case p.val.isNull() && kind != "row":
			p.key.fault("takes away %q, which is not there in %s%s", key, e.baseName, p.key.src.near(key, keysOf(b)))
		default:
			e.put(out, p.key, p.val)
		}
	}
	return out
}

// within says what a key's value is, as far as changing it goes.
func within(kind, key string) string {
	switch {
	case kind == "fields" && key == "constraints":
		return "constraints"
	case kind == "constraints":
		return "constraint"
	case kind == "tests" && key == "row":
		return "row"
	}
	return ""
}

// spelt writes a constraint's plain value out as {value: …}.
func (e *extension) spelt(v value) value {
	if v.isMapping() {
		return v
	}
	n := bare(v.node, yaml.MappingNode)
	key := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: "value", Line: v.node.Line, Column: v.node.Column}
	e.put(n, value{node: key, src: v.src}, v)
	e.homes[n] = v.src
	return value{node: n, what: v.what, src: v.src}
}
