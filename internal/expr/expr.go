// Package expr compiles and evaluates the expressions of rule files: CEL
// syntax, type-checked by cel-go against declared variables, evaluated here
// exactly and with three-valued logic.
//
// Start reading at Env.Compile and Program.Eval: parse (syntax.go), resolve names
// and literals (resolve.go), check types (check.go, and explain.go for what to
// say), compile into functions (compile.go). The functions and operators are in
// vocabulary.go and the files it names, each with its types and its code.
//
// Every number is an exact number.Num, dates are civil dates, and a blank is
// unknown: comparison with it is unknown, && and || follow three-valued logic,
// x == null asks for it. What of CEL is not in the vocabulary, loops over lists
// above all, is an issue, so that evaluation takes time in proportion to the text
// and no more. The package knows nothing of files, fields or rules.
package expr

import (
	"winnow/internal/number"
	"winnow/internal/period"
)

// Type is the type of a variable or of an expression.
type Type uint8

// The types. Number stands for integers and decimals alike.
const (
	Any Type = iota
	Bool
	Number
	String
	Date
	DateTime

	blank          // the type of null
	list  Type = 8 // added to the type of its elements
)

// The types as a writer of rules would call them.
var typeWords = map[Type]string{
	Any: "a value of no one type", Bool: "a yes/no condition", Number: "a number", String: "a text",
	Date: "a date", DateTime: "a date with a time", blank: "null",
}

// String returns the type in words, such as "a number".
func (t Type) String() string {
	if t >= list {
		return "a list"
	}
	return typeWords[t]
}

// Var declares a variable. Dots in the name are part of it: "period.start".
type Var struct {
	Name string
	Type Type
}

// Value is a value of a variable or an expression. The zero Value is unknown
// (a blank). Exactly one of the payloads is meaningful, as Type says.
type Value struct {
	Type  Type // Any for unknown
	Bool  bool
	Num   number.Num
	Str   string
	Date  period.Date
	Nanos int64 // DateTime: nanoseconds since 1970-01-01 00:00 civil time
}

// Known says whether v holds a value.
func (v Value) Known() bool { return v.Type != Any }

// Row gives the values of variables, by their index in the Env.
type Row interface{ Value(variable int) Value }

// Issue is one fault of an expression's text.
type Issue struct {
	Line, Column int // 1-based, within the expression
	Message      string
}
