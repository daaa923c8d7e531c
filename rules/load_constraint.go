package rules

import (
	"fmt"
	"regexp"
	"slices"

	"winnow/internal/report"
)

// kindsOf says which types each constraint of the standard is for; nil for all.
var kindsOf = map[ConstraintKind][]Type{
	Required: nil, Unique: nil, Enum: nil,
	Minimum: ordered, Maximum: ordered, ExclusiveMinimum: ordered, ExclusiveMaximum: ordered,
	MinLength: sized, MaxLength: sized,
	Pattern:    {TypeString},
	JSONSchema: {TypeObject, TypeArray},
}

var (
	ordered = []Type{TypeNumber, TypeInteger, TypeDate, TypeTime, TypeDateTime, TypeYear, TypeYearMonth, TypeDuration}
	sized   = []Type{TypeString, TypeList, TypeArray, TypeObject}
)

var constraintKeys = keys{
	known: []string{"required", "unique", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "minLength",
		"maxLength", "pattern", "enum", "jsonSchema"},
	lax: true,
}

// constraints reads those of a field, then within and check, which stand
// beside them. Required comes first: a blank cell needs no other finding.
func (d *draft) constraints(fd *fieldDraft) {
	if v, ok := fd.m.get("constraints"); ok && !(d.src.lax && v.isNull()) {
		if m, ok := d.constraintMap(v); ok {
			for _, p := range m.pairs {
				d.constraint(fd, ConstraintKind(p.key.node.Value), p.val)
			}
		}
	}
	d.categories(fd)
	d.within(fd)
	d.check(fd)
	slices.SortStableFunc(fd.Constraints, func(a, b *Constraint) int {
		switch {
		case a.Kind == Required && b.Kind != Required:
			return -1
		case b.Kind == Required && a.Kind != Required:
			return 1
		}
		return 0
	})
	d.bounds(fd)
}

// constraintMap opens constraints. Even in a bare Table Schema what belongs to
// the field itself, such as trueValues, is refused there, as data would go
// unchecked.
func (d *draft) constraintMap(v value) (*mapping, bool) {
	m, ok := v.open()
	if !ok {
		return nil, false
	}
	m.pairs = slices.DeleteFunc(m.pairs, func(p pair) bool {
		switch name := p.key.node.Value; {
		case slices.Contains(fieldKeys.known, name):
			p.key.fault(`%q is no constraint: it stands beside "constraints", not in it`, name)
			return true
		}
		return !p.accept(constraintKeys)
	})
	return m, true
}

var wordKeys = []string{"value", "severity", "message", "fix", "source", "trial"}

// newConstraint begins a constraint of a field: an error, with winnow's words.
func (d *draft) newConstraint(f *Field, kind ConstraintKind) *Constraint {
	return &Constraint{Kind: kind, ID: f.Name + "." + string(kind), Severity: report.Error, Final: report.Error, On: -1, Trial: d.ret.Trial}
}

// constraint reads one: a value, or {value, severity, message, fix, source, trial}.
func (d *draft) constraint(fd *fieldDraft, kind ConstraintKind, v value) {
	if allowed := kindsOf[kind]; allowed != nil && !slices.Contains(allowed, fd.Type) {
		d.wrongType(fd, kind, v)
		return
	}
	c := d.newConstraint(fd.Field, kind)
	if v.isMapping() && !(kind == JSONSchema && !wrapped(v)) {
		extra := []string{}
		if kind == Enum {
			extra = []string{"list", "column", "on"}
		}
		m, ok := v.mapping(keys{known: append(extra, wordKeys...)})
		if !ok {
			return
		}
		m.what = v.what
		c.words(m.words())
		d.checkPlaceholders(m)
		if kind == Enum && m.has("list") {
			d.listEnum(fd, c, m)
			return
		}
		what := v.what
		if v, ok = m.need("value"); !ok {
			return
		}
		v.what = what
		if kind == Enum && v.isMapping() {
			if list, ok := v.mapping(keys{known: []string{"list", "column", "on"}}); ok {
				d.listEnum(fd, c, list)
			}
			return
		}
	}
	if d.bound(fd.Field, c, v) {
		fd.Constraints = append(fd.Constraints, c)
	}
}

// wrapped says whether a group of keys is a constraint's value with words around
// it, and no JSON Schema itself.
func wrapped(v value) bool {
	m, ok := v.open()
	return ok && m.has("value") && !slices.ContainsFunc(m.pairs, func(p pair) bool { return !slices.Contains(wordKeys, p.key.node.Value) })
}

func (d *draft) wrongType(fd *fieldDraft, kind ConstraintKind, v value) {
	if d.doubtfulTypes[fd.Field] {
		return // the type itself is at fault, and that has been said
	}
	if d.src.lax && fd.Type == TypeAny {
		d.note(fmt.Sprintf("%s:%d: %q of the field %q is not used: its type is any", v.src.file, v.node.Line, kind, fd.Name))
		return
	}
	v.fault("%q can't be used on the field %q: it is for fields of type %s, and this one is of type %s", kind, fd.Name, typeList(kindsOf[kind]), fd.Type)
}

func typeList(types []Type) string {
	out := string(types[0])
	for i, t := range types[1:] {
		if i == len(types)-2 {
			return out + " or " + string(t)
		}
		out += ", " + string(t)
	}
	return out
}

// bound reads the value of a constraint; false leaves the constraint out, as a
// fault or as one that asks for nothing.
func (d *draft) bound(f *Field, c *Constraint, v value) (ok bool) {
	switch c.Kind {
	case Required, Unique:
		on, ok := v.boolean()
		return ok && on
	case MinLength, MaxLength:
		c.Length, ok = v.integer(0, maxTextLength)
		c.Text = v.node.Value
		return ok
	case Pattern:
		return d.regexp(c, v)
	case Enum:
		return d.enum(f, c, v)
	case JSONSchema:
		return d.jsonSchema(c, v)
	}
	text, ok := v.text()
	if !ok {
		return false
	}
	c.Text = text
	bound, problem := f.parseBound(text)
	if problem != "" {
		v.fault("%s of the field %q is %q; %s", v.what, f.Name, text, problem)
		return false
	}
	c.Bound = bound
	return true
}

func (d *draft) regexp(c *Constraint, v value) bool {
	s, ok := v.filled()
	if !ok {
		return false
	}
	if _, err := regexp.Compile(s); err != nil {
		v.fault("%s is not a regular expression that winnow knows: %s", v.what, regexpWords(err))
		return false
	}
	c.Text = s
	c.Pattern = regexp.MustCompile(`^(?:` + s + `)$`)
	return true
}
