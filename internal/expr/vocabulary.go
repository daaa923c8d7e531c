package expr

import (
	"maps"
	"slices"
	"strconv"
	"sync"

	"cel.dev/cel-go/common/operators"
)

// function is one word or operator of the rule language with the types it takes.
type function struct {
	name      string
	usage     string // how a call is written, for messages; "" for operators
	method    bool   // may also be written as a method: name.lower()
	overloads []overload
}

// overload is one combination of argument types.
type overload struct {
	in   []Type
	out  Type
	make func(u *unit, args []code) (code, error) // the error is worded for the writer of the rule
}

// plain adapts a maker that can't fail and needs nothing of the unit.
func plain(build func(args []code) code) func(*unit, []code) (code, error) {
	return func(_ *unit, args []code) (code, error) { return build(args), nil }
}

// vocabulary returns every function and operator by name.
var vocabulary = sync.OnceValue(func() map[string]*function {
	words := map[string]*function{}
	for _, group := range [][]function{comparisons(), logic(), arithmetic(), dates(), texts(), membership(), lookups()} {
		for _, f := range group {
			words[f.name] = &f
		}
	}
	return words
})

// callable returns the names that a writer can call, sorted.
var callable = sync.OnceValue(func() []string {
	names := slices.Sorted(maps.Keys(vocabulary()))
	return slices.DeleteFunc(names, func(n string) bool { return vocabulary()[n].usage == "" })
})

// takes says whether some overload has that many arguments.
func (f *function) takes(n int) bool {
	return slices.ContainsFunc(f.overloads, func(o overload) bool { return len(o.in) == n })
}

// id names overload i of f for the type checker.
func (f *function) id(i int) string { return f.name + "#" + strconv.Itoa(i) }

// byID returns the overload of an id.
var byID = sync.OnceValue(func() map[string]*overload {
	all := map[string]*overload{}
	for _, f := range vocabulary() {
		for i := range f.overloads {
			all[f.id(i)] = &f.overloads[i]
		}
	}
	return all
})

// aggregates are the functions over rows, with how each is written.
var aggregates = map[string]string{
	"sum": "sum(x) or sum(x, where)", "count": "count(where)", "distinct": "distinct(x)", "median": "median(x)",
	"mean": "mean(x)", "min": "min(x)", "max": "max(x)",
}

// elsewhere has advice for functions of CEL or of later versions that aren't here.
var elsewhere = map[string]string{
	"has":       "ask for a value with != null",
	"timestamp": `write a date as date("2021-04-16")`,
	"duration":  "use days(a, b) for the days between two dates",
	"int":       "numbers are exact here and need no conversion; use round() for whole numbers, number() for texts",
	"uint":      "numbers are exact here and need no conversion",
	"double":    "numbers are exact here and need no conversion; use number() for texts",
	"string":    "compare the value as it is",
	"isBlank":   "ask for a blank with == null",
}

// loops are CEL's functions over lists, whose arguments name variables of their own.
var loops = map[string]bool{
	operators.All: true, operators.Exists: true, operators.ExistsOne: true, "existsOne": true, operators.Map: true,
	operators.Filter: true, "transformList": true, "transformMap": true,
}
