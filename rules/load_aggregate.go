package rules

import (
	"errors"
	"fmt"
	"strings"

	"winnow/internal/expr"
)

// hidden makes the measure that stands for an aggregate called in an expression,
// or finds it where it was called before. It is named by the call's own text, and
// for the groups of a rule with per by these too.
func (d *draft) hidden(fn string, args []string, per []int) (string, error) {
	name := fn + "(" + strings.Join(args, ", ") + ")" + d.perText(per)
	if _, ok := d.byName[name]; ok {
		return name, nil
	}
	m := &Measure{Name: name, Title: name, Aggregate: Aggregate(fn), Field: -1, ValueKind: "actual", By: per, Hidden: true, PerRule: len(per) > 0}
	where := args
	if m.Aggregate != Count {
		if len(args) == 0 {
			return name, fmt.Errorf("%s() needs a field", fn)
		}
		if err := d.aggregatedText(args[0], m); err != nil {
			return name, err
		}
		where = args[1:]
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

// perText tells hidden measures apart by the groups that they are worked out for.
func (d *draft) perText(per []int) string {
	var names []string
	for _, f := range per {
		names = append(names, d.ret.Fields[f].Name)
	}
	if len(names) == 0 {
		return ""
	}
	return " per " + strings.Join(names, ", ")
}

// aggregatedText reads what is aggregated: the name of a field, or an expression
// over a row.
func (d *draft) aggregatedText(text string, m *Measure) error {
	if i, ok := d.fields[text]; ok {
		m.Field = i
		if problem := d.notAggregable(m.Aggregate, i); problem != "" {
			return errors.New(problem)
		}
		return nil
	}
	if reIdentifier.MatchString(text) {
		return fmt.Errorf("%s() takes a field or an expression over fields; there is no field %q%s", m.Aggregate, text, d.src.near(text, d.fieldNames()))
	}
	p, issues := d.ret.Env.Compile(text, m.Aggregate.takes())
	if len(issues) > 0 {
		return errors.New(issues[0].Message)
	}
	m.Of = p
	return nil
}

// takes is the type of the values that are aggregated.
func (a Aggregate) takes() expr.Type {
	if a == Distinct {
		return expr.Any
	}
	return expr.Number
}

// aggregatedKey reads field, or of with an expression over a row in its place.
func (d *draft) aggregatedKey(m *mapping, out *Measure) {
	field, hasField := m.get("field")
	of, hasOf := m.get("of")
	switch {
	case hasField && hasOf:
		of.fault(`%s has both "field" and "of": give one`, m.what)
	case hasOf:
		d.aggregatedOf(of, out)
	case !hasField:
		m.fault(`%s needs "field", or "of" with an expression over fields`, m.what)
	default:
		d.aggregatedField(field, out)
	}
}

func (d *draft) aggregatedField(v value, out *Measure) {
	i, ok := d.field(v)
	if !ok {
		return
	}
	out.Field = i
	if problem := d.notAggregable(out.Aggregate, i); problem != "" {
		v.fault("%s", problem)
	}
}

func (d *draft) aggregatedOf(v value, out *Measure) {
	if text, ok := v.filled(); ok {
		if _, ok := d.fields[text]; ok {
			d.aggregatedField(v, out)
			return
		}
		out.Of, _ = d.compile(d.ret.Env, v, out.Aggregate.takes())
	}
}
