package pipeline

import (
	"context"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/table"
	"winnow/rules"
)

// The tests of this file are named by the rows of docs/messy-files.md.

const visits = `winnow: v1
return: visits
title: Visits
period: quarter
owner: visiting
fields:
  - {name: ref, title: Reference, type: string, key: true, constraints: {required: true}}
  - {name: seen, title: Date seen, type: date, format: "%d/%m/%Y", within: period, constraints: {required: true}}
  - {name: area, title: Area, type: string}
  - {name: minutes, title: Minutes taken, type: integer, constraints: {minimum: 0}}
facts:
  period: {label: Period, type: string}
  service: {label: Service, type: string}
`

// tab is one sheet of a test's workbook.
type tab struct {
	name string
	rows [][]any
}

// workbookOf writes a workbook and returns its path.
func workbookOf(t *testing.T, tabs ...tab) string {
	t.Helper()
	f := excelize.NewFile()
	for i, sheet := range tabs {
		if _, err := f.NewSheet(sheet.name); err != nil {
			t.Fatal(err)
		}
		for n, row := range sheet.rows {
			if err := f.SetSheetRow(sheet.name, table.Address(0, n+1), &row); err != nil {
				t.Fatal(err)
			}
		}
		if i == 0 && sheet.name != "Sheet1" {
			if err := f.DeleteSheet("Sheet1"); err != nil {
				t.Fatal(err)
			}
		}
	}
	path := filepath.Join(t.TempDir(), "visits.xlsx")
	if err := f.SaveAs(path); err != nil {
		t.Fatal(err)
	}
	return path
}

