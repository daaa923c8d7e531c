package validate

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
)

const waiverHeader = "return,service,rule,key,reason,agreed_by,until\n"

const sites = `winnow: v1
return: sites
fields:
  - {name: site, title: Site, type: string, key: true, constraints: {required: true}}
  - {name: n, title: Tests, type: integer, constraints: {maximum: 100, minimum: {value: 10, severity: query}}}
  - {name: m, title: Positives, type: integer}
primaryKey: [site]
rules:
  - {id: fewer, expect: m <= n, message: "{m} of {n}"}
measures:
  - {name: total, sum: {field: n}}
table_rules:
  - {id: enough, expect: total >= 1000, message: too few}
`

// received is the context of a table of the service depot received on a day.
func received(set *rules.Set, day string) Context {
	c := quarterly(set)
	c.Service = "depot"
	c.Received, _ = period.ParseDate(day)
	return c
}

// waivedLines writes waivers as rule key count.
func waivedLines(list []report.Waived) []string {
	var out []string
	for _, w := range list {
		key := "-"
		if w.Key != nil {
			key = *w.Key
		}
		out = append(out, fmt.Sprintf("%s %s %d", w.Rule, key, w.Count))
	}
	return out
}

func TestWaivers(t *testing.T) {
	for _, tc := range []struct {
		name, waivers, day string
		rows               []string
		found, waived      []string
		held               []int
	}{
		{"of a record", "sites,depot,n.maximum,A,big site,Ann,2021-09-30", "2021-07-01", []string{"A|120|1", "B|130|1"},
			[]string{"B3 n.maximum constraint-error error"}, []string{"n.maximum A 1"}, []int{3}},
		{"of every record, of any return", ",depot,n.maximum,,big sites,Ann,2021-09-30", "2021-07-01", []string{"A|120|1", "B|130|1"},
			nil, []string{"n.maximum - 2"}, nil},
		{"on its last day", "sites,depot,n.maximum,A,big site,Ann,2021-07-01", "2021-07-01", []string{"A|120|1"},
			nil, []string{"n.maximum A 1"}, nil},
		{"ended", "sites,depot,n.maximum,A,big site,Ann,2021-06-30", "2021-07-01", []string{"A|120|1"},
			[]string{"B2 n.maximum constraint-error error"}, nil, []int{2}},
		{"of another service", "sites,other,n.maximum,A,big site,Ann,2021-09-30", "2021-07-01", []string{"A|120|1"},
			[]string{"B2 n.maximum constraint-error error"}, nil, []int{2}},
		{"the cell still goes through the rules", "sites,depot,n.maximum,A,big site,Ann,2021-09-30", "2021-07-01", []string{"A|120|121"},
			[]string{"C2 fewer row-constraint error"}, []string{"n.maximum A 1"}, []int{2}},
		{"of a row rule", "sites,depot,fewer,,x,Ann,2021-09-30", "2021-07-01", []string{"A|20|21", "B|5|6"},
			[]string{"B3 n.minimum constraint-error query"}, []string{"fewer - 2"}, nil},
		{"of a type leaves the cell blank", "sites,depot,n.type,A,x,Ann,2021-09-30", "2021-07-01", []string{"A|lots|1"},
			nil, []string{"n.type A 1"}, nil},
		{"of a repeat counts it twice", "sites,depot,primaryKey,,x,Ann,2021-09-30", "2021-07-01", []string{"A|20|1", "A|20|1"},
			nil, []string{"primaryKey - 1"}, nil},
		{"of rows that differ", "sites,depot,primaryKey,A,x,Ann,2021-09-30", "2021-07-01", []string{"A|20|1", "A|21|1", "B|20|1", "B|21|1"},
			[]string{"A4 primaryKey primary-key error", "A5 primaryKey primary-key error"}, []string{"primaryKey A 2"}, []int{4, 5}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			set, ret := load(t, sites, "waivers.csv", waiverHeader+tc.waivers+"\n")
			found, held, _, tb := run(t, checker(t, ret, received(set, tc.day), false), nil, batchOf(0, 2, tc.rows...))
			if d := cmp.Diff(tc.found, brief(found)); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tc.held, held); d != "" {
				t.Error(d)
			}
			if d := cmp.Diff(tc.waived, waivedLines(tb.Waived)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestWaivedMeasures holds that a waived row counts in the measures.
func TestWaivedMeasures(t *testing.T) {
	set, ret := load(t, sites, "waivers.csv", waiverHeader+"sites,depot,n.maximum,A,big site,Ann,2021-09-30\nsites,depot,enough,,new site,Ann,2021-09-30\n")
	c := received(set, "2021-07-01")
	_, _, _, tb := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, "A|120|1", "B|50|1"))
	measures, found, states := Reduce(ret, c, []*Partial{tb.Partial}, nil)
	if d := cmp.Diff([]string{"total map[] 170 actual final 170..170 target - band - variance -"}, lines(measures)); d != "" {
		t.Log(d)
	}
	if measures[0].Value == nil || *measures[0].Value != "170" {
		t.Errorf("total is %v", measures[0].Value)
	}
	seen := Screen(ret, c, found, states)
	if len(seen.Exceptions) > 0 {
		t.Errorf("%v goes to the sender", brief(seen.Exceptions))
	}
	if d := cmp.Diff([]string{"enough - 1"}, waivedLines(seen.Waived)); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]report.RuleStatus{{Rule: "enough", Return: "sites", Status: report.RuleOK, Waived: 1}}, states); d != "" {
		t.Error(d)
	}
}

