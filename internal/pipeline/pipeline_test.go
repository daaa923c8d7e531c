package pipeline

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"winnow/ingest"
	"winnow/internal/period"
	"winnow/internal/report"
	"winnow/rules"
	"winnow/validate"
)

// write makes files in a folder of the test's own and returns the folder.
func write(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// checkFiles runs the pipeline over files without publishing.
func checkFiles(t *testing.T, ruleText string, files map[string]string, names ...string) *report.Report {
	t.Helper()
	dir := write(t, files)
	ruleDir := write(t, map[string]string{"rules.yaml": ruleText})
	set, err := rules.LoadPath(filepath.Join(ruleDir, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	c := Config{Rules: set, Now: time.Unix(0, 0).UTC()}
	for _, name := range names {
		c.Sources = append(c.Sources, Source{Path: filepath.Join(dir, name), Name: name})
	}
	rep, err := Run(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

const keyed = `winnow: v1
return: keyed
fields:
  - {name: ref, title: Ref, type: string, key: true, constraints: {required: true}}
  - {name: n, title: N, type: integer}
primaryKey: [ref]
measures:
  - {name: rows, count: {}}
`

// TestLaterRowsCondemnEarlierOnes: the last of very many rows shares its key
// with the first and differs, so that the first must not be counted clean,
// although it was read many batches before.
func TestLaterRowsCondemnEarlierOnes(t *testing.T) {
	var b strings.Builder
	b.WriteString("Ref,N\nfirst,1\n")
	for i := range 20_000 {
		b.WriteString("r" + strings.Repeat("x", i%7) + string(rune('a'+i%26)) + time.Duration(i).String() + ",1\n")
	}
	b.WriteString("first,2\n")
	rep := checkFiles(t, keyed, map[string]string{"in.csv": b.String()}, "in.csv")
	got := rep.Files[0].Tables[0]
	if got.Rows != (report.Rows{Read: 20_002, Clean: 20_000, HeldBack: 2}) || got.Exceptions.Len() != 2 {
		t.Errorf("rows %+v, %d exceptions", got.Rows, got.Exceptions.Len())
	}
	if v := *rep.Measures[0].Value; v != "20000" {
		t.Errorf("rows counted: %s", v)
	}
}

func TestSeveralTablesOfAReturnAreOneMeasure(t *testing.T) {
	rep := checkFiles(t, keyed, map[string]string{"a.csv": "Ref,N\na,1\n", "b.csv": "Ref,N\nb,1\nc,1\n"}, "a.csv", "b.csv")
	if len(rep.Measures) != 1 || *rep.Measures[0].Value != "3" {
		t.Errorf("measures %+v", rep.Measures)
	}
}

func TestARefusedFileCountsForNothing(t *testing.T) {
	rep := checkFiles(t, keyed, map[string]string{"a.csv": "Ref,N\na,1\n", "b.csv": "Ref,N\nb,1\n\"c,1\n"}, "a.csv", "b.csv")
	if rep.Files[1].Status != report.FileRefused || *rep.Measures[0].Value != "1" {
		t.Errorf("status %s, rows %s", rep.Files[1].Status, *rep.Measures[0].Value)
	}
	for _, table := range rep.Files[1].Tables {
		if !table.Rows.Balanced() || table.Rows.Clean != 0 {
			t.Errorf("a refused table says %+v", table.Rows)
		}
	}
}

func TestACancelledRunPublishesNothing(t *testing.T) {
	dir := write(t, map[string]string{"a.csv": "Ref,N\na,1\n", "rules.yaml": keyed})
	set, err := rules.LoadPath(filepath.Join(dir, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	rep, err := Run(ctx, Config{Rules: set, Sources: []Source{{Path: filepath.Join(dir, "a.csv"), Name: "a.csv"}}})
	if rep != nil || err == nil {
		t.Errorf("a cancelled run gave %v, %v", rep, err)
	}
}

func TestGuardedTurnsAPanicIntoAnError(t *testing.T) {
	err := guarded(func() error { panic("odd file") })()
	var c *crash
	if !errors.As(err, &c) || !strings.Contains(c.trace, "pipeline_test.go") {
		t.Errorf("got %v", err)
	}
}

// TestAFaultOfOurOwnIsTold: it refuses the one file, and the operator gets to
// know where it was, without what the file holds.
func TestAFaultOfOurOwnIsTold(t *testing.T) {
	f := &received{report: &report.File{Exceptions: &report.List{}}}
	err := (&run{}).readGuarded(context.Background(), f, nil) // no file: the reading fails at its first step
	var refusal *ingest.Refusal
	if !errors.As(err, &refusal) || !strings.Contains(f.report.Trace, "readTables") {
		t.Errorf("%v, trace %q", err, f.report.Trace)
	}
	secret := guarded(func() error { panic("cell value") })()
	if c := (*crash)(nil); !errors.As(secret, &c) || strings.Contains(c.trace, "cell value") {
		t.Errorf("a library's words are told: %v", c)
	}
}

func TestSheetMatches(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"Quit attempts", "quit  ATTEMPTS ", true},
		{"Quit attempts", "Quit attempts 2", false},
		{"Q{quarter}", "Q1", true},
		{"Q{quarter}", "Q5", false},
		{"{month} {year}", "June 2021-22", true},
		{"{month}", "Notes", false},
		{"Data*", "Data (final)", true},
		{"a.b", "axb", false},
	} {
		if got := sheetMatches(c.pattern, c.name); got != c.want {
			t.Errorf("%q matches %q: %v", c.pattern, c.name, got)
		}
	}
}

func TestServiceIsNeverGuessed(t *testing.T) {
	r := &run{Config: Config{Rules: &rules.Set{Services: []rules.Service{{Service: "stop-smoking", Name: "Live Life Better"}}}}}
	owned := &rules.Return{Owner: "stop-smoking"}
	for _, c := range []struct{ folder, said, want string }{
		{"", "", "stop-smoking"},
		{"Stop Smoking", "", "stop-smoking"},
		{"", "live life better", "stop-smoking"},
		{"smoking", "", ""},             // no such service: the operator's
		{"smoking", "stop-smoking", ""}, // the folder decides
		{"", "somebody", ""},
	} {
		if got := r.serviceOf(Source{Folder: c.folder}, c.said, owned); got != c.want {
			t.Errorf("folder %q, file says %q: %q, want %q", c.folder, c.said, got, c.want)
		}
	}
}

func TestStatusesAddUp(t *testing.T) {
	s := statuses{}
	s.add([]report.RuleStatus{{Rule: "a", Status: report.RuleSkipped, Reason: report.Ptr("no column")}, {Rule: "b", Status: report.RuleIssues, Count: 2}})
	s.add([]report.RuleStatus{{Rule: "a", Status: report.RuleOK}, {Rule: "b", Status: report.RuleOK}})
	s.add([]report.RuleStatus{{Rule: "b", Status: report.RuleSkipped, Reason: report.Ptr(validate.NoRows)}})
	want := []report.RuleStatus{{Rule: "a", Status: report.RuleOK, Elsewhere: report.Ptr("no column")}, {Rule: "b", Status: report.RuleIssues, Count: 2}}
	if diff := cmp.Diff(want, s.list()); diff != "" {
		t.Error(diff)
	}
}

func TestDropOrdinal(t *testing.T) {
	for text, want := range map[string]string{"30th June 2021": "30 June 2021", "1st July 2021": "1 July 2021", "30 June 2021": "30 June 2021", "Best of 2021": "Best of 2021"} {
		if got := dropOrdinal(text); got != want {
			t.Errorf("%q became %q", text, got)
		}
	}
}

func TestWrongPeriodIsRefused(t *testing.T) {
	text := strings.Replace(keyed, "fields:", "facts:\n  period: {label: Period, type: string}\nfields:", 1)
	dir := write(t, map[string]string{"rules.yaml": text, "a.csv": "Period,Q2 2021/22\nRef,N\na,1\n"})
	set, err := rules.LoadPath(filepath.Join(dir, "rules.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	quarter := func(n int) period.Period { return period.Period{Kind: period.Quarter, Year: 2021, Number: n} }
	for _, c := range []struct {
		run    period.Period
		status report.FileStatus
		says   string
	}{
		{quarter(1), report.FileRefused, ""},
		{quarter(2), report.FileAccepted, "2021-22-Q2"},
		{period.Period{}, report.FileAccepted, "2021-22-Q2"}, // the file's own word
	} {
		rep, err := Run(context.Background(), Config{Rules: set, Period: c.run, Sources: []Source{{Path: filepath.Join(dir, "a.csv"), Name: "a.csv"}}})
		if err != nil {
			t.Fatal(err)
		}
		if f := rep.Files[0]; f.Status != c.status || c.says != "" && deref(f.Tables[0].Period) != c.says {
			t.Errorf("run for %s: %s", c.run, f.Status)
		}
	}
}
