package ruletest

import (
	"fmt"

	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/rules"
	"winnow/validate"
)

// held is what a test takes as held elsewhere: figures given by name, measures
// worked out over given rows, and the history.csv of the rule set.
type held struct {
	set    *rules.Set
	test   rules.Test
	period period.Period

	worked map[int]map[string]number.Num // by place in Given, once worked out
	err    error                         // the first thing that could not be worked out
}

// Value implements validate.Figures.
func (h *held) Value(ret, measure string, p period.Period) (number.Num, bool) {
	for _, f := range h.test.Figures {
		for _, name := range h.names(ret, measure, p) {
			if f.Name == name {
				return f.Value, true
			}
		}
	}
	for i, g := range h.test.Given {
		if g.Return == ret && h.when(g.When) == p {
			if n, ok := h.over(i)[measure]; ok {
				return n, true
			}
		}
	}
	if row := h.set.HistoryValue(measure, p); row != nil {
		return row.Value, true
	}
	return number.Num{}, false
}

// names are what table rules call a measure.
func (h *held) names(ret, measure string, p period.Period) []string {
	switch p {
	case h.period:
		return []string{"returns." + ret + "." + measure}
	case h.period.Previous():
		return []string{"previous." + measure, "previous." + ret + "." + measure}
	case h.period.LastYear():
		return []string{"last_year." + measure, "last_year." + ret + "." + measure}
	}
	return nil
}

// when is the period that given rows are of.
func (h *held) when(word string) period.Period {
	switch {
	case word == "previous" && !h.period.IsZero():
		return h.period.Previous()
	case word == "last_year" && !h.period.IsZero():
		return h.period.LastYear()
	}
	return h.period
}

// over works out the measures over given rows.
func (h *held) over(given int) map[string]number.Num {
	if m, ok := h.worked[given]; ok {
		return m
	}
	if h.worked == nil {
		h.worked = map[int]map[string]number.Num{}
	}
	m := map[string]number.Num{}
	h.worked[given] = m // before working, so that returns that speak of each other end
	g := h.test.Given[given]
	ret := h.set.Known(g.Return)
	if ret == nil {
		h.fail(fmt.Errorf("its given rows are of the return %q, whose rule file was not loaded: name the folder", g.Return))
		return m
	}
	ctx := validate.Context{Set: h.set, Period: h.when(g.When), NoClean: true}
	if !ctx.Period.IsZero() {
		ctx.AsAt, ctx.HasAsAt = ctx.Period.End(), true
	}
	f, err := run(forTest(ret, rules.Test{Rows: g.Rows}), ctx, g.Rows, h)
	if err != nil {
		h.fail(err)
		return m
	}
	for _, x := range f.measures {
		if x.Value == nil || len(x.Group) > 0 {
			continue
		}
		if n, err := number.Parse(*x.Value); err == nil {
			m[x.Measure] = n
		}
	}
	return m
}

func (h *held) fail(err error) {
	if h.err == nil {
		h.err = err
	}
}
