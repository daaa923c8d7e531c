package expr

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
)

// Shape is a condition as a tree, for those who reason about it: conditions
// joined by and, or, not, down to comparisons of terms.
type Shape struct {
	Op    string   // and, or, not; an operator of Comparison; constant; or other, of which nothing is known
	Args  []*Shape // of and, or, not
	Left  Term     // of a comparison
	Right []Term   // what it is held against: one, the elements of in, none for blank and filled
	Holds bool     // of a constant
	Key   string   // of other: equal for expressions that mean the same

	choice []*Shape // of other that is x ? y : z: its three conditions
}

// Term is a side of a comparison: a literal, a variable, or something worked out
// of variables, which has the same value wherever its Key is the same.
type Term struct {
	Type     Type
	Value    Value  // of a literal; else the zero Value
	Variable int    // -1 where it is none
	Key      string // "" for a literal
}

// Shape returns the tree of a program that gives a condition; nil for any other.
func (p *Program) Shape() *Shape { return p.shape }

// shapeOf reads a checked tree.
func (u *unit) shapeOf(checked *ast.AST, e ast.Expr) *Shape {
	if t, _ := u.typeIn(checked, e); t != Bool {
		return nil
	}
	if c, ok := u.operands[e.ID()]; ok && c.isVar {
		return &Shape{Op: "==", Left: u.term(checked, e), Right: []Term{{Type: Bool, Value: Value{Type: Bool, Bool: true}, Variable: -1}}}
	}
	if len(u.reads(e)) == 0 {
		if v := u.compile(checked, e).value(nil); v.Known() {
			return &Shape{Op: "constant", Holds: v.Bool}
		}
	}
	if e.Kind() == ast.CallKind {
		if s := u.callShape(checked, e.AsCall().FunctionName(), e.AsCall().Args()); s != nil {
			return s
		}
	}
	return &Shape{Op: "other", Key: u.key(e), choice: u.choice(checked, e)}
}

// choice returns the condition and both outcomes of x ? y : z, nil for anything
// else.
func (u *unit) choice(checked *ast.AST, e ast.Expr) []*Shape {
	if e.Kind() != ast.CallKind || e.AsCall().FunctionName() != operators.Conditional {
		return nil
	}
	var all []*Shape
	for _, a := range e.AsCall().Args() {
		all = append(all, u.shapeOf(checked, a))
	}
	return all
}

// joins are the operators that join conditions, as Shape names them.
var joins = map[string]string{operators.LogicalAnd: "and", operators.LogicalOr: "or", operators.LogicalNot: "not"}

func (u *unit) callShape(checked *ast.AST, name string, args []ast.Expr) *Shape {
	if op := joins[name]; op != "" {
		s := &Shape{Op: op}
		for _, a := range args {
			s.Args = append(s.Args, u.shapeOf(checked, a))
		}
		return s
	}
	if signs, ok := written[name]; ok {
		return u.comparisonShape(checked, signs, args[0], args[1])
	}
	switch name {
	case "between":
		low := u.comparisonShape(checked, written[operators.GreaterEquals], args[0], args[1])
		high := u.comparisonShape(checked, written[operators.LessEquals], args[0], args[2])
		if low != nil && high != nil {
			return &Shape{Op: "and", Args: []*Shape{low, high}}
		}
	case operators.In:
		return u.inShape(checked, args[0], args[1].AsList().Elements())
	}
	return nil
}

// comparisonShape turns a comparison so that what is worked out of the row
// stands on its left.
func (u *unit) comparisonShape(checked *ast.AST, signs [2]string, left, right ast.Expr) *Shape {
	for i, sides := range [][2]ast.Expr{{left, right}, {right, left}} {
		if c := u.operands[sides[1].ID()]; c.typ == blank {
			return &Shape{Op: map[string]string{"==": "blank", "!=": "filled"}[signs[i]], Left: u.term(checked, sides[0])}
		}
		if l := u.term(checked, sides[0]); l.Key != "" && l.Type != Any {
			return &Shape{Op: signs[i], Left: l, Right: []Term{u.term(checked, sides[1])}}
		}
	}
	return nil
}

