package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/internal/period"
	"winnow/internal/report"
)

const tally = `winnow: v1
return: tally
title: Tally
grain: One.
period: quarter
owner: s
fields:
  - {name: ref, type: string, key: true}
  - {name: district, title: District, type: string, constraints: {enum: [N, S, E]}, map: {"North": N}}
  - {name: site, title: Site, type: string}
  - {name: n, title: People, type: integer, constraints: {minimum: 0}, missingValues: ["", {value: "<5", label: suppressed, between: [0, 4]}]}
  - {name: rate, title: Rate, type: number, decimals: 2}
measures:
  - {name: people, sum: {field: n}}
  - {name: paid, title: Paid, sum: {of: n * rate}}
  - {name: share, value: people / sum(n * rate)}
  - {name: sites, distinct: {of: 'district + "/" + site'}}
  - {name: change, value: people - previous.people}
table_rules:
`

// states writes how rules ended, those of the table rules only.
func states(list []report.RuleStatus, ids ...string) []string {
	var out []string
	for _, s := range list {
		if !contains(ids, s.Rule) {
			continue
		}
		line := s.Rule + " " + string(s.Status)
		if s.Reason != nil {
			line += ": " + *s.Reason
		}
		out = append(out, line)
	}
	return out
}

func TestPer(t *testing.T) {
	rows := []string{"1|N|a|3|2", "2|N|b|4|1", "3|S|c|10|", "4|S|d|-1|1", "5|X|e|2|2", "6|S|c|1|1.50"}
	tests := []struct {
		name, rule string
		rows       []string
		rowwise    []string
		table      []string
		state      []string
	}{
		{"a code without records",
			`{id: k, per: [district], expect: sum(1) > 0, message: "Nothing from {district}."}`, rows[:4], nil,
			[]string{" [E] k error: Nothing from E."}, []string{"k issues"}},
		{"a code that a record held back may have",
			`{id: k, per: [district], expect: sum(1) > 0, message: "Nothing from {district}."}`, rows, nil,
			nil, []string{"k ok: not evaluated for 1 group for want of figures"}},
		{"records listed with their cells, those held back left out",
			`{id: k, severity: query, per: district, expect: sum(n) <= 7, rows: n > 1, cells: [n, district], message: "{district}: {n} of {sum(n)} and {people} in all, to {period.end}."}`, rows,
			[]string{"D4 [3] k query: S: 10 of 11 and 18 in all, to 30 June 2021."}, nil, []string{"k issues: not evaluated for 1 group for want of figures"}},
		{"groups whose records are all held back, and those without a figure",
			`{id: k, per: site, expect: sum(n * rate) / sum(n) < 2, message: "{site} costs {sum(n * rate) / sum(n)}."}`, rows, nil,
			[]string{" [a] k error: a costs 2."}, []string{"k issues: not evaluated for 2 groups for want of figures"}},
		{"of two fields, with their codes in the condition",
			`{id: k, per: [district, site], expect: site == "c" || max(n) < 4 && count(rate != null) == count(), message: "{district} {site}"}`, rows, nil,
			[]string{" [North / b] k error: North b"}, []string{"k issues: not evaluated for 1 group for want of figures"}},
		{"all records together",
			`{id: k, expect: people < 10, rows: "true", cells: n, message: "{people}"}`, rows[:2], nil, nil, []string{"k ok"}},
		{"all records together, listed",
			`{id: k, expect: people > 10, rows: "n > 3", cells: n, message: "{people}"}`, rows[:2],
			[]string{"D3 [2] k error: 7"}, nil, []string{"k issues"}},
		{"a figure that can't be worked out", `{id: k, per: district, expect: sum(n) / (sum(n) - sum(n)) > 1, message: m}`, rows[:2], nil, nil,
			[]string{"k failed: it divides by zero"}},
		{"blanks fail", `{id: k, per: district, blanks: fail, expect: min(n) >= 0, message: "none in {district}: {min(n)}"}`, rows[:4], nil,
			[]string{" [E] k error: none in E: (not known)"}, []string{"k issues"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			set, ret := load(t, tally+"  - "+tt.rule+"\n")
			x, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.rows[:len(tt.rows)/2]...), batchOf(1, 2+len(tt.rows)/2, tt.rows[len(tt.rows)/2:]...))
			if d := cmp.Diff(tt.rowwise, ofRule("k", told(x))); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.table, told(tb.Exceptions)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tt.state, states(tb.Rules, "k")); d != "" {
				t.Error(d)
			}
			for _, p := range tb.Partial.Measures {
				if p.Groups != nil && p.Measure[len(p.Measure)-1] == 't' && p.Measure != "share" && p.Measure != "count" {
					t.Errorf("%s is kept", p.Measure)
				}
			}
		})
	}
}

