package rules

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// keys is what a mapping may hold: the keys that it knows, and those of the
// language that this release refuses by name.
type keys struct {
	known []string
	later []string
	lax   bool // in a bare Table Schema an unknown key is a note

	elsewhere map[string]string // keys that stand in another place, with what to say of it
}

// pair is one key of a mapping with its value.
type pair struct {
	key value // a text
	val value
}

// mapping is a value read as keys with values.
type mapping struct {
	value
	pairs   []pair // those with a key that is known, in file order
	refused bool   // a key that comes later stood here: nothing else is asked for
}

// mapping reads keys with values. A key that is unknown, not yet supported or
// given twice is a fault, and left out.
func (v value) mapping(k keys) (*mapping, bool) {
	m, ok := v.open()
	if !ok {
		return nil, false
	}
	m.refused = !v.src.lax && slices.ContainsFunc(m.pairs, func(p pair) bool { return slices.Contains(k.later, p.key.node.Value) })
	m.pairs = slices.DeleteFunc(m.pairs, func(p pair) bool { return !p.accept(k) })
	return m, true
}

// open reads a mapping of any keys: names of the author's own, such as facts.
func (v value) open() (*mapping, bool) {
	if !v.isMapping() {
		v.expected("a group of keys")
		return nil, false
	}
	m, lines := &mapping{value: v}, map[string]int{}
	for i := 0; i+1 < len(v.node.Content); i += 2 {
		k, n := v.node.Content[i], v.node.Content[i+1]
		key := value{node: k, what: fmt.Sprintf("%q", k.Value), src: v.src.home(k)}
		switch {
		case k.Kind != yaml.ScalarNode:
			key.fault("a key must be text")
		case lines[k.Value] > 0 && v.src.lax: // JSON's own rule: the last one counts
			v.src.note(fmt.Sprintf("%s:%d: %q is given twice; the last one counts", v.src.file, k.Line, k.Value))
			m.pairs = slices.DeleteFunc(m.pairs, func(p pair) bool { return p.key.node.Value == k.Value })
			m.pairs = append(m.pairs, pair{key, value{node: n, what: key.what, src: v.src.home(n)}})
		case lines[k.Value] > 0:
			key.fault("%q is given twice; it stands on line %d already", k.Value, lines[k.Value])
		default:
			lines[k.Value] = k.Line
			m.pairs = append(m.pairs, pair{key, value{node: n, what: key.what, src: v.src.home(n)}})
		}
	}
	return m, true
}

// accept says whether the key may stand here, and adds a fault or a note where
// it may not.
func (p pair) accept(k keys) bool {
	name := p.key.node.Value
	lax := k.lax && p.key.src.lax
	switch {
	case slices.Contains(k.known, name):
		return true
	case slices.Contains(k.later, name) && lax:
		p.key.src.note(fmt.Sprintf("%s:%d: %q is not yet supported, and is not checked", p.key.src.file, p.key.node.Line, name))
	case slices.Contains(k.later, name):
		p.key.fault("%q is not yet supported", name)
	case k.elsewhere[name] != "":
		p.key.fault("%q %s", name, k.elsewhere[name])
	case lax:
		p.key.src.note(fmt.Sprintf("%s:%d: %q is not used%s", p.key.src.file, p.key.node.Line, name, p.key.src.near(name, k.known)))
	default:
		p.key.fault("unknown key %q%s", name, p.key.src.near(name, k.known))
	}
	return false
}

// get returns the value of a key, and false where the key isn't there.
func (m *mapping) get(key string) (value, bool) {
	for _, p := range m.pairs {
		if p.key.node.Value == key {
			return p.val, true
		}
	}
	return value{}, false
}

// has says whether the key is there.
func (m *mapping) has(key string) bool {
	_, ok := m.get(key)
	return ok
}

// need is get, and a key that isn't there is a fault.
func (m *mapping) need(key string) (value, bool) {
	v, ok := m.get(key)
	if !ok && !m.refused {
		m.fault("%s has no %q", m.what, key)
	}
	return v, ok
}

// text reads the text of a key into a variable; where the key isn't there the
// variable keeps its value. So do the methods below.
func (m *mapping) text(key string, into *string) {
	if v, ok := m.get(key); ok {
		if s, ok := v.filled(); ok {
			*into = s
		}
	}
}

func (m *mapping) word(key string, into *string, words ...string) {
	if v, ok := m.get(key); ok {
		if s, ok := v.word(words...); ok {
			*into = s
		}
	}
}

func (m *mapping) boolean(key string, into *bool) {
	if v, ok := m.get(key); ok {
		if b, ok := v.boolean(); ok {
			*into = b
		}
	}
}

func (m *mapping) integer(key string, into *int, low, high int) {
	if v, ok := m.get(key); ok {
		if n, ok := v.integer(low, high); ok {
			*into = n
		}
	}
}

func (m *mapping) texts(key string, into *[]string) {
	if v, ok := m.get(key); ok {
		if t, ok := v.texts(); ok {
			*into = t
		}
	}
}

// exactlyOne returns the one of the keys that is there; none or several is a
// fault.
func (m *mapping) exactlyOne(names ...string) (string, bool) {
	found := ""
	for _, n := range names {
		v, ok := m.get(n)
		switch {
		case ok && found != "":
			v.fault("%s has both %q and %q: give one", m.what, found, n)
			return "", false
		case ok:
			found = n
		}
	}
	if found == "" {
		m.fault("%s needs one of %s", m.what, oneOf(names))
	}
	return found, found != ""
}
