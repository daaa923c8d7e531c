package expr

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"
	"cel.dev/cel-go/parser"

	"winnow/internal/number"
)

// factory makes the nodes that stand in for others.
var factory = ast.NewExprFactory()

// resolve walks the tree before types are checked. Variables, numbers and null
// become placeholders of their type, so that an integer and a decimal are one
// type and a column may be called "int"; calls written as methods become plain
// ones. What is not part of the rule language is an issue and becomes a
// placeholder that goes with everything.
func (u *unit) resolve(e ast.Expr) {
	switch e.Kind() {
	case ast.LiteralKind:
		u.literal(e)
	case ast.IdentKind, ast.SelectKind:
		u.name(e)
	case ast.CallKind:
		u.call(e)
	case ast.ListKind:
		u.refuse(e, "a list can only stand after in: x in [1, 2]")
	default:
		u.refuse(e, "curly brackets are not part of the rule language")
	}
}

// stand replaces a node by a placeholder for c.
func (u *unit) stand(e ast.Expr, c code) {
	u.operands[e.ID()] = c
	e.SetKindCase(factory.NewIdent(e.ID(), placeholder(c.typ)))
}

// refuse records an issue and takes the node out of the type check.
func (u *unit) refuse(e ast.Expr, message string) {
	u.fault(e, message)
	e.SetKindCase(factory.NewIdent(e.ID(), anything))
}

func (u *unit) literal(e ast.Expr) {
	switch v := e.AsLiteral().(type) {
	case types.Int:
		u.stand(e, constant(Value{Type: Number, Num: number.FromInt(int64(v))}))
	case types.Double:
		u.decimal(e, float64(v))
	case types.Uint:
		u.refuse(e, "write the number without the u at its end")
	case types.Bytes:
		u.refuse(e, `write the text without the b before its quote`)
	case types.Null:
		u.refuse(e, "null can only be compared: x == null or x != null")
	case types.String, types.Bool: // stay as they are
	}
}

// decimal takes a literal with a point or an exponent as the decimal its text
// means. A text with more digits than the parser keeps is refused, so that no
// literal ever means something else than it says.
func (u *unit) decimal(e ast.Expr, v float64) {
	n, err := number.Parse(fmt.Sprint(v))
	if err != nil {
		u.refuse(e, "this number is too large")
		return
	}
	written, err := number.Parse(numberText(u.src, u.rawOffset(e)))
	if err != nil || written.Abs().Cmp(n.Abs()) != 0 {
		u.refuse(e, "this number has more digits than are kept: write it with at most 15")
		return
	}
	u.stand(e, constant(Value{Type: Number, Num: n}))
}

// numberText returns the digits, point and exponent of the literal at the offset,
// without its sign.
func numberText(src []rune, at int) string {
	for at < len(src) && (src[at] == '-' || src[at] == ' ' || src[at] == '\t' || src[at] == '\r' || src[at] == '\n') {
		at++
	}
	end := at
	for end < len(src) && (isWord(src[end]) || src[end] == '.' ||
		(src[end] == '-' || src[end] == '+') && end > at && (src[end-1] == 'e' || src[end-1] == 'E')) {
		end++
	}
	return string(src[at:end])
}

// name puts a variable in the place of an identifier or a dotted name.
func (u *unit) name(e ast.Expr) {
	name, ok := dotted(e)
	if !ok {
		u.faultAt(u.rawOffset(e), fmt.Sprintf("a dot can't be used here: .%s", e.AsSelect().FieldName()))
		e.SetKindCase(factory.NewIdent(e.ID(), anything))
		return
	}
	i, ok := u.env.index[name]
	if !ok {
		u.refuse(e, u.unknownName(name))
		return
	}
	u.stand(e, variable(i, u.env.vars[i].Type))
}

// dotted returns the name that a chain of selections spells.
func dotted(e ast.Expr) (string, bool) {
	switch {
	case e.Kind() == ast.IdentKind:
		return e.AsIdent(), true
	case e.Kind() == ast.SelectKind && !e.AsSelect().IsTestOnly():
		prefix, ok := dotted(e.AsSelect().Operand())
		return prefix + "." + e.AsSelect().FieldName(), ok
	}
	return "", false
}

func (u *unit) unknownName(name string) string {
	if u.env.advise != nil {
		if words := u.env.advise(name); words != "" {
			return words
		}
	}
	names := make([]string, len(u.env.vars))
	for i, v := range u.env.vars {
		names[i] = v.Name
	}
	message := fmt.Sprintf("there is no %q here", name)
	switch strings.ToLower(name) {
	case "null", "blank", "empty", "none", "nil":
		return message + "; a blank is written null"
	}
	if near, ok := nearest(name, names); ok {
		return message + fmt.Sprintf("; did you mean '%s'?", near)
	}
	for _, full := range names {
		if strings.HasPrefix(full, name+".") {
			return message + fmt.Sprintf(" on its own; write '%s'", full)
		}
	}
	if _, ok := vocabulary()[name]; ok {
		return message + fmt.Sprintf("; %s is a function: write %s", name, vocabulary()[name].usage)
	}
	return message
}