// ofRule keeps the lines of a rule.
func ofRule(id string, lines []string) []string {
	var out []string
	for _, l := range lines {
		if strings.Contains(l, "] "+id+" ") {
			out = append(out, l)
		}
	}
	return out
}

func TestAggregatesOfExpressions(t *testing.T) {
	set, ret := load(t, tally+"  - {id: k, expect: sum(1) > 0, message: m}\n")
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil,
		batchOf(0, 2, "1|N|a|3|2", "2|N|b|4|1", "3|S|c|<5|1", "4|S|d||1", "5|X|e|2|2"))
	past := history{"tally people " + quarter1.Previous().String(): "5"}
	ms, _, st := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, past)
	want := []string{
		"people map[] 7 count provisional 7..13 target - band - variance -",
		"paid map[] 10 count provisional -..- target - band - variance -",   // of a bounded value nothing is known
		"share map[] 0.7 count provisional -..- target - band - variance -", //
		"sites map[] 4 count provisional 4..5 target - band - variance -",   // E isn't one
		"change map[] 2 count provisional 2..8 target - band - variance -",
	}
	if d := cmp.Diff(want, lines(ms)); d != "" {
		t.Error(d)
	}
	ms, _, _ = Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
	if ms[4].Value != nil {
		t.Error("a change against a period that is not held")
	}
	if d := cmp.Diff([]string{"k ok"}, states(st, "k")); d != "" {
		t.Error(d)
	}
}

// history gives figures by return, measure and period.
type history map[string]string

func (h history) Value(ret, measure string, p period.Period) (number.Num, bool) {
	s, ok := h[ret+" "+measure+" "+p.String()]
	if !ok {
		return number.Num{}, false
	}
	return *num(s), true
}

func TestOtherPeriods(t *testing.T) {
	set, ret := load(t, tally+`  - {id: last, expect: people >= last_year.people, message: "{people} after {last_year.people}"}
  - {id: before, severity: {in_year: query, final: error}, expect: people >= previous.people, message: "{people} after {previous.people}"}
`)
	_, _, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, "1|N|a|3|2"))
	past := history{"tally people 2020-21-Q4": "5"}
	for _, final := range []bool{false, true} {
		c := quarterly(set)
		c.Final = final
		_, x, st := Reduce(ret, c, []*Partial{tb.Partial}, past)
		want := " [] before query: 3 after 5"
		if final {
			want = " [] before error: 3 after 5"
		}
		if d := cmp.Diff([]string{want}, told(x)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{"last skipped: last_year.people is not held for 2020-21-Q1", "before issues"}, states(st, "last", "before")); d != "" {
			t.Error(d)
		}
	}
}

func TestHolds(t *testing.T) {
	rules := tally + `  - {id: a, holds: table, expect: people <= 7, message: "There are {people} people, more than 7.", fix: Take some out.}
  - {id: b, holds: table, severity: query, expect: people <= 6, message: "More than 6."}
  - {id: c, holds: table, no_overlap: {each: site, from: d, days: 2}}
  - {id: d, holds: table, per: site, expect: site != "g", message: A site has no such name.}
  - {id: e, holds: table, per: site, expect: site != "h", message: "{site} is no site.", fix: "Look up {site}."}
`
	rules = strings.Replace(rules, "measures:", "  - {name: d, type: date}\nmeasures:", 1)
	set, ret := load(t, rules)
	tests := []struct {
		name   string
		rows   []string
		refuse string
		want   []string
	}{
		{"sound", []string{"1|N|a|3|1|2021-04-01", "2|N|a|3|1|2021-04-03"}, "", nil},
		{"a query holds nothing", []string{"1|N|a|7|1|2021-04-01"}, "", []string{" [] b query: More than 6."}},
		{"figures", []string{"1|N|a|8|1|2021-04-01"}, "There are 8 people, more than 7",
			[]string{" [] a error: There are 8 people, more than 7.", " [] b query: More than 6."}},
		{"records", []string{"1|N|a|1|1|2021-04-01", "2|N|a|1|1|2021-04-02"},
			"it fails a check of the table as a whole", nil},
		{"a group, in words without values", []string{"1|N|g|1|1|2021-04-01"}, "A site has no such name", []string{" [g] d error: A site has no such name."}},
		{"a group, in words that have its values", []string{"1|N|h|1|1|2021-04-01"}, "it fails a check of the table as a whole", []string{" [h] e error: h is no site."}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			_, held, _, tb := run(t, checker(t, ret, quarterly(set), false), nil, batchOf(0, 2, tt.rows...))
			if tb.Refuse != tt.refuse || len(held) > 0 {
				t.Errorf("refused for %q, held %v", tb.Refuse, held)
			}
			if d := cmp.Diff(tt.want, told(tb.Exceptions)); d != "" {
				t.Error(d)
			}
			_, _, st := Reduce(ret, quarterly(set), []*Partial{tb.Partial}, nil)
			if got := states(st, "a", "b", "c"); got != nil {
				t.Error("judged again for the period:", got)
			}
		})
	}
}

