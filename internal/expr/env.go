package expr

import (
	"fmt"
	"slices"
)

// Env is the variables that expressions are compiled against. Compiling may add
// variables (WithAggregates), so an Env is for one goroutine at a time; the
// programs it gives are free of it.
type Env struct {
	vars      []Var
	index     map[string]int
	lists     func(list string) (Lookup, error)
	aggregate func(fn string, args []string) (Var, error)
	stated    func(label string) (Var, error)
	advise    func(name string) string
}

// Lookup is a reference list as lookup() sees it: rows of texts, found by the
// value in the first column.
type Lookup interface {
	// HasColumn says whether the list has a column of that name.
	HasColumn(name string) bool
	// Find returns the text in the column of the row with the key, and false
	// where there is no such row or the text is blank. It must be safe for
	// concurrent use.
	Find(key, column string) (string, bool)
}

// Option is an extra of an Env.
type Option func(*Env)

// WithLists lets expressions call lookup("list.csv", key, "column"). The function
// is called while compiling, with the name as written; its error is the issue's
// text and is worded for the writer of the rule.
func WithLists(open func(list string) (Lookup, error)) Option {
	return func(e *Env) { e.lists = open }
}

// WithAggregates lets expressions call sum(x, where), count(where), distinct(x),
// median(x), mean(x), min(x) and max(x). The function is called while compiling,
// with the arguments as CEL text that was parsed but not checked against any
// variables, and returns the variable that stands in the call's place: one of
// the Env's own, or a new one, which is added at the end of Vars. Its error is
// the issue's text.
func WithAggregates(declare func(fn string, args []string) (Var, error)) Option {
	return func(e *Env) { e.aggregate = declare }
}

// WithStated lets expressions call stated("Total"). The function is called while
// compiling, with the label as written, and returns the variable that stands in
// the call's place, as for WithAggregates.
func WithStated(declare func(label string) (Var, error)) Option {
	return func(e *Env) { e.stated = declare }
}

// WithAdvice words the issue of a name that is no variable; where the function
// returns "" it is worded here.
func WithAdvice(advise func(name string) string) Option {
	return func(e *Env) { e.advise = advise }
}

// NewEnv returns an Env of the variables. A name is given once. A name that is
// not words of letters, digits and _ joined by dots, or is reserved in CEL, is
// allowed, and no expression can speak of it.
func NewEnv(vars []Var, opts ...Option) (*Env, error) {
	e := &Env{index: make(map[string]int, len(vars))}
	for _, v := range vars {
		if _, err := e.add(v); err != nil {
			return nil, err
		}
	}
	for _, o := range opts {
		o(e)
	}
	return e, nil
}

// Vars returns the variables: those of NewEnv, then those of aggregates.
func (e *Env) Vars() []Var { return slices.Clone(e.vars) }

// add declares v and returns its index. A variable declared before with the
// same type is the same variable only for aggregates; see declared.
func (e *Env) add(v Var) (int, error) {
	if v.Type > DateTime {
		return 0, fmt.Errorf("variable %q: no such type: %d", v.Name, v.Type)
	}
	if _, ok := e.index[v.Name]; ok {
		return 0, fmt.Errorf("variable %q is declared twice", v.Name)
	}
	e.vars = append(e.vars, v)
	e.index[v.Name] = len(e.vars) - 1
	return len(e.vars) - 1, nil
}

// declared returns the index of the variable that an aggregate gave, adding it
// if it is new.
func (e *Env) declared(v Var) (int, error) {
	if i, ok := e.index[v.Name]; ok && e.vars[i] == v {
		return i, nil
	}
	return e.add(v)
}

// Compile parses src, checks its types and compiles it. want is the type that
// the result must have; Any takes all. A fault of the syntax is reported alone,
// as all that follows one is guesswork; otherwise every fault is reported, in
// the order of the text. The Program is nil where there are issues.
func (e *Env) Compile(src string, want Type) (*Program, []Issue) {
	tree, source, issue := parse(src)
	if issue != nil {
		return nil, []Issue{*issue}
	}
	u := &unit{env: e, src: source, info: tree.SourceInfo(), operands: map[int64]code{}}
	u.resolve(tree.Expr())
	checked := u.check(tree)
	if len(u.issues) > 0 {
		return nil, u.sorted()
	}
	c := u.compile(checked, checked.Expr())
	if len(u.issues) == 0 && want != Any && c.typ != want {
		u.faultAt(u.start(), wrongResult(want, c.typ))
	}
	if len(u.issues) > 0 {
		return nil, u.sorted()
	}
	return &Program{source: src, code: c, reads: u.reads(checked.Expr()), comparison: u.comparison(checked.Expr()), shape: u.shapeOf(checked, checked.Expr()), fallible: fallible(src)}, nil
}

func wrongResult(want, got Type) string {
	switch {
	case want == Bool:
		return fmt.Sprintf("a condition is needed here, such as x > 10; this gives %s", got)
	case got == Bool:
		return fmt.Sprintf("%s is needed here; this is a condition", want)
	}
	return fmt.Sprintf("%s is needed here; this gives %s", want, got)
}