// inShape is in with a list of literals; another list is a choice of equalities.
func (u *unit) inShape(checked *ast.AST, x ast.Expr, elements []ast.Expr) *Shape {
	in := &Shape{Op: "in", Left: u.term(checked, x)}
	any := &Shape{Op: "or"}
	literal := in.Left.Key != ""
	for _, e := range elements {
		t := u.term(checked, e)
		literal = literal && t.Key == ""
		in.Right = append(in.Right, t)
		one := u.comparisonShape(checked, written[operators.Equals], x, e)
		if one == nil {
			return nil
		}
		any.Args = append(any.Args, one)
	}
	if literal {
		return in
	}
	return any
}

// term reads a side of a comparison.
func (u *unit) term(checked *ast.AST, e ast.Expr) Term {
	t := Term{Variable: -1}
	t.Type, _ = u.typeIn(checked, e)
	c, ok := u.operands[e.ID()]
	switch {
	case ok && c.isVar:
		t.Variable, t.Key = c.variable, u.key(e)
	case len(u.reads(e)) == 0:
		if !ok {
			c = u.compile(checked, e)
		}
		if t.Value = c.value(nil); !t.Value.Known() {
			t.Key = u.key(e)
		}
	default:
		t.Key = u.key(e)
	}
	return t
}

// typeIn is the type of a node, that of a variable or number included.
func (u *unit) typeIn(checked *ast.AST, e ast.Expr) (Type, bool) {
	if c, ok := u.operands[e.ID()]; ok {
		return c.typ, true
	}
	return u.typeOf(checked, e)
}

// key writes a tree so that trees that mean the same are written alike.
func (u *unit) key(e ast.Expr) string {
	if c, ok := u.operands[e.ID()]; ok {
		if c.isVar {
			return fmt.Sprintf("$%d", c.variable)
		}
		return literalKey(c.value(nil))
	}
	switch e.Kind() {
	case ast.LiteralKind:
		if s, ok := e.AsLiteral().(types.String); ok {
			return fmt.Sprintf("%q", string(s))
		}
		return fmt.Sprint(e.AsLiteral().Value())
	case ast.CallKind:
		return e.AsCall().FunctionName() + "(" + u.keys(e.AsCall().Args()) + ")"
	case ast.ListKind:
		return "[" + u.keys(e.AsList().Elements()) + "]"
	}
	return fmt.Sprintf("#%d", e.ID())
}

func literalKey(v Value) string {
	switch v.Type {
	case Bool:
		return fmt.Sprint(v.Bool)
	case Number:
		return v.Num.String()
	case Date:
		return v.Date.String()
	case DateTime:
		return fmt.Sprintf("@%d", v.Nanos)
	}
	return fmt.Sprintf("%q", v.Str)
}

func (u *unit) keys(args []ast.Expr) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = u.key(a)
	}
	return strings.Join(parts, ",")
}

// Equates says whether the condition may ask a variable, or what is worked out of
// it, to equal something or to lie between two bounds, so that trying the ends of
// its range doesn't tell whether some value in between holds. A nil shape may ask
// anything.
func (s *Shape) Equates(variable int) bool { return s == nil || s.sides(variable) > 1 }

// sides counts the sides from which a variable is bounded: two by what asks it to
// equal something, one by a comparison that only grows or only falls with it.
func (s *Shape) sides(variable int) int {
	if s == nil {
		return 2
	}
	n := 0
	for _, a := range append(s.Args, s.choice...) {
		n += a.sides(variable)
	}
	if s.choice != nil || s.Op == "blank" || s.Op == "filled" {
		return n
	}
	keys := s.Key
	for _, t := range append([]Term{s.Left}, s.Right...) {
		keys += " " + t.Key
	}
	switch times := mentions(keys, variable); {
	case times == 0:
		return n
	case slices.Contains([]string{"<", "<=", ">", ">="}, s.Op) && times == 1 && !turns.MatchString(keys):
		return n + 1
	}
	return n + 2
}

// turns finds, in a key, what may first grow and then fall with a number.
var turns = regexp.MustCompile(`\babs\(|_\?_:_\(`)

// mentions counts how often a key speaks of a variable.
func mentions(key string, variable int) int {
	name, times := fmt.Sprintf("$%d", variable), 0
	for {
		i := strings.Index(key, name)
		if i < 0 {
			return times
		}
		key = key[i+len(name):]
		if key == "" || key[0] < '0' || key[0] > '9' {
			times++
		}
	}
}
