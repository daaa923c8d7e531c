package pipeline

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/internal/workspace"
	"winnow/rules"
)

// council is a workspace of a test.
type council struct {
	*testing.T
	root  string
	clock time.Time
}

func newCouncil(t *testing.T, ruleText string) *council {
	t.Helper()
	c := &council{t, filepath.Join(t.TempDir(), "ws"), time.Date(2021, 7, 1, 9, 0, 0, 0, time.UTC)}
	t.Cleanup(func() { checkSent(t, c.root) })
	dir := write(t, map[string]string{"rules.yaml": ruleText, "returns_due.csv": "return,service,period_kind,due_after_days\nvisits,visiting,quarter,28\n"})
	if err := workspace.Create(c.root, workspace.Contents{Rules: os.DirFS(dir), Key: []byte(strings.Repeat("k", 32))}); err != nil {
		t.Fatal(err)
	}
	return c
}

// run drops a file and takes the inbox in on the next day.
func (c *council) run(name, quarter string, data []byte) *report.Report {
	c.Helper()
	path := filepath.Join(c.root, workspace.InboxDir, "visiting", name)
	c.must(os.MkdirAll(filepath.Dir(path), 0o755))
	c.must(os.WriteFile(path, data, 0o644))
	c.must(os.Chtimes(path, c.clock, c.clock))
	c.clock = c.clock.AddDate(0, 0, 1)
	ws, err := workspace.Open(context.Background(), c.root, workspace.Options{Now: c.clock})
	c.must(err)
	defer func() { c.must(ws.Close()) }()
	set, err := rules.LoadPath(filepath.Join(c.root, workspace.RulesDir))
	c.must(err)
	files, err := ws.Files()
	c.must(err)
	config := Config{Rules: set, Workspace: ws, Now: c.clock}
	config.Period, err = period.Parse(quarter)
	c.must(err)
	for i := range files {
		config.Sources = append(config.Sources, Source{Path: files[i].Path, Name: "inbox/" + files[i].Name, Folder: files[i].Folder, Dropped: &files[i]})
	}
	rep, err := Run(context.Background(), config)
	c.must(err)
	return rep
}

func (c *council) must(err error) {
	c.Helper()
	if err != nil {
		c.Fatal(err)
	}
}

// submissions lists what the ledger has: sheet, period, state and why.
func (c *council) submissions() (list []string) {
	c.Helper()
	ws, err := workspace.Open(context.Background(), c.root, workspace.Options{Now: c.clock})
	c.must(err)
	defer func() { c.must(ws.Close()) }()
	all, err := ws.Ledger.Submissions(ledger.Filter{})
	c.must(err)
	for _, s := range all {
		text := fmt.Sprintf("%d %s %s %s", s.ID, s.Sheet, s.Period, s.State)
		if s.Reason != "" {
			text += ": " + s.Reason
		}
		list = append(list, text)
	}
	return list
}

// visitRows is a CSV of n visits, of which the first `wrong` have no date.
func visitRows(n, wrong int) []byte {
	text := "Reference,Date seen,Area,Minutes taken\n"
	for i := range n {
		date := "01/04/2021"
		if i < wrong {
			date = ""
		}
		text += fmt.Sprintf("v%d,%s,North,%d\n", i, date, i)
	}
	return []byte(text)
}

// TestCorrectionSupersedes: a file with its faults mended takes the place of the
// one that was returned, one with the mended rows alone does not, and once nothing
// is open no other does.
func TestCorrectionSupersedes(t *testing.T) {
	c := newCouncil(t, visits)
	c.run("visits.csv", "2021-22-Q1", visitRows(40, 3))
	c.run("visits corrected.csv", "2021-22-Q1", []byte("Reference,Date seen,Area,Minutes taken\nv0,01/04/2021,North,0\nv1,01/04/2021,North,1\nv2,01/04/2021,North,2\n"))
	c.run("visits again.csv", "2021-22-Q1", visitRows(40, 0))
	c.run("visits once more.csv", "2021-22-Q1", visitRows(41, 0))
	var got []string
	for _, s := range c.submissions() {
		got = append(got, strings.Replace(s, "“Visits” for 2021-22-Q1 from visiting was received before, as inbox/visiting/", "", 1))
	}
	want := []string{
		"1  2021-22-Q1 superseded: 3 records changed; 37 of 40 are as they were",
		"2  2021-22-Q1 checked: visits.csv: it holds only 3 records of 40, as if only the corrected ones had been sent; a correction is the whole file with the corrections in it",
		"3  2021-22-Q1 accepted: 3 records changed; 37 of 40 are as they were",
		"4  2021-22-Q1 checked: visits again.csv: nothing had to be corrected in what stands",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestYearWorkbookOverTheYear sends one workbook three times, with a quarter more
// each time. The first time the first quarter's sheet was overlooked.
func TestYearWorkbookOverTheYear(t *testing.T) {
	c := newCouncil(t, visits)
	bytesOf := func(tabs ...tab) []byte {
		b, err := os.ReadFile(workbookOf(t, tabs...))
		c.must(err)
		return b
	}
	third := tab{"Q3", [][]any{heads, {"e", day("2021-10-01"), "North", 5}}}
	c.run("year.xlsx", "2021-22-Q2", bytesOf(firstQuarter(5), secondQuarter))
	rep := c.run("year.xlsx", "2021-22-Q3", bytesOf(firstQuarter(50), secondQuarter, third))
	want := []string{"1 Q1 2021-22-Q1 accepted", "2 Q2 2021-22-Q2 accepted", "3 Q3 2021-22-Q3 accepted"}
	if diff := cmp.Diff(want, c.submissions()); diff != "" {
		t.Error(diff)
	}
	var notes []string
	for _, list := range []*report.List{rep.Files[0].Tables[0].Exceptions, rep.Files[0].Exceptions} {
		for e := range list.All() {
			notes = append(notes, string(e.Severity)+" "+e.Kind+": "+e.Message)
		}
	}
	if diff := cmp.Diff([]string{
		"note revision: The sheet “Q1” differs from what was accepted on 2 July 2021 for 2021-22-Q1: 1 record changed. It was not read; the figures for 2021-22-Q1 stay as they are.",
		"note source-error: The sheet “Q2” is for 2021-22-Q2; only 2021-22-Q3 is being collected, so it was not read.",
	}, notes); diff != "" {
		t.Error(diff)
	}
}

// TestEarlierTabThatCannotBeUsed is left with a word why, and keeps nothing back of
// the quarter that is collected.
func TestEarlierTabThatCannotBeUsed(t *testing.T) {
	c := newCouncil(t, visits+"refuse_above: 20%\n")
	b, err := os.ReadFile(workbookOf(t, tab{"Q1", [][]any{heads, {"a", "soon", "North", 5}, {"b", "later", "North", 5}}}, secondQuarter))
	c.must(err)
	rep := c.run("year.xlsx", "2021-22-Q2", b)
	if list := c.submissions(); len(list) != 1 || !strings.HasPrefix(list[0], "1 Q2 2021-22-Q2 returned") {
		t.Error(list)
	}
	if len(rep.Files[0].Tables) != 1 || !strings.Contains(strings.Join(found(rep.Files[0]), ";"), "source-error query") {
		t.Errorf("%d tables, %v", len(rep.Files[0].Tables), found(rep.Files[0]))
	}
}
