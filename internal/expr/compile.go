package expr

import (
	"errors"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/types"
)

// errNeverKnown is the issue of a part that comes out unknown whatever the row.
var errNeverKnown = errors.New("this can never have a value")

// compile turns a checked tree into code. What can be worked out without a row
// is worked out now.
func (u *unit) compile(checked *ast.AST, e ast.Expr) code {
	if c, ok := u.operands[e.ID()]; ok {
		return c
	}
	switch e.Kind() {
	case ast.LiteralKind:
		switch v := e.AsLiteral().(type) {
		case types.String:
			return constant(Value{Type: String, Str: string(v)})
		case types.Bool:
			return constant(Value{Type: Bool, Bool: bool(v)})
		}
	case ast.ListKind:
		return u.compileList(checked, e)
	case ast.CallKind:
		return u.compileCall(checked, e)
	}
	u.fault(e, "this is not part of the rule language")
	return code{}
}

func (u *unit) compileList(checked *ast.AST, e ast.Expr) code {
	c := code{typ: list, constant: true}
	for _, element := range e.AsList().Elements() {
		m := u.compile(checked, element)
		c.constant = c.constant && m.constant
		c.typ = list + m.typ
		c.elements = append(c.elements, m)
	}
	return c
}

func (u *unit) compileCall(checked *ast.AST, e ast.Expr) code {
	ids := checked.GetOverloadIDs(e.ID())
	if len(u.issues) > 0 || len(ids) != 1 || byID()[ids[0]] == nil {
		if len(u.issues) == 0 {
			u.fault(e, "this is not part of the rule language")
		}
		return code{}
	}
	args, fixed := make([]code, len(e.AsCall().Args())), true
	for i, a := range e.AsCall().Args() {
		args[i] = u.compile(checked, a)
		fixed = fixed && args[i].constant
	}
	if len(u.issues) > 0 {
		return code{}
	}
	o := byID()[ids[0]]
	c, err := o.make(u, args)
	if err == nil && fixed {
		c, err = fold(c)
	}
	if err != nil {
		u.fault(e, err.Error())
		return code{}
	}
	return c
}

// fold evaluates code that needs no row.
func fold(c code) (code, error) {
	v := c.value(nil)
	if !v.Known() {
		return code{}, errNeverKnown
	}
	return constant(v), nil
}