const trials = `winnow: v1
return: trials
fields:
  - {name: site, title: Site, type: string, key: true, constraints: {required: {value: true, trial: true}, unique: {value: true, trial: true}}}
  - {name: n, title: Tests, type: integer, constraints: {maximum: {value: 100, trial: true}, minimum: 10}}
primaryKey: {fields: [site], trial: true}
rules:
  - {id: even, trial: true, expect: n < 50, message: m}
  - {id: small, expect: n < 1000, message: m}
measures:
  - {name: total, sum: {field: n}}
table_rules:
  - {id: enough, trial: true, expect: total >= 10000, message: too few}
`

// TestTrials holds that rules on trial are counted and change nothing else.
func TestTrials(t *testing.T) {
	set, ret := load(t, trials)
	k := checker(t, ret, quarterly(set), true)
	b := batchOf(0, 2, "A|120", "A|60", "|5", "B|2000")
	var out *Outcome
	for again := true; again; again = k.Again() {
		out = k.Join(k.Check(b))
	}
	tb := k.Finish(nil, 4)
	if d := cmp.Diff([]string{"B4 n.minimum constraint-error error", "B5 small row-constraint error"}, brief(out.Exceptions)); d != "" {
		t.Error(d)
	}
	want := []string{"A4 site.required constraint-error error", "B2 n.maximum constraint-error error", "B5 n.maximum constraint-error error",
		"B2 even row-constraint error", "B3 even row-constraint error", "B5 even row-constraint error", "A4 primaryKey primary-key error",
		"A2 primaryKey primary-key error", "A3 primaryKey primary-key error", "A3 site.unique unique-error error"}
	if d := cmp.Diff(want, brief(out.Trials)); d != "" {
		t.Error(d)
	}
	counts := map[string]int{}
	for _, s := range tb.Rules {
		if s.Trial {
			counts[s.Rule] = s.Count
		}
	}
	if d := cmp.Diff(map[string]int{"site.required": 1, "site.unique": 1, "n.maximum": 2, "primaryKey": 3, "even": 3}, counts); d != "" {
		t.Error(d)
	}
	if out.CleanRows != 2 || out.HeldRows != 2 {
		t.Errorf("%d clean, %d held", out.CleanRows, out.HeldRows)
	}
	final := quarterly(set)
	final.Final = true // else it waits for the records held back
	_, found, states := Reduce(ret, final, []*Partial{tb.Partial}, nil)
	seen := Screen(ret, final, found, states)
	if len(seen.Exceptions) > 0 || len(seen.Trials) != 1 || !states[0].Trial {
		t.Errorf("of the table rule %v is sent, %v is not; %v", brief(seen.Exceptions), brief(seen.Trials), states)
	}
}

// TestKeyWords holds that a key has the severity and words that its author gives.
func TestKeyWords(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
fields:
  - {name: a, title: Site, type: string, constraints: {required: true}}
  - {name: b, title: Day, type: string}
  - {name: c, title: Slot, type: string}
primaryKey: {fields: [a], severity: query, message: "Site {a} is there twice.", fix: Say why.}
uniqueKeys:
  - {fields: [b, c], severity: {in_year: note, final: error}, message: "{b} twice."}
`)
	for _, final := range []bool{false, true} {
		c := quarterly(set)
		c.Final = final
		found, held, _, _ := run(t, checker(t, ret, c, false), nil, batchOf(0, 2, "A|1|1", "A|1|2", "B|1|1", "C|9|9", "C|9|9"))
		last, rows := "note", []int(nil)
		if final {
			last, rows = "error", []int{4, 6}
		}
		want := []string{"A2 primaryKey primary-key query", "A3 primaryKey primary-key query", "B4 uniqueKeys unique-error " + last, "A6 primaryKey primary-key query", "B6 uniqueKeys unique-error " + last}
		if d := cmp.Diff(want, brief(found)); d != "" {
			t.Error(d)
		}
		if d := cmp.Diff(rows, held); d != "" {
			t.Error(d)
		}
		if x := found[0]; x.Message != "Site A is there twice." || x.Fix != "Say why." {
			t.Errorf("the key says %q, %q", x.Message, x.Fix)
		}
	}
}

// TestTrialBesideLesser holds that a constraint on trial is judged where something
// less serious was found on the cell, and not where something as serious was.
func TestTrialBesideLesser(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
fields:
  - {name: n, title: N, type: integer, constraints: {maximum: {value: 50, trial: true}, exclusiveMaximum: {value: 40, severity: query}}}
  - {name: m, title: M, type: integer, constraints: {maximum: {value: 50, severity: query, trial: true}, exclusiveMaximum: {value: 40, severity: query}}}
`)
	k := checker(t, ret, quarterly(set), true)
	out := k.Join(k.Check(batchOf(0, 2, "45|45", "55|55")))
	if d := cmp.Diff([]string{"A3 n.maximum constraint-error error"}, brief(out.Trials)); d != "" {
		t.Error(d)
	}
}