// checkOne runs one file for a period ("" for none) and returns its report.
func checkOne(t *testing.T, ruleText, path, name string, more ...func(*Config)) *report.File {
	t.Helper()
	dir := write(t, map[string]string{"rules.yaml": ruleText})
	set, err := rules.LoadPath(filepath.Join(dir, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Rules: set, Now: time.Unix(0, 0).UTC(), Sources: []Source{{Path: path, Name: "visits"}}}
	if name != "" {
		if c.Period, err = period.Parse(name); err != nil {
			t.Fatal(err)
		}
	}
	for _, change := range more {
		change(&c)
	}
	rep, err := Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return rep.Files[0]
}

// checkText is checkOne for the text of a CSV.
func checkText(t *testing.T, ruleText, text, period string) *report.File {
	t.Helper()
	return checkOne(t, ruleText, filepath.Join(write(t, map[string]string{"in.csv": text}), "in.csv"), period)
}

// found lists a file's exceptions, those of the file first: rule severity.
func found(f *report.File) []string {
	var list []string
	add := func(all *report.List) {
		for e := range all.All() {
			list = append(list, e.Rule+" "+string(e.Severity))
		}
	}
	add(f.Exceptions)
	for _, t := range f.Tables {
		add(t.Exceptions)
	}
	return list
}

// reason returns why a file was refused, "" for one that wasn't.
func reason(f *report.File) string { return deref(f.Reason) }

var heads = []any{"Reference", "Date seen", "Area", "Minutes taken"}

func TestMess02TwoRowHeaderIsNoted(t *testing.T) {
	rule := strings.Replace(visits, "title: Area", "title: Where / Area", 1)
	f := checkText(t, rule, "Reference,Date seen,Where,Minutes taken\n,,Area,\na,01/04/2021,North,5\n", "2021-22-Q1")
	if diff := cmp.Diff([]string{"two-row-header note"}, found(f)); diff != "" || f.Tables[0].HeaderRow != 2 || f.Tables[0].Rows.Clean != 1 {
		t.Errorf("headings in row %d: %s", f.Tables[0].HeaderRow, diff)
	}
}

func TestMess05BlankLabel(t *testing.T) {
	required := strings.Replace(visits, "title: Area, type: string", "title: Area, type: string, constraints: {required: true}", 1)
	text := "Reference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\nb,02/04/2021,,6\n"
	if diff := cmp.Diff([]string{"area.required error"}, found(checkText(t, required, text, "2021-22-Q1"))); diff != "" {
		t.Error(diff)
	}
	filled := strings.Replace(required, "title: Area, type: string", "title: Area, type: string, fill: down", 1)
	if list := found(checkText(t, filled, text, "2021-22-Q1")); len(list) != 0 {
		t.Error("with fill: down:", list)
	}
}

func TestMess06And07Totals(t *testing.T) {
	head := "Reference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\nb,02/04/2021,South,6\n"
	for _, c := range []struct {
		name, total string
		want        []string
	}{
		{"row 6, right", "Total,,,11\n", nil},
		{"row 6, wrong", "Total,,,12\n", []string{"total-mismatch error"}},
		{"row 7, right", ",,,11\n", nil},
		{"row 7, wrong", ",,,12\n", []string{"total-mismatch error"}},
	} {
		f := checkText(t, visits, head+c.total, "2021-22-Q1")
		if diff := cmp.Diff(c.want, found(f)); diff != "" || f.Tables[0].Skipped.Total != 1 {
			t.Error(c.name, diff)
		}
	}
}

// TestMess07RowAboveTotal: a row that lacks its key is no second total.
func TestMess07RowAboveTotal(t *testing.T) {
	areas := `winnow: v1
return: areas
title: Areas
period: quarter
fields:
  - {name: area, title: Area, type: string, key: true, constraints: {required: true}}
  - {name: a, title: A, type: integer}
  - {name: b, title: B, type: integer}
`
	for _, c := range []struct {
		name, rows    string
		want          []string
		totals, clean int
	}{
		{"above a labelled total", "N,1,2\nE,1,2\n,9,1\nTotal,11,5\n", []string{"area.required error"}, 1, 2},
		{"and that is wrong", "N,1,2\nE,1,2\n,9,1\nTotal,11,6\n", []string{"area.required error", "total-mismatch error"}, 1, 2},
		{"a total without a label", "N,1,2\nE,1,2\n,2,4\n", nil, 1, 2},
	} {
		f := checkText(t, areas, "Area,A,B\n"+c.rows, "2021-22-Q1")
		if diff := cmp.Diff(c.want, found(f)); diff != "" || f.Tables[0].Skipped.Total != c.totals || f.Tables[0].Rows.Clean != c.clean {
			t.Error(c.name, diff, f.Tables[0].Rows)
		}
	}
}

func TestMess11SideBySide(t *testing.T) {
	f := checkText(t, visits, "Reference,Date seen,Area,Minutes taken,,Reference,Date seen,Area,Minutes taken\na,01/04/2021,North,5,,b,02/04/2021,South,6\n", "2021-22-Q1")
	if diff := cmp.Diff([]string{"second-table error"}, found(f)); diff != "" {
		t.Error(diff)
	}
}

func TestMess12SheetForEachQuarter(t *testing.T) {
	path := workbookOf(t,
		tab{"Q1", [][]any{heads, {"a", "01/04/2021", "North", 5}}},
		tab{"Q2", [][]any{heads, {"b", "01/07/2021", "North", 5}, {"c", "02/07/2021", "North", 5}}},
		tab{"Q3", [][]any{heads}})
	named := strings.Replace(visits, "fields:", "find: {sheets: [\"Q{quarter}\"], min_rows: 0}\nfields:", 1)
	for name, rule := range map[string]string{"named in the rule file": named, "by their usual names": visits} {
		f := checkOne(t, rule, path, "2021-22-Q2")
		if len(f.Tables) != 1 || deref(f.Tables[0].Sheet) != "Q2" || f.Tables[0].Rows.Clean != 2 {
			t.Errorf("%s: %d tables, %v %s", name, len(f.Tables), found(f), reason(f))
		}
		year := checkOne(t, rule, path, "2021-22")
		var got []string
		for _, table := range year.Tables {
			got = append(got, deref(table.Sheet)+" "+deref(table.Period))
		}
		if diff := cmp.Diff([]string{"Q1 2021-22-Q1", "Q2 2021-22-Q2"}, got); diff != "" {
			t.Error(name, diff)
		}
	}
	if f := checkOne(t, visits, path, "2022-23-Q4"); f.Status != report.FileRefused || !strings.Contains(reason(f), "no sheet for 2022-23-Q4") {
		t.Error(f.Status, reason(f))
	}
}

func TestMess12SheetForEachMonth(t *testing.T) {
	april := tab{"April", [][]any{heads, {"a", "01/04/2021", "North", 5}, {"b", "02/04/2021", "North", 5}, {"c", "03/04/2021", "North", 5}}}
	may := tab{"May 21", [][]any{heads, {"d", "01/05/2021", "North", 5}, {"e", "06/04/2021", "North", 5}}}
	f := checkOne(t, visits, workbookOf(t, april, may), "2021-22-Q1")
	if len(f.Tables) != 2 || deref(f.Tables[1].Period) != "2021-22-Q1" {
		t.Fatal(found(f), reason(f))
	}
	if diff := cmp.Diff([]string{"seen.within error"}, found(f)); diff != "" {
		t.Error("a day of April on the sheet of May:", diff)
	}
	f = checkOne(t, visits, workbookOf(t, april, tab{"May", [][]any{heads}}), "2021-22-Q1")
	if diff := cmp.Diff([]string{"source-error query"}, found(f)); diff != "" || len(f.Tables) != 1 {
		t.Error("nothing for May:", diff)
	}
	april.name = "June"
	f = checkOne(t, visits, workbookOf(t, april, may), "2021-22-Q1")
	if f.Status != report.FileRefused || !strings.Contains(reason(f), "2021-M04") {
		t.Error("the days of April on the sheet of June:", reason(f))
	}
}

func TestMess13FutureSheets(t *testing.T) {
	f := checkOne(t, visits, workbookOf(t,
		tab{"Q1", [][]any{heads, {"a", "01/04/2021", "North", 5}}}, tab{"Q2", [][]any{heads}}, tab{"Q3", [][]any{heads, {"b", "01/10/2021", "North", 5}}}), "2021-22-Q1")
	if diff := cmp.Diff([]string{"source-error note", "source-error query"}, found(f)); diff != "" || len(f.Tables) != 1 {
		t.Error(diff)
	}
}

func TestMess22LostCurrencySign(t *testing.T) {
	rule := strings.Replace(visits, "title: Minutes taken", "title: Amount (£)", 1)
	if f := checkText(t, rule, "Reference,Date seen,Area,Amount ()\na,01/04/2021,North,5\n", "2021-22-Q1"); f.Tables[0].Rows.Clean != 1 || len(found(f)) != 0 {
		t.Error(found(f))
	}
}

func TestMess53DuplicateHeadings(t *testing.T) {
	head := "Reference,Date seen,Area,Minutes taken,Area\n"
	for _, c := range []struct {
		name, rows string
		want       []string
	}{
		{"identical", "a,01/04/2021,North,5,North\n", []string{"duplicate-label note"}},
		{"different", "a,01/04/2021,N,5,North\n", []string{"duplicate-label error"}},
		{"one of them empty", "a,01/04/2021,,5,North\n", nil},
	} {
		if diff := cmp.Diff(c.want, found(checkText(t, visits, head+c.rows, "2021-22-Q1"))); diff != "" {
			t.Error(c.name, diff)
		}
	}
}

func TestMess54RenamedHeadings(t *testing.T) {
	f := checkText(t, visits, "Reference,Date first seen,Area,Minutes taken\na,01/04/2021,North,5\n", "2021-22-Q1")
	if f.Status != report.FileRefused || !strings.Contains(reason(f), "did you mean “Date first seen”?") {
		t.Error(reason(f))
	}
	f = checkText(t, visits, "Reference,Date seen,Aera,Minutes taken\na,01/04/2021,North,5\n", "2021-22-Q1")
	if diff := cmp.Diff([]string{"missing-label note", "extra-label note"}, found(f)); diff != "" {
		t.Error(diff)
	}
	for e := range f.Tables[0].Exceptions.All() {
		if !strings.Contains(e.Fix, "Did you mean") {
			t.Error(e.Message, e.Fix)
		}
	}
}

// TestMess55WrongHeading: where headings change places and cells don't, the types
// of the cells give it away.
func TestMess55WrongHeading(t *testing.T) {
	f := checkText(t, visits, "Reference,Minutes taken,Area,Date seen\na,01/04/2021,North,5\n", "2021-22-Q1")
	if diff := cmp.Diff([]string{"seen.type error", "minutes.type error"}, found(f)); diff != "" {
		t.Error(diff)
	}
}

func TestMess56ExtraColumns(t *testing.T) {
	f := checkText(t, visits, "Reference,Date seen,Area,Minutes taken,Initials\na,01/04/2021,North,5,JB\n", "2021-22-Q1")
	if diff := cmp.Diff([]string{"extra-label note"}, found(f)); diff != "" || f.Tables[0].Rows.Clean != 1 {
		t.Error(diff)
	}
}

func TestMess58WrongFile(t *testing.T) {
	dir := write(t, map[string]string{"a.yaml": visits, "b.yaml": keyed, "Visits Q1.csv": "Contract,Supplier,Area,Value\n1,Acme,North,5\n"})
	set, err := rules.LoadPath(dir)
	if err != nil {
		t.Fatal(err)
	}
	rep, err := Run(context.Background(), Config{Rules: set, Sources: []Source{{Path: filepath.Join(dir, "Visits Q1.csv"), Name: "Visits Q1.csv"}}})
	if err != nil {
		t.Fatal(err)
	}
	if f := rep.Files[0]; f.Status != report.FileRefused || !strings.Contains(reason(f), "no table with the expected column headings") {
		t.Error(f.Status, reason(f))
	}
}

func TestMess59WrongPeriod(t *testing.T) {
	f := checkText(t, visits, "Reference,Date seen,Area,Minutes taken\na,01/01/2021,North,5\nb,02/01/2021,North,5\nc,03/02/2021,North,x\n", "2021-22-Q1")
	if f.Status != report.FileRefused || !strings.Contains(reason(f), "2020-21-Q4") || f.Tables[0].Rows.Clean != 0 || !f.Tables[0].Rows.Balanced() {
		t.Error(f.Status, reason(f), f.Tables[0].Rows)
	}
	if diff := cmp.Diff([]string{"minutes.type error", "wrong-period error"}, found(f)); diff != "" {
		t.Error(diff)
	}
}

func TestMess59WrongService(t *testing.T) {
	services := []rules.Service{{Service: "visiting", Name: "Visiting"}, {Service: "housing", Name: "Housing"}}
	text := "Service,%s\n\nReference,Date seen,Area,Minutes taken\na,01/04/2021,North,5\n"
	for _, c := range []struct {
		name, said, folder, reason string
		due                        []rules.Due
	}{
		{"it is what it says", "Visiting", "visiting", "", nil},
		{"another's name inside", "Housing", "visiting", "it says that it comes from Housing", nil},
		{"a return that the folder's service doesn't owe", "", "housing", "which Housing does not send", []rules.Due{{Return: "visits", Service: "visiting"}}},
		{"one that it owes", "", "housing", "", []rules.Due{{Return: "visits", Service: "visiting"}, {Return: "visits", Service: "housing"}}},
	} {
		dir := write(t, map[string]string{"in.csv": strings.ReplaceAll(text, "%s", c.said)})
		f := checkOne(t, visits, filepath.Join(dir, "in.csv"), "2021-22-Q1", func(config *Config) {
			config.Rules.Services, config.Rules.Due, config.Sources[0].Folder = services, c.due, c.folder
		})
		if (c.reason == "") != (reason(f) == "") || !strings.Contains(reason(f), c.reason) {
			t.Errorf("%s: %q", c.name, reason(f))
		}
	}
}

// TestMess83NothingIsCopied: personal data where none belongs stays out of what
// is sent back.
func TestMess83NothingIsCopied(t *testing.T) {
	rule := strings.Replace(visits, "title: Area, type: string", "title: Area, type: string, privacy: pseudonymise", 1)
	f := checkText(t, rule, "Reference,Date seen,Area,Minutes taken\na,01/04/2021,943 476 5919,5\n", "2021-22-Q1")
	var exceptions []report.Exception
	for e := range f.Tables[0].Exceptions.All() {
		exceptions = append(exceptions, e)
	}
	if len(exceptions) != 1 || !exceptions[0].Masked || !personalCells(exceptions)[rowCell{2, 2}] {
		t.Errorf("%+v", exceptions)
	}
}

func TestTabPeriod(t *testing.T) {
	year := period.Period{Kind: period.Year, Year: 2021}
	for name, want := range map[string]string{
		"Q1": "2021-22-Q1", "Quarter 4": "2021-22-Q4", "q 2": "2021-22-Q2", "Q3 2020-21": "2020-21-Q3", "April": "2021-M04", "March": "2022-M03",
		"Jan 22": "2022-M01", "Sept 2020": "2020-M09", "May 2021-22": "2021-M05", "Notes": "", "Q5": "", "13": "",
	} {
		p, ok := tabPeriod(usualTabs, name, year)
		if p.String() != want || ok != (want != "") {
			t.Errorf("%s is %q, %v, want %q", name, p, ok, want)
		}
	}
	if p, ok := tabPeriod(usualTabs, "Q1", period.Period{}); !ok || !p.IsZero() {
		t.Error("a quarter of no year:", p, ok)
	}
}
