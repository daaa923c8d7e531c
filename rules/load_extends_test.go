package rules

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// years is a rule set of three years, each of which extends the one before.
func years() fstest.MapFS {
	files := map[string]string{
		"2020-21/quits.yaml": `winnow: v1
return: quits
title: Quits
owner: smoking
fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true}}
  - {name: site, title: Site, type: string, constraints: {enum: {list: sites.csv, column: code}}}
  - {name: outcome, title: Outcome, type: string, constraints: {enum: [quit, lost]}, map: {"Quit": quit}}
  - {name: co_ppm, title: CO reading, type: number, constraints: {maximum: {value: 100, severity: query, message: "Rare."}}}
  - {name: clinic, title: Clinic, type: string}
rules:
  - {id: co-low, when: outcome == "quit", then: co_ppm < 10, message: "{co_ppm} is too high."}
measures:
  - {name: quits, count: {where: outcome == "quit"}, target: quits, bands: plan}
refuse_above: 50%
tests:
  - {name: twelve, row: {outcome: quit, co_ppm: "12"}, fails: [co-low]}
`,
		"2020-21/awards.yaml": "winnow: v1\nreturn: awards\nfields: [{name: ref, type: string}]\n",
		"2020-21/plan.yaml":   "winnow: v1\nbands: plan\nscale: [{band: Good}]\n",
		"2020-21/sites.csv":   "code\nA\n",
		"2020-21/targets.csv": "measure,period,target\nquits,2020-21-Q1,280\n",
		"2020-21/returns_due.csv": "return,service,period_kind,due_after_days\n" +
			"quits,smoking,quarter,28\nawards,fund,quarter,21\n",
		"2021-22/ruleset.yaml": "winnow: v1\nruleset: 2021-22\ntitle: Returns\nextends: ../2020-21\nremoved: [awards]\n",
		"2021-22/targets.csv":  "measure,period,target\nquits,2021-22-Q1,300\n",
		"2021-22/quits.yaml": `winnow: v1
return: quits
title: Stop smoking
refuse_above:
changed:
  fields:
    - {name: co_ppm, constraints: {maximum: 80}}
    - {name: outcome, map: {"Stopped": quit}, constraints: {enum: {severity: query}}}
  rules:
    - {id: co-low, expect: co_ppm < 8}
added:
  fields:
    - {name: setting, title: Setting, type: string, after: outcome}
  lookups:
    was: {return: quits, period: previous, on: [ref]}
  rules:
    - {id: setting-given, expect: setting != null, message: The setting is missing.}
removed:
  fields: clinic
  tests: [twelve]
`,
		"2022-23/ruleset.yaml": "winnow: v1\nruleset: 2022-23\nextends: ../2021-22\n",
		"2022-23/quits.yaml":   "winnow: v1\nreturn: quits\nremoved: {rules: setting-given}\nadded: {fields: [{name: age, type: integer}]}\n",
		"2022-23/sites.csv":    "code\nA\nB\n",
	}
	out := fstest.MapFS{}
	for name, text := range files {
		out[name] = &fstest.MapFile{Data: []byte(text)}
	}
	return out
}

// shape is what the tests look at of a return.
type shape struct {
	File, Title, Owner string
	Fields, Rules      []string
	Tests              int
}

func shapeOf(r *Return) shape {
	s := shape{File: r.File, Title: r.Title, Owner: r.Owner, Tests: len(r.Tests)}
	for _, f := range r.Fields {
		words := f.Name
		for _, c := range f.Constraints {
			words += " " + string(c.Kind) + "=" + c.Text + string(c.Severity)
		}
		s.Fields = append(s.Fields, words+strings.Join(slices.Sorted(maps.Keys(f.Map)), " "))
	}
	for _, x := range r.Rules {
		s.Rules = append(s.Rules, strings.Join(strings.Fields(x.ID+" "+x.WhenText+" "+x.ThenText), " "))
	}
	return s
}

