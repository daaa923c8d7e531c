package validate

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/expr"
	"winnow/rules"
)

func words(values ...string) []expr.Value {
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
			return rowSet(t, []string{"client", "start"}, words("a", "b", "c", "c"), numbers("80", "90.50", "70", "71")), ""
		case rules.RowsRef{Return: "sites", Service: "any"}:
			return rowSet(t, []string{"code", "open"}, words("s1", "s2"), words("yes", "no")), ""
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
	if got, want := found[1].Message+" / "+found[1].Expected, "Start weight was 90.5, and is now 91. / 90.5"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if got, want := found[2].Message+" / "+found[2].Expected, "Start weight was not known, and is now 70. / "; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	want = []string{"foreignKey.site issues", "start-same issues", "site-open issues"}
	if diff := cmp.Diff(want, ended(table, "foreignKey.site", "start-same", "site-open")); diff != "" {
		t.Error(diff)
	}
}

// ended says how some rules ended, with the reason.
func ended(table *Table, ids ...string) []string {
	var out []string
	for _, s := range table.Rules {
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

// TestLookupsNotHeld skips the rules whose rows nobody has, and says why.
func TestLookupsNotHeld(t *testing.T) {
	set, _ := load(t, weightsReturn, "sites.yaml", sitesReturn)
	weights := set.Return("weights")
	ids := []string{"foreignKey.site", "start-same", "site-open"}
	ctx := quarterly(set)
	_, _, _, table := run(t, checker(t, weights, ctx, true), nil, batchOf(0, 2, "a|80|s1"))
	want := []string{"foreignKey.site skipped: rows of sites are not held", "start-same skipped: rows of weights are not held", "site-open skipped: rows of sites are not held"}
	if diff := cmp.Diff(want, ended(table, ids...)); diff != "" {
		t.Error(diff)
	}
	ctx.Period.Kind = 0
	ctx.Rows = func(ref rules.RowsRef) (*RowSet, string) {
		return rowSet(t, []string{"code"}, words("s1")), ""
	}
	_, _, _, table = run(t, checker(t, weights, ctx, true), nil, batchOf(0, 2, "a|80|s1"))
	want = []string{"foreignKey.site ok", "start-same skipped: no period was given", "site-open skipped: column open is missing where it is looked up"}
	if diff := cmp.Diff(want, ended(table, ids...)); diff != "" {
		t.Error(diff)
	}
}

// TestLookupStages leaves a cell alone that an earlier stage has faulted.
func TestLookupStages(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
period: quarter
fields:
  - {name: a, type: string}
  - {name: n, type: integer}
lookups:
  was: {return: r, period: previous, on: a}
  other: {return: sites, on: {code: a}}
rules:
  - {id: before, expect: n > was.n, message: m}
  - {id: elsewhere, expect: "other.found && n != 3", message: m}
  - {id: row, severity: query, expect: n > 1, message: m}
  - {id: error, expect: n > 0, message: m}
`, "sites.yaml", sitesReturn)
	ctx := quarterly(set)
	ctx.Rows = func(ref rules.RowsRef) (*RowSet, string) {
		if ref.When != "" {
			return rowSet(t, []string{"a", "n"}, words("x"), numbers("9")), ""
		}
		return rowSet(t, []string{"code"}, words("x")), ""
	}
	found, _, _, _ := run(t, checker(t, ret, ctx, false), nil, batchOf(0, 2, "x|n:0", "x|n:1", "x|n:2", "x|n:3"))
	want := []string{
		"B2 row row-constraint query", "B2 error row-constraint error",
		"B3 row row-constraint query", "B3 before cross-period error",
		"B4 before cross-period error",
		"B5 elsewhere cross-return error",
	}
	if diff := cmp.Diff(want, brief(found)); diff != "" {
		t.Error(diff)
	}
}

// TestForeignKeys covers lists, the table's own rows and keys that are blank.
func TestForeignKeys(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
fields:
  - {name: id, type: string}
  - {name: parent, type: string}
  - {name: ward, type: integer}
  - {name: kind, type: string}
foreignKeys:
  - {fields: parent, reference: {fields: id}, severity: query, id: parent-known, message: "There is no row {parent}.", fix: Add it.}
  - {fields: [ward, kind], reference: {resource: wards.csv, fields: [ward, kind]}}
rules:
  - {id: not-2, expect: ward != 2, message: m}
`, "wards.csv", "ward,kind\n1,a\n2,\n3,b\n")
	ctx := quarterly(set)
	ctx.Rows = func(ref rules.RowsRef) (*RowSet, string) {
		if ref != (rules.RowsRef{Return: "r", Service: "same"}) {
			t.Errorf("asked for %+v", ref)
		}
		return rowSet(t, []string{"id"}, words("x", "y", "")), ""
	}
	found, held, _, table := run(t, checker(t, ret, ctx, true), nil,
		batchOf(0, 2, "x||1|a", "y|x||", "z|q|1|b", "z|x|2|", "z|x|2|a", "z|x||a"))
	want := []string{
		"B4 parent-known foreign-key query", "C4 foreignKey.ward.kind foreign-key error",
		"C5 not-2 row-constraint error",
		"C6 foreignKey.ward.kind foreign-key error",
		"C7 foreignKey.ward.kind foreign-key error",
	}
	if diff := cmp.Diff(want, brief(found)); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int{4, 5, 6, 7}, held); diff != "" {
		t.Error(diff)
	}
	for i, want := range map[int]string{
		0: "There is no row q.", 1: "“1” in ward with “b” in kind is not in columns “ward”, “kind” of the list wards.csv.",
		4: "A blank in ward with “a” in kind is not in columns “ward”, “kind” of the list wards.csv.",
	} {
		if found[i].Message != want {
			t.Errorf("message %q, want %q", found[i].Message, want)
		}
	}
	if diff := cmp.Diff([]string{"parent-known issues", "foreignKey.ward.kind issues"}, ended(table, "parent-known", "foreignKey.ward.kind")); diff != "" {
		t.Error(diff)
	}
}

