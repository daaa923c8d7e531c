package validate

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/expr"
	"winnow/rules"
)

func texts2(values ...string) []expr.Value {
	out := make([]expr.Value, len(values))
	for i, v := range values {
		if v != "" {
			out[i] = expr.Value{Type: expr.String, Str: v}
		}
	}
	return out
}

func numbers(values ...string) []expr.Value {
	out := make([]expr.Value, len(values))
	for i, v := range values {
		if v != "" {
			out[i] = expr.Value{Type: expr.Number, Num: *num(v)}
		}
	}
	return out
}

func rowSet(t testing.TB, names []string, columns ...[]expr.Value) *RowSet {
	t.Helper()
	s, err := NewRowSet(names, columns)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const weightsReturn = `winnow: v1
return: weights
period: quarter
fields:
  - {name: client, type: string, key: true, constraints: {required: true}}
  - {name: start, title: Start weight, type: number, decimals: 1}
  - {name: site, title: Site, type: string}
lookups:
  was: {return: weights, period: previous, on: client}
  site_known: {return: sites, on: {code: site}}
foreignKeys:
  - {fields: site, reference: {resource: sites, fields: code}}
rules:
  - {id: start-same, when: was.found, expected: "{was.start}", then: start == was.start, message: "Start weight was {was.start}, and is now {start}."}
  - {id: site-open, when: site != null, then: site_known.open == "yes", message: The site is not open.}
`

const sitesReturn = `winnow: v1
return: sites
fields:
  - {name: code, type: string}
  - {name: open, type: string}
`

func TestLookups(t *testing.T) {
	set, _ := load(t, weightsReturn, "sites.yaml", sitesReturn)
	ctx := quarterly(set)
	ctx.Rows = func(ref rules.RowsRef) (*RowSet, string) {
		switch ref {
		case rules.RowsRef{Return: "weights", When: "previous", Service: "same"}:
			return rowSet(t, []string{"client", "start"}, texts2("a", "b", "c", "c"), numbers("80", "90.50", "70", "71")), ""
		case rules.RowsRef{Return: "sites", Service: "any"}:
			return rowSet(t, []string{"code", "open"}, texts2("s1", "s2"), texts2("yes", "no")), ""
		}
		return nil, "unexpected"
	}
	c := checker(t, set.Return("weights"), ctx, true)
	found, _, _, table := run(t, c, nil, batchOf(0, 2, "a|80.0|s1", "b|91|s2", "c|70|s1", "d|60|s3", "e|1|"))
	want := []string{
		"C3 site-open cross-return error",
		"B3 start-same cross-period error",
		"B4 start-same cross-period error",
		"C5 foreignKey.site foreign-key error",
	}
	if diff := cmp.Diff(want, brief(found)); diff != "" {
		t.Error(diff)
	}
	for _, x := range found {
		t.Log(x.Message, "/", x.Expected, "/", x.Fix)
	}
	for _, s := range table.Rules {
		t.Log(s.Rule, s.Status, s.Reason)
	}
}
