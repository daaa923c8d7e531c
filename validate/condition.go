package validate

import (
	"cmp"
	"slices"

	"winnow/internal/expr"
	"winnow/rules"
)

// truth is a condition's answer in three-valued logic.
type truth int8

const (
	no truth = iota
	yes
	unknown
	failing // not to be evaluated though its values are known: a fault of the rule
)

func truthOf(v expr.Value) truth {
	switch {
	case v.Type != expr.Bool:
		return unknown
	case v.Bool:
		return yes
	}
	return no
}

// rowVar is a variable of row expressions beside the fields.
type rowVar struct {
	value   expr.Value
	missing string // why it has no value
}

// words returns a date for a message, or why it isn't known.
func (v rowVar) words() string {
	if v.missing != "" {
		return "(" + v.missing + ")"
	}
	return v.value.Date.Long()
}

// rowVars returns the variables after the fields.
func rowVars(c Context) (v [rules.RowVarCount]rowVar) {
	noPeriod := "no period was given"
	v[rules.VarPeriodStart].missing, v[rules.VarPeriodEnd].missing = noPeriod, noPeriod
	if !c.Period.IsZero() {
		v[rules.VarPeriodStart] = rowVar{value: expr.Value{Type: expr.Date, Date: c.Period.Start()}}
		v[rules.VarPeriodEnd] = rowVar{value: expr.Value{Type: expr.Date, Date: c.Period.End()}}
	}
	v[rules.VarAsAt].missing = "the date the return speaks of is not known"
	if c.HasAsAt {
		v[rules.VarAsAt] = rowVar{value: expr.Value{Type: expr.Date, Date: c.AsAt}}
	}
	return v
}

// record is a row of a batch as expressions see it. Cells marked doubtful, and
// cells that failed, are unknown.
type record struct {
	c        *Checker
	r        *Result
	i        int
	doubtful map[int]bool // fields; nil for none
	failure  string       // why a lookup couldn't be worked out
}

// Value implements expr.Row.
func (x *record) Value(v int) expr.Value {
	switch at := v - len(x.r.cols); {
	case at >= rules.RowVarCount:
		return x.lookedUp(at - rules.RowVarCount)
	case at >= 0:
		return x.c.vars[at].value
	}
	if x.doubtful != nil && x.doubtful[v] {
		return expr.Value{}
	}
	return x.r.col(v).at(x.i).value
}

// condition is an expression over a row, with what it needs to be run a column
// at a time.
type condition struct {
	program *expr.Program
	fields  []int // that it reads
	missing string
	stage   stage
	placed  bool // it depends on where the record stands, besides its fields
}

// newCondition splits what a program reads into fields and variables. What a
// lookup says depends on the fields that it is made by, and on no others.
func newCondition(c *Checker, p *expr.Program) *condition {
	if p == nil {
		return nil
	}
	k := &condition{program: p}
	for _, v := range p.Reads() {
		if v < len(c.ret.Fields) {
			k.fields = append(k.fields, v)
		} else if x, ok := c.ret.LookupVar(v); ok {
			k.lookUp(c, x)
		} else if m := c.vars[v-len(c.ret.Fields)].missing; m != "" {
			k.missing = m
		}
	}
	slices.Sort(k.fields)
	k.fields = slices.Compact(k.fields)
	return k
}

// lookUp takes in that the condition reads a lookup.
func (k *condition) lookUp(c *Checker, v rules.LookupVar) {
	l := c.lookup(v.Lookup)
	k.fields = append(k.fields, l.Reads...)
	k.missing = cmp.Or(k.missing, l.missing)
	k.stage = max(k.stage, c.stageOf(l.Lookup))
	k.placed = k.placed || l.Neighbour()
	if v.Field >= 0 && l.missing == "" && l.theirs[v.Field] < 0 && l.rows.Len() > 0 {
		k.missing = "column " + l.Theirs[v.Field].Title + " is missing where it is looked up"
	}
}

// memoCells is how large a table of answers may be: the product of the distinct
// cells of the columns that a condition reads.
const memoCells = 2048

// memo answers a condition for the records of a batch. Where its columns have
// few distinct cells, each combination is worked out once.
type memo struct {
	k     *condition
	row   record
	known []truth // answers plus one, by combination of entries; nil where there are too many
	why   string  // why the first record that it fails on can't be judged
}

func (c *Checker) newMemo(k *condition, r *Result) *memo {
	m := &memo{k: k, row: record{c: c, r: r}}
	if k == nil || k.placed {
		return m
	}
	size := 1
	for _, f := range k.fields {
		if size *= len(r.col(f).entries); size > memoCells {
			return m
		}
	}
	m.known = make([]truth, size)
	return m
}

// on returns the answer for a record; a missing condition always holds.
func (m *memo) on(i int) truth {
	if m.k == nil {
		return yes
	}
	m.row.i = i
	if m.known == nil {
		return m.evaluate()
	}
	at := 0
	for _, f := range m.k.fields {
		col := m.row.r.col(f)
		code := 0
		if col.codes != nil {
			code = int(col.codes[i])
		}
		at = at*len(col.entries) + code
	}
	if m.known[at] == 0 {
		m.known[at] = m.evaluate() + 1
	}
	return m.known[at] - 1
}

// evaluate works out the answer for the row that m stands on.
func (m *memo) evaluate() truth {
	m.row.failure = ""
	t := truthOf(m.k.program.Eval(&m.row))
	if t != unknown {
		return t
	}
	if why := cmp.Or(m.row.failure, m.k.program.Failure(&m.row)); why != "" {
		m.why = cmp.Or(m.why, why)
		return failing
	}
	return unknown
}
