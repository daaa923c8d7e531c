package lint

import (
	"slices"
	"unicode/utf8"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// mostCodes is how many codes of a list are looked at.
const mostCodes = 2000

// rank orders severities.
func rank(s report.Severity) int { return map[report.Severity]int{report.Query: 2, report.Error: 3}[s] }

// stops says whether a constraint that faults a cell keeps a rule of those
// severities from looking at it, in the year and in its final run.
func stops(c *rules.Constraint, inYear, final report.Severity) bool {
	return !c.Trial && rank(c.Severity) >= max(2, rank(inYear)) && rank(c.Final) >= max(2, rank(final))
}

// assumed picks the constraints that may be taken as met.
type assumed func(*rules.Constraint) bool

func nothing(*rules.Constraint) bool { return false }

// state begins an answer about rows of the return whose cells meet some
// constraints.
func (r *returnLint) state(met assumed) *state {
	s := newState(func(t expr.Term) *domain { return r.facts(t, met) })
	n := len(r.ret.Fields)
	for i, f := range r.ret.Fields {
		for _, c := range f.Constraints {
			if c.Kind == rules.Within && f.Type == rules.TypeDate && met(c) {
				s.loose[termPair{key(i), key(n + rules.VarPeriodStart)}] = orders[">="]
				s.loose[termPair{key(i), key(n + rules.VarPeriodEnd)}] = orders["<="]
			}
		}
	}
	return s
}

// facts is what is known of a term before any condition.
func (r *returnLint) facts(t expr.Term, met assumed) *domain {
	d := &domain{typ: t.Type, places: -1}
	switch n := len(r.ret.Fields); {
	case t.Variable >= 0 && t.Variable < n:
		fieldFacts(d, r.ret.Fields[t.Variable], met)
	case t.Variable >= n && t.Variable < n+rules.RowVarCount:
		d.noBlank = true // where they aren't known, the rule is skipped
	}
	return d
}

func fieldFacts(d *domain, f *rules.Field, met assumed) {
	switch {
	case f.Type == rules.TypeInteger || f.Type == rules.TypeYear:
		d.places = 0
	case f.Type == rules.TypeNumber && f.HasDecimals:
		d.places = f.Decimals
	}
	for _, c := range f.Constraints {
		if met(c) {
			constrain(d, f, c)
		}
	}
}

// constrain narrows a domain to what meets a constraint. Lengths and patterns are
// asked of an enum's codes alone.
func constrain(d *domain, f *rules.Field, c *rules.Constraint) {
	switch c.Kind {
	case rules.Required:
		d.noBlank = d.noBlank || !slices.ContainsFunc(f.Missing, func(m rules.Missing) bool { return m.Label != "" })
	case rules.Minimum, rules.ExclusiveMinimum:
		if c.Bound.Type == d.typ && d.typ != expr.String {
			d.raise(edge{c.Bound, c.Kind == rules.ExclusiveMinimum})
		}
	case rules.Maximum, rules.ExclusiveMaximum:
		if c.Bound.Type == d.typ && d.typ != expr.String {
			d.lower(edge{c.Bound, c.Kind == rules.ExclusiveMaximum})
		}
	case rules.Enum:
		if values, ok := codes(f, c); ok {
			d.keep(values)
		}
	case rules.Pattern, rules.MinLength, rules.MaxLength:
		if d.only != nil && d.typ == expr.String {
			d.keep(slices.DeleteFunc(slices.Clone(d.only), func(v expr.Value) bool { return !meets(c, v.Str) }))
		}
	}
}

// meets says whether a text meets a constraint on texts.
func meets(c *rules.Constraint, s string) bool {
	switch c.Kind {
	case rules.Pattern:
		return c.Pattern.MatchString(s)
	case rules.MinLength:
		return utf8.RuneCountInString(s) >= c.Length
	case rules.MaxLength:
		return utf8.RuneCountInString(s) <= c.Length
	}
	return true
}

// codes are the values that an enum allows at any time; false where there are too
// many, or of a type that has no values here.
func codes(f *rules.Field, c *rules.Constraint) ([]expr.Value, bool) {
	texts := c.Codes
	if c.List != nil {
		texts = c.List.Values(c.Column)
	}
	if len(texts) > mostCodes {
		return nil, false
	}
	var out []expr.Value
	for _, s := range texts {
		v, ok := valueOf(f.Type, s)
		if !ok {
			return nil, false
		}
		out = append(out, v)
	}
	return out, true
}

// valueOf reads a code of a field's type.
func valueOf(t rules.Type, s string) (expr.Value, bool) {
	switch t.Expr() {
	case expr.Number:
		n, err := number.Parse(s)
		return expr.Value{Type: expr.Number, Num: n}, err == nil
	case expr.Date:
		d, ok := period.ParseDate(s)
		return expr.Value{Type: expr.Date, Date: d}, ok
	case expr.Bool:
		return expr.Value{Type: expr.Bool, Bool: s == "true"}, s == "true" || s == "false"
	case expr.String:
		return expr.Value{Type: expr.String, Str: s}, true
	}
	return expr.Value{}, false
}
