package rulediff

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"winnow/rules"
)

const before = `winnow: v1
return: visits
title: Visits
fields:
  - {name: ref, title: Ref, type: string, constraints: {required: true}}
  - {name: seen, title: Seen, type: date}
  - {name: minutes, title: Minutes, type: integer, constraints: {minimum: 0, maximum: 240}}
  - {name: place, title: Place, type: string, constraints: {enum: [home, clinic]}}
rules:
  - {id: short, when: place == "home", then: minutes < 60, message: "{minutes} is long."}
measures:
  - {name: visits, count: {}}
table_rules:
  - {id: some, expect: visits > 0, message: None.}
`

// TestCompare changes one thing at a time: what is said of it, and what it may do.
func TestCompare(t *testing.T) {
	tests := []struct{ name, old, new, want string }{
		{"nothing", "winnow: v1\n", "# a comment\nwinnow: v1\n", ""},
		{"title", "title: Visits", "title: Home visits", "return visits: the title is “Home visits” instead of “Visits” none"},
		{"maximum down", "maximum: 240", "maximum: 200", "field minutes: the maximum is 200 instead of 240 tighter"},
		{"maximum up", "maximum: 240", "maximum: 300", "field minutes: the maximum is 300 instead of 240 looser"},
		{"minimum up", "minimum: 0", "minimum: 1", "field minutes: the minimum is 1 instead of 0 tighter"},
		{"no maximum", ", maximum: 240", "", "field minutes: the maximum is gone; it was 240 looser"},
		{"a constraint with words", "title: Seen, type: date", `title: Seen, type: date, constraints: {minimum: {value: "2021-04-01", message: Early.}}`,
			"field seen: the minimum is 2021-04-01, where there was none tighter"},
		{"severity", "maximum: 240", "maximum: {value: 240, severity: query}", "field minutes: the check of the maximum is now a query instead of an error looser"},
		{"required", "constraints: {required: true}", "constraints: {}", "field ref: may now be blank looser"},
		{"unique", "required: true", "required: true, unique: true", "field ref: must now be different in every row tighter"},
		{"codes", "[home, clinic]", "[home, school]", "field place: also allows “school”; no longer allows “clinic” either"},
		{"a code more", "[home, clinic]", "[home, clinic, school]", "field place: also allows “school” looser"},
		{"alias", "title: Place,", "title: Place, aliases: [Where],", "field place: is also found under the heading “Where” looser"},
		{"type", "type: integer", "type: number", "field minutes: the type is number instead of whole number either"},
		{"within", "type: date", "type: date, within: period", "field seen: must now lie in the period tighter"},
		{"renamed field", "name: minutes", "name: mins", "field mins: renamed; it was minutes none"},
		{"condition tighter", "minutes < 60", "minutes < 45", "rule short: what must hold is “minutes < 45” instead of “minutes < 60” tighter"},
		{"condition looser", "minutes < 60", "minutes < 90", "rule short: what must hold is “minutes < 90” instead of “minutes < 60” looser"},
		{"other condition", "minutes < 60", "minutes <= 60", "rule short: what must hold is “minutes <= 60” instead of “minutes < 60” either"},
		{"spaces", "minutes < 60", "minutes<60", ""},
		{"when gone", `when: place == "home", then:`, "expect:", "rule short: applies to every row instead of those where “place == \"home\"” tighter\n" +
			"rule short: a row whose blanks leave it open now isn't counted; before, it failed looser"},
		{"message", "is long", "is very long", "rule short: the message is “{minutes} is very long.” instead of “{minutes} is long.” none"},
		{"trial", "id: short,", "id: short, trial: true,", "rule short: now on trial: run and counted, and not sent looser"},
		{"final", "id: some,", "id: some, severity: {in_year: query, final: error},", "table rule some: now a query instead of an error looser"},
		{"rule gone", "  - {id: some, expect: visits > 0, message: None.}\n", "  - {id: other, expect: visits > 1, message: None.}\n",
			"table rule other: added: an error: “None.” tighter\ntable rule some: removed: an error: “None.” looser"},
		{"measure", "count: {}", `count: {where: place == "home"}`, `measure visits: the figure is count where place == "home" instead of count of all rows none`},
		{"threshold", "title: Visits", "title: Visits\nrefuse_above: 25%", "return visits: the share of rows in error above which the table is sent back is 25%, where there was none tighter"},
		{"key", "rules:\n  - {id: short", "primaryKey: [ref]\nrules:\n  - {id: short", "return visits: the primary key is ref, where there was none tighter"},
		{"return renamed", "return: visits", "return: calls", "return calls: renamed; it was visits none"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			if !strings.Contains(before, test.old) {
				t.Fatalf("there is no %q", test.old)
			}
			after := strings.Replace(before, test.old, test.new, 1)
			if test.name == "renamed field" {
				after = strings.ReplaceAll(strings.ReplaceAll(after, "minutes <", "mins <"), "{minutes}", "{mins}")
			}
			var got []string
			for _, c := range Compare(load(t, before), load(t, after)).Changes {
				got = append(got, c.Part+" "+c.Name+": "+c.Words+" "+string(c.Effect))
			}
			if d := cmp.Diff(test.want, strings.Join(got, "\n")); d != "" {
				t.Error(d)
			}
		})
	}
}

func load(t *testing.T, text string) *rules.Set {
	t.Helper()
	set, err := rules.Load(fstest.MapFS{"v.yaml": {Data: []byte(text)}}, ".", "v")
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// Every field of the compiled shipped rules can be described, and a set is the
// same as itself.
func TestShipped(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	if d := Compare(set, set); len(d.Changes) > 0 {
		t.Errorf("differs from itself: %+v", d.Changes)
	}
}