// TestBareForeignKeys are those of a Table Schema.
func TestBareForeignKeys(t *testing.T) {
	set, ret := loadSchema(t, `{"fields": [{"name": "id", "type": "integer"}, {"name": "up", "type": "integer"}],
		"foreignKeys": [{"fields": "up", "reference": {"resource": "", "fields": "id"}}, {"fields": "up", "reference": {"resource": "elsewhere", "fields": "id"}}]}`)
	if diff := cmp.Diff([]string{`rules/s.json:2: the foreign key to "elsewhere" is not checked: no such schema was loaded`}, set.Notes); diff != "" {
		t.Error(diff)
	}
	ctx := Context{Set: set, Rows: func(rules.RowsRef) (*RowSet, string) { return rowSet(t, []string{"id"}, numbers("1", "2")), "" }}
	found, _, _, _ := run(t, checker(t, ret, ctx, true), nil, batchOf(0, 2, "1|", "2|1", "3|9"))
	if diff := cmp.Diff([]string{"B4 foreignKey.up foreign-key error"}, brief(found)); diff != "" {
		t.Error(diff)
	}
}

// TestListLookups reads a list's columns as their types, and its dates.
func TestListLookups(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
period: quarter
fields:
  - {name: ward, type: integer}
  - {name: day, type: date}
lookups:
  w: {list: wards.csv, on: ward, types: {opened: date, places: integer}}
rules:
  - {id: open, when: w.found, then: day >= w.opened, message: "Opened {w.opened} with {w.places} places."}
  - {id: known, expect: w.found, message: m}
measures:
  - {name: known_wards, count: {where: w.found && w.places > 3}}
`, "wards.csv", "ward,opened,places,valid_to\n1,2021-04-02,1200,\n2,2021-04-02,5,2020-01-01\n")
	found, _, _, table := run(t, checker(t, ret, quarterly(set), true), nil, batchOf(0, 2, "1|2021-04-01", "01|2021-04-03", "2|2021-04-03", "|2021-04-03"))
	if diff := cmp.Diff([]string{"B2 open row-constraint error", "A4 known row-constraint error"}, brief(found)); diff != "" {
		t.Error(diff)
	}
	if want := "Opened 02/04/2021 with 1,200 places."; found[0].Message != want {
		t.Errorf("message %q, want %q", found[0].Message, want)
	}
	if diff := cmp.Diff([]string{"open issues", "known issues: not evaluated on 1 row with blanks"}, ended(table, "open", "known")); diff != "" {
		t.Error(diff)
	}
	if got := table.Partial.Measures[0].Groups[""].Rows; got != 1 {
		t.Errorf("%d rows counted", got)
	}
}

// TestLookupsThatFail are the rule's fault, and no row is charged.
func TestLookupsThatFail(t *testing.T) {
	const ret = `winnow: v1
return: r
period: quarter
fields:
  - {name: a, type: string}
  - {name: n, type: integer}
lookups:
  was: {return: r, period: previous, on: a, where: that.n / n > 1}
rules:
  - {id: found, expect: was.found, message: m}
`
	set, r := load(t, ret)
	ctx := quarterly(set)
	ctx.Rows = func(rules.RowsRef) (*RowSet, string) {
		many := make([]expr.Value, mostCandidates+1)
		for i := range many {
			many[i] = words("many")[0]
		}
		n := numbers("4")
		for range many[1:] {
			n = append(n, n[0])
		}
		many[0] = words("one")[0]
		return rowSet(t, []string{"a", "n"}, append(many, words("many")[0]), append(n, n[0])), ""
	}
	for _, c := range []struct{ rows, want string }{
		{"one|n:2", "found ok"},
		{"one|n:0", "found failed: it divides by zero"},
		{"many|n:1", "found failed: the lookup was has more than 20000 rows with one key to choose from: name more fields in its on"},
	} {
		found, _, _, table := run(t, checker(t, r, ctx, false), nil, batchOf(0, 2, c.rows))
		if diff := cmp.Diff([]string{c.want}, ended(table, "found")); diff != "" || len(found) > 0 {
			t.Errorf("%v: %s", brief(found), diff)
		}
	}
}

// TestLookupsMask shows nothing of other rows that is not to be shown.
func TestLookupsMask(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
fields:
  - {name: a, type: string}
  - {name: secret, type: string, privacy: drop}
  - {name: note, type: string}
lookups:
  o: {return: r, on: a}
rules:
  - {id: same, expect: 'secret == "x"', message: "{o.secret} and {o.note}."}
`)
	rows, err := NewRows(ret, Columns{Fields: []int{0, 1, 2}, Headers: []string{"a", "secret", "note"}}, quarterly(set), set.LookedUp()["r"])
	if err != nil {
		t.Fatal(err)
	}
	rows.AddBatch(batchOf(0, 2, "k|hidden|someone@example.org"))
	ctx := quarterly(set)
	ctx.Rows = func(rules.RowsRef) (*RowSet, string) { return rows.Set(), "" }
	found, _, _, _ := run(t, checker(t, ret, ctx, false), nil, batchOf(0, 2, "k|y|n"))
	for _, x := range found {
		if strings.Contains(x.Message, "hidden") || strings.Contains(x.Message, "example.org") {
			t.Errorf("shows %q", x.Message)
		}
	}
	if len(found) != 1 {
		t.Errorf("found %v", brief(found))
	}
}

