// Package ruletest runs the tests: of rule files. A test's rows go through the
// checker as those of a spreadsheet do, so rows, keys, table rules and lookups
// come out as in a run.
//
// Start reading at Run, which judges one test; Missing says which checks of a
// return no test shows passing or failing. The package reads no files and
// prints nothing.
package ruletest

import (
	"slices"
	"strings"
	"time"

	"winnow/internal/period"
	"winnow/rules"
	"winnow/validate"
)

// Result is how one test went.
type Result struct {
	Return   string
	Name     string
	File     string // of the rules, as the user named it
	Line     int
	Problems []string // a sentence each, further lines indented; none where the test passed
	Elapsed  time.Duration

	shown []string // checks that a row passed though they had something to say of it
}

// Passed says whether all came out as the test says.
func (r *Result) Passed() bool { return len(r.Problems) == 0 }

// Run runs one test of a return of the set.
func Run(set *rules.Set, ret *rules.Return, t rules.Test) Result {
	start := time.Now()
	out := Result{Return: ret.Name, Name: t.Name, File: t.File, Line: t.Line}
	j, err := judge(set, ret, t)
	switch {
	case err != nil:
		out.Problems = []string{err.Error()}
	default:
		out.Problems = slices.Concat(j.unevaluated(), j.tooFew(), j.tooMany(), j.measures())
		out.shown = j.shown()
	}
	out.Elapsed = time.Since(start)
	return out
}

// judge runs the rows of a test and keeps what came of them.
func judge(set *rules.Set, ret *rules.Return, t rules.Test) (*judgement, error) {
	alone := *set
	alone.Waivers = nil
	ctx := validate.Context{Set: &alone, Period: t.Period, Final: t.Final, NoClean: true}
	if ctx.Period.IsZero() {
		ctx.Period = periodOf(ret, t.Rows)
	}
	switch {
	case t.AsAt != nil:
		ctx.AsAt, ctx.HasAsAt = *t.AsAt, true
	case !ctx.Period.IsZero():
		ctx.AsAt, ctx.HasAsAt = ctx.Period.End(), true
	}
	h := &held{set: &alone, test: t, period: ctx.Period}
	ctx.Rows = h.rows(ret)
	f, err := run(withProbes(forTest(ret, t)), ctx, t.Rows, h)
	if err == nil {
		err = h.err
	}
	return &judgement{ret: ret, test: t, ctx: ctx, found: f}, err
}

// forTest returns the return as a test judges it: fields that a test doesn't
// name are blank, so nothing is required, and a key whose fields it leaves out
// isn't looked at, unless the test names the check. What is on trial is judged
// as what it will be.
func forTest(ret *rules.Return, t rules.Test) *rules.Return {
	r := *ret
	r.Trial = false
	r.Fields = make([]*rules.Field, len(ret.Fields))
	for i, f := range ret.Fields {
		r.Fields[i] = fieldForTest(f, t)
	}
	r.Rules = make([]*rules.Rule, len(ret.Rules))
	for i, k := range ret.Rules {
		k := *k
		k.Trial = false
		r.Rules[i] = &k
	}
	r.TableRules = make([]*rules.TableRule, len(ret.TableRules))
	for i, k := range ret.TableRules {
		k := *k
		k.Trial = false
		r.TableRules[i] = &k
	}
	r.KeyCheck.Trial = false
	if !t.Find(rules.PrimaryKeyID) && !named(ret, ret.PrimaryKey, t) {
		r.PrimaryKey = nil
	}
	if !t.Find("min_rows") {
		r.Find.MinRows = 0
	}
	if !t.Find("refuse_above") {
		r.RefuseAbove = nil
	}
	return &r
}

func fieldForTest(f *rules.Field, t rules.Test) *rules.Field {
	c := *f
	c.Constraints = nil
	for _, k := range f.Constraints {
		if k.Kind == rules.Required && !t.Find(k.ID) {
			continue
		}
		k := *k
		k.Trial = false
		c.Constraints = append(c.Constraints, &k)
	}
	return &c
}

// named says whether each of the fields is named by some row.
func named(ret *rules.Return, fields []int, t rules.Test) bool {
	for _, f := range fields {
		if !slices.ContainsFunc(t.Rows, func(row map[string]string) bool { _, ok := row[ret.Fields[f].Name]; return ok }) {
			return false
		}
	}
	return true
}

// periodOf returns the period that a test's dates lie in where the test names
// none: that of the first date in a field that must lie within the period. The
// zero period where there is no such date.
func periodOf(ret *rules.Return, rows []map[string]string) period.Period {
	if ret.PeriodKind == period.None {
		return period.Period{}
	}
	for _, f := range ret.Fields {
		if !f.Within {
			continue
		}
		for _, row := range rows {
			if d, ok := dateOf(f, row[f.Name]); ok {
				return period.Of(d, ret.PeriodKind)
			}
		}
	}
	return period.Period{}
}

// dateOf reads a field's text as the checker does.
func dateOf(f *rules.Field, text string) (period.Date, bool) {
	if strings.TrimSpace(text) == "" {
		return 0, false
	}
	plain := *f
	plain.Index, plain.Constraints, plain.Within, plain.Privacy = 0, nil, false, "keep"
	of := &rules.Return{Name: "date", Fields: []*rules.Field{&plain}}
	return castDate(of, text)
}
