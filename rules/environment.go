package rules

import (
	"errors"
	"fmt"

	"winnow/internal/expr"
)

// Expr returns the type that a field's values have in expressions. Types that
// expressions have no values for, such as time and list, are texts there.
func (t Type) Expr() expr.Type {
	switch t {
	case TypeNumber, TypeInteger, TypeYear:
		return expr.Number
	case TypeBoolean:
		return expr.Bool
	case TypeDate:
		return expr.Date
	case TypeDateTime:
		return expr.DateTime
	}
	return expr.String
}

// environment declares the variables of row expressions: the fields, what the run
// knows, and what the lookups give.
func (d *draft) environment() {
	vars := d.rowVariables()
	for _, v := range d.ret.LookupVars {
		vars = append(vars, expr.Var{Name: v.Name, Type: v.Type})
	}
	env, err := expr.NewEnv(vars, expr.WithLists(d.lookup))
	if err != nil {
		d.src.faultAt(0, 0, "its fields can't be used in expressions: %s", err)
		env, _ = expr.NewEnv(nil)
	}
	d.ret.Env = env
}

// rowVariables declares the fields and RowVars.
func (d *draft) rowVariables() []expr.Var {
	vars := make([]expr.Var, 0, len(d.ret.Fields)+RowVarCount+len(d.ret.LookupVars))
	taken := map[string]bool{}
	for _, f := range d.ret.Fields {
		name := d.spoken(f, "")
		if taken[name] { // a fault already; indexes must still agree
			name = fmt.Sprintf("%s (%d)", f.Name, f.Index)
		}
		taken[name] = true
		vars = append(vars, expr.Var{Name: name, Type: f.Type.Expr()})
	}
	for _, v := range RowVars {
		if taken[v] { // a field of that name is the one meant
			v = "the file's " + v
		}
		vars = append(vars, expr.Var{Name: v, Type: expr.Date})
	}
	return vars
}

// lookup opens a code list for lookup() in an expression.
func (d *draft) lookup(name string) (expr.Lookup, error) {
	list, problem := d.list(name)
	if problem != "" {
		return nil, errors.New(problem)
	}
	if list == nil {
		return nil, fmt.Errorf("the list %s has faults of its own", name)
	}
	return list, nil
}
