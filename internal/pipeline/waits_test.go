package pipeline

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/workspace"
	"winnow/rules"
)

const staff = `winnow: v1
return: staff
title: Staff
period: quarter
owner: visiting
fields:
  - {name: person, title: Person, type: string, key: true, constraints: {required: true}}
  - {name: hours, title: Hours worked, type: integer}
`

// TestWaitingTableDoesNotCount: of a workbook with two returns one takes its place
// and the other waits; the figures are worked out without it.
func TestWaitingTableDoesNotCount(t *testing.T) {
	measured := visits + "measures:\n  - {name: minutes_spent, sum: {field: minutes}}\n"
	c := newCouncil(t, measured)
	c.must(os.WriteFile(filepath.Join(c.root, workspace.RulesDir, "staff.yaml"), []byte(staff), 0o644))
	c.run("visits.csv", "2021-22-Q1", visitRows(4, 0)) // 6 minutes
	both, err := os.ReadFile(workbookOf(t,
		tab{"Visits", [][]any{heads, {"other", day("2021-05-01"), "North", 1000}}},
		tab{"Staff", [][]any{{"Person", "Hours worked"}, {"Jo", 7}}}))
	c.must(err)
	rep := c.run("both.xlsx", "2021-22-Q1", both)
	states := strings.Join(c.submissions(), "; ")
	if !strings.Contains(states, "2 Visits 2021-22-Q1 checked") || !strings.Contains(states, "3 Staff 2021-22-Q1 accepted") {
		t.Fatal(states)
	}
	for _, m := range rep.Measures {
		if *m.Value != "6" {
			t.Errorf("%s is %s, though what would add to it waits", m.Measure, *m.Value)
		}
	}
	if len(rep.Measures) != 1 {
		t.Errorf("%d measures", len(rep.Measures))
	}
	pages := []string{"waiting/visiting/2021-22-Q1/both.xlsx - waits for a decision.txt", "outbox/_operator/2021-22-Q1/both.xlsx - waits for a decision.txt"}
	there := func() (n int) {
		for _, page := range pages {
			if b, err := os.ReadFile(filepath.Join(c.root, filepath.FromSlash(page))); err == nil && strings.Contains(string(b), "supersede 2") {
				n++
			}
		}
		return n
	}
	if there() != 2 {
		t.Error("nothing says that a table of the workbook waits")
	}
	c.withdraw(2)
	if there() != 0 {
		t.Error("the page lies there although it was decided")
	}
	if _, err := os.Stat(filepath.Join(c.root, "accepted/visiting/2021-22-Q1/both.xlsx")); err != nil {
		t.Errorf("the other table stands, and its file is gone from its tray: %v", err)
	}
}

