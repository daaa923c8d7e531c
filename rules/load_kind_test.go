package rules

import (
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"winnow/internal/number"
	"winnow/internal/period"
)

const kindsFile = `winnow: v1
return: sites
period: quarter
fields:
  - {name: site, title: Site, type: string}
  - {name: day, title: Day, type: date}
  - {name: until, title: Until, type: date}
  - {name: n, title: Tests, type: integer}
  - {name: cost, title: Cost, type: number, decimals: 2}
measures:
  - {name: total, sum: {field: n}, window: {list: schemes.csv, key: A, to: last}}
  - {name: spend, sum: {of: n * cost, where: site != "x"}}
  - {name: each, value: spend / sum(n)}
table_rules:
  - {id: complete, complete: {each: [site], over: day, from: period.start}}
  - {id: overlap, no_overlap: {each: site, from: day, to: until, where: n > 1}}
  - {id: repeats, repeats: {of: n, more_than: 3, order: cost}, cells: [n, site]}
  - {id: outlier, outlier: {of: n, times_median: 2.5, at_least: 10}}
  - {id: per, per: site, expect: 'sum(n * cost, site != "x") < total && site != "y"', rows: n > 1, message: "{n} {count(n > 2)}"}
  - {id: stated, expect: total == stated("Total") && total > stated("All told"), message: m}
  - {id: across, expect: total == stated("Total") + returns.sites.total, message: m}
  - {id: plain, blanks: fail, expect: total > previous.total + sum(n), message: "{sum(n)}"}
`

func TestKinds(t *testing.T) {
	set, err := Load(fstest.MapFS{
		"r.yaml":      {Data: []byte(kindsFile)},
		"schemes.csv": {Data: []byte("code,valid_from,last\nA,2020-12-01,2021-03-31\nB,2020-01-01,\nA,2020-11-01,2021-04-16\n")},
	}, ".", "rules")
	if err != nil {
		t.Fatal(err)
	}
	r := set.Returns[0]
	type brief struct {
		ID, Kind   string
		Each       bool
		Reads      []int
		Cells, Per []int
	}
	var got []brief
	for _, k := range r.TableRules {
		b := brief{ID: k.ID, Each: k.Each, Cells: k.Cells, Per: k.Per}
		if k.Kind != nil {
			b.Kind, b.Reads = k.Kind.Name(), k.Kind.Reads()
		}
		got = append(got, b)
	}
	want := []brief{
		{"complete", "complete", true, []int{0, 1}, []int{0, 1}, nil},
		{"overlap", "no_overlap", true, []int{0, 3, 1, 2}, []int{1, 2, 0}, nil},
		{"repeats", "repeats", true, []int{3, 4}, []int{3, 0}, nil},
		{"outlier", "outlier", true, []int{3}, []int{3}, nil},
		{"per", "", true, nil, []int{3, 4}, []int{0}},
		{"stated", "", true, nil, nil, nil},
		{"across", "", true, nil, nil, nil}, // its own return by its full name
		{"plain", "", false, nil, nil, nil},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"Total", "All told"}, r.Stated); d != "" {
		t.Error(d)
	}
	w := r.Measures[0].Window
	if w == nil || w.From.String() != "2020-11-01" || w.To == nil || w.To.String() != "2021-04-16" {
		t.Errorf("%+v", w)
	}
	outlier := r.TableRules[3].Kind.(*Outlier)
	if outlier.Times.Cmp(number.FromScaled(25, 1)) != 0 || outlier.AtLeast == nil {
		t.Errorf("%+v", outlier)
	}
	var hidden []string
	for _, m := range r.Measures {
		if m.Hidden {
			hidden = append(hidden, m.Name)
		}
	}
	if d := cmp.Diff([]string{"sum(n)", "count() per site", `sum(n * cost, site != "x") per site`, "count(n > 2) per site"}, hidden); d != "" {
		t.Error(d)
	}
}

func TestWindowTouches(t *testing.T) {
	day := func(s string) period.Date { d, _ := period.ParseDate(s); return d }
	to := day("2021-04-16")
	w := &Window{From: day("2020-12-01"), To: &to}
	for name, want := range map[string]bool{"2020-21-Q2": false, "2020-21-Q3": true, "2020-21-Q4": true, "2021-22-Q1": true, "2021-22-Q2": false, "2021-M05": false, "2020-M12": true} {
		p, err := period.Parse(name)
		if err != nil {
			t.Fatal(err)
		}
		if got := w.Touches(p); got != want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
