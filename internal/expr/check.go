package expr

import (
	"slices"
	"sync"

	"cel.dev/cel-go/checker"
	"cel.dev/cel-go/common"
	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/containers"
	"cel.dev/cel-go/common/decls"
	"cel.dev/cel-go/common/types"
)

// anything is the placeholder of what was refused: it goes with everything, so
// that one fault gives one issue.
const anything = "@anything"

// placeholder is the name that stands for a value of type t in the checked tree.
// The @ keeps it out of reach of expressions.
func placeholder(t Type) string { return "@" + celNames[t] }

var celNames = map[Type]string{
	Any: "any", Bool: "bool", Number: "number", String: "text", Date: "date", DateTime: "datetime", blank: "blank",
}

var celTypes = func() map[Type]*types.Type {
	all := map[Type]*types.Type{Bool: types.BoolType, String: types.StringType}
	for _, t := range []Type{Any, Number, Date, DateTime, blank} {
		all[t] = types.NewOpaqueType(celNames[t])
	}
	for _, t := range []Type{Bool, Number, String, Date, DateTime} {
		all[list+t] = types.NewListType(all[t])
	}
	return all
}()

// typeChecker declares the vocabulary to cel-go, once for all expressions: as
// variables become placeholders of their type, it doesn't depend on them.
var typeChecker = sync.OnceValue(func() *checker.Env {
	env, err := checker.NewEnv(containers.DefaultContainer, types.NewEmptyRegistry())
	if err == nil {
		err = env.AddIdents(decls.NewVariable(anything, types.DynType))
	}
	for t := range celNames {
		if err == nil {
			err = env.AddIdents(decls.NewVariable(placeholder(t), celTypes[t]))
		}
	}
	for _, f := range vocabulary() {
		if err == nil {
			err = declareFunction(env, f)
		}
	}
	if err != nil {
		panic(err) // the vocabulary contradicts itself: seen by the first test that runs
	}
	return env
})

func declareFunction(env *checker.Env, f *function) error {
	opts := make([]decls.FunctionOpt, len(f.overloads))
	for i, o := range f.overloads {
		in := make([]*types.Type, len(o.in))
		for j, t := range o.in {
			in[j] = celTypes[t]
		}
		opts[i] = decls.Overload(f.id(i), in, celTypes[o.out])
	}
	d, err := decls.NewFunction(f.name, opts...)
	if err != nil {
		return err
	}
	return env.AddFunctions(d)
}

// check checks the types of a resolved tree and words what is wrong.
func (u *unit) check(tree *ast.AST) *ast.AST {
	checked, errs := checker.Check(tree, common.NewTextSource(string(u.src)), typeChecker())
	at := map[int64]ast.Expr{}
	parents := map[int64]ast.Expr{}
	ast.PreOrderVisit(checked.Expr(), ast.NewExprVisitor(func(e ast.Expr) {
		at[e.ID()] = e
		for _, child := range children(e) {
			parents[child.ID()] = e
		}
		if e.Kind() == ast.ListKind {
			u.oneType(checked, e)
		}
	}))
	for _, err := range errs.GetErrors() {
		switch e := at[err.ExprID]; {
		case e == nil:
			u.faultAt(u.start(), err.Message)
		case !slices.ContainsFunc(children(e), func(c ast.Expr) bool { return faulty(checked, c) }):
			u.fault(e, u.typeMessage(checked, e, parents[err.ExprID]))
		}
	}
	return checked
}

// faulty says whether the checker has already complained about e: then what holds
// e is not at fault.
func faulty(checked *ast.AST, e ast.Expr) bool { return checked.GetType(e.ID()) == types.ErrorType }

func children(e ast.Expr) []ast.Expr {
	switch e.Kind() {
	case ast.CallKind:
		return e.AsCall().Args()
	case ast.ListKind:
		return e.AsList().Elements()
	}
	return nil
}

// typeOf returns the type that the checker found, and false for what was refused.
func (u *unit) typeOf(checked *ast.AST, e ast.Expr) (Type, bool) {
	found := checked.GetType(e.ID())
	for t, c := range celTypes {
		if c.IsExactType(found) {
			return t, true
		}
	}
	return Any, false
}
