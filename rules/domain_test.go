package rules_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/report"
	"winnow/rules"
)

// domainCounts is how many numbered rules each part of the domain has.
var domainCounts = []struct {
	prefix string
	count  int
}{{"SS", 24}, {"WM", 21}, {"CT", 19}, {"DF", 18}, {"HV", 12}}

// domainRow is a row of the table in docs/domain-rules.md.
type domainRow struct {
	id, what, severity, source string
	checks                     []string // return and check, parted by a space
}

var (
	reQuoted = regexp.MustCompile("`([^`]+)`(:?)")
	reDomain = regexp.MustCompile(`\b(?:SS|WM|CT|DF|HV)\d\d\b`)
)

func domainRows(t *testing.T) []domainRow {
	t.Helper()
	page, err := os.ReadFile("../docs/domain-rules.md")
	if err != nil {
		t.Fatal(err)
	}
	var rows []domainRow
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(strings.TrimSpace(line), " | ")
		id := strings.TrimPrefix(cells[0], "| ")
		if !reDomain.MatchString(id) || len(id) != 4 {
			continue
		}
		if len(cells) != 5 {
			t.Fatalf("%s: %d cells in its row, want 5", id, len(cells))
		}
		row := domainRow{id: id, what: cells[1], severity: cells[3], source: strings.TrimSuffix(cells[4], " |")}
		ret := ""
		for _, q := range reQuoted.FindAllStringSubmatch(cells[2], -1) {
			if q[2] == ":" {
				ret = q[1]
				continue
			}
			row.checks = append(row.checks, ret+" "+q[1])
		}
		rows = append(rows, row)
	}
	return rows
}

// TestDomainRules: every numbered rule of the domain stands in the table once, in
// order, with a sentence, a severity, a source, and checks that are shipped.
func TestDomainRules(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	var want, got []string
	for _, d := range domainCounts {
		for n := 1; n <= d.count; n++ {
			want = append(want, fmt.Sprintf("%s%02d", d.prefix, n))
		}
	}
	rows := domainRows(t)
	for _, row := range rows {
		got = append(got, row.id)
		if row.what == "" || row.severity == "" || row.source == "" || len(row.checks) == 0 {
			t.Errorf("%s: a cell of its row is empty", row.id)
		}
		for _, c := range row.checks {
			if ret, id, _ := strings.Cut(c, " "); !shipped(set, ret, id) {
				t.Errorf("%s: nothing shipped is called %q in %q", row.id, id, ret)
			}
		}
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("numbers: -want +got\n%s", d)
	}
	if len(want) != 94 {
		t.Errorf("%d numbers, want 94", len(want))
	}
}

// shipped says whether a return has a check, or a measure, of that name.
func shipped(set *rules.Set, ret, id string) bool {
	r := set.Return(ret)
	return r != nil && (slices.Contains(r.Waivable(), id) ||
		slices.ContainsFunc(r.Measures, func(m *rules.Measure) bool { return !m.Hidden && m.Name == id }))
}

// TestDomainSources: a check that names a rule of the domain as its source is in
// that rule's row, with its severity, and the other way round.
func TestDomainSources(t *testing.T) {
	set, err := rules.Shipped()
	if err != nil {
		t.Fatal(err)
	}
	said := map[string]bool{}
	checks := everyCheck(set)
	for _, row := range domainRows(t) {
		severities := map[string]bool{}
		for _, c := range row.checks {
			said[row.id+" "+c] = true
			k, known := checks[c]
			if !known {
				continue // within, keys and types say nothing of their source
			}
			severities[string(k.severity)] = true
			if k.final != k.severity && !strings.Contains(row.severity, "final "+string(k.final)) {
				t.Errorf("%s: %s is final %s, which its row does not say", row.id, c, k.final)
			}
			if k.source != "" && !strings.Contains(k.source, row.id) {
				t.Errorf("%s: %s gives as its source %q", row.id, c, k.source)
			}
		}
		for s := range severities {
			if !strings.Contains(row.severity, s) {
				t.Errorf("%s: its row says %q, and a check of it is %q", row.id, row.severity, s)
			}
		}
	}
	for c, k := range checks {
		for _, id := range reDomain.FindAllString(k.source, -1) {
			if !said[id+" "+c] {
				t.Errorf("%s: its row lacks %s, which names it as its source", id, c)
			}
		}
	}
}

// check is what a rule file says of one check.
type check struct {
	source          string
	severity, final report.Severity
}

// everyCheck lists the checks of a set that can have a source, by return and id.
func everyCheck(set *rules.Set) map[string]check {
	all := map[string]check{}
	for _, r := range set.Returns {
		for _, f := range r.Fields {
			for _, c := range f.Constraints {
				all[r.Name+" "+c.ID] = check{c.Source, c.Severity, c.Final}
			}
		}
		for _, x := range r.Rules {
			all[r.Name+" "+x.ID] = check{x.Source, x.Severity, x.Final}
		}
		for _, x := range r.TableRules {
			all[r.Name+" "+x.ID] = check{x.Source, x.Severity, x.Final}
		}
	}
	return all
}
