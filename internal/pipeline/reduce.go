package pipeline

import (
	"encoding/json"
	"fmt"
	"slices"
	"sort"

	"winnow/internal/ledger"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
	"winnow/validate"
)

// group is the submissions of one return in one period: what measures are
// worked out over.
type group struct {
	ret     *rules.Return
	context validate.Context
	parts   []*validate.Partial
	latest  *submission // of this run, which findings over measures are shown with; nil for none
}

// reduce works out the measures of every period that this run touched, over all
// its submissions: those of this run and those that were accepted before.
func (r *run) reduce() error {
	groups, err := r.groups()
	if err != nil {
		return err
	}
	figures := r.figures()
	for _, g := range groups { // first round: the figures that rules of other returns speak of
		measures, _, _ := validate.Reduce(g.ret, g.context, g.parts, figures)
		figures.add(measures)
	}
	for _, g := range groups {
		measures, exceptions, states := validate.Reduce(g.ret, g.context, g.parts, figures)
		seen := validate.Screen(g.ret, g.context, exceptions, states)
		r.measures = append(r.measures, measures...)
		r.overall = append(r.overall, periodStatus{g.context.Period.String(), states})
		if g.latest != nil {
			g.latest.screened(seen)
		} else {
			r.standing = append(r.standing, g.completed(groups, seen)...)
		}
	}
	return nil
}

// periodStatus is how the rules over measures ended in a period.
type periodStatus struct {
	period string
	states []report.RuleStatus
}

// groups gathers submissions by period and return, in that order.
func (r *run) groups() ([]*group, error) {
	byID := map[string]*group{}
	at := func(ret *rules.Return, p period.Period) *group {
		id := p.String() + "\x00" + ret.Name
		if byID[id] == nil {
			byID[id] = &group{ret: ret, context: validate.Context{Set: r.Rules, Period: p, Final: r.isFinal(p), Received: r.received()}}
		}
		return byID[id]
	}
	touched := map[string]bool{}
	for _, f := range r.files {
		for _, s := range f.usable() {
			g := at(s.match.ret, s.facts.period)
			g.add(s.partial, s.context)
			g.latest, g.context.Service = s, s.facts.service
			touched[s.facts.period.String()] = true
		}
	}
	if err := r.alsoTouched(touched); err != nil {
		return nil, err
	}
	r.touched = touched
	if err := r.out.earlier(touched, func(s *ledger.Submission, p period.Period, part *validate.Partial, asAt *period.Date) {
		if known := r.Rules.Return(s.Return); known != nil {
			c := validate.Context{}
			if asAt != nil {
				c.AsAt, c.HasAsAt = *asAt, true
			}
			g := at(known, p)
			if g.add(part, c); g.latest == nil {
				g.context.Service = s.Service
			}
		}
	}); err != nil {
		return nil, err
	}
	return inOrder(byID), nil
}

// toldEarlier is what was found in figures of a return that sent nothing in this run,
// and nothing that came in this run has to do with: it was told with an earlier
// submission, and still holds.
type toldEarlier struct {
	ret, period string
	report.Exception
}

// completed shows what rules of a return that sent nothing in this run found in
// figures of returns that did: with the last submission of those, which completed
// the picture. It returns the rest.
func (g *group) completed(groups []*group, seen validate.Screened) []toldEarlier {
	var rest []toldEarlier
	for _, e := range seen.Exceptions {
		if by := g.completedBy(groups, e.Rule); by != nil {
			by.screened(validate.Screened{Exceptions: []report.Exception{e}})
		} else {
			rest = append(rest, toldEarlier{g.ret.Name, g.context.Period.String(), e})
		}
	}
	for _, e := range seen.Trials {
		if by := g.completedBy(groups, e.Rule); by != nil {
			by.screened(validate.Screened{Trials: []report.Exception{e}})
		}
	}
	return rest
}

// completedBy returns the last submission of this run whose figures a table rule
// reads, nil for none.
func (g *group) completedBy(groups []*group, id string) (by *submission) {
	n := slices.IndexFunc(g.ret.TableRules, func(r *rules.TableRule) bool { return r.ID == id })
	if n < 0 {
		return nil
	}
	rule := g.ret.TableRules[n]
	for _, other := range groups {
		theirs := func(v int) bool { return rule.Vars[v].Return == other.ret.Name }
		if other.latest != nil && other.context.Period == g.context.Period && slices.ContainsFunc(rule.Expect.Reads(), theirs) {
			by = other.latest
		}
	}
	return by
}

// add joins a submission to the group; the group speaks as at its latest date.
func (g *group) add(part *validate.Partial, c validate.Context) {
	g.parts = append(g.parts, part)
	if c.HasAsAt && (!g.context.HasAsAt || c.AsAt > g.context.AsAt) {
		g.context.AsAt, g.context.HasAsAt = c.AsAt, true
	}
}

func inOrder(byID map[string]*group) []*group {
	ids := make([]string, 0, len(byID))
	for id := range byID {
		ids = append(ids, id)
	}
	sort.Strings(ids)
	groups := make([]*group, len(ids))
	for i, id := range ids {
		groups[i] = byID[id]
	}
	return groups
}

// usable returns the tables that count: none of a refused or ignored file, and none
// that waits for a decision.
func (f *received) usable() []*submission {
	if f.report.Status != "" {
		return nil
	}
	return slices.DeleteFunc(slices.Clone(f.tables), func(s *submission) bool { return s.waits != "" })
}

// figureID names a measure of a return in a period.
type figureID struct{ ret, measure, period string }

// figures answers what other returns' and other periods' measures are.
type figures struct {
	run     *run
	current map[figureID]number.Num
	alone   map[figureID]number.Num      // of measures over a window: what the period by itself came to
	moving  map[figureID]*report.Measure // those that held-back records may still move
}

