package rules

import (
	"slices"

	"go.yaml.in/yaml/v4"
)

// extension works one return's text into the one that it extends. All of it is
// done on YAML nodes, before anything is compiled, so that what comes out is read
// as one return; homes remembers which file each node stands in.
type extension struct {
	homes    map[*yaml.Node]*source
	own      *mapping // the top of the file that extends
	below    *mapping // the top of the one that is extended
	baseName string
	top      *yaml.Node // what comes out
}

// named are the lists whose entries have names, by the key that names them.
var named = map[string]string{"fields": "name", "measures": "name", "rules": "id", "table_rules": "id", "tests": "name"}

// groups are the groups of keys that may be added to, changed and taken from.
var groups = []string{"lookups", "facts", "find", "reported_measures", "unpivot"}

func isExtensionKey(key string) bool {
	return key == "extends" || slices.Contains(extensionKeys, key)
}

// merged returns the top of the two together: a key that this file gives stands
// in place of the base's, and takes it away where it is given nothing.
func (e *extension) merged(at *yaml.Node) *yaml.Node {
	e.top = bare(at, yaml.MappingNode)
	for _, p := range e.below.pairs {
		if key := p.key.node.Value; !isExtensionKey(key) && !e.own.has(key) && key != "winnow" {
			e.put(e.top, p.key, p.val)
		}
	}
	for _, p := range e.own.pairs {
		key := p.key.node.Value
		switch {
		case isExtensionKey(key):
		case !p.val.isNull():
			e.put(e.top, p.key, p.val)
		case !e.below.has(key):
			p.key.fault("takes away %q, which %s does not have%s", key, e.baseName, p.key.src.near(key, keysOf(e.below)))
		}
	}
	for _, how := range []struct {
		key string
		do  func(value, pair)
	}{{"removed", e.removed}, {"changed", e.changed}, {"added", e.added}} {
		if v, ok := e.own.get(how.key); ok {
			e.part(v, how.do)
		}
	}
	return e.top
}

// part opens what is added, changed or removed, and sees to it that each key can
// be.
func (e *extension) part(v value, do func(value, pair)) {
	m, ok := v.open()
	if !ok {
		return
	}
	known := append(sortedKeys(named), groups...)
	for _, p := range m.pairs {
		key := p.key.node.Value
		switch {
		case !slices.Contains(known, key) && (e.below.has(key) || slices.Contains(returnKeys.known, key)):
			p.key.fault("%q is changed by giving it anew at the top of the file", key)
		case !slices.Contains(known, key):
			p.key.fault("unknown key %q%s", key, p.key.src.near(key, known))
		case e.own.has(key):
			p.key.fault("%q is given whole at the top of this file: write it there as it is to be", key)
		default:
			do(e.current(p.key), p)
		}
	}
}

// current returns what the top holds under a key, in a copy that may be changed.
func (e *extension) current(key value) value {
	kind := yaml.MappingNode
	if named[key.node.Value] != "" {
		kind = yaml.SequenceNode
	}
	content := e.top.Content
	for i := 0; i+1 < len(content); i += 2 {
		if n := content[i+1]; content[i].Value == key.node.Value {
			if n.Kind != kind {
				return value{node: bare(n, kind), what: key.what, src: e.home(n)} // a fault of the base's own
			}
			c := bare(n, kind)
			c.Content = slices.Clone(n.Content)
			e.remember(c, n)
			content[i+1] = c
			return value{node: c, what: key.what, src: e.home(c)}
		}
	}
	fresh := bare(key.node, kind)
	e.put(e.top, key, value{node: fresh, src: key.src})
	return value{node: fresh, what: key.what, src: key.src}
}

// put appends a key with its value to a group, each with the file it stands in.
func (e *extension) put(group *yaml.Node, key, val value) {
	group.Content = append(group.Content, key.node, val.node)
	e.homes[key.node], e.homes[val.node] = key.src, val.src
}

func (e *extension) home(n *yaml.Node) *source {
	if h, ok := e.homes[n]; ok {
		return h
	}
	return e.below.src
}

// remember gives a copy of a list or group, and all that is in it, the homes that
// they have in the original.
func (e *extension) remember(c, original *yaml.Node) {
	home := e.home(original)
	e.homes[c] = home
	for _, n := range original.Content {
		if _, ok := e.homes[n]; !ok {
			e.homes[n] = home
		}
	}
}

// bare is a node of a kind that stands where another does, with nothing in it.
func bare(at *yaml.Node, kind yaml.Kind) *yaml.Node {
	tag := map[yaml.Kind]string{yaml.MappingNode: "!!map", yaml.SequenceNode: "!!seq"}[kind]
	return &yaml.Node{Kind: kind, Tag: tag, Line: at.Line, Column: at.Column}
}

// keyNode returns the node under a key of a group; nil where there is none.
func keyNode(group *yaml.Node, key string) *yaml.Node {
	for i := 0; i+1 < len(group.Content); i += 2 {
		if group.Content[i].Value == key {
			return group.Content[i+1]
		}
	}
	return nil
}

func keysOf(m *mapping) []string {
	names := make([]string, len(m.pairs))
	for i, p := range m.pairs {
		names[i] = p.key.node.Value
	}
	return names
}
