package metrics

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	dto "github.com/prometheus/client_model/go"
)

var (
	ended = time.Date(2021, 7, 6, 8, 0, 0, 500e6, time.UTC)
	full  = Figures{
		Workspace: "returns", Version: "v1.2.3", Schema: 3, Inbox: 2,
		Run: Run{At: ended, LastSuccess: ended, LastFailure: ended.Add(-24 * time.Hour), Took: 1500 * time.Millisecond, ExitCode: 1},
		Submissions: []Submissions{
			{"smoking_quits", "accepted", 1}, {"smoking_quits", "returned", 2}, {"awards", "accepted", 0},
			{"smoking_quits", "returned", 3},
		},
		Exceptions: []Exceptions{{"smoking_quits", "error", 7}, {"smoking_quits", "query", 1}},
		Rows:       []Rows{{"smoking_quits", 715, 2, 3}},
		Due:        []Due{{"awards", "late", 4}},
		Mails:      []Mails{{"queued", 1}, {"sent", 12}},
	}
)

// series reads a textfile back: each series with its value.
func series(t *testing.T, path string) map[string]float64 {
	t.Helper()
	families, err := read(path)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]float64{}
	for name, f := range families {
		if f.GetType() != dto.MetricType_GAUGE || f.GetHelp() == "" {
			t.Errorf("%s is a %v with the help %q", name, f.GetType(), f.GetHelp())
		}
		for _, m := range f.Metric {
			labels := ""
			for _, l := range m.Label {
				labels += " " + l.GetName() + "=" + l.GetValue()
			}
			got[name+labels] = m.Gauge.GetValue()
		}
	}
	return got
}

func TestWrite(t *testing.T) {
	path := filepath.Join(t.TempDir(), "textfile", "winnow.prom")
	if err := Write(path, full); err != nil {
		t.Fatal(err)
	}
	want := map[string]float64{
		"winnow_build_info goversion=" + runtime.Version() + " version=v1.2.3 workspace=returns": 1,

		"winnow_inbox_files workspace=returns":                                         2,
		"winnow_last_failure_timestamp_seconds workspace=returns":                      1625472000.5,
		"winnow_last_run_duration_seconds workspace=returns":                           1.5,
		"winnow_last_run_exit_code workspace=returns":                                  1,
		"winnow_last_run_timestamp_seconds workspace=returns":                          1625558400.5,
		"winnow_last_success_timestamp_seconds workspace=returns":                      1625558400.5,
		"winnow_ledger_schema_version workspace=returns":                               3,
		"winnow_mails state=queued workspace=returns":                                  1,
		"winnow_mails state=sent workspace=returns":                                    12,
		"winnow_open_exceptions return=smoking_quits severity=error workspace=returns": 7,
		"winnow_open_exceptions return=smoking_quits severity=query workspace=returns": 1,
		"winnow_returns_due return=awards state=late workspace=returns":                4,
		"winnow_rows return=smoking_quits side=clean workspace=returns":                715,
		"winnow_rows return=smoking_quits side=held_back workspace=returns":            2,
		"winnow_rows return=smoking_quits side=skipped workspace=returns":              3,
		"winnow_submissions return=awards state=accepted workspace=returns":            0,
		"winnow_submissions return=smoking_quits state=accepted workspace=returns":     1,
		"winnow_submissions return=smoking_quits state=returned workspace=returns":     5,
	}
	if diff := cmp.Diff(want, series(t, path)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	again := filepath.Join(t.TempDir(), "winnow.prom")
	if err := Write(again, full); err != nil {
		t.Fatal(err)
	}
	if a, b := content(t, path), content(t, again); a != b {
		t.Errorf("the same figures gave other bytes:\n%s", cmp.Diff(a, b))
	}
}

func TestWriteLeavesOutWhatNeverHappened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.prom")
	if err := Write(path, Figures{Run: Run{At: ended, LastFailure: ended, ExitCode: 3}}); err != nil {
		t.Fatal(err)
	}
	got := content(t, path)
	if strings.Contains(got, "last_success") || strings.Contains(got, "workspace=") {
		t.Errorf("a success or a workspace that isn't there:\n%s", got)
	}
}

func TestWriteRefusesWhatIsNoText(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.prom")
	if err := Write(path, Figures{Mails: []Mails{{"\xff", 1}}}); err == nil {
		t.Error("a label that is no UTF-8 was written")
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("a file was written all the same")
	}
}

func TestWriteFailureKeepsTheLastSuccess(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.prom")
	if err := Write(path, full); err != nil {
		t.Fatal(err)
	}
	want := series(t, path)
	later := ended.Add(time.Hour)
	if err := WriteFailure(path, "returns", Run{At: later, Took: time.Second, ExitCode: 3}); err != nil {
		t.Fatal(err)
	}
	want["winnow_last_failure_timestamp_seconds workspace=returns"] = 1625562000.5
	want["winnow_last_run_timestamp_seconds workspace=returns"] = 1625562000.5
	want["winnow_last_run_duration_seconds workspace=returns"] = 1
	want["winnow_last_run_exit_code workspace=returns"] = 3
	if diff := cmp.Diff(want, series(t, path)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWriteKeepsALaterFailure(t *testing.T) {
	path := filepath.Join(t.TempDir(), "winnow.prom")
	later := ended.Add(time.Hour)
	if err := WriteFailure(path, "returns", Run{At: later, ExitCode: 3}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := Write(path, full); err != nil {
			t.Fatal(err)
		}
	}
	if got := series(t, path)["winnow_last_failure_timestamp_seconds workspace=returns"]; got != 1625562000.5 {
		t.Errorf("the last failure is %f", got)
	}
}

func TestWriteFailureWithoutAGoodFile(t *testing.T) {
	for name, text := range map[string]string{"missing": "", "damaged": "winnow_rows{return= 7\n", "another's": "other_total 3\n"} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "winnow.prom")
			if text != "" {
				if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if err := WriteFailure(path, "", Run{At: ended, ExitCode: 3}); err != nil {
				t.Fatal(err)
			}
			want := map[string]float64{
				"winnow_last_failure_timestamp_seconds": 1625558400.5,
				"winnow_last_run_timestamp_seconds":     1625558400.5,
				"winnow_last_run_duration_seconds":      0,
				"winnow_last_run_exit_code":             3,
			}
			if diff := cmp.Diff(want, series(t, path)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestWriteSweepsWhatKilledRunsLeft(t *testing.T) {
	dir := t.TempDir()
	path := filepath.Join(dir, "winnow.prom")
	old := time.Now().Add(-2 * leftFor)
	for _, name := range []string{"winnow.prom123", "winnow.prom9.bak", "winnow.prom"} {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, nil, 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(p, old, old); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "winnow.prom77"), nil, 0o644); err != nil { // another's, under way
		t.Fatal(err)
	}
	if err := Write(path, full); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range entries {
		got = append(got, e.Name())
	}
	if diff := cmp.Diff([]string{"winnow.prom", "winnow.prom77", "winnow.prom9.bak"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestPromtoolFindsNothing(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		t.Skip("promtool is not on this machine (Debian: apt-get install prometheus)")
	}
	path := filepath.Join(t.TempDir(), "winnow.prom")
	if err := Write(path, full); err != nil {
		t.Fatal(err)
	}
	c := exec.Command(promtool, "check", "metrics")
	c.Stdin = strings.NewReader(content(t, path))
	if out, err := c.CombinedOutput(); err != nil || len(bytes.TrimSpace(out)) > 0 {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}