func TestStated(t *testing.T) {
	set, ret := load(t, tally+`  - {id: own, expect: people == stated("Total"), message: "{people} against {stated(\"Total\")}."}
  - {id: mixed, severity: query, expect: stated("Total") == returns.tally.people, message: m}
`)
	if d := cmp.Diff([]string{"Total"}, ret.Stated); d != "" {
		t.Fatal(d)
	}
	tests := []struct {
		stated map[string]number.Num
		want   []string
		state  string
	}{
		{map[string]number.Num{"Total": *num("7")}, nil, "own ok"},
		{map[string]number.Num{"Total": *num("8"), "Other": *num("1")}, []string{" [] own error: 7 against 8.", " [] mixed query: m"}, "own issues"},
		{nil, nil, "own skipped: the file states no figure labelled “Total”"},
	}
	for _, tt := range tests {
		c := quarterly(set)
		c.Stated = tt.stated
		_, _, _, tb := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, "1|N|a|3|2", "2|N|a|4|2"))
		if d := cmp.Diff(tt.want, told(tb.Exceptions)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{tt.state}, states(tb.Rules, "own")); d != "" {
			t.Error(d)
		}
	}
}

// TestStatedWithOtherReturns: a rule that needs other returns' figures is judged
// for the period, and needs the files to agree on what they state.
func TestStatedWithOtherReturns(t *testing.T) {
	set, _ := load(t, tally+"  - {id: k, expect: stated(\"Total\") == returns.other.rows, message: \"{stated(\\\"Total\\\")} against {returns.other.rows}\"}\n",
		"other.yaml", "winnow: v1\nreturn: other\nfields: [{name: a, title: A, type: string}]\nmeasures: [{name: rows, count: {}}]\n")
	ret := set.Return("tally")
	part := func(n string) *Partial {
		p := &Partial{Return: "tally"}
		if n != "" {
			p.Stated = map[string]Exact{"Total": {*num(n)}}
		}
		return p
	}
	others := history{"other rows " + quarter1.String(): "7"}
	tests := []struct {
		parts []*Partial
		want  []string
		state string
	}{
		{[]*Partial{part("7")}, nil, "k ok"},
		{[]*Partial{part("8")}, []string{" [] k error: 8 against 7"}, "k issues"},
		{[]*Partial{part("7"), part("7")}, nil, "k ok"},
		{[]*Partial{part("7"), part("8")}, nil, "k skipped: the files state different figures for “Total”"},
		{[]*Partial{part("7"), part("")}, nil, "k skipped: not every file states a figure labelled “Total”"},
		{[]*Partial{part("")}, nil, "k skipped: the file states no figure labelled “Total”"},
	}
	for _, tt := range tests {
		_, x, st := Reduce(ret, quarterly(set), tt.parts, others)
		if d := cmp.Diff(tt.want, told(x)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff([]string{tt.state}, states(st, "k")); d != "" {
			t.Error(d)
		}
	}
}

// TestTableRulesOnTrial: what they find is set apart and sends nothing back.
func TestTableRulesOnTrial(t *testing.T) {
	set, ret := load(t, tally+`  - {id: a, trial: true, holds: table, expect: people <= 7, message: "{people}"}
  - {id: b, trial: true, holds: table, per: site, expect: count() < 2, rows: n > 0, message: "{site} {n}"}
`)
	c := checker(t, ret, quarterly(set), false)
	rows := []string{"1|N|a|8|2", "2|N|a|0|2", "3|S|b|0|1"}
	_ = c.Join(c.Check(batchOf(0, 2, rows...)))
	if !c.Again() {
		t.Fatal("no pass to name the records")
	}
	out := c.Join(c.Check(batchOf(0, 2, rows...)))
	if c.Again() {
		t.Fatal("a pass too many")
	}
	tb := c.Finish(nil, len(rows))
	if tb.Refuse != "" || len(tb.Exceptions) > 0 || len(out.Exceptions) > 0 {
		t.Error(tb.Refuse, tb.Exceptions, out.Exceptions)
	}
	if d := cmp.Diff([]string{"C2 [1] b error: a 8", " [] a error: 8"}, told(append(out.Trials, tb.Trials...))); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"a issues", "b issues"}, states(tb.Rules, "a", "b")); d != "" {
		t.Error(d)
	}
}