// TestCloseLeavesOtherTabsAlone: a year workbook's first quarter is signed off after
// the second was taken in from the same file. Nobody is asked about the second again.
func TestCloseLeavesOtherTabsAlone(t *testing.T) {
	c := newCouncil(t, visits)
	b, err := os.ReadFile(workbookOf(t, firstQuarter(5), secondQuarter))
	c.must(err)
	c.run("year.xlsx", "2021-22-Q2", b)
	c.close("2021-22-Q1")
	want := []string{"1 Q1 2021-22-Q1 accepted", "2 Q2 2021-22-Q2 accepted"}
	got := c.submissions()
	for i := range got {
		got[i], _, _ = strings.Cut(got[i], ":")
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// TestQueryAboutOtherTabIsInTheLetter: what keeps a return open is in the workbook
// that its service gets, and never is it a receipt that nothing is to be corrected.
func TestQueryAboutOtherTabIsInTheLetter(t *testing.T) {
	c := newCouncil(t, visits)
	b, err := os.ReadFile(workbookOf(t, firstQuarter(5), secondQuarter))
	c.must(err)
	c.run("year.xlsx", "2021-22-Q1", b)
	if got := c.submissions(); len(got) != 1 || got[0] != "1 Q1 2021-22-Q1 returned" {
		t.Error(got)
	}
	letters, err := filepath.Glob(filepath.Join(c.root, "outbox", "visiting", "2021-22-Q1", "*"))
	c.must(err)
	for i, l := range letters {
		letters[i] = filepath.Base(l)
	}
	if diff := cmp.Diff([]string{"year - to correct.eml", "year - to correct.xlsx"}, letters); diff != "" {
		t.Error(diff)
	}
}

// TestJudgedAgainIsPublishedOnce: of a workbook with two sheets the first is withdrawn;
// when the period is signed off the rows of the second stay published once.
func TestJudgedAgainIsPublishedOnce(t *testing.T) {
	c := newCouncil(t, visits)
	c.must(os.WriteFile(filepath.Join(c.root, workspace.RulesDir, "staff.yaml"), []byte(staff), 0o644))
	both, err := os.ReadFile(workbookOf(t,
		tab{"Staff", [][]any{{"Person", "Hours worked"}, {"Jo", 7}}},
		tab{"Visits", [][]any{heads, {"one", day("2021-05-01"), "North", 5}}}))
	c.must(err)
	c.run("both.xlsx", "2021-22-Q1", both)
	c.withdraw(1)
	c.close("2021-22-Q1")
	found, err := filepath.Glob(filepath.Join(c.root, "published", "visits", "*", "*", "*.parquet"))
	c.must(err)
	if len(found) != 1 {
		t.Errorf("%d files are published: %v", len(found), found)
	}
	if parts := c.reported("2021-22-Q1"); !slices.Equal(parts, []string{"visits Visits"}) {
		t.Errorf("the report speaks of %v", parts)
	}
}

// TestReportOfEachQuarter: a year workbook's sheets stand each in the report of its
// quarter, and nowhere else, also after one of them was judged again.
func TestReportOfEachQuarter(t *testing.T) {
	c := newCouncil(t, visits)
	b, err := os.ReadFile(workbookOf(t, firstQuarter(5), secondQuarter))
	c.must(err)
	c.run("year.xlsx", "2021-22-Q2", b)
	c.close("2021-22-Q1")
	c.run("junk.csv", "2021-22-Q2", []byte("a\n")) // the second quarter's report is written anew
	for quarter, want := range map[string][]string{"2021-22-Q1": {"visits Q1"}, "2021-22-Q2": {"visits Q2"}} {
		if parts := c.reported(quarter); !slices.Equal(parts, want) {
			t.Errorf("the report of %s speaks of %v", quarter, parts)
		}
	}
}

// reported lists the tables of a period's report: return and sheet.
func (c *council) reported(quarter string) (list []string) {
	c.Helper()
	b, err := os.ReadFile(filepath.Join(c.root, workspace.ReportsDir, quarter, "report.json"))
	c.must(err)
	var rep struct {
		Files []struct {
			Tables []struct{ Return, Sheet string }
		}
	}
	c.must(json.Unmarshal(b, &rep))
	for _, f := range rep.Files {
		for _, x := range f.Tables {
			list = append(list, x.Return+" "+x.Sheet)
		}
	}
	return list
}

// withdraw takes a submission out.
func (c *council) withdraw(id int64) {
	c.Helper()
	c.decide(func(*workspace.Workspace) Config { return Config{Command: CommandWithdraw, Withdraw: []int64{id}} })
}

// close signs a period off, whose originals are judged again.
func (c *council) close(quarter string) {
	c.Helper()
	c.decide(func(ws *workspace.Workspace) Config {
		config := Config{Command: CommandClose, Close: true, Final: true}
		var err error
		config.Period, err = period.Parse(quarter)
		c.must(err)
		stand, err := ws.Ledger.Submissions(ledger.Filter{Period: quarter, Stands: true})
		c.must(err)
		for _, sub := range stand {
			file, err := ws.Ledger.File(sub.SHA256)
			c.must(err)
			config.Sources = append(config.Sources, Judged(ws.Path(workspace.ArchivePath(file.SHA256, file.Ext)), []ledger.Submission{sub}))
		}
		return config
	})
}

// decide makes a run on the next day that takes nothing in.
func (c *council) decide(what func(*workspace.Workspace) Config) {
	c.Helper()
	c.clock = c.clock.AddDate(0, 0, 1)
	ws, err := workspace.Open(context.Background(), c.root, workspace.Options{Now: c.clock})
	c.must(err)
	defer func() { c.must(ws.Close()) }()
	config := what(ws)
	config.Workspace, config.Now = ws, c.clock
	config.Rules, err = rules.LoadPath(filepath.Join(c.root, workspace.RulesDir))
	c.must(err)
	_, err = Run(context.Background(), config)
	c.must(err)
}
