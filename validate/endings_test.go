package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/report"
)

// endingsOf writes the statuses worth a word: rule status count reason.
func endingsOf(list []report.RuleStatus) []string {
	var out []string
	for _, s := range list {
		if s.Status != report.RuleOK || s.Reason != nil {
			out = append(out, strings.Join([]string{s.Rule, string(s.Status), orNone(s.Reason)}, " "))
		}
	}
	return out
}

func orNone(s *string) string {
	if s == nil {
		return "-"
	}
	return *s
}

const divided = `rules:
  - {id: each, expect: n / d > 1, message: m}
  - {id: guarded, expect: d == 0 || n / d > 1, message: m}
  - {id: applies, when: n / d > 1, then: n > 0, message: m}
measures:
  - {name: total, sum: {field: n}}
  - {name: zero, value: total / 0}
  - {name: where, count: {where: n / d > 1}}
  - {name: grouped, by: [g], count: {where: n % d == 0}}
  - {name: after, value: zero + 1}
table_rules:
  - {id: table, expect: total / (total - total) > 1, message: m}
  - {id: reads, expect: zero > 1, message: m}
  - {id: calls, expect: count(n / d > 1) > 1, message: m}
  - {id: ok, expect: total > 1, message: m}
`

// TestFailing holds that what can't be evaluated is a fault of the rule, and not
// the sender's.
func TestFailing(t *testing.T) {
	set, ret := load(t, withField("{name: g, type: string}\n  - {name: n, type: integer}\n  - {name: d, type: integer, constraints: {minimum: 0}}")+divided)
	x, held, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "a|1|0", "a|4|2"), batchOf(1, 4, "b|9|3", "b|1|-1"))
	if d := cmp.Diff([]string{"C5 d.minimum constraint-error error"}, brief(x)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]int{5}, held); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"d.minimum issues -", "each failed it divides by zero", "applies failed it divides by zero"}, endingsOf(tb.Rules)); d != "" {
		t.Error(d)
	}
	ms, exceptions, statuses := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	if len(exceptions) > 0 {
		t.Error(exceptions)
	}
	want := []string{
		"zero failed it divides by zero", "where failed it divides by zero", "grouped failed it divides by zero",
		"table failed it divides by zero", "reads skipped zero could not be worked out: it divides by zero", "calls failed it divides by zero",
	}
	if d := cmp.Diff(want, endingsOf(statuses)); d != "" {
		t.Error(d)
	}
	for _, m := range ms[1:] {
		if m.Value != nil {
			t.Errorf("%s is %s", m.Measure, *m.Value)
		}
	}
}

// TestFailingNot holds that a rule isn't evaluated on a cell that already failed.
func TestFailingNot(t *testing.T) {
	set, ret := load(t, withField("{name: n, type: integer}\n  - {name: d, type: integer, constraints: {minimum: 1}}")+"rules:\n  - {id: each, expect: n / d > 1, message: m}\n")
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "1|0", "4|2"))
	if d := cmp.Diff([]string{"d.minimum issues -"}, endingsOf(tb.Rules)); d != "" {
		t.Error(d)
	}
}

func TestEndings(t *testing.T) {
	const fields = "{name: a, type: integer}\n  - {name: c, type: string, constraints: {enum: {list: codes.csv, column: code}}}"
	set, ret := load(t, withField(fields)+`rules:
  - {id: skips, expect: a > 1, message: m}
  - {id: told, when: c == "x", then: a > 1, blanks: skip, message: m}
  - {id: passes, expect: a > 1, blanks: pass, message: m}
  - {id: never, when: c == "none", then: a > 1, message: m}
`, "codes.csv", "code,valid_from\nx,2021-04-01\ny,\n")
	noPeriod := Context{Set: set}
	for _, tt := range []struct {
		name string
		rows []string
		want []string
	}{
		{"blanks", []string{"|x", "|y", "5|x", "0|y", "bad|x"}, []string{
			"a.type issues -", "c.enum ok validity dates not checked: no period",
			"skips issues not evaluated on 2 rows with blanks", "told ok not evaluated on 1 row with blanks", "passes issues -",
		}},
		{"nothing", nil, []string{
			"a.type skipped no row to check", "c.type skipped no row to check", "c.enum skipped no row to check", "skips skipped no row to check",
			"told skipped no row to check", "passes skipped no row to check", "never skipped no row to check",
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, _, _, tb := run(t, checker(t, ret, noPeriod, false), nil, batchOf(0, 2, tt.rows...))
			if d := cmp.Diff(tt.want, endingsOf(tb.Rules)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestMessageDates holds that messages name the dates that the run knows.
func TestMessageDates(t *testing.T) {
	set, ret := load(t, withField("{name: a, type: integer}")+`rules:
  - {id: r, expect: a > 1, message: "{a} at {as_at}", fix: "{period.start} to {period.end}"}
measures:
  - {name: n, count: {}}
table_rules:
  - {id: t, expect: n > 1, message: "{n} at {as_at}, {period.start} to {period.end}"}
`)
	x, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "0"))
	_, more, _ := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	got := []string{x[0].Message, x[0].Fix, more[0].Message}
	want := []string{"0 at 30 June 2021", "1 April 2021 to 30 June 2021", "0 at 30 June 2021, 1 April 2021 to 30 June 2021"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
