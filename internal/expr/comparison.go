package expr

import (
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
)

// Comparison is a condition that says one thing of one variable: that it is below
// 10, after another variable, between two, one of a few, or blank.
type Comparison struct {
	Variable int
	Operator string    // < <= == != >= > between in blank filled
	Operands []Operand // what it is held against: two for between, none for blank and filled
}

// Operand is a literal, or a variable.
type Operand struct {
	Value    Value // of a literal; the zero Value for a variable
	Variable int   // -1 for a literal
}

// Comparison returns what the expression says of a single variable, and false
// where it says anything else.
func (p *Program) Comparison() (Comparison, bool) {
	if p.comparison == nil {
		return Comparison{}, false
	}
	return *p.comparison, true
}

// written are the operators as a Comparison names them, and what they become
// where the variable stands on their right.
var written = map[string][2]string{
	operators.Less: {"<", ">"}, operators.LessEquals: {"<=", ">="}, operators.Equals: {"==", "=="},
	operators.NotEquals: {"!=", "!="}, operators.GreaterEquals: {">=", "<="}, operators.Greater: {">", "<"},
}

// comparison reads a checked tree as a Comparison; nil where it is none.
func (u *unit) comparison(e ast.Expr) *Comparison {
	if e.Kind() != ast.CallKind {
		return nil
	}
	name, args := e.AsCall().FunctionName(), e.AsCall().Args()
	if signs, ok := written[name]; ok {
		if left := u.operands[args[0].ID()]; left.isVar {
			return u.against(left, signs[0], args[1:])
		}
		return u.against(u.operands[args[1].ID()], signs[1], args[:1])
	}
	switch name {
	case "between":
		return u.against(u.operands[args[0].ID()], "between", args[1:])
	case operators.In:
		return u.against(u.operands[args[0].ID()], "in", args[1].AsList().Elements())
	}
	return nil
}

// against holds a variable against operands.
func (u *unit) against(left code, operator string, args []ast.Expr) *Comparison {
	if !left.isVar {
		return nil
	}
	c := &Comparison{Variable: left.variable, Operator: operator}
	for _, a := range args {
		if u.operands[a.ID()].typ == blank {
			c.Operator = map[string]string{"==": "blank", "!=": "filled"}[operator]
			return c
		}
		o, ok := u.operand(a)
		if !ok {
			return nil
		}
		c.Operands = append(c.Operands, o)
	}
	return c
}

// operand reads a node as an Operand: a variable, a literal, or the date that
// date("…") gives.
func (u *unit) operand(e ast.Expr) (Operand, bool) {
	c, ok := u.operands[e.ID()]
	switch {
	case ok && c.isVar:
		return Operand{Variable: c.variable}, true
	case !ok && e.Kind() == ast.CallKind && e.AsCall().FunctionName() == "date" && e.AsCall().Args()[0].Kind() == ast.LiteralKind:
		made, err := parseDate(u, []code{u.compile(nil, e.AsCall().Args()[0])})
		if err != nil {
			return Operand{}, false
		}
		c = made
	case !ok && e.Kind() == ast.LiteralKind:
		c = u.compile(nil, e)
	case !ok:
		return Operand{}, false
	}
	v := c.value(nil)
	return Operand{Value: v, Variable: -1}, v.Known()
}
