package template_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/template"
	"winnow/rules"
)

// ruleSets are the shipped rules and the examples.
func ruleSets(t *testing.T) []*rules.Set {
	t.Helper()
	shipped, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	sets := []*rules.Set{shipped}
	for _, name := range []string{"council_payments.yaml", "bands", "ssda903/2022-23", "ssda903"} {
		set, err := rules.LoadPath("../../rules/examples/" + name)
		if err != nil {
			t.Fatal(err)
		}
		sets = append(sets, set)
	}
	return sets
}

// few are the rules over a whole table that four rows can't obey: every site on every
// day, as many as last year, parts that come to the same. TestWhole shows those returns
// filled in whole.
var few = []string{"every-day-accounted-for", "far-from-last-year", "ethnic-equals-age", "part-within-age", "intervention-equals-age"}

// Every return's worked example, typed into its template, comes through without an
// exception of any kind; and a blank template that is handed in as it is is sent back
// in a word.
func TestEveryReturn(t *testing.T) {
	for _, set := range ruleSets(t) {
		for _, ret := range set.Returns {
			t.Run(ret.Name, func(t *testing.T) {
				t.Parallel()
				p := periodOf(t, ret.PeriodKind)
				b := workbook(t, set, ret, template.Options{Period: p})
				f, found := check(t, set, "", p, written(t, b))
				if len(f.Tables) != 1 || f.Tables[0].Rows.Read != 0 || len(found) == 0 || !strings.Contains(found[0].message, "0 rows of data") {
					t.Errorf("blank: %d tables, %v", len(f.Tables), found)
				}
				s := open(t, b)
				rows := s.example()
				if len(rows) < 3 {
					t.Errorf("the example has %d rows", len(rows))
				}
				s.fill(ret, rows)
				f, found = check(t, set, "", p, s.save())
				clean(t, ret, f, found, len(rows), few...)
			})
		}
	}
}

// clean demands that a file is one table of the return, all of whose rows are right,
// and that nothing is said of it but by the rules named.
func clean(t *testing.T, ret *rules.Return, f *report.File, found []finding, rows int, but ...string) {
	t.Helper()
	for _, x := range found {
		if !slices.Contains(but, x.rule) {
			t.Errorf("%s: %s", x.rule, x.message)
		}
	}
	if len(f.Tables) != 1 || f.Tables[0].Return != ret.Name {
		t.Fatalf("%d tables: %+v", len(f.Tables), f.Tables)
	}
	if n := f.Tables[0].Rows; n.Clean != rows || n.HeldBack != 0 {
		t.Errorf("rows %+v, and %d were filled in", n, rows)
	}
}

// The rows of the sample quarter, typed into the templates, come through without an
// exception.
func TestWhole(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	p := periodOf(t, period.Quarter)
	for name, file := range map[string]string{
		"smoking_quits": "stop-smoking/Stop smoking 2021-22 Q1.xlsx", "weight_management": "weight-management/Weight management 2021-22 Q1.xlsx",
		"testing_sites": "community-testing/Testing sites 2021-22 Q1.csv", "awards": "discretionary-fund/Discretionary Fund 2021-22 Q1.xlsx",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			ret := set.Return(name)
			s := open(t, workbook(t, set, ret, template.Options{Period: p}))
			rows := s.sample("../../testdata/sample/clean/"+file, ret)
			s.fill(ret, rows)
			f, found := check(t, set, "", p, s.save())
			clean(t, ret, f, found, len(rows))
		})
	}
	t.Run("smoking_summary", func(t *testing.T) {
		ret := set.Return("smoking_summary")
		s := open(t, workbook(t, set, ret, template.Options{Period: p}))
		rows := [][]entry{
			{{"A", "Quarter of the year", "Q1"}, {"B", "Part of the summary", "1A"}, {"C", "Category", "A"}, {"D", "Sex", "Female"}, {"E", "Number setting a quit date", "55"}, {"F", "Number successfully quit", "26"}},
			{{"A", "Quarter of the year", "Q1"}, {"B", "Part of the summary", "1B"}, {"C", "Category", "18-34"}, {"D", "Sex", "Female"}, {"E", "Number setting a quit date", "55"}, {"F", "Number successfully quit", "26"}, {"G", "Number not quit", "20"}, {"H", "Number lost to follow-up", "9"}},
			{{"A", "Quarter of the year", "Q1"}, {"B", "Part of the summary", "Intervention type"}, {"C", "Category", "One to one"}, {"D", "Sex", "Female"}, {"E", "Number setting a quit date", "55"}, {"F", "Number successfully quit", "26"}},
		}
		s.fill(ret, rows)
		f, found := check(t, set, "", p, s.save())
		clean(t, ret, f, found, len(rows))
	})
}

// No rule file that loads breaks the template: it is made, or refused in words.
func TestEveryRuleFile(t *testing.T) {
	for _, name := range []string{"forms", "quits", "schema"} {
		set, err := rules.LoadPath("../../rules/testdata/ok/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, ret := range set.Returns {
			t.Run(name+"/"+ret.Name, func(t *testing.T) { workbook(t, set, ret, template.Options{Period: periodOf(t, ret.PeriodKind)}) })
		}
	}
}

func TestSameBytes(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	for _, ret := range set.Returns[:3] {
		a, b := workbook(t, set, ret, template.Options{}), workbook(t, set, ret, template.Options{})
		if !bytes.Equal(a, b) {
			t.Errorf("%s: two workbooks from the same rules differ", ret.Name)
		}
	}
}