func (r *run) figures() *figures {
	return &figures{run: r, current: map[figureID]number.Num{}, alone: map[figureID]number.Num{}, moving: map[figureID]*report.Measure{}}
}

// Value returns a measure: worked out in this run, published before, or from
// history.csv, in that order.
func (f *figures) Value(ret, measure string, p period.Period) (number.Num, bool) {
	if n, ok := f.current[figureID{ret, measure, p.String()}]; ok {
		return n, true
	}
	if n, ok := f.run.published(ret, measure, p, false); ok {
		return n, true
	}
	return f.history(measure, p)
}

// InPeriod returns what a single period came to of a measure over a window,
// sought as by Value. A row of history.csv is of its period alone.
func (f *figures) InPeriod(ret, measure string, p period.Period) (number.Num, bool) {
	if n, ok := f.alone[figureID{ret, measure, p.String()}]; ok {
		return n, true
	}
	if n, ok := f.run.published(ret, measure, p, true); ok {
		return n, true
	}
	return f.history(measure, p)
}

func (f *figures) history(measure string, p period.Period) (number.Num, bool) {
	if h := f.run.Rules.HistoryValue(measure, p); h != nil {
		return h.Value, true
	}
	return number.Num{}, false
}

// Range returns how far a figure may still move, where held-back records leave it
// open. What earlier runs published counts too.
func (f *figures) Range(ret, measure string, p period.Period) (low, high *number.Num, ok bool) {
	id := figureID{ret, measure, p.String()}
	m := f.moving[id]
	if _, worked := f.current[id]; !worked {
		m = f.run.publishedMeasure(ret, measure, p)
	}
	if m == nil || m.Status != report.Provisional {
		return nil, nil, false
	}
	if n, ok := parsed(m.Low); ok {
		low = &n
	}
	if n, ok := parsed(m.High); ok {
		high = &n
	}
	return low, high, low == nil || high == nil || low.Cmp(*high) != 0
}

func (f *figures) add(measures []report.Measure) {
	for i, m := range measures {
		if len(m.Group) > 0 {
			continue
		}
		if m.Status == report.Provisional {
			f.moving[figureID{m.Return, m.Measure, deref(m.Period)}] = &measures[i]
		}
		if n, ok := parsed(m.InPeriod); ok {
			f.alone[figureID{m.Return, m.Measure, deref(m.Period)}] = n
		}
		if m.Value == nil {
			continue
		}
		if n, err := number.Parse(*m.Value); err == nil {
			f.current[figureID{m.Return, m.Measure, deref(m.Period)}] = n
		}
	}
}

// parsed reads a figure that may not be there.
func parsed(s *string) (number.Num, bool) {
	if s == nil {
		return number.Num{}, false
	}
	n, err := number.Parse(*s)
	return n, err == nil
}

// published returns a measure of a period that was published before, or with
// alone what the period came to of a measure over a window.
func (r *run) published(ret, measure string, when period.Period, alone bool) (number.Num, bool) {
	m := r.publishedMeasure(ret, measure, when)
	if m == nil {
		return number.Num{}, false
	}
	if n, ok := parsed(m.InPeriod); ok && alone {
		return n, true
	}
	return parsed(m.Value) // alone too: it was published when it had no window
}

// publishedMeasure returns a measure with a value as it was published before, or
// nil.
func (r *run) publishedMeasure(ret, measure string, when period.Period) *report.Measure {
	from := r.archive()
	if from == nil {
		return nil
	}
	measures, known := r.before[when.String()]
	if !known {
		measures = from.measures(when.String())
		r.before[when.String()] = measures
	}
	for i, m := range measures {
		if m.Return == ret && m.Measure == measure && len(m.Group) == 0 && (m.Value != nil || m.InPeriod != nil) {
			return &measures[i]
		}
	}
	return nil
}

// measures returns what was published for a period; nil for nothing.
func (a *archive) measures(when string) []report.Measure {
	var measures []report.Measure
	if p, err := a.Period(when); err != nil || p == nil || json.Unmarshal([]byte(p.Measures), &measures) != nil {
		return nil
	}
	return measures
}

// alsoTouched adds the periods that a decision of the council touches, and those
// that lose a submission to this run.
func (r *run) alsoTouched(touched map[string]bool) error {
	if r.out == nil {
		return nil
	}
	for _, id := range r.Withdraw {
		s, err := r.out.ledger.Submission(id)
		if err != nil {
			return err
		}
		if s != nil && s.Stands {
			touched[s.Period] = true
		}
	}
	if r.Close {
		touched[r.Period.String()] = true
	}
	for _, name := range r.out.grafted {
		touched[name] = true
	}
	return nil
}

// earlier calls add for each submission that was accepted in an earlier run for
// one of the periods and still stands.
func (p *publisher) earlier(periods map[string]bool, add func(s *ledger.Submission, p period.Period, part *validate.Partial, asAt *period.Date)) error {
	if p == nil {
		return nil
	}
	for name := range periods {
		when, err := period.Parse(name)
		if err != nil {
			return fmt.Errorf("the ledger's periods: %w", err)
		}
		all, err := p.ledger.Partials(name)
		if err != nil {
			return err
		}
		for i := range all {
			s := &all[i]
			if p.replaced(s) {
				continue
			}
			part := &validate.Partial{}
			if err := json.Unmarshal([]byte(s.Partial), part); err != nil {
				return fmt.Errorf("the ledger's measures of %s: %w", s.Name, err)
			}
			var asAt *period.Date
			if d, ok := period.ParseDate(s.AsAt); ok {
				asAt = &d
			}
			add(s, when, part, asAt)
		}
	}
	return nil
}
