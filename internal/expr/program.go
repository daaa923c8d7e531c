package expr

// Program is a compiled expression. It never changes: any number of goroutines
// may evaluate it at once.
type Program struct {
	source string
	code   code
	reads  []int

	comparison *Comparison // nil where the expression is none
	shape      *Shape      // nil where the expression is no condition
	fallible   bool        // it may fail on known values; see Failure
}

// Eval evaluates the expression on a row and returns a value of Type, or the
// zero Value where the result is unknown. A variable whose value in the row is
// not of the type declared counts as unknown.
func (p *Program) Eval(r Row) Value { return p.code.value(r) }

// Reads returns the indexes of the variables read, ascending, each once. The
// caller must not change it.
func (p *Program) Reads() []int { return p.reads }

// String returns the text that was compiled.
func (p *Program) String() string { return p.source }

// Type returns the type of the result.
func (p *Program) Type() Type { return p.code.typ }