// TestRowsFillDown gathers what a Checker makes of the cells: filled from above
// over the end of a batch, broken ones and labels as values that aren't known.
func TestRowsFillDown(t *testing.T) {
	set, ret := load(t, `winnow: v1
return: r
fields:
  - {name: a, type: string, fill: down}
  - {name: n, type: integer, missingValues: ["", {value: "<5", label: few}]}
lookups:
  o: {return: r, on: a}
rules:
  - {id: sum, expect: o.sum.n == n, message: "{o.sum.n} {o.count}"}
`)
	rows, err := NewRows(ret, Columns{Fields: []int{0, 1}, Headers: []string{"a", "n"}}, quarterly(set), nil)
	if err != nil {
		t.Fatal(err)
	}
	rows.AddBatch(batchOf(0, 2, "x|n:1", "|n:2"))
	rows.AddBatch(batchOf(1, 4, "|n:3", "y|n:1", "|<5", "z|n:1", "|", "w|n:1", "|oops"))
	ctx := quarterly(set)
	ctx.Rows = func(rules.RowsRef) (*RowSet, string) { return rows.Set(), "" }
	found, _, _, table := run(t, checker(t, ret, ctx, false), nil, batchOf(0, 2, "x|n:6", "y|n:1", "z|n:1", "w|n:1", "x|n:5"))
	if len(found) != 1 || found[0].Message != "6 3" || found[0].Row != 6 {
		t.Errorf("found %v", found)
	}
	if diff := cmp.Diff([]string{"sum issues: not evaluated on 2 rows with blanks"}, ended(table, "sum")); diff != "" {
		t.Error(diff)
	}
}
