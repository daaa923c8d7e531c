package ruletest_test

import (
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ruletest"
	"winnow/rules"
)

// TestVisits runs tests that all come out as they say.
func TestVisits(t *testing.T) {
	set, err := rules.LoadPath("testdata/visits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range set.Returns[0].Tests {
		if r := ruletest.Run(set, set.Returns[0], test); !r.Passed() {
			t.Errorf("%s\n%s", r.Name, strings.Join(r.Problems, "\n"))
		}
	}
}

// TestWrong compares what is said of tests that don't come out with wrong.want.
// UPDATE=1 rewrites it.
func TestWrong(t *testing.T) {
	set, err := rules.LoadPath("testdata/wrong.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, test := range set.Returns[0].Tests {
		r := ruletest.Run(set, set.Returns[0], test)
		if r.Passed() {
			t.Errorf("%s passes", r.Name)
		}
		b.WriteString(r.Name + "\n  " + strings.ReplaceAll(strings.Join(r.Problems, "\n"), "\n", "\n  ") + "\n")
	}
	if os.Getenv("UPDATE") == "1" {
		if err := os.WriteFile("testdata/wrong.want", []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile("testdata/wrong.want")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// TestMissing holds which checks count as shown.
func TestMissing(t *testing.T) {
	set, err := rules.LoadPath("testdata/visits.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ret := set.Returns[0]
	var results []ruletest.Result
	for _, test := range ret.Tests {
		results = append(results, ruletest.Run(set, ret, test))
	}
	type gap struct {
		ID               string
		Failing, Passing bool
	}
	var got []gap
	for _, g := range ruletest.Missing(ret, results) {
		got = append(got, gap{g.ID, g.Failing, g.Passing})
	}
	want := []gap{
		{"outcome.enum", true, false},
		{"minutes.maximum", true, false},
		{"divides", true, false},
		{"no-shorter", false, true},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
