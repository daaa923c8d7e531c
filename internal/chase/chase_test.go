package chase

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/internal/ledger"
	"winnow/internal/period"
	"winnow/internal/workspace"
	"winnow/rules"
)

var (
	q1    = period.Period{Kind: period.Quarter, Year: 2021, Number: 1}
	start = time.Date(2021, 7, 29, 9, 0, 0, 0, time.UTC)
)

// council owes visits, calls and letters from services a, b and c each.
func council() *rules.Set {
	s := &rules.Set{Services: []rules.Service{{Service: "a", Name: "Service A", Contact: "Ann", Email: "a@x.example"}, {Service: "b", Name: "Service B"}}}
	for _, service := range []string{"a", "b", "c"} {
		for _, ret := range []string{"visits", "calls", "letters"} {
			s.Due = append(s.Due, rules.Due{Return: ret + "_of_" + service, Service: service, PeriodKind: period.Quarter, DueAfterDays: 28, MissingAfterDays: 28, RemindBeforeDays: 7})
		}
	}
	return s
}

// open makes a workspace into which service a has sent everything, and b a file of
// calls that was sent back.
func open(t *testing.T) *workspace.Workspace {
	t.Helper()
	root := t.TempDir()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	must(workspace.Create(root, workspace.Contents{Rules: os.DirFS(t.TempDir())}))
	ws, err := workspace.Open(context.Background(), root, workspace.Options{Now: start})
	must(err)
	t.Cleanup(func() { _ = ws.Close() })
	commit(t, ws, func(stage *workspace.Stage) error {
		for i, s := range []ledger.Submission{
			{Return: "visits_of_a", Service: "a", State: ledger.Accepted}, {Return: "calls_of_a", Service: "a", State: ledger.Accepted},
			{Return: "letters_of_a", Service: "a", State: ledger.Checked}, {Return: "calls_of_b", Service: "b", State: ledger.Returned},
		} {
			s.SHA256, s.Name, s.Period = fmt.Sprint(i), s.Return+".csv", q1.String()
			if err := stage.Ledger.Receive(ledger.File{SHA256: s.SHA256}, ledger.Arrival{SHA256: s.SHA256, Outcome: ledger.Taken}); err != nil {
				return err
			}
			id, err := stage.Ledger.Submit(s)
			if err := errors.Join(err, stage.Ledger.Decide(id, s.State, "", 0)); err != nil {
				return err
			}
		}
		return nil
	})
	return ws
}

func commit(t *testing.T, ws *workspace.Workspace, work func(*workspace.Stage) error) {
	t.Helper()
	stage, err := ws.NewStage(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	err = stage.Ledger.Start(ledger.Run{Command: "run", At: start}, ledger.RuleSet{SHA256: "r"}, func(int64) string { return "1" })
	if err := errors.Join(err, work(stage), stage.Commit()); err != nil {
		t.Fatal(err)
	}
}

func chaseOnce(t *testing.T, ws *workspace.Workspace, c Config) []Reminder {
	t.Helper()
	all, err := Commit(context.Background(), ws, c)
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func pages(t *testing.T, ws *workspace.Workspace) map[string]string {
	t.Helper()
	out := map[string]string{}
	root := ws.Path(workspace.OutboxDir)
	err := fs.WalkDir(os.DirFS(root), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := fs.ReadFile(os.DirFS(root), name)
		out[name] = string(b)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Each service's page names its own returns alone, and those that it need not
// send any more not at all.
func TestChase(t *testing.T) {
	ws, c := open(t), Config{Rules: council(), Period: q1, Now: start, Contact: "J Shaw"}
	plan := chaseOnce(t, ws, c)
	if len(plan) != 2 || plan[0].Service != "b" || plan[1].Service != "c" || !plan[0].Overdue() {
		t.Fatalf("%+v", plan)
	}
	got := pages(t, ws)
	for name, want := range map[string][]string{
		"b/2021-22-Q1/reminder 2021-07-29.txt": {"visits_of_b", "calls_of_b", "letters_of_b"},
		"c/2021-22-Q1/reminder 2021-07-29.txt": {"visits_of_c", "calls_of_c", "letters_of_c"},
	} {
		for _, d := range c.Rules.Due {
			if strings.Contains(got[name], d.Return+":") != strings.Contains(strings.Join(want, " "), d.Return) {
				t.Errorf("%s and %s:\n%s", name, d.Return, got[name])
			}
		}
		if !strings.Contains(got[name], "J Shaw") {
			t.Errorf("%s does not say who to ask", name)
		}
	}
	if page := got["b/2021-22-Q1/reminder 2021-07-29.txt"]; !strings.Contains(page, "calls_of_b: of your file “calls_of_b.csv”, received on 29 July 2021") {
		t.Error(page)
	}
	if len(got) != 2 {
		t.Errorf("%d pages", len(got))
	}
}

// Asked twice on one day it writes nothing again, and on the next it does.
func TestChaseTwice(t *testing.T) {
	ws, c := open(t), Config{Rules: council(), Period: q1, Now: start}
	chaseOnce(t, ws, c)
	before := pages(t, ws)
	for name := range before {
		if err := os.Remove(ws.Path(workspace.OutboxDir + "/" + name)); err != nil {
			t.Fatal(err)
		}
	}
	c.Now = start.Add(12 * time.Hour)
	for _, r := range chaseOnce(t, ws, c) {
		if !r.Done {
			t.Errorf("writes %s again", r.Path)
		}
	}
	if got := pages(t, ws); len(got) > 0 {
		t.Errorf("pages were written again: %v", got)
	}
	if runs, err := ws.Ledger.Runs(); err != nil || len(runs) != 2 {
		t.Errorf("%d commits, want one of the files and one of reminders; %v", len(runs), err)
	}
	c.Now, c.Service = start.AddDate(0, 0, 1), "c"
	chaseOnce(t, ws, c)
	var names []string
	for name := range pages(t, ws) {
		names = append(names, name)
	}
	if d := cmp.Diff([]string{"c/2021-22-Q1/reminder 2021-07-30.txt"}, names); d != "" {
		t.Error(d)
	}
}

func TestPlanWithoutLedger(t *testing.T) {
	c := Config{Rules: council(), Period: q1, Now: start.AddDate(0, 0, -20)}
	if plan, err := Plan(nil, c); err != nil || len(plan) != 0 {
		t.Errorf("long before the due date: %+v, %v", plan, err)
	}
	notice := 19
	if c.Before = &notice; len(must(Plan(nil, c))) != 3 {
		t.Error("with 19 days' notice nobody is reminded of what is due in 19")
	}
	notice = 18
	if len(must(Plan(nil, c))) != 0 {
		t.Error("with 18 days' notice someone is reminded of what is due in 19")
	}
}

func must(r []Reminder, err error) []Reminder {
	if err != nil {
		panic(err)
	}
	return r
}

// Two services whose names make one folder never get each other's pages.
func TestPlanSharedFolder(t *testing.T) {
	set := &rules.Set{}
	for _, service := range []string{"a:b", "A_B"} {
		set.Due = append(set.Due, rules.Due{Return: "visits", Service: service, PeriodKind: period.Quarter})
	}
	if plan, err := Plan(nil, Config{Rules: set, Period: q1, Now: start}); err == nil || !strings.Contains(err.Error(), "a:b") {
		t.Errorf("%+v, %v", plan, err)
	}
}
