package sample_test

import (
	"sort"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/period"
	"winnow/internal/table"
	"winnow/rules"
	"winnow/validate"
)

// TestRuleFileEntries runs the tests: entries of the shipped and the example
// rule files.
func TestRuleFileEntries(t *testing.T) {
	shipped, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	examples, err := rules.LoadPath("../../rules/examples")
	if err != nil {
		t.Fatal(err)
	}
	quarter, err := period.Parse("2021-22-Q1")
	if err != nil {
		t.Fatal(err)
	}
	for _, set := range []*rules.Set{shipped, examples} {
		for _, r := range set.Returns {
			for _, entry := range r.Tests {
				t.Run(r.Name+"/"+entry.Name, func(t *testing.T) {
					c, err := validate.New(r, everyField(r), validate.Context{Set: set, Period: quarter, AsAt: quarter.End(), HasAsAt: true})
					if err != nil {
						t.Fatal(err)
					}
					want := append([]string(nil), entry.Fails...)
					sort.Strings(want)
					if diff := cmp.Diff(want, failing(c, r, entry)); diff != "" {
						t.Errorf("rules that fail: -want +got\n%s", diff)
					}
				})
			}
		}
	}
}

func everyField(r *rules.Return) validate.Columns {
	c := validate.Columns{CSV: true}
	for i, f := range r.Fields {
		c.Fields = append(c.Fields, i)
		c.Headers = append(c.Headers, f.Title)
	}
	return c
}

// failing returns the ids of the row rules that an entry's row fails.
func failing(c *validate.Checker, r *rules.Return, entry rules.Test) []string {
	b := &table.Batch{}
	b.Reset(len(r.Fields))
	b.Rows = append(b.Rows, 2)
	for i, f := range r.Fields {
		if raw, ok := entry.Row[f.Name]; ok {
			b.Cols[i].AppendString(table.Text, 0, raw)
		} else {
			b.Cols[i].AppendString(table.Blank, 0, "")
		}
	}
	out := c.Join(c.Check(b))
	if out.Clean != nil {
		defer out.Clean.Release()
	}
	var failed []string
	for _, e := range out.Exceptions {
		for _, rule := range r.Rules {
			if rule.ID == e.Rule {
				failed = append(failed, e.Rule)
			}
		}
	}
	sort.Strings(failed)
	return failed
}
