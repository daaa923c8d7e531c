package mail

import (
	"errors"
	"reflect"
	"strings"
	"text/template"
	"text/template/parse"
)

// probe tries a template: as it is on facts that are all known and on facts
// that are all unknown, and with every branch taken on facts that are all known,
// so that a misspelt fact in a sentence that is rarely written is found too.
func (p *pair) probe() error {
	for _, f := range []Facts{sample(), {}, {Owed: []Owed{{}}}} {
		if _, err := p.render(f); err != nil && !outOfRange(err) {
			return err
		}
	}
	straight, err := p.straight()
	if err != nil {
		return err
	}
	if _, err := straight.render(sample()); err != nil && !outOfRange(err) {
		return err
	}
	if text, err := p.render(sample()); err == nil && text.Subject == "" {
		return errors.New("the subject comes out empty")
	}
	return nil
}

// outOfRange reports whether a template asked for a return of a list that the
// sample is too short for, which the list of a real mail need not be.
func outOfRange(err error) bool { return strings.Contains(err.Error(), "out of range") }

// sample is facts that are all known.
func sample() Facts {
	var f Facts
	fill(reflect.ValueOf(&f).Elem())
	f.Owed = make([]Owed, 3)
	for i := range f.Owed {
		fill(reflect.ValueOf(&f.Owed[i]).Elem())
	}
	return f
}

// fill gives every text its own name and every number a 2.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch field := v.Field(i); field.Kind() {
		case reflect.String:
			field.SetString(v.Type().Field(i).Name)
		case reflect.Int:
			field.SetInt(2)
		}
	}
}

// straight is the template with every branch taken, one after the other.
func (p *pair) straight() (*pair, error) {
	subject, err := straighten(p.subject)
	if err != nil {
		return nil, err
	}
	body, err := straighten(p.body)
	return &pair{subject, body}, err
}

func straighten(t *template.Template) (*template.Template, error) {
	c, err := t.Clone()
	if err != nil {
		return nil, err
	}
	for _, named := range c.Templates() {
		named.Tree = named.Tree.Copy() // a clone shares the trees
		straightenList(named.Root)
	}
	return c, nil
}

func straightenList(l *parse.ListNode) {
	if l == nil {
		return
	}
	var nodes []parse.Node
	for _, n := range l.Nodes {
		nodes = append(nodes, straightened(n)...)
	}
	l.Nodes = nodes
}

// straightened puts both branches of an if one after the other, with its
// condition before them; what comes of no rows or no value goes after the rest.
func straightened(n parse.Node) []parse.Node {
	switch n := n.(type) {
	case *parse.IfNode:
		straightenList(n.List)
		straightenList(n.ElseList)
		condition := &parse.ActionNode{NodeType: parse.NodeAction, Pos: n.Pos, Line: n.Line, Pipe: n.Pipe}
		return branches([]parse.Node{condition}, n.List, n.ElseList)
	case *parse.RangeNode:
		return loose(n, &n.BranchNode)
	case *parse.WithNode:
		return loose(n, &n.BranchNode)
	case *parse.BreakNode, *parse.ContinueNode:
		return nil // would hide what follows
	}
	return []parse.Node{n}
}

// loose takes the else branch out of a range or a with, and returns it after it.
func loose(n parse.Node, b *parse.BranchNode) []parse.Node {
	otherwise := b.ElseList
	b.ElseList = nil
	straightenList(b.List)
	straightenList(otherwise)
	return branches([]parse.Node{n}, otherwise)
}

func branches(out []parse.Node, lists ...*parse.ListNode) []parse.Node {
	for _, l := range lists {
		if l != nil {
			out = append(out, l.Nodes...)
		}
	}
	return out
}
