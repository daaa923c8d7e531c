package ruledocs

import (
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/rulewords"
	"winnow/rules"
)

// Check is one thing that is checked.
type Check struct {
	Words    string // what is asked for; with Wrong what must not be
	Wrong    bool
	Told     string // what the sender is told otherwise; "" where Words says it
	Serious  string // "must be corrected"
	Severity string // error, query or note
	Fix      string // what to do; "" where nothing is said
}

// Fixed says whether some of the checks say what to do.
func (t checkTable) Fixed() bool {
	return slices.ContainsFunc(t.Checks, func(c Check) bool { return c.Fix != "" })
}

// checks lists the checks on rows, on the table, and against what lies elsewhere.
// Those on trial are left out: nobody is told of them.
func (p *Page) checks(ret *rules.Return) {
	if len(ret.PrimaryKey) > 0 && !ret.KeyCheck.Trial {
		p.Rows = append(p.Rows, keyCheck(rulewords.Key(ret, ret.PrimaryKey), ret.KeyCheck))
	}
	for i, k := range ret.UniqueKeys {
		if i < len(ret.UniqueCheck) && !ret.UniqueCheck[i].Trial {
			p.Rows = append(p.Rows, keyCheck(rulewords.Key(ret, k), ret.UniqueCheck[i]))
		}
	}
	for _, r := range ret.Rules {
		if r.Trial {
			continue
		}
		c := Check{Words: rulewords.WithFigures(ret, rulewords.Rule(ret, r)), Fix: rulewords.WithFigures(ret, r.Fix), Severity: string(r.Severity),
			Serious: rulewords.Seriousness(string(r.Severity), string(r.Final))}
		c.Wrong = r.Expected == ""
		c.told(r.Expected, rulewords.WithFigures(ret, r.Message))
		if elsewhere(ret, r.When) || elsewhere(ret, r.Then) {
			p.Across = append(p.Across, c)
		} else {
			p.Rows = append(p.Rows, c)
		}
	}
	p.foreignKeys(ret)
	p.tableChecks(ret)
	if ret.RefuseAbove != nil {
		p.Threshold = "Where more than " + percent(ret.RefuseAbove) + " of the rows must be corrected, the whole table is sent back."
	}
}

// told splits what is expected from what the sender is told.
func (c *Check) told(expected, message string) {
	if expected == "" {
		return
	}
	c.Told = message
	c.Words = capital(strings.TrimPrefix(c.Words, "Expected: "))
}

func keyCheck(words string, k rules.KeyCheck) Check {
	return Check{Words: words, Told: k.Message, Fix: k.Fix, Severity: string(k.Severity), Serious: rulewords.Seriousness(string(k.Severity), string(k.Final))}
}

// elsewhere says whether an expression reads what a lookup finds.
func elsewhere(ret *rules.Return, p *expr.Program) bool {
	return p != nil && slices.ContainsFunc(p.Reads(), func(i int) bool { return i >= len(ret.Fields)+rules.RowVarCount })
}

func (p *Page) foreignKeys(ret *rules.Return) {
	for _, k := range ret.ForeignKeys {
		if k.Trial {
			continue
		}
		var titles []string
		for _, f := range k.Fields {
			titles = append(titles, ret.Fields[f].Title)
		}
		p.Across = append(p.Across, keyCheck(listed(titles)+" must be found in "+where(k.Lookup)+".", k.KeyCheck))
	}
}

func where(l *rules.Lookup) string {
	if l == nil {
		return "another table"
	}
	switch {
	case l.List != nil:
		return "the list " + strings.TrimSuffix(l.List.File, ".csv")
	case l.When == rules.Previous:
		return "the return " + l.Return + " of the period before"
	case l.When == rules.LastYear:
		return "the return " + l.Return + " of a year ago"
	}
	return "the return " + l.Return
}

func (p *Page) tableChecks(ret *rules.Return) {
	for _, r := range ret.TableRules {
		if r.Trial {
			continue
		}
		c := Check{Words: rulewords.TableRule(ret, r), Fix: rulewords.WithFigures(ret, r.Fix), Severity: string(r.Severity),
			Serious: rulewords.Seriousness(string(r.Severity), string(r.Final))}
		c.Wrong = r.Expected == "" && r.Message != ""
		c.told(r.Expected, rulewords.WithFigures(ret, r.Message))
		if r.Holds {
			c.Serious += "; until then the whole table is held back"
		}
		if reads(r, func(v rules.MeasureRef) bool {
			return v.Return != "" || v.When == rules.Previous || v.When == rules.LastYear
		}) {
			p.Across = append(p.Across, c)
		} else {
			p.Table = append(p.Table, c)
		}
	}
}

func reads(r *rules.TableRule, is func(rules.MeasureRef) bool) bool {
	return r.Expect != nil && slices.ContainsFunc(r.Expect.Reads(), func(i int) bool { return i < len(r.Vars) && is(r.Vars[i]) })
}
