package lint

import (
	"fmt"
	"strings"

	"winnow/internal/expr"
	"winnow/rules"
)

// fields looks at constraints that leave no value, or rule out what an enum of
// the same field allows.
func (r *returnLint) fields() {
	for _, f := range r.ret.Fields {
		if r.anyValue(f) {
			r.codesRuledOut(f)
		}
		r.unreached(f)
	}
}

func (r *returnLint) at(f *rules.Field, kind rules.ConstraintKind) place {
	return r.src.at("fields", f.Name, "constraints", string(kind))
}

// anyValue says whether some value meets all constraints of a field, and
// complains where none does.
func (r *returnLint) anyValue(f *rules.Field) bool {
	d := &domain{typ: f.Type.Expr(), places: -1}
	fieldFacts(d, f, func(c *rules.Constraint) bool { return c.Kind != rules.Enum })
	if d.valueless() {
		low, high := find(f, rules.Minimum, rules.ExclusiveMinimum), find(f, rules.Maximum, rules.ExclusiveMaximum)
		r.warn(r.at(f, high.Kind), "no-value", "no value of the field %q meets its %s %s and its %s %s%s", f.Name, low.Kind, low.Text, high.Kind, high.Text, placesWords(f))
		return false
	}
	if c := find(f, rules.Enum); c != nil {
		d := &domain{typ: f.Type.Expr(), places: -1}
		fieldFacts(d, f, func(c *rules.Constraint) bool { return c.Kind == rules.Enum })
		fieldFacts(d, f, func(c *rules.Constraint) bool { return c.Kind != rules.Enum })
		if d.only != nil && d.valueless() || d.refused {
			r.warn(r.at(f, rules.Enum), "no-value", "no value of the enum of the field %q meets %s", f.Name, others(f))
			return false
		}
	}
	return true
}

func placesWords(f *rules.Field) string {
	switch {
	case f.Type == rules.TypeInteger:
		return ": between them lies no whole number"
	case f.HasDecimals && f.Decimals == 1:
		return ": between them lies no number of one decimal place"
	case f.HasDecimals:
		return fmt.Sprintf(": between them lies no number of %d decimal places", f.Decimals)
	}
	return ""
}

func find(f *rules.Field, kinds ...rules.ConstraintKind) *rules.Constraint {
	for _, k := range kinds {
		for _, c := range f.Constraints {
			if c.Kind == k {
				return c
			}
		}
	}
	return nil
}

// others names a field's constraints beside its enum.
func others(f *rules.Field) string {
	var out []string
	for _, c := range f.Constraints {
		switch c.Kind {
		case rules.Enum, rules.Required, rules.Unique, rules.Within:
		default:
			out = append(out, "its "+string(c.Kind)+" "+c.Text)
		}
	}
	return strings.Join(out, " and ")
}

// codesRuledOut complains of each code of an enum that another constraint of the
// field rules out. Of a code list the first few are named.
func (r *returnLint) codesRuledOut(f *rules.Field) {
	enum := find(f, rules.Enum)
	if enum == nil {
		return
	}
	values, ok := codes(f, enum)
	if !ok {
		return
	}
	for _, c := range f.Constraints {
		if c.Kind == rules.Enum {
			continue
		}
		var out []string
		first := -1
		for i, v := range values {
			d := &domain{typ: f.Type.Expr(), places: -1, noBlank: true}
			fieldFacts(d, f, nothing)
			d.keep([]expr.Value{v})
			constrain(d, f, c)
			if d.valueless() {
				out = append(out, shown(v))
				if first < 0 {
					first = i
				}
			}
		}
		if len(out) == 0 {
			continue
		}
		at := r.src.entry(first, "fields", f.Name, "constraints", "enum")
		if len(out) > 5 {
			out = append(out[:5], fmt.Sprintf("and %d more", len(out)-5))
		}
		r.warn(at, "code-ruled-out", "the enum of the field %q allows %s, which its %s %s rules out", f.Name, strings.Join(out, ", "), c.Kind, c.Text)
	}
}

func shown(v expr.Value) string {
	switch v.Type {
	case expr.Number:
		return v.Num.String()
	case expr.Date:
		return v.Date.String()
	case expr.Bool:
		return fmt.Sprint(v.Bool)
	}
	return fmt.Sprintf("%q", v.Str)
}

// unreached notes codes that only a program would write, where people's words are
// mapped to the others: no text of the map stands for them.
func (r *returnLint) unreached(f *rules.Field) {
	enum := find(f, rules.Enum)
	if enum == nil || enum.List != nil || len(f.Map) == 0 {
		return
	}
	reached := map[string]bool{}
	for _, code := range f.Map {
		reached[code] = true
	}
	for i, code := range enum.Codes {
		if !reached[code] && strings.Contains(code, "_") {
			r.warn(r.src.entry(i, "fields", f.Name, "constraints", "enum"), "code-unreached",
				"no text in the map of the field %q stands for %q: people would have to write the code itself", f.Name, code)
		}
	}
}
