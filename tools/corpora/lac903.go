package main

import (
	"bufio"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/ruletest"
	"winnow/rules"
)

// lacRules is the folder with a rule set for each year of England's return on
// children looked after, from the top of the repository.
const lacRules = "rules/examples/ssda903"

// lacCase is a rule of that return, some tables, and the rows that fail it.
type lacCase struct {
	ID         string
	Collection string // lac2022_23
	Code       string
	Affected   []string `json:"affected_fields"`
	Input      map[string]lacTable
	Expected   map[string][]int `json:"expected_rows_0based"`
}

// compareLac holds the example rules to the recorded cases: of each table exactly
// the listed rows fail the rules of the case's code.
func compareLac(out *bufio.Writer, dir string, verbose bool) (int, error) {
	files, err := filepath.Glob(filepath.Join(dir, "lac903_cases*.json"))
	if err != nil {
		return 0, err
	}
	faults := 0
	for _, file := range files {
		n, err := compareLacFile(out, file, verbose)
		if err != nil {
			return faults, err
		}
		faults += n
	}
	return faults, nil
}

func compareLacFile(out *bufio.Writer, file string, verbose bool) (int, error) {
	var list struct{ Cases []lacCase }
	if ok, err := readList(file, &list); !ok {
		return 0, err
	}
	t, sets := &scores{}, map[string]*rules.Set{}
	for _, c := range list.Cases {
		set, err := c.rules(sets)
		if err != nil {
			return 0, err
		}
		if err := c.compare(out, set, t, verbose); err != nil {
			return 0, fmt.Errorf("%s: %w", c.ID, err)
		}
	}
	t.print(out, filepath.Base(file))
	return t.unexplained, nil
}

// rules loads the rule set of the case's year once.
func (c *lacCase) rules(known map[string]*rules.Set) (*rules.Set, error) {
	year := strings.ReplaceAll(strings.TrimPrefix(c.Collection, "lac"), "_", "-")
	if known[year] == nil {
		dir := filepath.Join(lacRules, year)
		if year == lacNewest {
			dir = lacRules
		}
		set, err := rules.LoadPath(dir)
		if err != nil {
			return nil, err
		}
		known[year] = set
	}
	return known[year], nil
}

// lacNewest is the year whose rules stand at the top of lacRules.
const lacNewest = "2026-27"

// compare judges every table that has rules of the case's code. A code without any
// is one that the rule language doesn't say.
func (c *lacCase) compare(out *bufio.Writer, set *rules.Set, t *scores, verbose bool) error {
	kind, said, blanks := "rules of "+c.Collection, false, true
	var wrong []string
	for _, ret := range set.Returns {
		ids := c.checks(ret)
		said = said || len(ids) > 0
		got, err := c.judge(set, ret, ids)
		if err != nil {
			return err
		}
		if want := c.expected(ret.Name); !slices.Equal(got, want) {
			wrong = append(wrong, fmt.Sprintf("%s: rows %v, not %v", ret.Name, got, want))
			blanks = blanks && c.emptyTexts(ret, got, want)
		}
	}
	what := strings.Join(wrong, "; ")
	if verbose && what != "" {
		fmt.Fprintln(out, " ", what)
	}
	d, departs := lacDepartures[strings.TrimPrefix(c.ID, "lac")]
	switch {
	case !said:
		t.departs(out, kind, c.ID, notSaid)
	case departs && d.rows == what:
		t.departs(out, kind, c.ID, d.why)
	case departs:
		t.wrong(out, kind, c.ID, "it no longer departs as it did: "+what)
	case what == "":
		t.right(kind)
	case blanks:
		t.departs(out, kind, c.ID, emptyText)
	default:
		t.wrong(out, kind, c.ID, what)
	}
	return nil
}

// judge returns the rows, counted from 0, that fail some of the checks.
func (c *lacCase) judge(set *rules.Set, ret *rules.Return, ids []string) ([]int, error) {
	if len(ids) == 0 {
		return []int{}, nil
	}
	alone := *ret
	alone.Rules = slices.DeleteFunc(slices.Clone(ret.Rules), func(r *rules.Rule) bool { return !slices.Contains(ids, r.ID) })
	test := rules.Test{Rows: c.rows(ret, ""), Period: c.period(), Fails: ids}
	for _, other := range set.Returns {
		for _, when := range []string{"", rules.LastYear} {
			if other.Name != ret.Name || when != "" {
				test.Given = append(test.Given, rules.GivenRows{Return: other.Name, When: when, Rows: c.rows(other, when)})
			}
		}
	}
	found, err := ruletest.Find(set, &alone, test)
	if err != nil {
		return nil, err
	}
	rows := []int{}
	for _, id := range ids {
		if s := found.Ends[id]; s.Status == report.RuleFailed {
			return nil, fmt.Errorf("%s could not be evaluated: %s", id, *s.Reason)
		}
		for _, row := range found.Rows[id] {
			rows = append(rows, row-1)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

// expected are the rows of a return's table that the case lists.
func (c *lacCase) expected(ret string) []int {
	rows := []int{}
	for name, listed := range c.Expected {
		if r, when := lacReturn(name); r == ret && when == "" {
			rows = append(rows, listed...)
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows)
}

// period is the financial year that the case speaks of, else that of its rules.
func (c *lacCase) period() period.Period {
	if d, ok := c.date("collection_start"); ok {
		return period.Of(d, period.Year)
	}
	if d, ok := c.date("collection_end"); ok {
		return period.Of(d.AddDays(-1), period.Year)
	}
	p, err := period.Parse(strings.ReplaceAll(strings.TrimPrefix(c.Collection, "lac"), "_", "-"))
	if err != nil {
		return period.Period{}
	}
	return p
}
