package rules

import (
	"errors"
	"fmt"
	"strings"

	"winnow/internal/expr"
)

// hidden makes the measure that stands for an aggregate called in an expression,
// or finds it where it was called before. It is named by the call's own text.
func (d *draft) hidden(fn string, args []string) (string, error) {
	name := fn + "(" + strings.Join(args, ", ") + ")"
	if _, ok := d.byName[name]; ok {
		return name, nil
	}
	m := &Measure{Name: name, Title: name, Aggregate: Aggregate(fn), Field: -1, ValueKind: "actual", Hidden: true}
	where := args
	if m.Aggregate != Count {
		if len(args) == 0 {
			return name, fmt.Errorf("%s() needs a field", fn)
		}
		i, ok := d.fields[args[0]]
		if !ok {
			return name, fmt.Errorf("%s() takes the name of a field; %q is none%s", fn, args[0], d.src.near(args[0], d.fieldNames()))
		}
		if problem := d.notAggregable(m.Aggregate, i); problem != "" {
			return name, errors.New(problem)
		}
		m.Field, where = i, args[1:]
	}
	if len(where) > 1 {
		return name, fmt.Errorf("%s() has too many values in its brackets", fn)
	}
	if len(where) == 1 {
		p, issues := d.ret.Env.Compile(where[0], expr.Bool)
		if len(issues) > 0 {
			return name, errors.New(issues[0].Message)
		}
		m.Where = p
	}
	if len(d.ret.Measures) >= maxMeasures {
		return name, fmt.Errorf("the return has more than %d measures", maxMeasures)
	}
	d.measureReads(m)
	d.addMeasure(m)
	return name, nil
}
