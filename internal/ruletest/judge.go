package ruletest

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"strings"

	"winnow/internal/number"
	"winnow/internal/report"
	"winnow/rules"
	"winnow/validate"
)

// judgement holds what came of a test's rows against what it says.
type judgement struct {
	ret   *rules.Return
	test  rules.Test
	ctx   validate.Context
	found *found
}

// unevaluated names the rules that could not be evaluated: a fault of the rule,
// whatever the test says.
func (j *judgement) unevaluated() []string {
	var out []string
	for _, id := range slices.Sorted(maps.Keys(j.found.statuses)) {
		if s := j.found.statuses[id]; s.Status == report.RuleFailed && !isProbe(id) {
			out = append(out, fmt.Sprintf("%s could not be evaluated: %s", id, words(s.Reason)))
		}
	}
	return out
}

// tooFew names what must fail and did not, or not on the rows that it must.
func (j *judgement) tooFew() []string {
	var out []string
	for _, id := range j.test.Fails {
		rows, fired := j.rows(id)
		switch want, given := j.test.FailRows[id]; {
		case !fired:
			out = append(out, fmt.Sprintf("%s must fail, and did not%s", id, j.why(id)))
		case given && !slices.Equal(want, rows):
			out = append(out, fmt.Sprintf("%s must fail on %s, and failed on %s", id, rowList(want), rowList(rows)))
		}
	}
	return out
}

// tooMany names what failed and must not.
func (j *judgement) tooMany() []string {
	var out []string
	for _, x := range j.found.exceptions {
		if !isProbe(x.Rule) && !j.test.Find(x.Rule) && j.counts(x) {
			out = append(out, fmt.Sprintf("%s fails, and must not\n%s", x.Rule, asTold(x)))
		}
	}
	return out
}

// counts says whether a finding that the test doesn't name is one it speaks of.
// The whole table is no matter of a test with a row on its own, and notes that
// are winnow's own are nobody's rules.
func (j *judgement) counts(x report.Exception) bool {
	if x.Severity == report.Note && !slices.Contains(j.ret.RuleIDs(), x.Rule) {
		return false
	}
	return !j.test.Single || !slices.ContainsFunc(j.ret.TableRules, func(r *rules.TableRule) bool { return r.ID == x.Rule })
}

// rows are the places of the rows that a check failed on, and whether it failed
// at all. Of a finding on the table they are the rows that it names.
func (j *judgement) rows(id string) (rows []int, fired bool) {
	var others []int
	for _, x := range j.found.exceptions {
		if x.Rule != id {
			continue
		}
		fired = true
		if x.Row > 0 {
			rows = append(rows, x.Row)
		}
		others = append(others, x.OtherRows...)
	}
	if len(rows) == 0 {
		rows = others
	}
	sort.Ints(rows)
	return slices.Compact(rows), fired
}

// why says what there is to say of a check that did not fail.
func (j *judgement) why(id string) string {
	s, known := j.found.statuses[id]
	if known && s.Status == report.RuleSkipped {
		return ": it was skipped, as " + words(s.Reason)
	}
	for _, r := range j.ret.Rules {
		if r.ID == id {
			return j.ruleWhy(r)
		}
	}
	for _, r := range j.ret.TableRules {
		if r.ID == id {
			return j.figuresWhy(r)
		}
	}
	return ""
}

// ruleWhy says whether a row rule applied, and shows the values it reads.
func (j *judgement) ruleWhy(r *rules.Rule) string {
	var b strings.Builder
	if applied, _ := j.rows(appliesProbe + r.ID); len(applied) == 0 && r.When != nil {
		b.WriteString(": its condition never applied\nwhen: " + r.WhenText)
	} else {
		b.WriteString("\nthen: " + r.ThenText)
	}
	for i, row := range j.test.Rows {
		var values []string
		for _, f := range r.Reads {
			name := j.ret.Fields[f].Name
			values = append(values, fmt.Sprintf("%s %q", name, row[name]))
		}
		if len(values) > 0 {
			fmt.Fprintf(&b, "\nrow %d: %s", i+1, strings.Join(values, ", "))
		}
		if i == 9 && len(j.test.Rows) > 10 {
			fmt.Fprintf(&b, "\nand %d more rows", len(j.test.Rows)-10)
			break
		}
	}
	if s := j.found.statuses[r.ID]; s.Reason != nil {
		b.WriteString("\n" + *s.Reason)
	}
	return b.String()
}

// figuresWhy shows what the measures came to that a table rule reads.
func (j *judgement) figuresWhy(r *rules.TableRule) string {
	out := ""
	if r.Text != "" {
		out = "\nexpect: " + r.Text
	}
	for _, v := range r.Vars {
		if i := slices.IndexFunc(j.found.measures, func(m report.Measure) bool { return v.Return == "" && v.When == "" && m.Measure == v.Measure }); i >= 0 && j.found.measures[i].Value != nil {
			out += fmt.Sprintf("\n%s is %s", v.Name, *j.found.measures[i].Value)
		}
	}
	return out
}

// measures compares what measures came to.
func (j *judgement) measures() []string {
	var out []string
	for _, want := range j.test.Measures {
		i := slices.IndexFunc(j.found.measures, func(m report.Measure) bool { return m.Measure == want.Name && len(m.Group) == 0 })
		if i < 0 {
			out = append(out, fmt.Sprintf("the measure %s was not worked out", want.Name))
			continue
		}
		if got := j.found.measures[i]; !same(want.Value, got.Value) {
			out = append(out, fmt.Sprintf("the measure %s must be %s, and is %s", want.Name, figure(want.Value), text(got.Value)))
		}
	}
	return out
}

func same(want *number.Num, got *string) bool {
	if want == nil || got == nil {
		return want == nil && got == nil
	}
	n, err := number.Parse(*got)
	return err == nil && n.Cmp(*want) == 0
}

func figure(n *number.Num) string {
	if n == nil {
		return "without a value"
	}
	return n.String()
}

func text(s *string) string {
	if s == nil {
		return "without a value"
	}
	return *s
}

func words(s *string) string {
	if s == nil {
		return "nothing more is known"
	}
	return *s
}

// rowList words places: row 1, rows 1 and 3.
func rowList(rows []int) string {
	if len(rows) == 0 {
		return "no single row"
	}
	var s []string
	for _, r := range rows {
		s = append(s, fmt.Sprint(r))
	}
	if len(s) == 1 {
		return "row " + s[0]
	}
	return "rows " + strings.Join(s[:len(s)-1], ", ") + " and " + s[len(s)-1]
}
