package expr

import (
	"fmt"
	"strings"

	"cel.dev/cel-go/common/ast"
	"cel.dev/cel-go/common/operators"
	"cel.dev/cel-go/common/types"

	"winnow/internal/number"
	"winnow/internal/period"
)

// signs are the operators as they are written.
var signs = map[string]string{
	operators.Equals: "==", operators.NotEquals: "!=", operators.Less: "<", operators.LessEquals: "<=",
	operators.Greater: ">", operators.GreaterEquals: ">=", operators.Add: "+", operators.Subtract: "-",
	operators.Multiply: "*", operators.Divide: "/", operators.Modulo: "%", operators.Negate: "-",
	operators.LogicalAnd: "&&", operators.LogicalOr: "||", operators.LogicalNot: "!", operators.Conditional: "? :",
	operators.In: "in",
}

// typeMessage words the checker's complaint about a node: a call whose arguments
// don't go together, or an operand of && or ||.
func (u *unit) typeMessage(checked *ast.AST, e, parent ast.Expr) string {
	if parent != nil && parent.Kind() == ast.CallKind && !faulty(checked, e) {
		if op := parent.AsCall().FunctionName(); op == operators.LogicalAnd || op == operators.LogicalOr {
			return fmt.Sprintf("%s joins two conditions, and %s", signs[op], u.described(checked, e))
		}
	}
	if e.Kind() != ast.CallKind {
		return "this value does not fit here"
	}
	name, args := e.AsCall().FunctionName(), e.AsCall().Args()
	kinds := make([]Type, len(args))
	for i, a := range args {
		kinds[i], _ = u.typeOf(checked, a)
	}
	switch {
	case name == operators.LogicalNot:
		return fmt.Sprintf("! turns a condition round, and %s", u.described(checked, args[0]))
	case name == operators.Negate:
		return fmt.Sprintf("- needs a number after it, and %s", u.described(checked, args[0]))
	case name == operators.Conditional:
		return u.choiceMessage(checked, args, kinds)
	case name == operators.In:
		return fmt.Sprintf("%s, and the list holds values of another type", u.described(checked, args[0]))
	case len(args) == 2 && signs[name] != "":
		return u.operatorMessage(checked, signs[name], args, kinds)
	}
	return fmt.Sprintf("%s() is written %s; here %s", name, vocabulary()[name].usage, u.describedAll(checked, args))
}

func (u *unit) choiceMessage(checked *ast.AST, args []ast.Expr, kinds []Type) string {
	if kinds[0] != Bool {
		return fmt.Sprintf("a condition must stand before ?, and %s", u.described(checked, args[0]))
	}
	return fmt.Sprintf("both values of a choice must be of one type, and %s", u.describedAll(checked, args[1:]))
}

// operatorMessage words a clash of two operands, with advice for the usual ones.
func (u *unit) operatorMessage(checked *ast.AST, sign string, args []ast.Expr, kinds []Type) string {
	message := u.describedAll(checked, args)
	a, b := kinds[0], kinds[1]
	pair := func(x, y Type) bool { return a == x && b == y || a == y && b == x }
	if strings.ContainsAny(sign, "+-*/%") {
		return u.arithmeticMessage(sign, message, a, b)
	}
	switch {
	case pair(Number, String) && u.literalLike(args, isNumberText):
		return message + ": write the number without quotes"
	case pair(Date, String) && u.literalLike(args, isDateText):
		return message + `: write the date as date("2021-04-16")`
	case pair(Date, String):
		return message + `: a date is written date("2021-04-16")`
	case pair(Date, Number) || pair(DateTime, Number):
		return message + `: a date is written date("2021-04-16")`
	case pair(Date, DateTime):
		return message + ": take the day with date(…) first"
	case a == Any || b == Any:
		return message + ", which can only be compared with null"
	case a == Bool && b == Bool:
		return message + ": conditions can't be put in order; join them with && or ||"
	case a == blank || b == blank:
		return "null can only be compared with a value that may be blank"
	case a == Bool || b == Bool:
		return message + ": join two comparisons with && or ||"
	}
	return message + fmt.Sprintf(": %s needs two of the same type", sign)
}

func (u *unit) arithmeticMessage(sign, message string, a, b Type) string {
	switch {
	case sign == "-" && a == Date && b == Date:
		return "dates are not subtracted: use days(earlier, later) for the days between them"
	case (sign == "-" || sign == "+") && a == Date && b == Number, sign == "+" && a == Number && b == Date:
		return "nothing is added to a date with + or -: use add_days(date, days)"
	case sign == "+" && (a == String || b == String):
		return message + ": + adds two numbers or joins two texts"
	}
	return message + fmt.Sprintf(": %s works with numbers only", sign)
}

// described returns "co_ppm is a number".
func (u *unit) described(checked *ast.AST, e ast.Expr) string {
	t, ok := u.typeOf(checked, e)
	if !ok {
		return "this does not fit"
	}
	return fmt.Sprintf("%s is %s", u.label(e), t)
}

func (u *unit) describedAll(checked *ast.AST, args []ast.Expr) string {
	parts := make([]string, len(args))
	for i, a := range args {
		parts[i] = u.described(checked, a)
	}
	return strings.Join(parts, " and ")
}

// label names an operand: the variable, the value, the call, or "this".
func (u *unit) label(e ast.Expr) string {
	if c, ok := u.operands[e.ID()]; ok {
		switch {
		case c.isVar:
			return u.env.vars[c.variable].Name
		case c.typ == Number:
			return c.value(nil).Num.String()
		case c.typ == blank:
			return "null"
		}
	}
	switch e.Kind() {
	case ast.LiteralKind:
		if s, ok := e.AsLiteral().(types.String); ok {
			return fmt.Sprintf("%q", string(s))
		}
		return fmt.Sprint(e.AsLiteral().Value())
	case ast.CallKind:
		name := e.AsCall().FunctionName()
		if signs[name] == "" {
			return name + "(…)"
		}
		return "the result of " + signs[name]
	}
	return "this"
}

// literalLike says whether one of the operands is a text that looks so.
func (u *unit) literalLike(args []ast.Expr, like func(string) bool) bool {
	for _, a := range args {
		if a.Kind() == ast.LiteralKind {
			if s, ok := a.AsLiteral().(types.String); ok && like(string(s)) {
				return true
			}
		}
	}
	return false
}

func isNumberText(s string) bool { _, err := number.Parse(s); return err == nil }
func isDateText(s string) bool   { _, ok := period.ParseDate(s); return ok }

// oneType checks that the elements of a list have one type.
func (u *unit) oneType(checked *ast.AST, e ast.Expr) {
	elements := e.AsList().Elements()
	first, ok := u.typeOf(checked, elements[0])
	for _, other := range elements[1:] {
		t, okT := u.typeOf(checked, other)
		if ok && okT && t != first {
			u.fault(other, fmt.Sprintf("the values of a list must be of one type: %s and %s",
				u.described(checked, elements[0]), u.described(checked, other)))
			return
		}
	}
}
