package validate

import (
	"cmp"
	"slices"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

// reduction is the state of one Reduce.
type reduction struct {
	tried   int // combinations of figures that may still move; see mayHold
	ret     *rules.Return
	ctx     Context
	figures Figures
	all     *Partial
	any     bool // there is a submission at all
	known   series
	groups  []map[string]figure // of grouped measures, by measure
	alone   []*number.Num       // of measures over a window, what this period came to by itself
	stated  []map[string]Exact  // by submission: the figures that the file prints
	notes   []report.Exception  // on how figures are banded
}

// Reduce turns the Partials of every accepted submission of a period into the
// return's measures, banded where a scale is named, and runs the table rules.
// figures may be nil where nothing but this return is known.
func Reduce(r *rules.Return, c Context, parts []*Partial, figures Figures) ([]report.Measure, []report.Exception, []report.RuleStatus) {
	x := &reduction{ret: r, ctx: c, figures: figures, all: &Partial{Return: r.Name}, any: len(parts) > 0}
	for _, p := range parts {
		x.all.merge(p)
		x.stated = append(x.stated, p.Stated)
	}
	x.work()
	measures := x.measures()
	measures = append(measures, x.reported()...)
	exceptions, statuses := x.tableRules()
	for i := range exceptions {
		askFor(&exceptions[i])
	}
	found := append(x.notes, exceptions...)
	for i := range found {
		found[i].Scope = report.ScopePeriod
	}
	return measures, found, append(x.failures(), statuses...)
}

// work works out every figure, in the order of the rule file.
func (x *reduction) work() {
	x.known = make(series, len(x.ret.Measures))
	x.groups = make([]map[string]figure, len(x.ret.Measures))
	x.alone = make([]*number.Num, len(x.ret.Measures))
	for i, m := range x.ret.Measures {
		switch {
		case m.PerRule: // of the rule's own groups, which it asks for one by one
		case m.Constant != nil:
			x.known[i] = fixed(*m.Constant)
		case m.Value != nil:
			x.known[i] = worked(m.Value, x.read(m))
		case !x.any:
			x.known[i] = figure{rows: true, missing: "nothing has been received"}
		case len(m.By) > 0:
			x.known[i] = figure{rows: true, missing: m.Name + " has a value for each group only"}
			if x.groups[i] = x.grouped(m, x.part(i)); x.groups[i] == nil {
				x.known[i] = unworked(x.part(i))
			}
		default:
			x.known[i] = x.single(m, x.part(i))
		}
		if m.Window != nil {
			x.known[i] = x.overWindow(i, m, x.known[i])
		}
	}
}

// read returns the figures that a value expression reads, by its variables.
func (x *reduction) read(m *rules.Measure) series {
	out := make(series, len(m.Vars))
	for _, v := range m.Value.Reads() {
		ref := m.Vars[v]
		if ref.When == "" && ref.Return == "" {
			out[v] = x.known[slices.IndexFunc(x.ret.Measures, func(o *rules.Measure) bool { return o.Name == ref.Measure })]
			continue
		}
		n, missing := x.other(ref)
		if out[v].missing = missing; n != nil {
			out[v] = fixed(*n)
		}
	}
	return out
}

// part returns the i-th measure's share, empty where no submission has one.
func (x *reduction) part(i int) *MeasurePart { return x.all.measure(i, x.ret.Measures[i].Name) }

func (x *reduction) single(m *rules.Measure, p *MeasurePart) figure {
	if p.Missing != "" || p.Failed != "" {
		return unworked(p)
	}
	t := &Tally{}
	if g := p.Groups[""]; g != nil {
		t.merge(g)
	}
	return aggregate(m.Aggregate, t)
}

// unworked is the figure of a measure that can't be worked out from the records.
func unworked(p *MeasurePart) figure {
	return figure{rows: true, missing: cmp.Or(p.Failed, p.Missing), failed: p.Failed != ""}
}

// grouped works out a figure for every code valid in the period, and for every
// other that the records have.
func (x *reduction) grouped(m *rules.Measure, p *MeasurePart) map[string]figure {
	if p.Missing != "" || p.Failed != "" {
		return nil
	}
	out := map[string]figure{}
	for _, key := range x.groupKeys(m, p) {
		t := &Tally{}
		if g := p.Groups[key]; g != nil {
			t.merge(g)
		}
		if p.Anywhere != nil {
			t.merge(p.Anywhere)
		}
		out[key] = aggregate(m.Aggregate, t)
	}
	return out
}

// groupKeys lists a measure's groups: every combination of the codes of its
// fields' enums, in their order, then what else occurs, sorted.
func (x *reduction) groupKeys(m *rules.Measure, p *MeasurePart) []string {
	out := x.combinations(m.By)
	known := map[string]bool{}
	for _, k := range out {
		known[k] = true
	}
	for _, k := range sortedKeys(p.Groups) {
		if !known[k] && !idle(p.Groups[k]) {
			out = append(out, k)
		}
	}
	return out
}

// idle says whether a tally has nothing in it.
func idle(t *Tally) bool { return t.Rows == 0 && t.Maybe == 0 }

// combinations returns the keys of all groups that the codes of some fields make;
// none where a field has no codes. The rule file's loader bounds them.
func (x *reduction) combinations(by []int) []string {
	out := []string{""}
	for n, f := range by {
		var longer []string
		for _, key := range out {
			for _, code := range x.codes(f) {
				if n > 0 {
					code = key + groupSeparator + code
				}
				longer = append(longer, code)
			}
		}
		out = longer
	}
	return out
}

// codes returns the codes of a field that are valid in the period.
func (x *reduction) codes(field int) []string {
	for _, k := range x.ret.Fields[field].Constraints {
		if k.Kind == rules.Enum {
			return codesOf(k, x.ctx.Period)
		}
	}
	return nil
}

// scale returns a key of bands by name, or nil.
func (x *reduction) scale(name string) *rules.Bands {
	if x.ctx.Set == nil || name == "" {
		return nil
	}
	return x.ctx.Set.Bands[name]
}

// target returns the target of a measure for the period, or nil. Groups have
// none.
func (x *reduction) target(m *rules.Measure, group map[string]string) *rules.Target {
	if x.ctx.Set == nil || m.Target == "" || group != nil {
		return nil
	}
	for i, t := range x.ctx.Set.Targets {
		if t.Measure == m.Target && t.Period == x.ctx.Period {
			return &x.ctx.Set.Targets[i]
		}
	}
	return nil
}

func (x *reduction) lastYear(measure string) *number.Num {
	if x.ctx.Period.IsZero() {
		return nil
	}
	return x.elsewhere(x.ret.Name, measure, x.ctx.Period.LastYear())
}

// elsewhere asks for a figure that this reduction doesn't work out.
func (x *reduction) elsewhere(ret, measure string, p period.Period) *number.Num {
	if x.figures == nil {
		return nil
	}
	if n, ok := x.figures.Value(ret, measure, p); ok {
		return &n
	}
	return nil
}

func text(n *number.Num) *string {
	if n == nil {
		return nil
	}
	s := n.String()
	return &s
}
