package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"winnow/internal/workspace"
)

// recordedWorkspace makes a workspace with a log and metrics, init's flags deciding
// on a sample, and returns what runs a command in it and gives its exit code.
func recordedWorkspace(t *testing.T, flags ...string) (dir string, winnow func(args ...string) int) {
	t.Helper()
	t.Setenv("SOURCE_DATE_EPOCH", "1625558400")
	dir = filepath.Join(t.TempDir(), "returns")
	checkWorkbooks(t, dir)
	winnow = func(args ...string) int {
		var said bytes.Buffer
		code := execute(context.Background(), args, streams{strings.NewReader(""), &said, &said})
		t.Logf("winnow %s: exit %d", strings.Join(args, " "), code)
		if strings.Contains(said.String(), "warning: ") && !strings.Contains(said.String(), "rule") {
			t.Errorf("winnow %s warned:\n%s", args[0], said.String())
		}
		return code
	}
	if code := winnow(append([]string{"init", dir}, flags...)...); code != 0 {
		t.Fatalf("init: exit %d", code)
	}
	f, err := os.OpenFile(filepath.Join(dir, workspace.ConfigFile), os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteString("log: {file: logs/winnow.log, level: debug}\nmetrics: metrics/winnow.prom\n"); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	return dir, winnow
}

func recordedText(t *testing.T, path ...string) string {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// wants looks for patterns, each in a line of its own.
func wants(t *testing.T, text string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile("(?m)^" + p + "$").MatchString(text) {
			t.Errorf("no line is like %s in:\n%s", p, text)
		}
	}
}

func TestRunIsRecorded(t *testing.T) {
	dir, winnow := recordedWorkspace(t, "--sample=as-received")
	if code := winnow("run", "-w", dir); code != exitToCorrect {
		t.Fatalf("exit %d", code)
	}
	log := recordedText(t, dir, "logs", "winnow.log")
	wants(t, log,
		`time=\S+ level=info msg=began command=run version=dev pid=\d+`,
		`.* msg="table read" file="inbox/stop-smoking/Stop smoking 2021-22 Q1.xlsx" sha256=[0-9a-f]{64} state=exceptions return=smoking_quits service=stop-smoking period=2021-22-Q1 read=725 clean=697 held_back=21 skipped=7`,
		`.* level=warn msg="file not used" .* state=refused reason=password-protected`,
		`.* level=debug msg="file left alone" .*`,
		`time=\S+ level=info msg=ended command=run exit=1 duration=\S+s`)
	noValues(t, dir, log)
	numbers := recordedText(t, dir, "metrics", "winnow.prom")
	wants(t, numbers,
		`winnow_last_success_timestamp_seconds{workspace="returns"} 1.6255584e\+09`,
		`winnow_last_run_exit_code{workspace="returns"} 1`,
		`winnow_rows{return="smoking_quits",side="clean",workspace="returns"} 697`,
		`winnow_submissions{return="unrecognised",state="refused",workspace="returns"} 9`,
		`winnow_inbox_files{workspace="returns"} 0`)
	noValues(t, dir, numbers)
	if strings.Contains(numbers, "last_failure") {
		t.Error("a failure that never was")
	}
}

// noValues looks for every value that the report has as given in a cell.
func noValues(t *testing.T, dir, text string) {
	t.Helper()
	var rep struct {
		Files []struct {
			Tables []struct {
				Exceptions []struct{ Value, Key *string }
			}
		}
	}
	if err := json.Unmarshal([]byte(recordedText(t, dir, "reports", "2021-22-Q1", "report.json")), &rep); err != nil {
		t.Fatal(err)
	}
	looked := 0
	for _, f := range rep.Files {
		for _, table := range f.Tables {
			for _, e := range table.Exceptions {
				for _, v := range []*string{e.Value, e.Key} {
					if v == nil || len(*v) < 5 { // shorter ones stand in times and hashes
						continue
					}
					if looked++; strings.Contains(text, *v) {
						t.Errorf("the value %q is in:\n%s", *v, text)
					}
				}
			}
		}
	}
	if looked < 20 {
		t.Errorf("only %d values were looked for", looked)
	}
}

func TestFailureIsRecordedAndKeepsTheLastSuccess(t *testing.T) {
	dir, winnow := recordedWorkspace(t, "--sample")
	winnow("run", "-w", dir)
	bad := filepath.Join(dir, workspace.RulesDir, "zz.yaml")
	if err := os.WriteFile(bad, []byte("return: [\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1625644800")
	if code := winnow("run", "-w", dir); code != exitUsage {
		t.Fatalf("exit %d", code)
	}
	success := `winnow_last_success_timestamp_seconds{workspace="returns"} 1.6255584e\+09`
	failure := `winnow_last_failure_timestamp_seconds{workspace="returns"} 1.6256448e\+09`
	rows := `winnow_rows{return="smoking_quits",side="held_back",workspace="returns"} 0`
	wants(t, recordedText(t, dir, "metrics", "winnow.prom"), success, failure, rows, `winnow_last_run_exit_code{workspace="returns"} 2`)
	wants(t, recordedText(t, dir, "logs", "winnow.log"), `.* level=error msg="faults in the rule files" command=run exit=2 duration=\S+ count=\d+`)
	if err := os.Remove(bad); err != nil {
		t.Fatal(err)
	}
	t.Setenv("SOURCE_DATE_EPOCH", "1625731200")
	if code := winnow("run", "-w", dir); code > exitToCorrect {
		t.Fatalf("exit %d", code)
	}
	wants(t, recordedText(t, dir, "metrics", "winnow.prom"), failure, rows, `winnow_last_success_timestamp_seconds{workspace="returns"} 1.6257312e\+09`)
}

func TestRunBesideAnotherLeavesTheMetricsToIt(t *testing.T) {
	dir, winnow := recordedWorkspace(t)
	ws, err := workspace.Open(context.Background(), dir, workspace.Options{Now: now()})
	if err != nil {
		t.Fatal(err)
	}
	defer ws.Close()
	if code := winnow("run", "-w", dir, "--wait", "0s"); code != exitFailed {
		t.Fatalf("exit %d", code)
	}
	if _, err := os.Stat(filepath.Join(dir, "metrics", "winnow.prom")); err == nil {
		t.Error("metrics were written")
	}
	wants(t, recordedText(t, dir, "logs", "winnow.log"), `.* level=error msg=failed command=run exit=3 .*another winnow is at work.*`)
}

// TestLogThatCantBeWritten has a folder where the log should be: a warning, and
// the work is done all the same.
func TestLogThatCantBeWritten(t *testing.T) {
	dir, _ := recordedWorkspace(t)
	if err := os.MkdirAll(filepath.Join(dir, "logs", "winnow.log"), 0o755); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	if code := execute(context.Background(), []string{"run", "-w", dir}, streams{strings.NewReader(""), &said, &said}); code != exitOK {
		t.Errorf("exit %d:\n%s", code, said.String())
	}
	if !strings.Contains(said.String(), "winnow: warning: opening the log: ") {
		t.Errorf("no warning:\n%s", said.String())
	}
}
