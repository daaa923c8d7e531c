package pipeline

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"winnow/internal/report"
	"winnow/rules"
)

const wide = `winnow: v1
return: part_1b
title: Part 1B
find: {block: {after: "PART 1B", before: "PART 1C"}}
unpivot:
  value: people
  columns:
    "Males / Set a quit date": {sex: male, outcome: set}
    "Males / Quit": {sex: male, outcome: quit}
    "Females / Set a quit date": {sex: female, outcome: set}
    "Females / Quit": {sex: female, outcome: quit}
  total: Total
fields:
  - {name: band, title: Age band, type: string, key: true, constraints: {required: true, enum: [Under 18, 18-34, 35-44]}}
  - {name: sex, type: string}
  - {name: outcome, type: string}
  - {name: people, title: People, type: integer, constraints: {required: true, minimum: 0}}
primaryKey: [band, sex, outcome]
measures:
  - {name: set_total, sum: {field: people, where: outcome == "set"}}
`

// part1B is a sheet with three parts, the second of them wide.
func part1B() tab {
	return tab{"Return", [][]any{
		{"Stop smoking services, quarterly return"},
		{"PART 1A: by ethnic category"},
		{"Category", "Set a quit date"},
		{"A", 1},
		{},
		{"Part 1B - by age and sex"},
		{"", "Males", "Males", "Females", "Females"},
		{"Age band", "Set a quit date", "Quit", "Set a quit date", "Quit", "Total"},
		{"Under 18", 4, 2, 6, 3, 15},
		{"18-34", 10, "x", 8, 4, 28},
		{"35-44", "", 1, 2, 2, 6},
		{"Old", 1, 1, 1, 1, 4},
		{"Total", 15, 4, 16, 10, 53},
		{"PART 1C"},
		{"Pregnant", 3, 1},
	}}
}

// cellsFound lists a table's exceptions: rule, cell, key, severity.
func cellsFound(t *report.Table) []string {
	var list []string
	for e := range t.Exceptions.All() {
		if e.Severity != report.Note {
			list = append(list, strings.TrimSpace(fmt.Sprintf("%s %s %s %s", e.Rule, e.Cell, e.Key, e.Severity)))
		}
	}
	return list
}

func TestWideTable(t *testing.T) {
	f := checkOne(t, wide, workbookOf(t, part1B()), "2021-22-Q1")
	if len(f.Tables) != 1 {
		t.Fatalf("%d tables: %s", len(f.Tables), reason(f))
	}
	table := f.Tables[0]
	want := report.Rows{Unit: "cells", Read: 20, Clean: 10, HeldBack: 6, Skipped: 4}
	if diff := cmp.Diff(want, table.Rows); diff != "" {
		t.Errorf("rows: %s", diff)
	}
	if diff := cmp.Diff([]string{
		"people.type C10 18-34 error",
		"people.required B11 35-44 error",
		"total-mismatch F11  error",
		"band.enum A12 Old error", // once, for all four cells of the row
		"total-mismatch D13  error",
	}, cellsFound(table)); diff != "" {
		t.Error(diff)
	}
}

// TestWideGroupsNameTheirCells: outcomes per age band and sex against those who
// set a date, each exception naming its cell.
func TestWideGroupsNameTheirCells(t *testing.T) {
	rule := wide + `table_rules:
  - id: quits-within-set
    per: [band, sex]
    expect: sum(people, outcome == "quit") <= sum(people, outcome == "set")
    rows: outcome == "quit"
    message: No.
`
	text := "PART 1B\nAge band,Males / Set a quit date,Males / Quit,Females / Set a quit date,Females / Quit,Total\n" +
		"Under 18,4,5,6,3,18\n18-34,10,2,3,4,19\n"
	f := checkText(t, rule, text, "2021-22-Q1")
	if diff := cmp.Diff([]string{"quits-within-set C3 Under 18 error", "quits-within-set E4 18-34 error"}, cellsFound(f.Tables[0])); diff != "" {
		t.Error(diff)
	}
}