// call resolves a call's arguments, after turning a method into a plain call.
func (u *unit) call(e ast.Expr) {
	c := e.AsCall()
	name, args := c.FunctionName(), c.Args()
	if c.IsMemberFunction() {
		args = append([]ast.Expr{c.Target()}, args...)
	}
	switch {
	case loops[name]:
		u.refuse(e, name+"() is not part of the rule language")
	case name == operators.Index:
		u.refuse(e, "square brackets can only list values after in: x in [1, 2]")
	case aggregates[name] != "" && !c.IsMemberFunction():
		u.aggregate(e)
	case name == "stated" && !c.IsMemberFunction():
		u.stated(e)
	case vocabulary()[name] == nil:
		u.resolveAll(args)
		u.refuse(e, unknownFunction(name))
	case c.IsMemberFunction() && !vocabulary()[name].method:
		u.resolveAll(args)
		u.refuse(e, fmt.Sprintf("%s() is written %s", name, vocabulary()[name].usage))
	default:
		e.SetKindCase(factory.NewCall(e.ID(), name, args...))
		u.arguments(e, vocabulary()[name])
	}
}

func (u *unit) resolveAll(args []ast.Expr) {
	for _, a := range args {
		u.resolve(a)
	}
}

// arguments resolves the arguments of a known function, of which == and != take
// a null and in takes a list.
func (u *unit) arguments(e ast.Expr, f *function) {
	args := e.AsCall().Args()
	for i, a := range args {
		switch {
		case (f.name == operators.Equals || f.name == operators.NotEquals) && isNull(a):
			u.stand(a, code{typ: blank, constant: true})
		case f.name == operators.In && i == 1:
			u.members(a)
		default:
			u.resolve(a)
		}
	}
	if !f.takes(len(args)) {
		u.refuse(e, fmt.Sprintf("%s() is written %s", f.name, f.usage))
	}
}

func isNull(e ast.Expr) bool {
	return e.Kind() == ast.LiteralKind && e.AsLiteral() == types.NullValue
}

// members resolves what stands after in.
func (u *unit) members(e ast.Expr) {
	if e.Kind() != ast.ListKind {
		u.resolve(e)
		u.refuse(e, `in needs a list in square brackets after it: x in ["a", "b"]; for a part of a text use contains()`)
		return
	}
	if e.AsList().Size() == 0 {
		u.refuse(e, "this list is empty")
		return
	}
	u.resolveAll(e.AsList().Elements())
}

func unknownFunction(name string) string {
	if strings.HasPrefix(name, ".") {
		return fmt.Sprintf("%q can't begin with a dot", name)
	}
	message := name + "() is not part of the rule language"
	if advice, ok := elsewhere[name]; ok {
		return message + ": " + advice
	}
	if near, ok := nearest(name, callable()); ok {
		return message + fmt.Sprintf("; did you mean %s?", vocabulary()[near].usage)
	}
	return message
}

// aggregate puts the variable that the Env's owner declares in the place of a
// call over rows. The arguments are the owner's to check.
func (u *unit) aggregate(e ast.Expr) {
	name := e.AsCall().FunctionName()
	if u.env.aggregate == nil {
		u.refuse(e, name+"() works over all rows, so it can only be used in table rules")
		return
	}
	args := make([]string, len(e.AsCall().Args()))
	for i, a := range e.AsCall().Args() {
		text, err := parser.Unparse(a, u.info)
		if err != nil {
			u.refuse(e, fmt.Sprintf("%s() is written %s", name, aggregates[name]))
			return
		}
		args[i] = text
	}
	v, err := u.env.aggregate(name, args)
	u.declared(e, v, err)
}

// stated puts the variable of a figure that the file prints in the place of a
// call that names its label.
func (u *unit) stated(e ast.Expr) {
	args := e.AsCall().Args()
	if u.env.stated == nil {
		u.refuse(e, "stated() is a figure of the whole file, so it can only be used in table rules")
		return
	}
	label := ""
	if len(args) == 1 && args[0].Kind() == ast.LiteralKind {
		text, _ := args[0].AsLiteral().(types.String)
		label = string(text)
	}
	if label == "" {
		u.refuse(e, `stated() is written stated("Total"), with the label that stands beside the figure`)
		return
	}
	v, err := u.env.stated(label)
	u.declared(e, v, err)
}

// declared puts a variable of the Env's owner in the place of a node, or the
// error that kept it from having one.
func (u *unit) declared(e ast.Expr, v Var, err error) {
	if err != nil {
		u.refuse(e, err.Error())
		return
	}
	i, err := u.env.declared(v)
	if err != nil {
		u.refuse(e, err.Error())
		return
	}
	u.stand(e, variable(i, v.Type))
}
