package rules

import (
	"slices"

	"winnow/internal/expr"
	"winnow/internal/number"
	"winnow/internal/period"
)

// kind reads a check of the records of a table that is no expression. It returns
// true, as such a rule has no variables.
func (d *draft) kind(m *mapping, v value, name string, r *TableRule) bool {
	for _, key := range []string{"per", "rows", "blanks"} {
		if k, ok := m.get(key); ok {
			k.fault("%q goes with \"expect\"; %q finds its records by itself", key, name)
		}
	}
	r.Each = true
	switch name {
	case "complete":
		r.Kind, r.Cells = d.complete(v)
	case "no_overlap":
		r.Kind, r.Cells = d.noOverlap(v)
	case "repeats":
		r.Kind, r.Cells = d.repeats(v)
	case "outlier":
		r.Kind, r.Cells = d.outlier(v)
	}
	if r.Kind == nil {
		return true
	}
	if c, ok := m.get("cells"); ok {
		r.Cells = d.fieldList(c)
	}
	names, what := append(d.fieldNames(), RowVars[:]...), "a field"
	if name == "complete" { // of a group, not of a record
		names, what = RowVars[:], `a field of "each"`
		for _, f := range r.Kind.Records().Each {
			names = append(slices.Clone(names), d.ret.Fields[f].Name)
		}
	}
	d.placeholders(m, what, append(names, sortedKeys(r.Kind.Words())...))
	return true
}

// selection reads each and where.
func (d *draft) selection(m *mapping, s *Selection) {
	if v, ok := m.get("each"); ok {
		s.Each = d.fieldList(v)
	}
	if v, ok := m.get("where"); ok {
		if s.Where, ok = d.compile(d.ret.Env, v, expr.Bool); ok {
			s.Wants = d.fieldsOf(s.Where)
		}
	}
}

// fieldOf reads the field under a key, which must be one of numbers or of dates.
func (d *draft) fieldOf(m *mapping, key, wanted string, fits func(Type) bool) (int, bool) {
	v, ok := m.need(key)
	if !ok {
		return -1, false
	}
	i, ok := d.field(v)
	if !ok {
		return -1, false
	}
	if f := d.ret.Fields[i]; fits != nil && !fits(f.Type) {
		if d.doubtfulTypes[f] {
			return -1, false
		}
		v.fault("%q needs a field of %s; %q is of type %s", key, wanted, f.Name, f.Type)
		return -1, false
	}
	return i, true
}

func (t Type) dated() bool { return t == TypeDate || t == TypeDateTime }

func (d *draft) complete(v value) (Kind, []int) {
	m, ok := v.mapping(keys{known: []string{"each", "every", "over", "from", "to", "among", "where"}})
	if !ok {
		return nil, nil
	}
	k := &Complete{Every: EveryDay, Among: "list"}
	d.selection(m, &k.Selection)
	m.word("every", (*string)(&k.Every), string(EveryDay), string(EveryWeekday), string(EveryWeek), string(EveryMonth))
	m.word("among", &k.Among, "list", "table")
	if k.Over, ok = d.fieldOf(m, "over", "dates", Type.dated); !ok {
		return nil, nil
	}
	k.From, k.To = d.dayExpression(m, "from"), d.dayExpression(m, "to")
	return k, append(slices.Clone(k.Each), k.Over)
}

// dayExpression reads a date, or an expression over period.start, period.end and
// as_at that gives one.
func (d *draft) dayExpression(m *mapping, key string) *expr.Program {
	v, ok := m.get(key)
	if !ok {
		return nil
	}
	vars := make([]expr.Var, RowVarCount)
	for i, name := range RowVars {
		vars[i] = expr.Var{Name: name, Type: expr.Date}
	}
	env, err := expr.NewEnv(vars)
	if err != nil {
		v.fault("%s can't be compiled: %s", v.what, err)
		return nil
	}
	if _, plain := period.ParseDate(v.node.Value); plain && v.isScalar() {
		p, _ := env.Compile(`date("`+v.node.Value+`")`, expr.Date)
		return p
	}
	p, _ := d.compile(env, v, expr.Date)
	return p
}

func (d *draft) noOverlap(v value) (Kind, []int) {
	m, ok := v.mapping(keys{known: []string{"each", "from", "to", "days", "where"}})
	if !ok {
		return nil, nil
	}
	k := &NoOverlap{To: -1}
	d.selection(m, &k.Selection)
	if k.From, ok = d.fieldOf(m, "from", "dates", Type.dated); !ok {
		return nil, nil
	}
	end, ok := m.exactlyOne("to", "days")
	if !ok {
		return nil, nil
	}
	if end == "days" {
		m.integer("days", &k.Days, 1, 36525)
		return k, append([]int{k.From}, k.Each...)
	}
	if k.To, ok = d.fieldOf(m, "to", "dates", Type.dated); !ok {
		return nil, nil
	}
	return k, append([]int{k.From, k.To}, k.Each...)
}

func (d *draft) repeats(v value) (Kind, []int) {
	m, ok := v.mapping(keys{known: []string{"each", "of", "more_than", "order", "where"}})
	if !ok {
		return nil, nil
	}
	k := &Repeats{Order: -1}
	d.selection(m, &k.Selection)
	if k.Of, ok = d.fieldOf(m, "of", "", nil); !ok {
		return nil, nil
	}
	if _, ok := m.need("more_than"); ok {
		m.integer("more_than", &k.MoreThan, 1, 1_000_000)
	}
	if m.has("order") {
		k.Order, _ = d.fieldOf(m, "order", "dates or numbers", func(t Type) bool { return t.dated() || t.numeric() })
	}
	return k, []int{k.Of}
}

func (d *draft) outlier(v value) (Kind, []int) {
	m, ok := v.mapping(keys{known: []string{"each", "of", "times_median", "at_least", "where"}})
	if !ok {
		return nil, nil
	}
	k := &Outlier{}
	d.selection(m, &k.Selection)
	if k.Of, ok = d.fieldOf(m, "of", "numbers", Type.numeric); !ok {
		return nil, nil
	}
	if t, ok := m.need("times_median"); ok {
		if k.Times, ok = t.number(); ok && k.Times.Cmp(number.FromInt(1)) <= 0 {
			t.fault("%s must be above 1, not %s", t.what, k.Times)
		}
	}
	if a, ok := m.get("at_least"); ok {
		if n, ok := a.number(); ok {
			k.AtLeast = &n
		}
	}
	return k, []int{k.Of}
}
