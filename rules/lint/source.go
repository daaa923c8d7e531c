package lint

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v4"
)

// place is a line and column of a file, both 1-based; 0 where not known.
type place struct{ line, column int }

// source is a rule file as text and as nodes, to say where things stand.
type source struct {
	lines []string
	top   *yaml.Node // nil where the file can't be read
}

// source reads a rule file once. The set has loaded, so what can't be read now
// only costs the findings their places.
func (l *linter) source(file string) *source {
	if s, ok := l.sources[file]; ok {
		return s
	}
	s := &source{}
	l.sources[file] = s
	if l.files.Read == nil {
		return s
	}
	data, err := l.files.Read(file)
	if err != nil {
		return s
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	s.lines = strings.Split(strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(data)), "\n")
	var doc yaml.Node
	if yaml.Load(data, &doc) == nil && len(doc.Content) > 0 {
		s.top = doc.Content[0]
	}
	return s
}

// at finds the place of what a path leads to: keys of mappings, and in lists the
// entry whose name, id or band is that. Where the path ends early, it is the place
// of what was found last.
func (s *source) at(path ...string) place {
	if s.top == nil {
		return place{}
	}
	at, most := s.follow(path)
	for _, part := range []string{"added", "changed"} { // of a return that extends another
		if there, n := s.follow(append([]string{part}, path...)); n > most+1 {
			at, most = there, n-1
		}
	}
	if most == 0 { // in the file that this one extends, or nowhere
		return place{}
	}
	return at
}

// follow walks a path, and says how many of its steps were found.
func (s *source) follow(path []string) (at place, steps int) {
	n := s.top
	at = place{n.Line, n.Column}
	for i, step := range path {
		if n = child(n, step); n == nil {
			return at, i
		}
		at = place{n.Line, n.Column}
	}
	return at, len(path)
}

func child(n *yaml.Node, step string) *yaml.Node {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1]
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			if c.Kind == yaml.AliasNode {
				c = c.Alias
			}
			for _, key := range []string{"name", "id"} {
				if v := child(c, key); c.Kind == yaml.MappingNode && v != nil && v.Value == step {
					return c
				}
			}
		}
	}
	return nil
}

// entry is the place of the i-th entry of a list that a path leads to.
func (s *source) entry(i int, path ...string) place {
	n := s.top
	for _, step := range path {
		if n == nil {
			return place{}
		}
		n = child(n, step)
	}
	if n == nil || n.Kind != yaml.SequenceNode || i >= len(n.Content) {
		return s.at(path...)
	}
	return place{n.Content[i].Line, n.Content[i].Column}
}

// child is the value of a key at the top; nil where there is none.
func (s *source) child(key string) *yaml.Node {
	if s.top == nil {
		return nil
	}
	return child(s.top, key)
}
