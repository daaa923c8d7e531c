package lint

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"
)

// prose are the keys whose texts are for people, who may well quote.
var prose = []string{"message", "fix", "expected", "description", "source", "grain"}

// quotes complains of typographic quotation marks where straight ones must have
// been meant: to YAML they are part of the text.
func (l *linter) quotes() {
	var files []string
	for _, r := range l.set.Returns {
		files = append(files, r.File)
	}
	for _, b := range l.set.Bands {
		files = append(files, b.File)
	}
	slices.Sort(files)
	for _, f := range slices.Compact(files) {
		if top := l.source(f).top; top != nil {
			l.quoted(f, top)
		}
	}
}

func (l *linter) quoted(file string, n *yaml.Node) {
	switch n.Kind {
	case yaml.ScalarNode:
		if meant := straight(n); meant != "" {
			l.add(file, place{n.Line, n.Column}, Warning, "curly-quotes",
				"the quotation marks of %s are part of the text: only straight ones are YAML's; did you mean %q?", n.Value, meant)
		}
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			l.quoted(file, n.Content[i])
			if !slices.Contains(prose, n.Content[i].Value) || n.Content[i+1].Kind == yaml.MappingNode {
				l.quoted(file, n.Content[i+1])
			}
		}
	case yaml.SequenceNode:
		for _, c := range n.Content {
			l.quoted(file, c)
		}
	}
}

// straight is a text without the typographic quotation marks that it begins or
// ends with; "" where it has none. One that stands in straight quotes has them on
// purpose, and a ’ at the end alone is an apostrophe.
func straight(n *yaml.Node) string {
	if n.Style&^yaml.FlowStyle != 0 {
		return ""
	}
	s := n.Value
	bare := strings.TrimSuffix(strings.TrimSuffix(strings.TrimLeft(s, "“”„‘"), "“"), "”")
	if rest := strings.TrimPrefix(bare, "’"); strings.HasPrefix(s, "‘") || rest != bare && strings.HasSuffix(rest, "’") {
		bare = strings.TrimSuffix(rest, "’")
	}
	if bare == s {
		return ""
	}
	return bare
}
