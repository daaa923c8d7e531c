package deploy

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"winnow/internal/metrics"
)

// TestPrometheusNames holds the alerts and the document to the series that
// winnow writes.
func TestPrometheusNames(t *testing.T) {
	written := filepath.Join(t.TempDir(), "winnow.prom")
	now := time.Now()
	one := metrics.Figures{
		Run:         metrics.Run{At: now, LastSuccess: now, LastFailure: now},
		Submissions: []metrics.Submissions{{}}, Exceptions: []metrics.Exceptions{{}}, Rows: []metrics.Rows{{}},
		Due: []metrics.Due{{}}, Mails: []metrics.Mails{{}},
	}
	if err := metrics.Write(written, one); err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (\w+)`).FindAllStringSubmatch(content(t, written), -1) {
		there[m[1]] = true
	}
	named := map[string]bool{}
	for _, path := range []string{"prometheus/winnow.rules.yaml", "../docs/operations.md"} {
		for _, name := range regexp.MustCompile(`\bwinnow_\w+`).FindAllString(content(t, path), -1) {
			if !there[name] {
				t.Errorf("%s names %s, which winnow doesn't write", path, name)
			}
			named[name] = true
		}
	}
	for name := range there {
		if !named[name] {
			t.Errorf("docs/operations.md doesn't say what %s is", name)
		}
	}
}

// TestAlerts has Prometheus itself read the rules, and try them out.
func TestAlerts(t *testing.T) {
	promtool, err := exec.LookPath("promtool")
	if err != nil {
		missing(t, "promtool is not on this machine: make setup")
	}
	for _, args := range []string{"check rules prometheus/winnow.rules.yaml", "test rules prometheus/winnow.test.yaml"} {
		if out, err := exec.Command(promtool, strings.Fields(args)...).CombinedOutput(); err != nil {
			t.Errorf("promtool %s: %v\n%s", args, err, out)
		}
	}
}
