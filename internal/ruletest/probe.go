package ruletest

import (
	"slices"
	"strings"

	"winnow/internal/expr"
	"winnow/internal/report"
	"winnow/rules"
)

// Probes are rules that a test adds to the author's: one that fails on each row
// to which a rule applies, and one on each on which its condition holds. A row
// on which both fail has put the rule to work and passed.
const (
	appliesProbe = "(applies) "
	holdsProbe   = "(holds) "
)

func isProbe(id string) bool {
	return strings.HasPrefix(id, appliesProbe) || strings.HasPrefix(id, holdsProbe)
}

// never is a condition that doesn't hold.
var never = func() *expr.Program {
	env, err := expr.NewEnv(nil)
	if err != nil {
		panic(err) // an environment of nothing
	}
	p, issues := env.Compile("false", expr.Bool)
	if len(issues) > 0 {
		panic(issues[0].Message) // a constant
	}
	return p
}()

// withProbes adds the probes to a return made for a test.
func withProbes(ret *rules.Return) *rules.Return {
	for _, r := range slices.Clone(ret.Rules) {
		ret.Rules = append(ret.Rules, probe(r, appliesProbe, r.When), probe(r, holdsProbe, r.Then))
	}
	return ret
}

func probe(r *rules.Rule, prefix string, when *expr.Program) *rules.Rule {
	p := *r
	p.ID, p.When, p.Then = prefix+r.ID, when, never
	p.Severity, p.Final, p.Blanks, p.Expect = report.Note, report.Note, "", false
	p.Message, p.Fix, p.Expected = "", "", ""
	return &p
}

// shown lists the checks that had something to say of the rows and passed them:
// row rules that applied and held, constraints of fields that a row fills in,
// table rules that were worked out.
func (j *judgement) shown() []string {
	var out []string
	for _, r := range j.ret.Rules {
		if j.held(r.ID) {
			out = append(out, r.ID)
		}
	}
	for _, f := range j.ret.Fields {
		filled := slices.ContainsFunc(j.test.Rows, func(row map[string]string) bool { return strings.TrimSpace(row[f.Name]) != "" })
		for _, k := range f.Constraints {
			if _, fired := j.rows(k.ID); filled && !fired {
				out = append(out, k.ID)
			}
		}
	}
	for _, r := range j.ret.TableRules {
		if s := j.found.statuses[r.ID]; s.Status == report.RuleOK && !j.test.Single {
			out = append(out, r.ID)
		}
	}
	return out
}

// held says whether some row put a rule to work and passed it.
func (j *judgement) held(id string) bool {
	applied, _ := j.rows(appliesProbe + id)
	held, _ := j.rows(holdsProbe + id)
	return slices.ContainsFunc(held, func(row int) bool { return slices.Contains(applied, row) })
}
