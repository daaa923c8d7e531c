package rules

import (
	"go.yaml.in/yaml/v4"
)

// tree makes a document plain: aliases are replaced by what they stand for.
type tree struct {
	src   *source
	nodes int
}

// expand walks a node that stands depth levels down. What YAML has and rule
// files don't is refused: tags, and merge keys, which hide what a return says.
// Aliases may stand for no more than maxNodes nodes in all, so that a small file
// can't become a huge one.
func (t *tree) expand(n *yaml.Node, depth int) bool {
	t.nodes++
	switch {
	case t.nodes > maxNodes:
		t.src.faultAt(n.Line, n.Column, "its aliases stand for more than %d values in all", maxNodes)
		return false
	case depth > maxDepth:
		t.src.faultAt(n.Line, n.Column, "is nested deeper than %d levels", maxDepth)
		return false
	case n.Style&yaml.TaggedStyle != 0:
		t.src.faultAt(n.Line, n.Column, "a tag (%s) is not part of rule files: leave it out, or put a text that begins with ! in quotes", n.ShortTag())
		return true
	}
	for i, c := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 0 && c.ShortTag() == "!!merge" {
			t.src.faultAt(c.Line, c.Column, "a merge key (<<) is not part of rule files: write the keys out")
			continue
		}
		if c.Kind == yaml.AliasNode {
			c = c.Alias
			n.Content[i] = c
		}
		if !t.expand(c, depth+1) {
			return false
		}
	}
	return true
}
