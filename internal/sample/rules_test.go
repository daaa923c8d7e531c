package sample_test

import (
	"regexp"
	"testing"

	"winnow/internal/sample"
	"winnow/rules"
)

// TestShippedRules holds the shipped rule files to the numbered rules of the
// domain that each must have, and every rule to a message, a fix and a source.
func TestShippedRules(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	number := regexp.MustCompile(`(SS|WM|CT|DF)\d\d`)
	for name, want := range map[string]int{"smoking_quits": 12, "weight_management": 12, "testing_sites": 9, "awards": 10} {
		r := set.Return(name)
		if r == nil {
			t.Fatalf("no return %q", name)
		}
		numbered := map[string]bool{}
		for _, text := range sources(r) {
			for _, id := range number.FindAllString(text, -1) {
				numbered[id] = true
			}
		}
		got := len(numbered) + withoutSource(r)
		if got < want {
			t.Errorf("%s: %d rules of the domain, want at least %d: %v", name, got, want, numbered)
		}
		for _, rule := range r.Rules {
			if rule.Message == "" || rule.Fix == "" || rule.Source == "" {
				t.Errorf("%s: rule %q lacks its message, fix or source", name, rule.ID)
			}
		}
		for _, rule := range r.TableRules {
			if rule.Message == "" || rule.Fix == "" || rule.Source == "" {
				t.Errorf("%s: rule %q lacks its message, fix or source", name, rule.ID)
			}
		}
		if len(r.Tests) < 6 {
			t.Errorf("%s: %d tests", name, len(r.Tests))
		}
	}
}

// withoutSource counts the rules of the domain that the language gives no place
// for a source: SS01, WM01, CT01, DF03 are `within: period`; WM15, CT10, DF09 the key.
func withoutSource(r *rules.Return) int {
	n := 0
	for _, f := range r.Fields {
		if f.Within {
			n++
		}
	}
	if len(r.PrimaryKey) > 0 && r.Name != "smoking_quits" {
		n++
	}
	return n
}

// sources are the sources of everything a return checks.
func sources(r *rules.Return) []string {
	var list []string
	for _, f := range r.Fields {
		for _, c := range f.Constraints {
			list = append(list, c.Source)
		}
	}
	for _, rule := range r.Rules {
		list = append(list, rule.Source)
	}
	for _, rule := range r.TableRules {
		list = append(list, rule.Source)
	}
	return list
}

// TestEveryRuleIsTried: every row rule shipped must fail in a tests: entry of
// its file or in the sample as received.
func TestEveryRuleIsTried(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	_, expected, err := sample.Files(sample.AsReceived)
	if err != nil {
		t.Fatal(err)
	}
	tried := map[string]bool{}
	for _, e := range expected {
		tried[e.Rule] = true
	}
	for _, r := range set.Returns {
		for _, entry := range r.Tests {
			for _, id := range entry.Fails {
				tried[id] = true
			}
		}
		for _, rule := range r.Rules {
			if !tried[rule.ID] {
				t.Errorf("%s: nothing tries the rule %q", r.Name, rule.ID)
			}
		}
	}
}
