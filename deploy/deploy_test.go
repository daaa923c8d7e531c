// Package deploy holds what puts winnow to work on a machine: systemd units, a
// crontab, Windows Task Scheduler's XML and lines for PowerShell, a Kubernetes
// CronJob. It has no code; its tests read the files as their readers will. The
// commands and flags in them are checked in cmd/winnow.
package deploy

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

func content(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// missing skips a test for want of a program, except under CI, where make setup has
// installed it.
func missing(t *testing.T, why string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatal(why)
	}
	t.Skip(why)
}

// TestSystemdUnits has systemd itself read the units.
func TestSystemdUnits(t *testing.T) {
	analyze, err := exec.LookPath("systemd-analyze")
	if err != nil {
		missing(t, "systemd-analyze is not on this machine: make setup")
	}
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	args := []string{"verify", "--man=no"}
	units, err := filepath.Glob("systemd/*")
	if err != nil || len(units) != 3 {
		t.Fatalf("units %v, %v; want 3", units, err)
	}
	for _, unit := range units {
		// What is started must be there to be verified.
		text := strings.ReplaceAll(content(t, unit), "/usr/local/bin/winnow", program)
		copied := filepath.Join(dir, filepath.Base(unit))
		if err := os.WriteFile(copied, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		args = append(args, copied)
	}
	if out, err := exec.Command(analyze, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
}

// TestUnitsAgree holds the hardening of both services to be the same.
func TestUnitsAgree(t *testing.T) {
	var parts [2]string
	for i, name := range []string{"systemd/winnow-run.service", "systemd/winnow-watch.service"} {
		_, part, found := strings.Cut(content(t, name), "UMask=")
		if !found {
			t.Fatalf("%s has no UMask", name)
		}
		part, _, _ = strings.Cut(part, "\n[Install]")
		parts[i] = strings.TrimSpace(part)
	}
	if parts[0] != parts[1] {
		t.Errorf("winnow-run.service:\n%s\n\nwinnow-watch.service:\n%s", parts[0], parts[1])
	}
}

var cronFields = []struct {
	name     string
	min, max int
}{{"minute", 0, 59}, {"hour", 0, 23}, {"day of the month", 1, 31}, {"month", 1, 12}, {"weekday", 0, 7}}

func TestCrontab(t *testing.T) {
	text := content(t, "cron/winnow")
	if !strings.HasSuffix(text, "\n") {
		t.Error("cron passes over a last line without an end")
	}
	variable := regexp.MustCompile(`^[A-Z_]+=\S`)
	jobs := 0
	for _, line := range strings.Split(text, "\n") {
		if line == "" || strings.HasPrefix(line, "#") || variable.MatchString(line) {
			continue
		}
		jobs++
		fields := strings.Fields(line)
		if len(fields) < 7 {
			t.Fatalf("%q lacks fields", line)
		}
		for i, f := range cronFields {
			if !cronField(fields[i], f.min, f.max) {
				t.Errorf("%q is no %s", fields[i], f.name)
			}
		}
		if fields[5] != "winnow" {
			t.Errorf("it runs as %q", fields[5])
		}
		if strings.Contains(line, "%") {
			t.Errorf("cron takes %% for the end of a line: %s", line)
		}
	}
	if jobs != 2 {
		t.Errorf("%d jobs, want 2", jobs)
	}
}

// cronField reports whether s is *, numbers, ranges and steps within bounds.
func cronField(s string, min, max int) bool {
	for part := range strings.SplitSeq(s, ",") {
		span, step, stepped := strings.Cut(part, "/")
		if n, err := strconv.Atoi(step); stepped && (err != nil || n < 1) {
			return false
		}
		if span == "*" {
			continue
		}
		from, to, ranged := strings.Cut(span, "-")
		if !ranged {
			to = from
		}
		a, errA := strconv.Atoi(from)
		b, errB := strconv.Atoi(to)
		if errA != nil || errB != nil || a < min || b > max || a > b {
			return false
		}
	}
	return true
}

func TestCronField(t *testing.T) {
	for s, want := range map[string]bool{"*": true, "30": true, "1-5": true, "*/15": true, "0,30": true, "60": false, "5-1": false, "mon": false, "*/0": false, "": false} {
		if got := cronField(s, 0, 59); got != want {
			t.Errorf("cronField(%q) = %v", s, got)
		}
	}
}