func TestWideTableColumnsThatAreNotThere(t *testing.T) {
	for _, c := range []struct {
		name, change, with, header string
		want                       []string
		reason                     string
	}{
		{"a required one", "", "", "Age band,Males / Quit,Females / Set a quit date,Females / Quit,Total", []string{"missing-label error"}, "the column is missing: “Males / Set a quit date”"},
		{"one that isn't required", "{required: true, minimum: 0}", "{minimum: 0}", "Age band,Males / Quit,Females / Set a quit date,Females / Quit,Total", []string{"missing-label note"}, ""},
		{"none", "{required: true, minimum: 0}", "{minimum: 0}", "Age band,Under 18,18-34,X,Total", nil, "none of the columns with figures was found, such as “Males / Set a quit date”"},
		{"the total", "", "", "Age band,Males / Set a quit date,Males / Quit,Females / Set a quit date,Females / Quit", []string{"missing-label note"}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			rule := strings.Replace(wide, c.change, c.with, 1)
			f := checkText(t, rule, "PART 1B\n"+c.header+"\nUnder 18,1,2,3,6\n", "2021-22-Q1")
			if got := reason(f); got != c.reason {
				t.Errorf("reason %q, want %q", got, c.reason)
			}
			if diff := cmp.Diff(c.want, found(f)); c.want != nil && diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWideTableBlanks(t *testing.T) {
	rule := strings.Replace(strings.Replace(wide, "  total: Total\n", "  total: Total\n  blanks: skip\n", 1), "required: true, minimum", "minimum", 1)
	text := "PART 1B\nAge band,Males / Set a quit date,Males / Quit,Females / Set a quit date,Females / Quit,Total\n" +
		"Under 18,4,,,1,5\n,,,,,\n18-34,,,,,\nTotal,4,0,0,1,5\n35-44,2,,3,,6\nTotal,6,0,3,1,10\n"
	f := checkText(t, rule, text, "2021-22-Q1")
	want := report.Rows{Unit: "cells", Read: 24, Clean: 4, Skipped: 20}
	if diff := cmp.Diff(want, f.Tables[0].Rows); diff != "" {
		t.Errorf("rows: %s", diff)
	}
	if diff := cmp.Diff([]string{"total-mismatch F7  error"}, cellsFound(f.Tables[0])); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(report.Skipped{Blank: 12, Total: 8}, f.Tables[0].Skipped); diff != "" {
		t.Error(diff)
	}
}

func TestWideTableRowOfAnotherShape(t *testing.T) {
	text := "PART 1B\nAge band,Males / Set a quit date,Males / Quit,Females / Set a quit date,Females / Quit\n" +
		"Under 18,4,1,2\n18-34,1,2,3,4,5\n35-44,1,1,1,1\n"
	f := checkText(t, strings.Replace(wide, "  total: Total\n", "", 1), text, "2021-22-Q1")
	if diff := cmp.Diff([]string{"missing-cell E3 Under 18 error", "extra-cell F4 18-34 error"}, cellsFound(f.Tables[0])); diff != "" {
		t.Error(diff)
	}
	if want := (report.Rows{Unit: "cells", Read: 12, Clean: 4, HeldBack: 8}); f.Tables[0].Rows != want {
		t.Errorf("rows %+v, want %+v", f.Tables[0].Rows, want)
	}
}

func TestWideTableDuplicates(t *testing.T) {
	text := "PART 1B\nAge band,Males / Set a quit date,Males / Quit,Females / Set a quit date,Females / Quit\n" +
		"Under 18,4,1,2,0\n18-34,1,2,3,4\nUnder 18,4,1,3,0\n"
	f := checkText(t, strings.Replace(wide, "  total: Total\n", "", 1), text, "2021-22-Q1")
	// Equal cells are repeats of the first, those that differ are all held back.
	if diff := cmp.Diff([]string{"primaryKey A3 Under 18 error", "primaryKey A5 Under 18 error"}, dropRepeats(cellsFound(f.Tables[0]))); diff != "" {
		t.Error(diff)
	}
	if want := (report.Rows{Unit: "cells", Read: 12, Clean: 7, HeldBack: 5}); f.Tables[0].Rows != want {
		t.Errorf("rows %+v, want %+v", f.Tables[0].Rows, want)
	}
}

func dropRepeats(list []string) []string {
	var out []string
	for _, s := range list {
		if len(out) == 0 || out[len(out)-1] != s {
			out = append(out, s)
		}
	}
	return out
}

// TestWideIsLong: a wide table says the same as the long one with its cells.
func TestWideIsLong(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		columns := rapid.IntRange(1, 9).Draw(r, "columns")
		rows := rapid.IntRange(0, 12).Draw(r, "rows")
		skip := rapid.Bool().Draw(r, "skip")
		names := make([]string, columns)
		wideText, longText := "ref", "ref,band,n\n"
		for i := range names {
			names[i] = fmt.Sprintf("Band %c", 'A'+i)
			wideText += "," + names[i]
		}
		wideText += "\n"
		for row := range rows {
			ref := fmt.Sprintf("R%d", row/2) // every other one repeats a key
			wideText += ref
			for _, name := range names {
				cell := rapid.SampledFrom([]string{"", "0", "1", "2", "12", "x", "-1", "1.5"}).Draw(r, "cell")
				wideText += "," + cell
				if !skip || cell != "" {
					longText += ref + "," + name + "," + cell + "\n"
				}
			}
			wideText += "\n"
		}
		base := `winnow: v1
return: r
fields:
  - {name: ref, type: string, key: true, constraints: {required: true}}
  - {name: band, type: string}
  - {name: n, type: integer, constraints: {minimum: 0}}
primaryKey: [ref, band]
find: {min_rows: 0}
measures:
  - {name: rows, count: {}}
  - {name: total, sum: {field: n}}
  - {name: by_band, by: [band], sum: {field: n}}
`
		blanks := "keep"
		if skip {
			blanks = "skip"
		}
		unpivot := fmt.Sprintf("unpivot: {columns: [%s], name: band, value: n, blanks: %s}\n", strings.Join(names, ", "), blanks)
		a, b := measured(t, base+unpivot, wideText), measured(t, base, longText)
		if diff := cmp.Diff(b, a); diff != "" {
			t.Fatalf("long (-) and wide (+) differ:\n%s\n%s\n%s", diff, wideText, longText)
		}
	})
}

// measured returns what a CSV came to: its measures, records on either side and
// exceptions by rule, key and value.
func measured(t *testing.T, rule, text string) []string {
	t.Helper()
	rep := checkFiles(t, rule, map[string]string{"in.csv": text}, "in.csv")
	var out []string
	for _, m := range rep.Measures {
		out = append(out, fmt.Sprint(m.Measure, m.Group, deref(m.Value), deref(m.Low), deref(m.High), m.Status))
	}
	for _, table := range rep.Files[0].Tables {
		out = append(out, fmt.Sprint(table.Rows.Clean, " clean, ", table.Rows.HeldBack, " held back"))
		for e := range table.Exceptions.All() {
			if e.Rule != "primaryKey" || e.Value == "" {
				out = append(out, fmt.Sprint(e.Rule, e.Key, e.Value))
			}
		}
	}
	return out
}

const form = `winnow: v1
return: site_form
title: Testing site
layout: form
facts:
  as_at: {label: Data as at, type: date}
fields:
  - {name: site, title: Site, type: string, key: true, constraints: {required: true}}
  - {name: manager, title: Manager, type: string, aliases: [Site manager]}
  - {name: opened, title: Opened on, type: date, format: "%d/%m/%Y", constraints: {required: true}}
  - {name: tests, title: Tests done, type: integer, constraints: {required: true, minimum: 0}}
  - {name: positive, title: Positive tests, type: integer, constraints: {minimum: 0}}
rules:
  - {id: positives, expect: positive <= tests, message: No., cells: [positive, tests]}
`

func TestForm(t *testing.T) {
	for _, c := range []struct {
		name  string
		rows  [][]any
		want  []string
		rows2 report.Rows
	}{
		{"labels on the left", [][]any{
			{"Community testing"}, {"Data as at", "30/06/2021"}, {},
			{"SITE:", "Market Hall", "", "Manager", "Ann Lee"},
			{"Opened on", "01/04/2021"}, {"Tests done", 12, "Positive tests", 3},
		}, nil, report.Rows{Unit: "forms", Read: 1, Clean: 1}},
		{"labels above", [][]any{
			{"Site", "Manager", "Opened on"}, {"Market Hall", "Ann Lee", "31/06/2021"}, {},
			{"Tests done", "Positive tests"}, {12, 13},
		}, []string{"opened.type C2 Market Hall error", "positives B5 Market Hall error"}, report.Rows{Unit: "forms", Read: 1, HeldBack: 1}},
		{"a blank one", [][]any{{"Site"}, {"Manager"}, {"Opened on"}, {"Tests done"}, {"Positive tests"}},
			[]string{"min_rows   error"}, report.Rows{Unit: "forms", Read: 1, Skipped: 1}},
		{"blanks between", [][]any{{"Site", "Market Hall"}, {"Manager"}, {"Opened on", ""}, {"Comments"}, {"Tests done: 5"}, {"Positive tests"}},
			[]string{"opened.required B3 Market Hall error"}, report.Rows{Unit: "forms", Read: 1, HeldBack: 1}},
		{"a label twice", [][]any{{"Site", "A"}, {"Opened on", "1/4/2021"}, {"Tests done", 5}, {"Tests done", 6}, {"Manager", "B"}, {"Site manager", "B"}, {"Positive tests", 1}},
			[]string{"duplicate-label B4  error"}, report.Rows{Unit: "forms", Read: 1, Clean: 1}},
		{"an unknown label", [][]any{{"Site", "A"}, {"Opened on", "1/4/2021"}, {"Tests done", 5}, {"Weather", "fine"}, {"Manager", "B"}, {"Positive tests", 1}},
			nil, report.Rows{Unit: "forms", Read: 1, Clean: 1}},
	} {
		t.Run(c.name, func(t *testing.T) {
			f := checkOne(t, form, workbookOf(t, tab{"Form", c.rows}), "2021-22-Q1")
			if len(f.Tables) != 1 {
				t.Fatalf("%d tables: %s", len(f.Tables), reason(f))
			}
			if diff := cmp.Diff(c.want, cellsFound(f.Tables[0])); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(c.rows2, f.Tables[0].Rows); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFormIsNoTable(t *testing.T) {
	f := checkOne(t, form, workbookOf(t, tab{"Form", [][]any{
		{"Site", "Manager", "Opened on", "Tests done"}, {"A", "x", "1/4/2021", 5}, {"B", "y", "2/4/2021", 6},
	}}), "2021-22-Q1")
	if want := "no form with the expected labels was found"; reason(f) != want {
		t.Errorf("reason %q, want %q", reason(f), want)
	}
}

func TestMess11SeveralTablesInBlocks(t *testing.T) {
	rule := func(name, block, field string) string {
		return "winnow: v1\nreturn: " + name + "\ntitle: " + name + "\nfind: {block: " + block + "}\nfields:\n" +
			"  - {name: site, title: Site, type: string, key: true, constraints: {required: true}}\n" +
			"  - {name: n, title: " + field + ", type: integer, constraints: {required: true}}\nmeasures: [{name: total, sum: {field: n}}]\n"
	}
	dir := write(t, map[string]string{
		"a.yaml": rule("a", "{after: Part A, before: Part B}", "Reviews"),
		"b.yaml": rule("b", "{after: [Section B, Part B], before: Part C}", "Reviews"),
		"c.yaml": rule("c", "{after: Part C}", "Visits"),
	})
	set, err := rules.LoadPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	path := workbookOf(t, tab{"All", [][]any{
		{"Return"}, {"PART A: reviews"}, {"Site", "Reviews"}, {"A", 1}, {"B", 2}, {"Total", 3}, {},
		{"", "part b (late)"}, {}, {"Site", "Reviews"}, {"A", 5}, {"x", "y"},
		{"Part C"}, {"Site", "Visits"}, {"A", 7}, {"Part Cc", 8},
	}})
	rep, err := Run(context.Background(), Config{Rules: set, Now: time.Unix(0, 0).UTC(), Sources: []Source{{Path: path, Name: "f"}}})
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, s := range rep.Files[0].Tables {
		got = append(got, fmt.Sprint(s.Return, " ", s.HeaderRow, " ", s.Rows, " ", cellsFound(s)))
	}
	want := []string{"a 3 { 3 2 0 1} []", "b 10 { 2 1 1 0} [n.type B12 x error]", "c 14 { 2 2 0 0} []"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s%s", diff, reason(rep.Files[0]))
	}
}

func TestStatedFigures(t *testing.T) {
	const rule = `winnow: v1
return: r
fields:
  - {name: site, title: Site, type: string, constraints: {required: true}}
  - {name: n, title: Reviews, type: integer}
  - {name: m, title: Late, type: integer}
measures: [{name: reviews, sum: {field: n}}]
table_rules:
  - {id: t, expect: 'reviews == stated("%s")', message: No.}
`
	rows := [][]any{
		{"In Q1 2021-22 new baby reviews were at 69.9% against the target of 98%. Antenatal contacts fell."},
		{"Reviews in all:", 12}, {"Staff", "see note 3"}, {"Site", "Reviews", "Late"}, {"A", 5, 1}, {"B", 7, 1}, {"Total", 12, 2}, {},
		{"Note: on 30 June 2021 the waiting list held 1,012 children; staff: 4."},
		{"Note: reviews in all: 13"},
	}
	for _, c := range []struct{ label, want string }{
		{"Total / Reviews", "ok 0 "},
		{"Total", "skipped"},
		{"Reviews in all", "skipped"},
		{"new baby reviews", "issues"},
		{"Antenatal contacts", "skipped"},
		{"waiting list", "issues"},
		{"nothing", "skipped"},
	} {
		t.Run(c.label, func(t *testing.T) {
			path := workbookOf(t, tab{"S", rows})
			dir := write(t, map[string]string{"rules.yaml": fmt.Sprintf(rule, c.label)})
			set, err := rules.LoadPath(filepath.Join(dir, "rules.yaml"))
			if err != nil {
				t.Fatal(err)
			}
			rep, err := Run(context.Background(), Config{Rules: set, Now: time.Unix(0, 0).UTC(), Sources: []Source{{Path: path, Name: "f"}}})
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range rep.Rules {
				if got := fmt.Sprint(s.Status, " ", s.Count, " ", deref(s.Reason)); s.Rule == "t" && !strings.HasPrefix(got, c.want) {
					t.Errorf("got %s, want %s", got, c.want)
				}
			}
		})
	}
}

// TestBlockWithoutItsLabel: the headings are there, so the refusal has to name the
// label that isn't.
func TestBlockWithoutItsLabel(t *testing.T) {
	text := "winnow: v1\nreturn: b\ntitle: B\nfind: {block: {after: [Part 1B, Section B]}}\nfields:\n  - {name: age, title: Age, type: string}\n  - {name: n, title: Quits, type: integer}\n"
	dir := write(t, map[string]string{"b.yaml": text, "b.csv": "Age,Quits\nx,1\n"})
	set, err := rules.LoadPath(filepath.Join(dir, "b.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	rep, err := Run(context.Background(), Config{Rules: set, Sources: []Source{{Path: filepath.Join(dir, "b.csv")}}})
	if err != nil {
		t.Fatal(err)
	}
	var fix string
	for x := range rep.Files[0].Exceptions.All() {
		fix = x.Fix
	}
	if want := "“Part 1B” or “Section B”"; !strings.Contains(fix, want) {
		t.Errorf("the fix is %q, without %s", fix, want)
	}
}