func TestExtends(t *testing.T) {
	base := []string{"ref required=error", "site enum=sites.csverror", "outcome enum=errorquit", "co_ppm maximum=100query", "clinic"}
	tests := []struct {
		name    string
		want    shape
		returns int
		target  string
		sites   int
	}{
		{"2020-21", shape{"r/2020-21/quits.yaml", "Quits", "smoking", base, []string{`co-low outcome == "quit" co_ppm < 10`}, 1}, 2, "280", 1},
		{"2021-22", shape{"r/2021-22/quits.yaml", "Stop smoking", "smoking",
			[]string{"ref required=error", "site enum=sites.csverror", "outcome enum=queryquit stopped", "setting", "co_ppm maximum=80query"},
			[]string{"co-low co_ppm < 8", "setting-given setting != null"}, 0}, 1, "300", 1},
		{"2022-23", shape{"r/2022-23/quits.yaml", "Stop smoking", "smoking",
			[]string{"ref required=error", "site enum=sites.csverror", "outcome enum=queryquit stopped", "setting", "co_ppm maximum=80query", "age"},
			[]string{"co-low co_ppm < 8"}, 0}, 1, "300", 2},
		{"2022-23/quits.yaml", shape{"r/2022-23/quits.yaml", "Stop smoking", "smoking",
			[]string{"ref required=error", "site enum=sites.csverror", "outcome enum=queryquit stopped", "setting", "co_ppm maximum=80query", "age"},
			[]string{"co-low co_ppm < 8"}, 0}, 1, "300", 2},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s, err := Load(years(), test.name, "r/"+test.name)
			if err != nil {
				t.Fatal(err)
			}
			if d := cmp.Diff(test.want, shapeOf(s.Return("quits"))); d != "" {
				t.Error(d)
			}
			if len(s.Returns) != test.returns || s.Targets[0].Value.String() != test.target || len(s.Lists["sites.csv"].Rows) != test.sites {
				t.Errorf("%d returns, target %s, %d sites", len(s.Returns), s.Targets[0].Value, len(s.Lists["sites.csv"].Rows))
			}
			if s.Bands["plan"] == nil {
				t.Error("the base's bands are not there")
			}
			if len(s.Due) != test.returns && !strings.HasSuffix(test.name, ".yaml") {
				t.Errorf("%d rows of returns_due.csv for %d returns", len(s.Due), test.returns)
			}
		})
	}
}

func TestExtendsVersion(t *testing.T) {
	s, err := Load(years(), "2022-23", "r/2022-23")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"2022-23", "r/2021-22", "r/2020-21"}, append([]string{s.Version}, s.Extends...)); d != "" {
		t.Error(d)
	}
}

// The hashes cover every file that has a say, and nothing depends on where the
// rules stand.
func TestExtendsHash(t *testing.T) {
	load := func(files fstest.MapFS, name string) *Set {
		s, err := Load(files, name, name)
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	first := load(years(), "2022-23")
	moved := fstest.MapFS{}
	for name, f := range years() {
		moved["deep/"+name] = f
	}
	if second := load(moved, "deep/2022-23"); second.Hash != first.Hash {
		t.Error("the hash depends on where the rules stand")
	}
	for _, name := range []string{"2020-21/quits.yaml", "2020-21/plan.yaml", "2021-22/ruleset.yaml", "2021-22/targets.csv", "2022-23/sites.csv"} {
		files := years()
		ending := "\n# changed\n"
		if strings.HasSuffix(name, ".csv") {
			ending = "\n\n"
		}
		files[name] = &fstest.MapFile{Data: append(slices.Clone(files[name].Data), ending...)}
		changed := load(files, "2022-23")
		if changed.Hash == first.Hash {
			t.Errorf("a change of %s leaves the hash as it was", name)
		}
		if quits := strings.HasSuffix(name, "quits.yaml"); quits != (changed.Return("quits").Hash != first.Return("quits").Hash) {
			t.Errorf("%s: the return's hash changed: %v", name, !quits)
		}
	}
	files := years()
	delete(files, "2020-21/targets.csv") // another stands in its place
	if load(files, "2022-23").Hash != first.Hash {
		t.Error("a file that has no say counts towards the hash")
	}
}

// A return alone may extend one of another folder, without a ruleset.yaml: the
// lists, bands and reference files that it needs come from there.
func TestReturnExtends(t *testing.T) {
	for _, extends := range []string{"../2020-21", "../2020-21/quits.yaml"} {
		files := years()
		files["pilot/quits.yaml"] = &fstest.MapFile{Data: []byte("winnow: v1\nreturn: quits\nextends: " + extends + "\ntitle: Pilot\n")}
		for _, name := range []string{"pilot", "pilot/quits.yaml"} {
			s, err := Load(files, name, name)
			if err != nil {
				t.Fatal(err)
			}
			if len(s.Returns) != 1 || s.Returns[0].Title != "Pilot" || len(s.Returns[0].Fields) != 5 || s.Bands["plan"] == nil {
				t.Errorf("%s: %+v", name, shapeOf(s.Returns[0]))
			}
		}
	}
}

func TestTooManyExtend(t *testing.T) {
	files := fstest.MapFS{}
	for i := range maxExtends + 2 {
		name := string(rune('a' + i))
		files[name+"/ruleset.yaml"] = &fstest.MapFile{Data: []byte("winnow: v1\nruleset: " + name + "\nextends: ../" + string(rune('a'+i+1)) + "\n")}
	}
	files[string(rune('a'+maxExtends+2))+"/a.yaml"] = &fstest.MapFile{Data: []byte("winnow: v1\nreturn: a\nfields: [{name: a}]\n")}
	_, err := Load(files, "a", "a")
	var faults Errors
	if !errors.As(err, &faults) || !strings.Contains(err.Error(), "at most 20 may") {
		t.Errorf("got %v", err)
	}
}
