package rules

import (
	"strings"

	"winnow/internal/expr"
)

// derive says what a row rule expects where its author doesn't, if the condition
// holds a single field against something: "CO reading (ppm) below 10". For all
// else it is empty: a text that only looks like the condition misleads.
func (d *draft) derive(r *Rule) string {
	c, ok := r.Then.Comparison()
	if !ok || c.Variable >= len(d.ret.Fields) {
		return ""
	}
	f := d.ret.Fields[c.Variable]
	if c.Operator == "blank" {
		return f.Title + " left blank"
	}
	if c.Operator == "filled" {
		return f.Title + " filled in"
	}
	var words []string
	for _, o := range c.Operands {
		w := d.operand(f, o)
		if w == "" {
			return ""
		}
		words = append(words, w)
	}
	link := linkWords(f.Type.Expr(), c.Operator)
	switch {
	case link == "":
		return ""
	case c.Operator == "between":
		return f.Title + " from " + strings.Join(words, " to ")
	}
	return f.Title + " " + link + " " + eitherOf(words)
}

// linkWords words an operator between a field and what it is held against; ""
// where words would not be clear, such as for texts in order.
func linkWords(t expr.Type, operator string) string {
	switch t {
	case expr.Date:
		return map[string]string{"<": "before", "<=": "on or before", "==": "the same as", "!=": "other than",
			">=": "on or after", ">": "after", "between": "from", "in": "one of"}[operator]
	case expr.Number:
		return map[string]string{"<": "below", "<=": "at most", "==": "equal to", "!=": "other than",
			">=": "at least", ">": "above", "between": "from", "in": "one of"}[operator]
	case expr.String:
		return map[string]string{"==": "recorded as", "!=": "other than", "in": "recorded as"}[operator]
	}
	return ""
}

// operand words what a field is held against: another column's title, the label
// of a code, a placeholder for a date that only a run knows; "" for the rest.
func (d *draft) operand(f *Field, o expr.Operand) string {
	if o.Variable >= 0 {
		if o.Variable < len(d.ret.Fields) {
			return d.ret.Fields[o.Variable].Title
		}
		if i := o.Variable - len(d.ret.Fields); i < RowVarCount {
			return "{" + RowVars[i] + "}"
		}
		return d.lookupOperand(o.Variable)
	}
	switch o.Value.Type {
	case expr.Number:
		return o.Value.Num.String()
	case expr.Date:
		return o.Value.Date.Long()
	case expr.String:
		if label := f.Labels[o.Value.Str]; label != "" {
			return "“" + label + "”"
		}
		return "“" + o.Value.Str + "”"
	}
	return ""
}

// eitherOf returns "a", "a or b", "a, b or c".
func eitherOf(words []string) string {
	last := len(words) - 1
	if last < 1 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:last], ", ") + " or " + words[last]
}
